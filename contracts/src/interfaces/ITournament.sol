// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StateHeader} from "../libraries/StateHeader.sol";
import {IDisputeModule} from "./IDisputeModule.sol";
import {Batch} from "./IInbox.sol";

/// @notice How a match stands. A match that is over stays readable.
enum MatchStatus {
    None,
    /// The sides reveal nodes in turn.
    Bisecting,
    /// An inner tournament decides.
    Inner,
    OneWon,
    TwoWon,
    /// Both were shown to be wrong, or nobody defended either: never at level 0.
    BothLost
}

/// @notice Why a match ended.
enum Reason {
    Timeout,
    Padding,
    VoidBatch,
    Inner,
    Step
}

/// @notice A tournament. Levels: 0 blocks of an assertion, 1 stretches of a block, 2 steps of a stretch. Times in seconds.
struct Game {
    uint8 level;
    bool bondReturned;
    uint64 startedAt;
    /// First moment at which nobody may join any more.
    uint64 closesAt;
    /// When the newest match ended.
    uint64 lastResolvedAt;
    uint32 participants;
    uint32 activeMatches;
    /// The participant that waits for a rival; zero if none.
    bytes32 waiting;
    /// The match that this tournament decides; zero at level 0.
    bytes32 outerGame;
    bytes32 outerMatch;
    /// What precedes leaf 0: parent's state root, or hash of the machine state before the block or stretch.
    bytes32 agreed;
    /// The two contested values of the outer leaf; zero at level 0.
    bytes32 outcomeOne;
    bytes32 outcomeTwo;
    /// Clocks of the outer match's sides when this tournament opened.
    uint64 clockOne;
    uint64 clockTwo;
}

/// @notice What a level 1 tournament needs to know of its block.
struct DisputedBlock {
    uint64 number;
    uint64 batchIndex;
    /// Inbox cursor of the state before the block.
    uint64 cursorBefore;
    bytes32 stateBefore;
}

/// @notice A commitment in a tournament. `tag` is the assertion's id at level 0, else the outcome it implies.
struct Participant {
    bytes32 left;
    bytes32 right;
    bytes32 tag;
    address owner;
    uint96 bond;
    /// Seconds left on the clock, as of the start of its turn.
    uint64 clock;
    bool eliminated;
}

/// @notice Two commitments being compared. `parentNode` belongs to the side whose turn it is, `left` and `right` are the
/// children of the other side's node at the same place; the node's first leaf is `position`, its height `height`.
struct Match {
    bytes32 one;
    bytes32 two;
    bytes32 parentNode;
    bytes32 left;
    bytes32 right;
    uint64 position;
    uint64 turnStartedAt;
    uint8 height;
    MatchStatus status;
    /// Wei of gas that the movers of each side may get back if it wins.
    uint96 spentOne;
    uint96 spentTwo;
}

/// @notice The last two leaves of a bisection, as the side in turn holds them, and the leaf before the first that differs,
/// proven into either commitment. For position 0 `agreed` is the tournament's and `siblings` is empty.
struct Leaves {
    bytes32 left;
    bytes32 right;
    bytes32 agreed;
    bytes32[] siblings;
}

/// @notice A batch opened against the Inbox's hash chain, and the input root of one of its blocks opened against `batchRoot`.
struct BlockInput {
    uint64 batchIndex;
    /// The Inbox's hash chain before this batch; zero for the first.
    bytes32 previousHash;
    Batch batch;
    bytes32 inputRoot;
    /// One for each level of the tree over the batch's blocks, lowest first.
    bytes32[] siblings;
}

/// @notice A machine state after the block's last step. For a machine that exited with code 0: the left half of its memory
/// and the header of its right half; ignored otherwise.
struct FinalState {
    bytes encoded;
    bytes32 leftRoot;
    StateHeader.Proof header;
}

