// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Timelocked} from "./Timelocked.sol";
import {Batch, BatchRange, IInbox} from "./interfaces/IInbox.sol";
import {Assertion, IRollup} from "./interfaces/IRollup.sol";
import {IVault} from "./interfaces/IVault.sol";
import {DevnetChain} from "./libraries/DevnetChain.sol";
import {Message, SelfSequencedBlock} from "./libraries/SelfSequencedBlock.sol";
import {StateHeader} from "./libraries/StateHeader.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Inbox: everything that enters the rollup from L1.
/// @notice Messages (deposits, forced transactions, governance) in one hash chain, and the sequencer's batches, which
/// must consume every message within FORCE_DELAY. When the sequencer is silent for SELF_DELAY, anyone appends batches of
/// messages in its place. Nothing here can be paused.
contract Inbox is IInbox, Timelocked, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @notice What a deployment chooses. Times in seconds, amounts in 1e-6 USD.
    struct Parameters {
        address sequencer;
        uint64 minDeposit;
        uint64 forceDelay;
        uint64 maxBatchAge;
        uint64 maxDrift;
        uint64 selfDelay;
        uint8 daKinds;
    }

    /// @notice Kinds of messages; 0 is the genesis message, which never passes here.
    uint8 public constant DEPOSIT = 1;
    uint8 public constant FORCED_TRANSACTION = 2;
    uint8 public constant GOVERNANCE = 3;
    /// @notice The collateral asset of deposits: USDC.
    uint8 public constant COLLATERAL = 0;
    /// @notice Largest deposit, 1e-6 USD.
    uint256 public constant MAX_DEPOSIT = 2 ** 53;
    /// @notice Sub-accounts of an owner are 0 to MAX_SUBS - 1.
    uint32 public constant MAX_SUBS = 128;
    /// @notice Longest payload of a forced transaction, bytes.
    uint256 public constant MAX_FORCED_PAYLOAD = 1024;
    /// @notice Longest payload of a governance message, bytes.
    uint256 public constant MAX_GOVERNANCE_PAYLOAD = 2048;
    /// @notice Most blocks in one batch.
    uint64 public constant MAX_BATCH_BLOCKS = 65_536;
    /// @notice Bit masks of the data availability kinds: local, Celestia, Ethereum.
    uint8 public constant ALL_DA_KINDS = 7;
    /// @notice Data availability kind of a batch whose blobs come with its own transaction.
    uint8 public constant ETHEREUM = 2;
    /// @notice Data availability kind of a self-sequenced batch: its one block is made of messages that L1 has.
    uint8 public constant SELF_SEQUENCED = 3;
    /// @notice Most messages in one block.
    uint64 public constant MAX_MESSAGES = 256;
    /// @notice Most blobs of one batch.
    uint32 public constant MAX_BLOBS = 16;
    /// @notice Longest of the delays below, seconds.
    uint64 public constant LONGEST_DELAY = 365 days;

    /// @inheritdoc IInbox
    uint64 public immutable FORCE_DELAY;
    /// @inheritdoc IInbox
    uint64 public immutable MAX_BATCH_AGE;
    /// @notice How far the last block of a batch may lie ahead of the L1 time, seconds; below FORCE_DELAY.
    uint64 public immutable MAX_DRIFT;
    /// @inheritdoc IInbox
    uint64 public immutable SELF_DELAY;
    /// @inheritdoc IInbox
    address public immutable VAULT;
    /// @notice Token of deposits.
    IERC20 public immutable TOKEN;

    /// @notice The account that may append batches; zero when it was dismissed.
    address public sequencer;
    /// @notice Smallest deposit, 1e-6 USD.
    uint64 public minDeposit;
    /// @notice Bit `k` set: batches of data availability kind `k` are accepted.
    uint8 public daKinds;
    /// @inheritdoc IInbox
    uint256 public deposited;
    /// @notice L1 time of the sequencer's last batch, seconds; the deployment's before the first.
    uint64 public lastSequenced;
    /// @notice L1 time at which the sequencer was appointed, seconds.
    uint64 public sequencerSince;

    bytes32[] private _accumulators;
    uint64[] private _messageTimes;
    BatchRange[] private _batches;
    bytes32[] private _batchHashes;
    uint64[] private _batchTimes;

    event MessageDelivered(
        uint64 indexed index,
        uint8 kind,
        address indexed sender,
        uint64 l1Time,
        bytes payload,
        bytes32 accumulator
    );
    event BatchAppended(uint64 indexed index, Batch batch, bytes32 batchHash);
    event Swept(uint256 amount);
    event SequencerSet(address indexed sequencer);
    event MinDepositSet(uint64 minDeposit);
    event DaKindsSet(uint8 daKinds);

    error InvalidParameters(Parameters parameters);
    error InvalidMinDeposit(uint64 minDeposit);
    error InvalidDaKinds(uint8 daKinds);
    error LocalDaOutsideDevnet(uint256 chainId);
    error RollupNotSet();
    error InvalidRecipient(address to);
    error InvalidSub(uint32 sub);
    error DepositOutOfRange(uint256 amount, uint64 min, uint256 max);
    error UnexpectedTransfer(uint256 expected, uint256 arrived);
    error PayloadTooLong(uint256 length, uint256 max);
    error UnknownMessage(uint64 index, uint64 count);
    error UnknownBatch(uint64 index, uint64 count);
    error NotSequencer(address caller);
    error WrongFirstBlock(uint64 expected, uint64 given);
    error InvalidLastBlock(uint64 firstBlock, uint64 lastBlock);
    error TimestampNotIncreasing(uint64 previous, uint64 given);
    error BatchTooOld(uint64 timestamp, uint256 l1Time);
    error BatchTooNew(uint64 timestamp, uint256 l1Time);
    error InvalidInboxCursor(uint64 previous, uint64 given, uint64 count);
    error ForcedMessagesDue(uint64 due, uint64 given);
    error DaKindNotAllowed(uint8 kind);
    error EmptyBatch();
    error SequencerActive(uint256 selfSequencingOpensAt);
    error TooManyMessages(uint256 given, uint64 max);
    error InvalidFirstMessage(uint64 given, uint64 max);
    error WrongMessages(bytes32 expected, bytes32 given);
    error NotConfirmed(bytes32 assertionId);
    error InvalidHeaderProof(bytes32 expected, bytes32 given);
    error SequencerTooNew(uint256 judgedFrom, uint64 batchTime);
    error NothingLeftOut(uint64 due, uint64 consumed);
    error TooManyBlobs(uint32 given, uint32 max);
    error WrongBlobs(bytes32 expected, bytes32 given);

    /// @param timelock owner, and the only sender of governance messages
    /// @param vault receives the deposits; its asset 0 is the token of deposits
    /// @param parameters daKinds not empty, and local only on a devnet; maxDrift < forceDelay <= selfDelay; delays at most
    /// LONGEST_DELAY
    constructor(
        address timelock,
        address vault,
        Parameters memory parameters
    ) Timelocked(timelock) {
        _requireContract(vault);
        VAULT = vault;
        TOKEN = IERC20(IVault(vault).tokenOf(COLLATERAL));
        if (
            parameters.sequencer == address(0) || parameters.maxBatchAge == 0
                // A message must never be due the moment it arrives, for a batch whose clock runs ahead.
                || parameters.forceDelay <= parameters.maxDrift || parameters.maxBatchAge > LONGEST_DELAY
                || parameters.selfDelay > LONGEST_DELAY
                // Nobody may outrun a sequencer that has not left anything out yet.
                || parameters.selfDelay < parameters.forceDelay
        ) revert InvalidParameters(parameters);
        FORCE_DELAY = parameters.forceDelay;
        MAX_BATCH_AGE = parameters.maxBatchAge;
        MAX_DRIFT = parameters.maxDrift;
        SELF_DELAY = parameters.selfDelay;
        lastSequenced = uint64(block.timestamp);
        _setSequencer(parameters.sequencer);
        _setMinDeposit(parameters.minDeposit);
        _setDaKinds(parameters.daKinds);
    }

    /// @notice Pull `amount` (1e-6 USD) of the caller's tokens into the Vault and credit it to sub-account `sub` of `to`.
    /// @dev Exactly `amount` must arrive: a token that takes a fee, or anything that moves the Vault's balance during the
    /// transfer, reverts.
    function deposit(
        address to,
        uint32 sub,
        uint256 amount
    ) external nonReentrant {
        address rollup = IVault(VAULT).rollup();
        if (rollup == address(0)) revert RollupNotSet();
        // Nobody could sign for an account of the bridge's own contracts.
        bool own = to == address(this) || to == VAULT || to == address(TOKEN) || to == rollup;
        if (own || to == address(0)) revert InvalidRecipient(to);
        if (sub >= MAX_SUBS) revert InvalidSub(sub);
        if (amount < minDeposit || amount > MAX_DEPOSIT) {
            revert DepositOutOfRange(amount, minDeposit, MAX_DEPOSIT);
        }
        deposited += amount; // before the tokens move, whatever a token calls in between
        uint256 before = TOKEN.balanceOf(VAULT);
        TOKEN.safeTransferFrom(msg.sender, VAULT, amount);
        uint256 afterwards = TOKEN.balanceOf(VAULT);
        if (afterwards != before + amount) {
            revert UnexpectedTransfer(amount, afterwards > before ? afterwards - before : 0);
        }
        // Safe: amount is at most MAX_DEPOSIT.
        // forge-lint: disable-next-line(unsafe-typecast)
        _deliver(DEPOSIT, abi.encodePacked(to, sub, COLLATERAL, uint64(amount)));
    }

    /// @notice Queue a transaction of the caller's own account, which the rollup must consume within FORCE_DELAY.
    /// @dev The engine checks the payload; a malformed one is consumed and fails there.
    function forceTransaction(
        bytes calldata payload
    ) external nonReentrant {
        if (payload.length > MAX_FORCED_PAYLOAD) revert PayloadTooLong(payload.length, MAX_FORCED_PAYLOAD);
        _deliver(FORCED_TRANSACTION, payload);
    }

    /// @notice Move tokens that were transferred here by mistake into the Vault, whose `returnTransfer` gives them back. Anyone.
    function sweep() external nonReentrant {
        uint256 amount = TOKEN.balanceOf(address(this));
        emit Swept(amount); // so that the movement can't pass for a plain transfer
        TOKEN.safeTransfer(VAULT, amount);
    }

    /// @notice Queue a governance message. Only the timelock.
    function governance(
        bytes calldata payload
    ) external nonReentrant onlyTimelock {
        if (payload.length > MAX_GOVERNANCE_PAYLOAD) {
            revert PayloadTooLong(payload.length, MAX_GOVERNANCE_PAYLOAD);
        }
        _deliver(GOVERNANCE, payload);
    }

    /// @notice Append the next batch. Only the sequencer.
    /// @dev Continues the previous batch's blocks, time and cursor, lies near the L1 time, and has consumed every message
    /// that is due at its last block.
    function appendBatch(
        Batch calldata b
    ) external nonReentrant {
        if (msg.sender != sequencer) revert NotSequencer(msg.sender);
        BatchRange memory previous = _lastBatch();
        _checkRange(b, previous);
        _checkTime(b.lastTimestamp, previous.lastTimestamp);
        _checkCursor(b, previous.inboxCursor);
        // A kind of 8 or more shifts to zero or beyond the mask: not allowed.
        if ((uint256(daKinds) >> b.daKind) & 1 == 0) revert DaKindNotAllowed(b.daKind);
        if (b.daLength == 0 || b.batchRoot == 0) revert EmptyBatch();
        if (b.daKind == ETHEREUM) _checkBlobs(b);

        lastSequenced = uint64(block.timestamp);
        _append(b);
    }

    /// @notice Append a batch of one block that holds the messages from index `from` on, in order, and nothing else. Anyone,
    /// once the sequencer has appended nothing for SELF_DELAY.
    /// @dev `from` is the state's inbox cursor, which lags the batches' where blocks were void; a block with another one is void.
    /// Number, time and root of the block are computed here, so that its bytes need no data availability.
    /// @param messages at most MAX_MESSAGES, as delivered; with them every message due now must be in, as far as one block holds it
    function appendSelfSequenced(
        uint64 from,
        Message[] calldata messages
    ) external nonReentrant {
        uint256 opensAt = uint256(lastSequenced) + SELF_DELAY;
        if (sequencer != address(0) && block.timestamp < opensAt) revert SequencerActive(opensAt);
        if (messages.length > MAX_MESSAGES) revert TooManyMessages(messages.length, MAX_MESSAGES);
        BatchRange memory previous = _lastBatch();
        if (from > previous.inboxCursor) revert InvalidFirstMessage(from, previous.inboxCursor);
        uint64 end = _openMessages(from, messages);

        Batch memory b;
        b.firstBlock = previous.lastBlock + 1;
        b.lastBlock = b.firstBlock;
        b.lastTimestamp = uint64(block.timestamp) * 1000;
        // Several batches of one L1 block are a millisecond apart.
        if (b.lastTimestamp <= previous.lastTimestamp) b.lastTimestamp = previous.lastTimestamp + 1;
        uint64 due = dueCount(b.lastTimestamp / 1000);
        if (end < due && end < from + MAX_MESSAGES) revert ForcedMessagesDue(due, end);
        b.inboxCursor = end > previous.inboxCursor ? end : previous.inboxCursor;
        b.daKind = SELF_SEQUENCED;
        b.daHeight = from;
        b.daStart = uint32(messages.length);
        (b.batchRoot, b.daLength) =
            SelfSequencedBlock.inputRoot(b.firstBlock, b.lastTimestamp, uint64(block.number), from, messages);
        b.daCommitment = b.batchRoot;
        _append(b);
    }

    /// @notice Take the role from a sequencer that appends batches and leaves messages out all the same, because its blocks are
    /// void: self-sequencing opens at once, until the timelock appoints another. Anyone.
    /// @dev Proof enough is a confirmed state that has not consumed a message which was due SELF_DELAY before the end of its
    /// last batch, appended when the sequencer had been in office for SELF_DELAY.
    /// @param proof the header of the assertion's state
    function dismissSequencer(
        bytes32 assertionId,
        StateHeader.Proof calldata proof
    ) external nonReentrant {
        if (sequencer == address(0)) revert NotSequencer(address(0));
        Assertion memory a = IRollup(IVault(VAULT).rollup()).assertion(assertionId);
        if (!a.confirmed || a.batchCount == 0) revert NotConfirmed(assertionId);
        bytes32 root = StateHeader.root(proof);
        if (root != a.stateRoot) revert InvalidHeaderProof(a.stateRoot, root);
        uint256 judgedFrom = uint256(sequencerSince) + SELF_DELAY;
        uint64 appended = _batchTimes[a.batchCount - 1];
        if (appended < judgedFrom) revert SequencerTooNew(judgedFrom, appended);
        uint64 time = _batches[a.batchCount - 1].lastTimestamp / 1000;
        uint64 due = time < SELF_DELAY ? 0 : dueCount(time - SELF_DELAY);
        uint64 consumed = StateHeader.inboxCursor(proof);
        if (consumed >= due) revert NothingLeftOut(due, consumed);
        sequencer = address(0);
        emit SequencerSet(address(0));
    }

    /// @notice Hand the sequencer role over. Only the timelock.
    function setSequencer(
        address sequencer_
    ) external onlyTimelock {
        _setSequencer(sequencer_);
    }

    /// @notice Set the smallest deposit, 1e-6 USD, at most MAX_DEPOSIT. Only the timelock.
    function setMinDeposit(
        uint64 minDeposit_
    ) external onlyTimelock {
        _setMinDeposit(minDeposit_);
    }

    /// @notice Set the mask of accepted data availability kinds. Only the timelock.
    function setDaKinds(
        uint8 daKinds_
    ) external onlyTimelock {
        _setDaKinds(daKinds_);
    }

    /// @inheritdoc IInbox
    function accumulatorAt(
        uint64 count
    ) external view returns (bytes32) {
        if (count > messageCount()) revert UnknownMessage(count, messageCount());
        return count == 0 ? bytes32(0) : _accumulators[count - 1];
    }

    /// @notice L1 time of message `index`, seconds.
    function messageTime(
        uint64 index
    ) external view returns (uint64) {
        if (index >= messageCount()) revert UnknownMessage(index, messageCount());
        return _messageTimes[index];
    }

    /// @inheritdoc IInbox
    function batch(
        uint64 index
    ) external view returns (BatchRange memory) {
        if (index >= batchCount()) revert UnknownBatch(index, batchCount());
        return _batches[index];
    }

    /// @inheritdoc IInbox
    function batchHash(
        uint64 index
    ) external view returns (bytes32) {
        if (index >= batchCount()) revert UnknownBatch(index, batchCount());
        return _batchHashes[index];
    }

    /// @inheritdoc IInbox
    function batchTime(
        uint64 index
    ) external view returns (uint64) {
        if (index >= batchCount()) revert UnknownBatch(index, batchCount());
        return _batchTimes[index];
    }

    /// @notice Number of the first block of the next batch; the genesis block 0 is in none.
    function nextBlock() external view returns (uint64) {
        return _lastBatch().lastBlock + 1;
    }

    /// @inheritdoc IInbox
    function batchCount() public view returns (uint64) {
        return uint64(_batches.length);
    }

    /// @notice Number of messages delivered so far.
    function messageCount() public view returns (uint64) {
        return uint64(_accumulators.length);
    }

    /// @notice Number of messages that a block at `time` (seconds) must have consumed: those with L1 time + FORCE_DELAY at or
    /// before it. Never decreases with `time`. Work: log2 of the number of messages.
    function dueCount(
        uint64 time
    ) public view returns (uint64) {
        // Message times never decrease, so the due ones are a prefix: find its end.
        uint256 low = 0;
        uint256 high = _messageTimes.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (uint256(_messageTimes[middle]) + FORCE_DELAY <= time) low = middle + 1;
            else high = middle;
        }
        return uint64(low);
    }

    function _append(
        Batch memory b
    ) private {
        uint64 index = batchCount();
        bytes32 hash = keccak256(abi.encode(index == 0 ? bytes32(0) : _batchHashes[index - 1], b));
        _batches.push(BatchRange(b.firstBlock, b.lastBlock, b.lastTimestamp, b.inboxCursor));
        _batchHashes.push(hash);
        _batchTimes.push(uint64(block.timestamp));
        emit BatchAppended(index, b, hash);
    }

    /// @dev The messages are those that were delivered from index `from` on; returns the index after the last.
    function _openMessages(
        uint64 from,
        Message[] calldata messages
    ) private view returns (uint64 end) {
        end = from + uint64(messages.length);
        if (end > messageCount()) revert UnknownMessage(end, messageCount());
        bytes32 accumulator = from == 0 ? bytes32(0) : _accumulators[from - 1];
        for (uint64 i = from; i < end; ++i) {
            bytes32 hash = SelfSequencedBlock.messageHash(messages[i - from], i);
            accumulator = keccak256(abi.encodePacked(accumulator, hash));
        }
        bytes32 expected = end == 0 ? bytes32(0) : _accumulators[end - 1];
        if (accumulator != expected) revert WrongMessages(expected, accumulator);
    }

    function _deliver(
        uint8 kind,
        bytes memory payload
    ) private {
        uint64 index = messageCount();
        uint64 time = uint64(block.timestamp);
        bytes32 messageHash = keccak256(
            abi.encodePacked(kind, index, uint64(block.number), time, msg.sender, keccak256(payload))
        );
        bytes32 previous = index == 0 ? bytes32(0) : _accumulators[index - 1];
        bytes32 accumulator = keccak256(abi.encodePacked(previous, messageHash));
        _accumulators.push(accumulator);
        _messageTimes.push(time);
        emit MessageDelivered(index, kind, msg.sender, time, payload, accumulator);
    }

    function _setSequencer(
        address sequencer_
    ) private {
        sequencer = sequencer_;
        sequencerSince = uint64(block.timestamp);
        emit SequencerSet(sequencer_);
    }

    function _setMinDeposit(
        uint64 minDeposit_
    ) private {
        if (minDeposit_ == 0 || minDeposit_ > MAX_DEPOSIT) revert InvalidMinDeposit(minDeposit_);
        minDeposit = minDeposit_;
        emit MinDepositSet(minDeposit_);
    }

    function _setDaKinds(
        uint8 daKinds_
    ) private {
        if (daKinds_ == 0 || daKinds_ > ALL_DA_KINDS) revert InvalidDaKinds(daKinds_);
        if (daKinds_ & 1 != 0 && !DevnetChain.isCurrent()) revert LocalDaOutsideDevnet(block.chainid);
        daKinds = daKinds_;
        emit DaKindsSet(daKinds_);
    }

    function _lastBatch() private view returns (BatchRange memory last) {
        uint256 count = _batches.length;
        if (count > 0) last = _batches[count - 1];
    }

    function _checkRange(
        Batch calldata b,
        BatchRange memory previous
    ) private pure {
        uint64 expected = previous.lastBlock + 1;
        if (b.firstBlock != expected) revert WrongFirstBlock(expected, b.firstBlock);
        if (b.lastBlock < b.firstBlock || b.lastBlock - b.firstBlock >= MAX_BATCH_BLOCKS) {
            revert InvalidLastBlock(b.firstBlock, b.lastBlock);
        }
    }

    /// @dev The blobs that the batch names are this transaction's: `daStart` on, `daLength` of them.
    function _checkBlobs(
        Batch calldata b
    ) private view {
        if (b.daLength > MAX_BLOBS) revert TooManyBlobs(b.daLength, MAX_BLOBS);
        bytes memory hashes = new bytes(32 * uint256(b.daLength));
        bool missing = b.daHeight != 0;
        for (uint256 i = 0; i < b.daLength; ++i) {
            bytes32 hash = blobhash(uint256(b.daStart) + i);
            missing = missing || hash == 0;
            assembly ("memory-safe") {
                mstore(add(add(hashes, 0x20), mul(i, 0x20)), hash)
            }
        }
        bytes32 given = missing ? bytes32(0) : keccak256(hashes);
        if (given == 0 || given != b.daCommitment) revert WrongBlobs(b.daCommitment, given);
    }

    function _checkTime(
        uint64 timestamp,
        uint64 previous
    ) private view {
        if (timestamp <= previous) revert TimestampNotIncreasing(previous, timestamp);
        uint256 time = timestamp / 1000;
        if (time + MAX_BATCH_AGE < block.timestamp) revert BatchTooOld(timestamp, block.timestamp);
        if (time > block.timestamp + MAX_DRIFT) revert BatchTooNew(timestamp, block.timestamp);
    }

    function _checkCursor(
        Batch calldata b,
        uint64 previous
    ) private view {
        if (b.inboxCursor < previous || b.inboxCursor > messageCount()) {
            revert InvalidInboxCursor(previous, b.inboxCursor, messageCount());
        }
        uint64 due = dueCount(b.lastTimestamp / 1000);
        if (b.inboxCursor < due) revert ForcedMessagesDue(due, b.inboxCursor);
    }
}
