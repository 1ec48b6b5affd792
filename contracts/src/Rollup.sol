// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeKinds} from "./DisputeKinds.sol";
import {Pausable} from "./Pausable.sol";
import {History} from "./dispute/History.sol";
import {Entry, IDisputeModule} from "./interfaces/IDisputeModule.sol";
import {BatchRange, IInbox} from "./interfaces/IInbox.sol";
import {Assertion, Claim, IRollup} from "./interfaces/IRollup.sol";
import {DevnetChain} from "./libraries/DevnetChain.sol";
import {LongestExit} from "./libraries/LongestExit.sol";
import {StateHeader} from "./libraries/StateHeader.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Rollup: claims about the state after a number of batches, with a bond, final when nobody disagrees in time.
/// @notice Anyone with the bond may assert. How many batches an assertion covers and which program it ran is fixed by its
/// parent, so two assertions on one parent are rivals about the same question and at most one of them is right. The dispute
/// module of their kind decides between them.
contract Rollup is IRollup, DisputeKinds, Pausable, ReentrancyGuardTransient {
    using StateHeader for StateHeader.Proof;

    /// @notice What a deployment chooses. Challenge period in seconds, bond in wei.
    struct Parameters {
        bytes32 genesisStateRoot;
        bytes32 programHash;
        uint64 challengePeriod;
        uint64 exitWindow;
        uint96 bond;
        uint8 blocksHeight;
    }

    /// @notice Most batches one assertion covers: bounds a dispute.
    uint64 public constant MAX_BATCHES_PER_ASSERTION = 1024;
    /// @notice Longest challenge period, seconds.
    uint64 public constant LONGEST_CHALLENGE_PERIOD = 365 days;
    /// @notice Where lost bonds go that no dispute shares out: nobody has its key.
    address public constant BURN_ADDRESS = address(0xdead);

    /// @inheritdoc IRollup
    address public immutable INBOX;
    /// @notice Chain id that every state header must carry: the L1's at deployment.
    uint64 public immutable CHAIN_ID;
    /// @notice Seconds that the timelock's delay must leave users to decide, besides the longest way out.
    uint64 public immutable EXIT_WINDOW;
    /// @notice Id of the assertion that holds the state after block 0.
    bytes32 public immutable GENESIS;

    /// @notice The newest confirmed assertion.
    bytes32 public latestConfirmed;
    /// @notice Wei that an assertion must carry.
    uint96 public bond;
    /// @notice Seconds between an assertion and its confirmation, for new assertions.
    uint64 public challengePeriod;
    /// @notice Wei that a proposer can claim.
    mapping(address proposer => uint256 amount) public claimable;

    mapping(bytes32 id => Assertion) private _assertions;
    mapping(bytes32 parent => mapping(uint32 kind => bytes32 id)) private _firstChild;
    bytes32[] private _programHashes;

    event Asserted(
        bytes32 indexed id,
        bytes32 indexed parent,
        uint64 batchCount,
        uint64 lastBlock,
        bytes32 batchHash,
        bytes32 blocksRoot,
        bytes32 stateRoot,
        address proposer,
        uint32 kind
    );
    event Disputed(bytes32 indexed id, bytes32 indexed rival);
    event Confirmed(bytes32 indexed id, uint64 lastBlock, bytes32 stateRoot, bytes32 withdrawalsRoot);
    event BondClaimed(address indexed proposer, uint256 amount);
    event BondForfeited(bytes32 indexed id, uint256 amount);
    event Retired(bytes32 indexed id, bool returned, uint256 amount);
    event BondSet(uint96 bond);
    event ChallengePeriodSet(uint64 challengePeriod);
    event ProgramHashSet(uint32 indexed version, bytes32 programHash);

    error ZeroRoot();
    error ChainIdTooLarge(uint256 chainId);
    error InvalidChallengePeriod(uint64 least, uint64 given);
    error TimelockTooShort(uint256 least, uint256 given);
    error UnknownAssertion(bytes32 id);
    error StaleParent(bytes32 parent, bytes32 latestConfirmed);
    error WrongBatchCount(uint64 expected, uint64 given);
    error WrongBatchHash(bytes32 expected, bytes32 given);
    error WrongBond(uint256 expected, uint256 given);
    error AlreadyAsserted(bytes32 id);
    error InvalidHeaderProof(bytes32 stateRoot, bytes32 proven);
    error InvalidLastLeaf(bytes32 blocksRoot, bytes32 proven);
    error WrongChainId(uint64 expected, uint64 given);
    error WrongBlockNumber(uint64 most, uint64 given);
    error WrongTimestamp(uint64 most, uint64 given);
    error WrongInboxCursor(uint64 most, uint64 given);
    error WrongInboxAccumulator(bytes32 expected, bytes32 given);
    error AlreadyConfirmed(bytes32 id);
    error ParentNotLatest(bytes32 parent, bytes32 latestConfirmed);
    error ChallengePeriodRunning(uint64 confirmableAt);
    error AssertionDisputed(bytes32 id);
    error StillAlive(bytes32 id);
    error BondGone(bytes32 id);
    error NothingToClaim(address proposer);
    error BondTransferFailed(address proposer);

    /// @param timelock owner of the parameters
    /// @param guardian holds the pause
    /// @param inbox whose batches are asserted
    /// @param module kind 0: decides for this very address
    /// @param p state after block 0; root of the program that the first assertions claim to have run; challenge period, 1
    /// second to LONGEST_CHALLENGE_PERIOD and not below what the module needs; seconds that users have to decide before a change
    /// (outside devnets the timelock's delay must hold them besides `longestExit()`); bond; height of the trees of block roots
    constructor(
        address timelock,
        address guardian,
        address inbox,
        address module,
        Parameters memory p
    ) Pausable(timelock, guardian) DisputeKinds(p.blocksHeight) {
        _requireContract(inbox);
        if (p.genesisStateRoot == 0) revert ZeroRoot();
        if (block.chainid > type(uint64).max) revert ChainIdTooLarge(block.chainid);
        INBOX = inbox;
        CHAIN_ID = uint64(block.chainid);
        EXIT_WINDOW = p.exitWindow;
        _addModule(module, inbox);
        _setProgramHash(p.programHash);
        _setChallengePeriod(p.challengePeriod);
        _setBond(p.bond);

        bytes32 id = assertionId(Claim(0, 0, 0, 0, 0, p.genesisStateRoot));
        GENESIS = id;
        latestConfirmed = id;
        Assertion storage genesis = _assertions[id];
        genesis.stateRoot = p.genesisStateRoot;
        genesis.createdAt = uint64(block.timestamp);
        genesis.nextBatchCount = 1;
        genesis.confirmed = true;
        emit Confirmed(id, 0, p.genesisStateRoot, 0);
    }

    /// @notice Claim that `c.stateRoot` is the state after the first `c.batchCount` batches. Anyone, with exactly `bond` wei,
    /// which comes back at confirmation. Also while paused, so that a wrong claim can always be answered.
    /// @param c `parent`: an assertion that is the latest confirmed one or not yet confirmed; `kind`: not retired, unless a
    /// rival of it exists; `batchCount`: must be the parent's `nextBatchCount`; `batchHash`: the Inbox's hash chain after those
    /// batches, so that after an L1 reorg the claim cannot turn into one about other batches; `blocksRoot`: root over the
    /// state roots of the blocks since the parent, zero beyond the last
    /// @param header of the state, proven into `stateRoot`; it lies within the last batch, and behind its end when the claim is
    /// that the rest was void; it carries the Inbox's accumulator at its cursor
    /// @param siblings of the last block's root in `blocksRoot`, lowest first: it must be `stateRoot`
    /// @return id keccak256 over the claim; the same claim cannot be made twice
    function assertState(
        Claim calldata c,
        StateHeader.Proof calldata header,
        bytes32[] calldata siblings
    ) external payable returns (bytes32 id) {
        if (msg.value != bond) revert WrongBond(bond, msg.value);
        _checkParent(c.parent, c.batchCount);
        bytes32 expectedHash = IInbox(INBOX).batchHash(c.batchCount - 1);
        if (c.batchHash != expectedHash) revert WrongBatchHash(expectedHash, c.batchHash);
        uint64 lastBlock = _checkHeader(c.batchCount, c.stateRoot, header);
        id = assertionId(c);
        if (_assertions[id].createdAt != 0) revert AlreadyAsserted(id);

        bytes32 first = _firstChild[c.parent][c.kind];
        _requireOpen(c.kind, first != 0);
        _record(id, c, lastBlock, header.withdrawalsRoot(), first);
        _announce(id, c, lastBlock);
        if (first == 0) _firstChild[c.parent][c.kind] = id;
        else emit Disputed(id, first);
        _enter(id, c, siblings);
    }

    /// @notice Make an assertion final. Anyone, when its parent is the latest confirmed one, its challenge period is over,
    /// and the module of its kind says that it has no rival or has beaten them. Its bond becomes claimable.
    function confirm(
        bytes32 id
    ) external whenNotPaused {
        Assertion storage a = _known(id);
        if (a.confirmed) revert AlreadyConfirmed(id);
        bytes32 parent = a.parent;
        if (parent != latestConfirmed) revert ParentNotLatest(parent, latestConfirmed);
        if (block.timestamp < a.confirmableAt) revert ChallengePeriodRunning(a.confirmableAt);
        if (isDisputed(id)) revert AssertionDisputed(id);
        a.confirmed = true;
        latestConfirmed = id;
        if (!a.bondGone) {
            a.bondGone = true;
            claimable[a.proposer] += a.bond;
        }
        emit Confirmed(id, a.lastBlock, a.stateRoot, a.withdrawalsRoot);
    }

    /// @inheritdoc IRollup
    /// @dev The module only says who lost, and the bond only ever goes to it. Sends nothing when the bond is gone already.
    function forfeit(
        bytes32 id
    ) external nonReentrant returns (uint256 amount) {
        Assertion storage a = _known(id);
        _requireModule(a.kind);
        if (a.bondGone) return 0;
        a.bondGone = true;
        amount = a.bond;
        emit BondForfeited(id, amount);
        _send(msg.sender, amount);
    }

    /// @notice Settle the bond of an assertion that can't be confirmed any more. Anyone. It becomes claimable when what was
    /// claimed is confirmed under another kind; otherwise it is burned.
    function retire(
        Claim calldata c
    ) external nonReentrant {
        bytes32 id = assertionId(c);
        Assertion storage a = _known(id);
        if (a.bondGone) revert BondGone(id);
        bytes32 parent = a.parent;
        if (
            a.confirmed || parent == latestConfirmed
                || _assertions[parent].batchCount > _assertions[latestConfirmed].batchCount
        ) revert StillAlive(id);
        a.bondGone = true;
        bool right = _isConfirmedAs(c);
        emit Retired(id, right, a.bond);
        if (right) claimable[a.proposer] += a.bond;
        else _send(BURN_ADDRESS, a.bond);
    }

    /// @notice Send the caller the bonds of its confirmed assertions.
    function claim() external nonReentrant {
        uint256 amount = claimable[msg.sender];
        if (amount == 0) revert NothingToClaim(msg.sender);
        claimable[msg.sender] = 0;
        emit BondClaimed(msg.sender, amount);
        _send(msg.sender, amount);
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

    /// @notice Set the root of the program that the children of new assertions claim to have run. Only the timelock.
    function setProgramHash(
        bytes32 programHash_
    ) external onlyTimelock {
        _setProgramHash(programHash_);
    }

    /// @notice Accept assertions of a new kind, which `module` decides. Only the timelock. Returns the kind.
    function addDisputeModule(
        address module
    ) external onlyTimelock returns (uint32 kind) {
        kind = _addModule(module, INBOX);
        _checkClocks(challengePeriod);
    }

    /// @notice Refuse assertions of `kind` from now on, but as rivals of those that exist. Only the timelock.
    function retireKind(
        uint32 kind
    ) external onlyTimelock {
        _retireKind(kind);
    }

    /// @inheritdoc IRollup
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

    /// @notice Whether `id` is unconfirmed and has a rival of its kind that it has not beaten.
    function isDisputed(
        bytes32 id
    ) public view returns (bool) {
        Assertion storage a = _known(id);
        return !a.confirmed && !IDisputeModule(disputeModule(a.kind)).mayConfirm(a.parent, id);
    }

    /// @inheritdoc IRollup
    function confirmedWithdrawalsRoot(
        bytes32 id
    ) external view returns (bytes32) {
        Assertion storage a = _assertions[id];
        return a.confirmed ? a.withdrawalsRoot : bytes32(0);
    }

    /// @notice Seconds that the slowest way out takes now, from a forced withdrawal to its payment, with one rival.
    function longestExit() external view returns (uint256) {
        return _longestExit(challengePeriod);
    }

    /// @notice Root of the newest program: children of new assertions claim to have run it.
    function programHash() external view returns (bytes32) {
        return _programHashes[_programHashes.length - 1];
    }

    /// @inheritdoc IRollup
    function programHashAt(
        uint32 version
    ) external view returns (bytes32) {
        return _programHashes[version];
    }

    /// @notice Id of a claim.
    function assertionId(
        Claim memory c
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(c));
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

    /// @dev The header may lie behind the batch: void blocks leave the state as it was. That they are void is disputable.
    function _checkHeader(
        uint64 batchCount,
        bytes32 stateRoot,
        StateHeader.Proof calldata header
    ) private view returns (uint64 lastBlock) {
        bytes32 proven = header.root();
        if (proven != stateRoot) revert InvalidHeaderProof(stateRoot, proven);
        BatchRange memory last = IInbox(INBOX).batch(batchCount - 1);
        if (header.chainId() != CHAIN_ID) revert WrongChainId(CHAIN_ID, header.chainId());
        uint64 number = header.blockNumber();
        if (number > last.lastBlock) revert WrongBlockNumber(last.lastBlock, number);
        uint64 timestamp = header.timestamp();
        if (timestamp > last.lastTimestamp) revert WrongTimestamp(last.lastTimestamp, timestamp);
        uint64 cursor = header.inboxCursor();
        if (cursor > last.inboxCursor) revert WrongInboxCursor(last.inboxCursor, cursor);
        bytes32 accumulator = IInbox(INBOX).accumulatorAt(cursor);
        if (header.inboxAccumulator() != accumulator) {
            revert WrongInboxAccumulator(accumulator, header.inboxAccumulator());
        }
        if (header.withdrawalsRoot() == 0) revert ZeroRoot();
        return last.lastBlock;
    }

    function _record(
        bytes32 id,
        Claim calldata c,
        uint64 lastBlock,
        bytes32 withdrawalsRoot,
        bytes32 first
    ) private {
        Assertion storage p = _assertions[c.parent];
        p.childCount += 1;
        Assertion storage a = _assertions[id];
        a.parent = c.parent;
        a.stateRoot = c.stateRoot;
        a.withdrawalsRoot = withdrawalsRoot;
        a.proposer = msg.sender;
        a.bond = bond;
        a.createdAt = uint64(block.timestamp);
        // Rivals share the first one's: the question on a parent closes once.
        a.confirmableAt =
            first == 0 ? uint64(block.timestamp) + challengePeriod : _assertions[first].confirmableAt;
        a.batchCount = c.batchCount;
        a.lastBlock = lastBlock;
        a.nextBatchCount = _nextBatchCount(c.batchCount);
        a.nextProgramVersion = uint32(_programHashes.length - 1);
        a.programVersion = p.nextProgramVersion;
        a.kind = c.kind;
    }

    function _announce(
        bytes32 id,
        Claim calldata c,
        uint64 lastBlock
    ) private {
        emit Asserted(
            id, c.parent, c.batchCount, lastBlock, c.batchHash, c.blocksRoot, c.stateRoot, msg.sender, c.kind
        );
    }

    /// @dev Checks the last leaf, which gives the children of `blocksRoot` too, and hands the assertion to its module.
    function _enter(
        bytes32 id,
        Claim calldata c,
        bytes32[] calldata siblings
    ) private {
        Assertion storage a = _assertions[id];
        uint64 index = a.lastBlock - _assertions[c.parent].lastBlock - 1;
        (bytes32 left, bytes32 right) = History.children(c.stateRoot, index, siblings, BLOCKS_HEIGHT);
        bytes32 root = sha256(abi.encodePacked(left, right));
        if (root != c.blocksRoot) revert InvalidLastLeaf(c.blocksRoot, root);
        IDisputeModule(disputeModule(c.kind))
            .enter(Entry(c.parent, id, left, right, a.proposer, a.bond, a.confirmableAt));
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

    /// @dev Whether the same claim is confirmed under some kind. At most MAX_KINDS reads.
    function _isConfirmedAs(
        Claim memory c
    ) private view returns (bool) {
        uint256 kinds = disputeKinds();
        for (uint32 kind = 0; kind < kinds; ++kind) {
            c.kind = kind;
            if (_assertions[assertionId(c)].confirmed) return true;
        }
        return false;
    }

    function _known(
        bytes32 id
    ) private view returns (Assertion storage a) {
        a = _assertions[id];
        if (a.createdAt == 0) revert UnknownAssertion(id);
    }

    function _send(
        address to,
        uint256 amount
    ) private {
        (bool sent,) = to.call{value: amount}("");
        if (!sent) revert BondTransferFailed(to);
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
        _checkClocks(challengePeriod_);
        challengePeriod = challengePeriod_;
        emit ChallengePeriodSet(challengePeriod_);
    }

    /// @dev Outside devnets nobody may be caught by a change that was announced: see LongestExit.
    function _checkClocks(
        uint64 challengePeriod_
    ) private view {
        uint64 least = _leastChallengePeriod();
        if (challengePeriod_ < least || challengePeriod_ > LONGEST_CHALLENGE_PERIOD) {
            revert InvalidChallengePeriod(least, challengePeriod_);
        }
        if (DevnetChain.isCurrent()) return;
        uint256 delay = TimelockController(payable(TIMELOCK)).getMinDelay();
        uint256 leaving = EXIT_WINDOW + _longestExit(challengePeriod_);
        if (delay < leaving) revert TimelockTooShort(leaving, delay);
    }

    function _longestExit(
        uint64 challengePeriod_
    ) private view returns (uint256) {
        return LongestExit.inSeconds(IInbox(INBOX), GUARDIAN, challengePeriod_, _longestDispute());
    }

    function _setBond(
        uint96 bond_
    ) private {
        bond = bond_;
        emit BondSet(bond_);
    }
}