/// @title Decides between rival assertions, down to one instruction. docs/spec/dispute.md is the specification.
/// @notice A tournament is named by its id (level 0: the parent assertion; inner: keccak256(outer id, match id)), a match by
/// keccak256(one, two). Every move is forced by the commitment of the side in turn, so anyone may make it.
interface ITournament is IDisputeModule {
    event Opened(
        bytes32 indexed game,
        uint8 level,
        bytes32 indexed outerGame,
        bytes32 indexed outerMatch,
        bytes32 agreed,
        bytes32 outcomeOne,
        bytes32 outcomeTwo,
        uint64 closesAt
    );
    event BlockOpened(
        bytes32 indexed game, uint64 number, uint64 batchIndex, bytes32 inputRoot, bytes32 stateBefore
    );
    event Joined(
        bytes32 indexed game, bytes32 indexed commitment, bytes32 tag, address indexed owner, uint64 clock
    );
    event Reopened(bytes32 indexed game, uint64 closesAt);
    event MatchStarted(bytes32 indexed game, bytes32 indexed matchId, bytes32 one, bytes32 two);
    event Advanced(
        bytes32 indexed game,
        bytes32 indexed matchId,
        uint8 height,
        uint64 position,
        bytes32 parentNode,
        bytes32 left,
        bytes32 right
    );
    /// @notice `winner` is zero when both lost.
    event Resolved(bytes32 indexed game, bytes32 indexed matchId, bytes32 winner, Reason reason);
    event Eliminated(bytes32 indexed game, bytes32 indexed commitment, address owner, uint256 bond);
    event Credited(address indexed account, uint256 amount);
    event Claimed(address indexed account, uint256 amount);
    event Burned(uint256 amount);

    error NotRollup(address caller);
    error UnknownGame(bytes32 game);
    error WrongLevel(uint8 expected, uint8 given);
    error JoinClosed(bytes32 game, uint64 closedAt);
    error AlreadyJoined(bytes32 game, bytes32 commitment);
    error WrongBond(uint256 expected, uint256 given);
    error NoSuchOutcome(bytes32 implied, bytes32 one, bytes32 two);
    error UnknownMatch(bytes32 game, bytes32 matchId);
    error WrongStatus(MatchStatus expected, MatchStatus given);
    error WrongHeight(uint8 expected, uint8 given);
    error WrongChildren(bytes32 expected, bytes32 given);
    error ClockExpired(uint64 deadline);
    error ClockRunning(uint64 deadline);
    error WrongProofLength(uint256 expected, uint256 given);
    error WrongLeaf(bytes32 expected, bytes32 given);
    error NotPadding(uint64 position, uint64 blocks);
    error IsPadding(uint64 position, uint64 blocks);
    error BatchNotVoid(uint64 batchIndex);
    error BatchUnsettled(uint64 batchIndex);
    error BatchIsVoid(uint64 batchIndex);
    error WrongBatch(uint64 blockNumber, uint64 firstBlock, uint64 lastBlock);
    error WrongBatchHash(bytes32 expected, bytes32 given);
    error InvalidHeaderProof(bytes32 expected, bytes32 given);
    error InnerRunning(bytes32 game);
    error NothingToCollect(bytes32 game, bytes32 matchId, address mover);
    error NothingToClaim(address account);
    error NothingToBurn();
    error TransferFailed(address account);

    // ---- joining

    /// @notice Join a level 1 tournament, with exactly `joinBond(1)` wei, by a commitment whose last leaf is the hash of
    /// `end.encoded`, siblings lowest first. The state root that `end` implies must be one of the two contested ones.
    function joinBlock(
        bytes32 game,
        FinalState calldata end,
        bytes32[] calldata siblings
    ) external payable returns (bytes32 commitment);

    /// @notice Join a level 2 tournament, with exactly `joinBond(2)` wei, by a commitment whose last leaf is `lastLeaf`, which
    /// must be one of the two contested hashes.
    function joinStretch(
        bytes32 game,
        bytes32 lastLeaf,
        bytes32[] calldata siblings
    ) external payable returns (bytes32 commitment);

    // ---- moves

