// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Chunk, IDataAvailability} from "./interfaces/IDataAvailability.sol";
import {IDataChallenges} from "./interfaces/IDataChallenges.sol";
import {Batch, IInbox} from "./interfaces/IInbox.sol";
import {BatchTree} from "./libraries/BatchTree.sol";
import {SparsePayload} from "./libraries/SparsePayload.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title DataChallenges: is a batch's data where the batch says, and is it what the batch's root says?
/// @notice Anyone may ask, with a bond, to be shown 32 bytes of one block of a recent batch: as they lie on the data-availability
/// layer, and in the batch's root. Who shows them in time gets the bond; if nobody does, the batch is void. The rules are those
/// of docs/spec/data.md. Nothing here can be paused or changed.
contract DataChallenges is IDataChallenges, ReentrancyGuardTransient {
    using SparsePayload for Chunk[];

    /// @notice What a deployment chooses. Seconds and wei.
    struct Parameters {
        uint64 dataWindow;
        uint64 responseWindow;
        uint96 bond;
        uint64 challengePeriod;
    }

    /// @notice A node of a batch's tree that somebody asked for: number `index` of those at `level`, leaves of 32 bytes being level 0.
    /// `round` counts the answers that led to it. Open challenges of a batch form a list, oldest first: `previous` and `next`
    /// are ids, zero at the ends.
    struct Challenge {
        address challenger;
        uint64 deadline;
        bool isOpen;
        uint8 level;
        uint8 round;
        uint96 bond;
        uint64 previous;
        uint64 next;
        uint64 batchIndex;
        uint64 index;
        uint64 answeredAt;
    }

    /// @notice The open challenges of a batch: the ids of the oldest and of the newest; and until when a revealed node may lead to
    /// another challenge.
    struct Queue {
        uint64 oldest;
        uint64 newest;
        uint64 followUntil;
    }

    /// @notice What shows a leaf: its bytes, its place in the block's input root, that root's place in the batch root, and the
    /// openings of the payload (`IDataAvailability.open`).
    struct Answer {
        bytes32 value;
        bytes32 inputRoot;
        bytes32[25] leafSiblings;
        bytes32[] inputSiblings;
        bytes openings;
    }

    /// @notice Longest payload, bytes (wire W5).
    uint256 public constant MAX_PAYLOAD = 64 * 1024 * 1024;
    /// @notice Longest challenge period, seconds.
    uint64 public constant LONGEST_PERIOD = 365 days;
    /// @notice Levels that one answer about a node reveals.
    uint256 public constant REVEALED_LEVELS = 8;
    /// @notice Longest row of challenges that lead to each other: 41 levels, eight at a time, and the leaf.
    uint8 public constant MAX_ROUNDS = 6;
    /// @dev "NVBT".
    bytes4 private constant MAGIC = 0x4e564254;
    uint256 private constant HEAD_BYTES = 8;
    uint256 private constant ENTRY_BYTES = 4;

    /// @inheritdoc IDataChallenges
    IInbox public immutable INBOX;
    /// @notice Opens payloads.
    IDataAvailability public immutable DATA;
    /// @inheritdoc IDataChallenges
    uint64 public immutable DATA_WINDOW;
    /// @inheritdoc IDataChallenges
    uint64 public immutable RESPONSE_WINDOW;
    /// @notice Wei that a challenge carries.
    uint96 public immutable BOND;

    /// @notice Wei that an account may claim.
    mapping(address account => uint256) public claimable;

    Challenge[] private _challenges;
    mapping(bytes32 key => uint64 id) private _ids;
    mapping(uint64 batchIndex => Queue) private _queues;

    event Challenged(
        uint64 indexed id,
        uint64 indexed batchIndex,
        uint8 level,
        uint64 index,
        uint64 deadline,
        address challenger
    );
    /// @dev What an answer about a node gave, from left to right.
    event Revealed(uint64 indexed id, uint64 indexed batchIndex, bytes32[] nodes);
    event Answered(uint64 indexed id, uint64 indexed batchIndex, address responder);
    event Refunded(uint64 indexed id, uint64 indexed batchIndex, address challenger);
    event Claimed(address indexed account, uint256 amount);

    error InvalidParameters(Parameters parameters);
    error WrongBond(uint256 expected, uint256 given);
    error UnknownBatch(uint64 batchIndex, uint64 count);
    error WrongBatch(bytes32 expected, bytes32 given);
    error NotChallengeable(uint8 daKind);
    error WindowClosed(uint64 closedAt);
    error BlockOutOfRange(uint64 given, uint64 count);
    error LeafOutOfRange(uint32 leaf);
    error NodeOutOfRange(uint8 level, uint64 index);
    error NothingRevealed(uint64 parent);
    error NotALeaf(uint64 id);
    error NotANode(uint64 id);
    error AlreadyChallenged(uint64 id);
    error NotOpen(uint64 id);
    error DeadlinePassed(uint64 deadline);
    error BatchNotVoid(uint64 batchIndex);
    error InvalidOpenings();
    error WrongFrame();
    error WrongBytes(bytes32 onLayer, bytes32 given);
    error NotInBatchRoot();
    error NothingToClaim();
    error PaymentFailed();

    /// @param inbox knows when each batch was appended
    /// @param data opens payloads
    /// @param parameters windows and bond not zero; both windows together within the challenge period
    constructor(
        address inbox,
        address data,
        Parameters memory parameters
    ) {
        if (
            inbox.code.length == 0 || data.code.length == 0 || parameters.dataWindow == 0
                || parameters.responseWindow == 0 || parameters.bond == 0
                || parameters.challengePeriod > LONGEST_PERIOD
                || _rulingPeriod(parameters.dataWindow, parameters.responseWindow)
                    > parameters.challengePeriod
        ) revert InvalidParameters(parameters);
        INBOX = IInbox(inbox);
        DATA = IDataAvailability(data);
        DATA_WINDOW = parameters.dataWindow;
        RESPONSE_WINDOW = parameters.responseWindow;
        BOND = parameters.bond;
        // Ids start at 1: zero ends the lists.
        _challenges.push();
    }

    /// @notice Ask to be shown leaf `leaf` (32 bytes) of block `b.firstBlock + blockIndex`, with BOND wei. Once per leaf, within
    /// DATA_WINDOW of the batch.
    function challenge(
        uint64 batchIndex,
        Batch calldata b,
        uint64 blockIndex,
        uint32 leaf
    ) external payable returns (uint64 id) {
        if (leaf >> BatchTree.INPUT_DEPTH != 0) revert LeafOutOfRange(leaf);
        uint64 count = b.lastBlock - b.firstBlock + 1;
        if (blockIndex >= count) revert BlockOutOfRange(blockIndex, count);
        return _ask(batchIndex, b, 0, blockIndex << uint64(BatchTree.INPUT_DEPTH) | leaf, 0);
    }

    /// @notice Ask what is below a node of the tree of `b.batchRoot`, or, at level 0, to be shown a leaf. Who knows the bytes on the
    /// layer, but not those of a root that differs, finds the leaf in which they differ by this. `parent` is a challenge of the same batch
    /// that revealed nodes less than RESPONSE_WINDOW ago, or zero within DATA_WINDOW of the batch.
    function challengeNode(
        uint64 batchIndex,
        Batch calldata b,
        uint8 level,
        uint64 index,
        uint64 parent
    ) external payable returns (uint64 id) {
        uint256 count = b.lastBlock - b.firstBlock + 1;
        uint256 height = BatchTree.INPUT_DEPTH + BatchTree.depthOf(count);
        if (level > height || uint256(index) >> (height - level) != 0) revert NodeOutOfRange(level, index);
        // What pads the batch root has nothing below it.
        if (level <= BatchTree.INPUT_DEPTH && index >> (BatchTree.INPUT_DEPTH - level) >= count) {
            revert NodeOutOfRange(level, index);
        }
        return _ask(batchIndex, b, level, index, parent);
    }

    /// @notice Show the leaf of challenge `id`, until its deadline; the bond becomes the caller's to claim.
    function answer(
        uint64 id,
        Batch calldata b,
        Answer calldata a
    ) external {
        Challenge storage c = _openInTime(id, b);
        if (c.level != 0) revert NotALeaf(id);
        _checkLeaf(b, a, c.index >> BatchTree.INPUT_DEPTH, c.index & (2 ** BatchTree.INPUT_DEPTH - 1));
        _settle(id, c);
    }

    /// @notice Reveal what is below the node of challenge `id`, until its deadline: the nodes REVEALED_LEVELS below, or those at the input
    /// roots or leaves if these are nearer, which hash to it, and its siblings up to the batch root, lowest first. The bond becomes the caller's to claim.
    function answerNode(
        uint64 id,
        Batch calldata b,
        bytes32[] calldata nodes,
        bytes32[] calldata siblings
    ) external {
        Challenge storage c = _openInTime(id, b);
        uint256 level = c.level;
        if (level == 0) revert NotANode(id);
        // Never past the input roots in one go: those that pad the batch root are no roots of anything.
        uint256 revealed = level > BatchTree.INPUT_DEPTH ? level - BatchTree.INPUT_DEPTH : level;
        if (revealed > REVEALED_LEVELS) revealed = REVEALED_LEVELS;
        uint256 height = BatchTree.INPUT_DEPTH + BatchTree.depthOf(b.lastBlock - b.firstBlock + 1);
        if (
            nodes.length != 1 << revealed || siblings.length != height - level
                || BatchTree.climb(BatchTree.rootOf(nodes), c.index, siblings) != b.batchRoot
        ) revert NotInBatchRoot();
        c.answeredAt = uint64(block.timestamp);
        if (c.round < MAX_ROUNDS) {
            _queues[c.batchIndex].followUntil = uint64(block.timestamp) + RESPONSE_WINDOW;
        }
        emit Revealed(id, c.batchIndex, nodes);
        _settle(id, c);
    }

    /// @notice Give the bond of an open challenge of a void batch back to its challenger. Anyone.
    function refund(
        uint64 id
    ) external {
        Challenge storage c = _open(id);
        if (!isVoid(c.batchIndex)) revert BatchNotVoid(c.batchIndex);
        // The list stays as it is: its oldest entry is what makes the batch void.
        c.isOpen = false;
        claimable[c.challenger] += c.bond;
        emit Refunded(id, c.batchIndex, c.challenger);
    }

    /// @notice Pay what the caller may claim.
    function claim() external nonReentrant {
        uint256 amount = claimable[msg.sender];
        if (amount == 0) revert NothingToClaim();
        claimable[msg.sender] = 0;
        emit Claimed(msg.sender, amount);
        (bool ok,) = msg.sender.call{value: amount}("");
        if (!ok) revert PaymentFailed();
    }

    /// @notice Challenge `id`; ids count from 1.
    function challengeAt(
        uint64 id
    ) external view returns (Challenge memory c) {
        if (id < _challenges.length) c = _challenges[id];
    }

    /// @notice Number of challenges so far.
    function challengeCount() external view returns (uint64) {
        return uint64(_challenges.length - 1);
    }

    /// @notice The challenge of this node; zero when nobody asked for it.
    function challengeId(
        uint64 batchIndex,
        uint8 level,
        uint64 index
    ) external view returns (uint64) {
        return _ids[keccak256(abi.encode(batchIndex, level, index))];
    }

    /// @inheritdoc IDataChallenges
    function RULING_PERIOD() external view returns (uint64) {
        // Safe: within the challenge period.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint64(_rulingPeriod(DATA_WINDOW, RESPONSE_WINDOW));
    }

    /// @inheritdoc IDataChallenges
    function isSettled(
        uint64 batchIndex
    ) external view returns (bool) {
        if (batchIndex >= INBOX.batchCount()) return false;
        if (isVoid(batchIndex)) return true;
        Queue storage queue = _queues[batchIndex];
        return queue.oldest == 0 && block.timestamp > INBOX.batchTime(batchIndex) + DATA_WINDOW
            && block.timestamp > queue.followUntil;
    }

    /// @inheritdoc IDataChallenges
    function isVoid(
        uint64 batchIndex
    ) public view returns (bool) {
        // Deadlines grow along the list, so the oldest open challenge has the earliest.
        uint64 oldest = _queues[batchIndex].oldest;
        return oldest != 0 && block.timestamp > _challenges[oldest].deadline;
    }

    /// @dev The first challenge comes within the data window; each answer leaves as long again for the next one.
    function _rulingPeriod(
        uint256 dataWindow,
        uint256 responseWindow
    ) private pure returns (uint256) {
        return dataWindow + responseWindow * (2 * uint256(MAX_ROUNDS) + 1);
    }

    function _ask(
        uint64 batchIndex,
        Batch calldata b,
        uint8 level,
        uint64 index,
        uint64 parent
    ) private returns (uint64 id) {
        if (msg.value != BOND) revert WrongBond(BOND, msg.value);
        _checkBatch(batchIndex, b);
        if (!DATA.isOpenable(b.daKind)) revert NotChallengeable(b.daKind);
        uint8 round = parent == 0 ? _firstRound(batchIndex) : _nextRound(batchIndex, parent);
        bytes32 key = keccak256(abi.encode(batchIndex, level, index));
        if (_ids[key] != 0) revert AlreadyChallenged(_ids[key]);

        id = uint64(_challenges.length);
        _ids[key] = id;
        uint64 deadline = uint64(block.timestamp) + RESPONSE_WINDOW;
        Queue storage queue = _queues[batchIndex];
        Challenge storage c = _challenges.push();
        (c.challenger, c.deadline, c.isOpen, c.level, c.round) = (msg.sender, deadline, true, level, round);
        (c.bond, c.previous, c.batchIndex, c.index) = (BOND, queue.newest, batchIndex, index);
        if (queue.newest == 0) queue.oldest = id;
        else _challenges[queue.newest].next = id;
        queue.newest = id;
        emit Challenged(id, batchIndex, level, index, deadline, msg.sender);
    }

    function _firstRound(
        uint64 batchIndex
    ) private view returns (uint8) {
        uint64 closedAt = INBOX.batchTime(batchIndex) + DATA_WINDOW;
        if (block.timestamp > closedAt) revert WindowClosed(closedAt);
        return 0;
    }

    function _nextRound(
        uint64 batchIndex,
        uint64 parent
    ) private view returns (uint8) {
        if (parent >= _challenges.length) revert NothingRevealed(parent);
        Challenge storage p = _challenges[parent];
        if (p.answeredAt == 0 || p.batchIndex != batchIndex || p.round >= MAX_ROUNDS) {
            revert NothingRevealed(parent);
        }
        if (block.timestamp > p.answeredAt + RESPONSE_WINDOW) {
            revert WindowClosed(p.answeredAt + RESPONSE_WINDOW);
        }
        return p.round + 1;
    }

    /// @dev An open challenge that may still be answered.
    function _openInTime(
        uint64 id,
        Batch calldata b
    ) private view returns (Challenge storage c) {
        c = _open(id);
        _checkBatch(c.batchIndex, b);
        // Open challenges are answered within their deadline, or the batch is void by the oldest one.
        if (block.timestamp > c.deadline || isVoid(c.batchIndex)) revert DeadlinePassed(c.deadline);
    }

    function _settle(
        uint64 id,
        Challenge storage c
    ) private {
        _close(id, c);
        claimable[msg.sender] += c.bond;
        emit Answered(id, c.batchIndex, msg.sender);
    }

    function _open(
        uint64 id
    ) private view returns (Challenge storage c) {
        if (id >= _challenges.length) revert NotOpen(id);
        c = _challenges[id];
        if (!c.isOpen) revert NotOpen(id);
    }

    /// @dev Takes an answered challenge out of its batch's list.
    function _close(
        uint64 id,
        Challenge storage c
    ) private {
        c.isOpen = false;
        Queue storage queue = _queues[c.batchIndex];
        if (c.previous == 0) queue.oldest = c.next;
        else _challenges[c.previous].next = c.next;
        if (c.next == 0) queue.newest = c.previous;
        else _challenges[c.next].previous = c.previous;
        assert(queue.newest != id && queue.oldest != id);
    }

    function _checkBatch(
        uint64 batchIndex,
        Batch calldata b
    ) private view {
        uint64 count = INBOX.batchCount();
        if (batchIndex >= count) revert UnknownBatch(batchIndex, count);
        bytes32 previous = batchIndex == 0 ? bytes32(0) : INBOX.batchHash(batchIndex - 1);
        bytes32 given = keccak256(abi.encode(previous, b));
        if (given != INBOX.batchHash(batchIndex)) revert WrongBatch(INBOX.batchHash(batchIndex), given);
    }

    /// @dev The rules of a leaf, docs/spec/data.md: frame, bytes, place in the batch root.
    function _checkLeaf(
        Batch calldata b,
        Answer calldata a,
        uint256 blockIndex,
        uint256 leaf
    ) private view {
        (bool ok, uint256 length, Chunk[] memory chunks) = DATA.open(b, a.openings);
        if (!ok) revert InvalidOpenings();
        uint256 count = b.lastBlock - b.firstBlock + 1;
        (uint256 start, uint256 end) = _frame(chunks, length, count, blockIndex);
        uint256 position = start + 32 * leaf;
        bytes32 value = 0;
        if (position < end) value = chunks.read(position, end - position < 32 ? end - position : 32);
        if (value != a.value) revert WrongBytes(value, a.value);
        if (
            !BatchTree.isByteLeaf(a.inputRoot, leaf, value, a.leafSiblings)
                || !BatchTree.isInput(b.batchRoot, count, blockIndex, a.inputRoot, a.inputSiblings)
        ) revert NotInBatchRoot();
    }

    /// @dev Where in the payload the block lies: from `start` on, below `end`.
    function _frame(
        Chunk[] memory chunks,
        uint256 length,
        uint256 count,
        uint256 index
    ) private pure returns (uint256 start, uint256 end) {
        uint256 body = HEAD_BYTES + ENTRY_BYTES * count;
        if (
            length > MAX_PAYLOAD || body > length || bytes4(chunks.read(0, 4)) != MAGIC
                || chunks.readU32(4) != count
        ) revert WrongFrame();
        uint256 entry = HEAD_BYTES + ENTRY_BYTES * index;
        start = body + (index == 0 ? 0 : chunks.readU32(entry - ENTRY_BYTES));
        end = body + chunks.readU32(entry);
        if (start > end || end > length || (index == count - 1 && end != length)) revert WrongFrame();
    }
}
