// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "./Pausable.sol";
import {IDisputeModule} from "./interfaces/IDisputeModule.sol";
import {BatchRange, IInbox} from "./interfaces/IInbox.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {StateHeader} from "./libraries/StateHeader.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Rollup: claims about the state after a number of batches, with a bond, final when nobody disagrees in time.
/// @notice Anyone with the bond may assert. How many batches an assertion covers is fixed by its parent, so two
/// assertions on one parent are rivals about the same question and at most one of them is right. Rivals wait for the
/// dispute module; while there is none, no assertion that has a rival can ever be confirmed.
contract Rollup is IRollup, Pausable, ReentrancyGuardTransient {
    using StateHeader for StateHeader.Proof;

    /// @notice A claim. Its other parts (batch hash, root of block roots) are bound by its id.
    struct Assertion {
        bytes32 parent;
        bytes32 stateRoot;
        bytes32 withdrawalsRoot;
        /// The first child asserted on this one; zero if none.
        bytes32 firstChild;
        address proposer;
        uint64 createdAt;
        uint32 programVersion;
        uint64 confirmableAt;
        uint64 batchCount;
        uint64 nextBatchCount;
        uint64 lastBlock;
        uint96 bond;
        uint32 childCount;
        bool confirmed;
    }

    /// @notice Most batches one assertion covers: bounds a dispute.
    uint64 public constant MAX_BATCHES_PER_ASSERTION = 1024;
    /// @notice Longest challenge period, seconds.
    uint64 public constant LONGEST_CHALLENGE_PERIOD = 365 days;

    /// @inheritdoc IRollup
    address public immutable INBOX;
    /// @notice Chain id that every state header must carry: the L1's at deployment.
    uint64 public immutable CHAIN_ID;
    /// @notice Id of the assertion that holds the state after block 0.
    bytes32 public immutable GENESIS;

    /// @notice The newest confirmed assertion.
    bytes32 public latestConfirmed;
    /// @notice Wei that an assertion must carry.
    uint96 public bond;
    /// @notice Seconds between an assertion and its confirmation, for new assertions.
    uint64 public challengePeriod;
    /// @notice Decides between rivals; zero while there is none.
    address public disputeModule;
    /// @notice Wei that a proposer can claim.
    mapping(address proposer => uint256 amount) public claimable;

    mapping(bytes32 id => Assertion) private _assertions;
    bytes32[] private _programHashes;

    event Asserted(
        bytes32 indexed id,
        bytes32 indexed parent,
        uint64 batchCount,
        uint64 lastBlock,
        bytes32 batchHash,
        bytes32 blocksRoot,
        bytes32 stateRoot,
        address proposer
    );
    event Disputed(bytes32 indexed id, bytes32 indexed rival);
    event Confirmed(bytes32 indexed id, uint64 lastBlock, bytes32 stateRoot, bytes32 withdrawalsRoot);
    event BondClaimed(address indexed proposer, uint256 amount);
    event BondSet(uint96 bond);
    event ChallengePeriodSet(uint64 challengePeriod);
    event DisputeModuleSet(address indexed disputeModule);
    event ProgramHashSet(uint32 indexed version, bytes32 programHash);

    error ZeroRoot();
    error ChainIdTooLarge(uint256 chainId);
    error InvalidChallengePeriod(uint64 challengePeriod);
    error UnknownAssertion(bytes32 id);
    error StaleParent(bytes32 parent, bytes32 latestConfirmed);
    error WrongBatchCount(uint64 expected, uint64 given);
    error WrongBatchHash(bytes32 expected, bytes32 given);
    error WrongBond(uint256 expected, uint256 given);
    error AlreadyAsserted(bytes32 id);
    error InvalidHeaderProof(bytes32 stateRoot, bytes32 proven);
    error WrongChainId(uint64 expected, uint64 given);
    error WrongBlockNumber(uint64 expected, uint64 given);
    error WrongTimestamp(uint64 expected, uint64 given);
    error WrongInboxCursor(uint64 expected, uint64 given);
    error WrongInboxAccumulator(bytes32 expected, bytes32 given);
    error AlreadyConfirmed(bytes32 id);
    error ParentNotLatest(bytes32 parent, bytes32 latestConfirmed);
    error ChallengePeriodRunning(uint64 confirmableAt);
    error AssertionDisputed(bytes32 id);
    error NothingToClaim(address proposer);
    error BondTransferFailed(address proposer);

    /// @param timelock owner of the parameters
    /// @param guardian holds the pause
    /// @param inbox whose batches are asserted
    /// @param genesisStateRoot state after block 0
    /// @param programHash_ hash of the program that the assertions claim to have run
    /// @param challengePeriod_ 1 second to LONGEST_CHALLENGE_PERIOD
    /// @param bond_ wei
    constructor(
        address timelock,
        address guardian,
        address inbox,
        bytes32 genesisStateRoot,
        bytes32 programHash_,
        uint64 challengePeriod_,
        uint96 bond_
    ) Pausable(timelock, guardian) {
        _requireContract(inbox);
        if (genesisStateRoot == 0) revert ZeroRoot();
        if (block.chainid > type(uint64).max) revert ChainIdTooLarge(block.chainid);
        INBOX = inbox;
        CHAIN_ID = uint64(block.chainid);
        _setProgramHash(programHash_);
        _setChallengePeriod(challengePeriod_);
        _setBond(bond_);

        bytes32 id = assertionId(0, 0, 0, 0, genesisStateRoot);
        GENESIS = id;
        latestConfirmed = id;
        Assertion storage genesis = _assertions[id];
        genesis.stateRoot = genesisStateRoot;
        genesis.createdAt = uint64(block.timestamp);
        genesis.nextBatchCount = 1;
        genesis.confirmed = true;
        emit Confirmed(id, 0, genesisStateRoot, 0);
    }

    /// @notice Claim that `stateRoot` is the state after the first `batchCount` batches. Anyone, with exactly `bond` wei,
    /// which comes back at confirmation. Also while paused, so that a wrong claim can always be answered.
    /// @param parent an assertion that is the latest confirmed one or not yet confirmed
    /// @param batchCount must be the parent's `nextBatchCount`
    /// @param batchHash the Inbox's hash chain after those batches: after an L1 reorg the claim cannot turn into one about
    /// other batches
    /// @param blocksRoot root over the state roots of the blocks since the parent
    /// @param proof header of the state, proven into `stateRoot`; it must carry the last batch's block number, time and
    /// inbox cursor, and the Inbox's accumulator at that cursor
    /// @return id keccak256 over the claim; the same claim cannot be made twice
    function assertState(
        bytes32 parent,
        uint64 batchCount,
        bytes32 batchHash,
        bytes32 blocksRoot,
        bytes32 stateRoot,
        StateHeader.Proof calldata proof
    ) external payable returns (bytes32 id) {
        if (msg.value != bond) revert WrongBond(bond, msg.value);
        _checkParent(parent, batchCount);
        bytes32 expectedHash = IInbox(INBOX).batchHash(batchCount - 1);
        if (batchHash != expectedHash) revert WrongBatchHash(expectedHash, batchHash);
        uint64 lastBlock = _checkHeader(batchCount, stateRoot, proof);
        id = assertionId(parent, batchCount, batchHash, blocksRoot, stateRoot);
        if (_assertions[id].createdAt != 0) revert AlreadyAsserted(id);
        _record(id, parent, batchCount, lastBlock, stateRoot, proof.withdrawalsRoot());
        emit Asserted(id, parent, batchCount, lastBlock, batchHash, blocksRoot, stateRoot, msg.sender);
        _link(id, parent);
    }

    /// @notice Make an assertion final. Anyone, when its parent is the latest confirmed one, its challenge period is over,
    /// and it has no rival or has won the dispute. Its bond becomes claimable.
    function confirm(
        bytes32 id
    ) external whenNotPaused {
        Assertion storage a = _known(id);
        if (a.confirmed) revert AlreadyConfirmed(id);
        bytes32 parent = a.parent;
        if (parent != latestConfirmed) revert ParentNotLatest(parent, latestConfirmed);
        if (block.timestamp < a.confirmableAt) revert ChallengePeriodRunning(a.confirmableAt);
        if (_assertions[parent].childCount > 1 && !_wonDispute(parent, id)) revert AssertionDisputed(id);
        a.confirmed = true;
        latestConfirmed = id;
        claimable[a.proposer] += a.bond;
        emit Confirmed(id, a.lastBlock, a.stateRoot, a.withdrawalsRoot);
    }

    /// @notice Send the caller the bonds of its confirmed assertions.
    function claim() external nonReentrant {
        uint256 amount = claimable[msg.sender];
        if (amount == 0) revert NothingToClaim(msg.sender);
        claimable[msg.sender] = 0;
        emit BondClaimed(msg.sender, amount);
        (bool sent,) = msg.sender.call{value: amount}("");
        if (!sent) revert BondTransferFailed(msg.sender);
    }

    /// @notice Set the bond of new assertions, wei. Only the timelock. Bonds already given stay what they were.
    function setBond(
        uint96 bond_
    ) external onlyTimelock {
        _setBond(bond_);
    }

    /// @notice Set the challenge period of new assertions, seconds. Only the timelock. Running periods stay what they were.
    function setChallengePeriod(
        uint64 challengePeriod_
    ) external onlyTimelock {
        _setChallengePeriod(challengePeriod_);
    }

    /// @notice Set the hash of the program that new assertions claim to have run. Only the timelock.
    function setProgramHash(
        bytes32 programHash_
    ) external onlyTimelock {
        _setProgramHash(programHash_);
    }

    /// @notice Set the contract that decides between rivals, or zero for none. Only the timelock.
    function setDisputeModule(
        address disputeModule_
    ) external onlyTimelock {
        if (disputeModule_ != address(0)) _requireContract(disputeModule_);
        disputeModule = disputeModule_;
        emit DisputeModuleSet(disputeModule_);
    }

    /// @notice The assertion `id`; reverts for an unknown one.
    function assertion(
        bytes32 id
    ) external view returns (Assertion memory) {
        return _known(id);
    }

    /// @notice The number of batches that a child of `parent` must cover; reverts for an unknown one.
    function nextBatchCount(
        bytes32 parent
    ) external view returns (uint64) {
        return _known(parent).nextBatchCount;
    }

    /// @notice Whether `id` is an unconfirmed assertion with a rival on the same parent.
    function isDisputed(
        bytes32 id
    ) external view returns (bool) {
        Assertion storage a = _known(id);
        return !a.confirmed && _assertions[a.parent].childCount > 1;
    }

    /// @inheritdoc IRollup
    function confirmedWithdrawalsRoot(
        bytes32 id
    ) external view returns (bytes32) {
        Assertion storage a = _assertions[id];
        return a.confirmed ? a.withdrawalsRoot : bytes32(0);
    }

    /// @notice Hash of the program that new assertions claim to have run.
    function programHash() external view returns (bytes32) {
        return _programHashes[_programHashes.length - 1];
    }

    /// @notice Hash of the program of `version`, as recorded in assertions.
    function programHashAt(
        uint32 version
    ) external view returns (bytes32) {
        return _programHashes[version];
    }

    /// @notice Id of a claim.
    function assertionId(
        bytes32 parent,
        uint64 batchCount,
        bytes32 batchHash,
        bytes32 blocksRoot,
        bytes32 stateRoot
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(parent, batchCount, batchHash, blocksRoot, stateRoot));
    }

    /// @dev A parent with no more batches than the latest confirmed assertion can have no confirmed child any more, unless
    /// it is that assertion itself.
    function _checkParent(
        bytes32 parent,
        uint64 batchCount
    ) private view {
        Assertion storage p = _known(parent);
        bytes32 latest = latestConfirmed;
        if (parent != latest && p.batchCount <= _assertions[latest].batchCount) {
            revert StaleParent(parent, latest);
        }
        if (batchCount != p.nextBatchCount) revert WrongBatchCount(p.nextBatchCount, batchCount);
    }

    function _checkHeader(
        uint64 batchCount,
        bytes32 stateRoot,
        StateHeader.Proof calldata proof
    ) private view returns (uint64 lastBlock) {
        bytes32 proven = proof.root();
        if (proven != stateRoot) revert InvalidHeaderProof(stateRoot, proven);
        BatchRange memory last = IInbox(INBOX).batch(batchCount - 1);
        if (proof.chainId() != CHAIN_ID) revert WrongChainId(CHAIN_ID, proof.chainId());
        if (proof.blockNumber() != last.lastBlock) {
            revert WrongBlockNumber(last.lastBlock, proof.blockNumber());
        }
        if (proof.timestamp() != last.lastTimestamp) {
            revert WrongTimestamp(last.lastTimestamp, proof.timestamp());
        }
        if (proof.inboxCursor() != last.inboxCursor) {
            revert WrongInboxCursor(last.inboxCursor, proof.inboxCursor());
        }
        bytes32 accumulator = IInbox(INBOX).accumulatorAt(last.inboxCursor);
        if (proof.inboxAccumulator() != accumulator) {
            revert WrongInboxAccumulator(accumulator, proof.inboxAccumulator());
        }
        if (proof.withdrawalsRoot() == 0) revert ZeroRoot();
        return last.lastBlock;
    }

    function _record(
        bytes32 id,
        bytes32 parent,
        uint64 batchCount,
        uint64 lastBlock,
        bytes32 stateRoot,
        bytes32 withdrawalsRoot
    ) private {
        Assertion storage a = _assertions[id];
        a.parent = parent;
        a.stateRoot = stateRoot;
        a.withdrawalsRoot = withdrawalsRoot;
        a.proposer = msg.sender;
        a.createdAt = uint64(block.timestamp);
        a.programVersion = uint32(_programHashes.length - 1);
        a.confirmableAt = uint64(block.timestamp) + challengePeriod;
        a.batchCount = batchCount;
        a.nextBatchCount = _nextBatchCount(batchCount);
        a.lastBlock = lastBlock;
        a.bond = bond;
    }

    /// @dev Every batch appended by now, at least one more than `batchCount`, at most MAX_BATCHES_PER_ASSERTION more.
    function _nextBatchCount(
        uint64 batchCount
    ) private view returns (uint64) {
        uint64 appended = IInbox(INBOX).batchCount();
        if (appended <= batchCount) return batchCount + 1;
        if (appended > batchCount + MAX_BATCHES_PER_ASSERTION) return batchCount + MAX_BATCHES_PER_ASSERTION;
        return appended;
    }

    function _link(
        bytes32 id,
        bytes32 parent
    ) private {
        Assertion storage p = _assertions[parent];
        p.childCount += 1;
        if (p.firstChild == 0) p.firstChild = id;
        else emit Disputed(id, p.firstChild);
    }

    function _wonDispute(
        bytes32 parent,
        bytes32 id
    ) private view returns (bool) {
        address module = disputeModule;
        return module != address(0) && IDisputeModule(module).winner(parent) == id;
    }

    function _known(
        bytes32 id
    ) private view returns (Assertion storage a) {
        a = _assertions[id];
        if (a.createdAt == 0) revert UnknownAssertion(id);
    }

    function _setProgramHash(
        bytes32 programHash_
    ) private {
        if (programHash_ == 0) revert ZeroRoot();
        uint32 version = uint32(_programHashes.length);
        _programHashes.push(programHash_);
        emit ProgramHashSet(version, programHash_);
    }

    function _setChallengePeriod(
        uint64 challengePeriod_
    ) private {
        if (challengePeriod_ == 0 || challengePeriod_ > LONGEST_CHALLENGE_PERIOD) {
            revert InvalidChallengePeriod(challengePeriod_);
        }
        challengePeriod = challengePeriod_;
        emit ChallengePeriodSet(challengePeriod_);
    }

    function _setBond(
        uint96 bond_
    ) private {
        bond = bond_;
        emit BondSet(bond_);
    }
}