    /// @notice Reveal the children of `parentNode`, and those of the child where the sides first differ. Height >= 2.
    function advance(
        bytes32 game,
        bytes32 matchId,
        bytes32 left,
        bytes32 right,
        bytes32 newLeft,
        bytes32 newRight
    ) external;

    /// @notice Level 0, height 1, the first difference lies beyond the last block: the side with zero there wins.
    function settlePadding(
        bytes32 game,
        bytes32 matchId,
        bytes32 left,
        bytes32 right
    ) external;

    /// @notice Level 0, height 1, the batch of the differing block is void: the side that leaves the state as it was wins.
    function settleVoid(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        uint64 batchIndex
    ) external;

    /// @notice Level 0, height 1: open the level 1 tournament of the differing block. `before` proves the header of the agreed
    /// state before the block.
    function openBlock(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        BlockInput calldata input,
        StateHeader.Proof calldata before
    ) external;

    /// @notice Level 1, height 1: open the level 2 tournament of the differing stretch.
    function openStretch(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves
    ) external;

    /// @notice Level 2, height 1: run the differing step on L1. Who holds the state after it wins; if neither does, both lose.
    /// @param encoded the agreed state before the step, 320 bytes; its hash is `leaves.agreed`
    /// @param witness as docs/spec/machine.md says
    function proveStep(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        bytes calldata encoded,
        bytes calldata witness
    ) external;

    /// @notice End a match whose side in turn has let its clock run out: the other side wins.
    function claimTimeout(
        bytes32 game,
        bytes32 matchId
    ) external;

    /// @notice End a match by the winner of its inner tournament, when that is over.
    function resolveInner(
        bytes32 game,
        bytes32 matchId
    ) external;

    // ---- money

    /// @notice Credit `mover` with the gas of its moves for the side that won the match.
    function collect(
        bytes32 game,
        bytes32 matchId,
        address mover
    ) external;

    /// @notice Credit the winner of an inner tournament that is over with its bond; `resolveInner` does it too.
    function returnBond(
        bytes32 game
    ) external;

    /// @notice Send the caller what it was credited with.
    function claim() external;

    /// @notice Send the burned share of lost bonds to where nobody can spend it.
    function burn() external;

    // ---- reading

    /// @notice Height of the trees of `level`, 0 to 2.
    function height(
        uint8 level
    ) external view returns (uint8);

    /// @notice Wei that joining a tournament of `level`, 1 or 2, takes.
    function joinBond(
        uint8 level
    ) external view returns (uint96);

    /// @notice Id of the inner tournament of a match.
    function innerGame(
        bytes32 game,
        bytes32 matchId
    ) external pure returns (bytes32);

    function gameOf(
        bytes32 game
    ) external view returns (Game memory);

    /// @notice The block of a level 1 tournament.
    function blockOf(
        bytes32 game
    ) external view returns (DisputedBlock memory);

    function participantOf(
        bytes32 game,
        bytes32 commitment
    ) external view returns (Participant memory);

    function matchOf(
        bytes32 game,
        bytes32 matchId
    ) external view returns (Match memory);

    /// @notice The match a participant is in; zero when it waits or is out.
    function currentMatch(
        bytes32 game,
        bytes32 commitment
    ) external view returns (bytes32);

    /// @notice Whose turn it is in a match that is being bisected, and the first moment at which it is too late.
    function turnOf(
        bytes32 game,
        bytes32 matchId
    ) external view returns (bytes32 commitment, uint64 deadline);

    /// @notice Whether nobody can join any more and no match is running; and the commitment that is left, zero for none.
    function outcomeOf(
        bytes32 game
    ) external view returns (bool over, bytes32 commitment);

    /// @notice The assertion that has beaten all rivals on `parent`, the grace period over; zero before, and without rivals.
    function winner(
        bytes32 parent
    ) external view returns (bytes32);

    /// @notice Wei that `mover` will get back for its moves in a match if the side `one` (or two) wins.
    function owed(
        bytes32 game,
        bytes32 matchId,
        bool one,
        address mover
    ) external view returns (uint256);

    function claimable(
        address account
    ) external view returns (uint256);
}
