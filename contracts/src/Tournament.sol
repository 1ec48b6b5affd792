// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Machine} from "./Machine.sol";
import {Bracket, Difference} from "./dispute/Bracket.sol";
import {ClockParameters, Clocks} from "./dispute/Clocks.sol";
import {History} from "./dispute/History.sol";
import {Judge} from "./dispute/Judge.sol";
import {Purse} from "./dispute/Purse.sol";
import {IDataChallenges} from "./interfaces/IDataChallenges.sol";
import {Entry, IDisputeModule} from "./interfaces/IDisputeModule.sol";
import {IRollup} from "./interfaces/IRollup.sol";
import {
    BlockInput,
    DisputedBlock,
    FinalState,
    Game,
    ITournament,
    Leaves,
    Match,
    MatchStatus,
    Participant,
    Reason
} from "./interfaces/ITournament.sol";
import {StateHeader} from "./libraries/StateHeader.sol";
import {Precompiles} from "./machine/Precompiles.sol";

/// @title Tournament: decides between rival assertions, down to one instruction.
/// @notice docs/spec/dispute.md is the specification. No owner, no pause, no parameter that changes. Every move is forced by
/// the commitment of the side in turn, so anyone may make it; who bonds and who plays need not know each other.
contract Tournament is Bracket {
    /// @notice What a deployment chooses. Heights: tree of blocks, of stretches, of steps. Bonds and tip in wei.
    struct Parameters {
        uint8[3] heights;
        ClockParameters clocks;
        uint96 blockBond;
        uint96 stretchBond;
        uint256 tipCap;
    }

    /// @notice Runs the last step of a dispute.
    Machine public immutable MACHINE;
    /// @notice Says what a block leads to.
    Judge public immutable JUDGE;
    /// @notice Rules on batches without data; zero when there is none.
    address public immutable DATA_CHALLENGES;

    uint96 private immutable _BLOCK_BOND;
    uint96 private immutable _STRETCH_BOND;

    mapping(bytes32 game => DisputedBlock) private _blocks;

    error NotAContract(address account);
    error DataOfOtherInbox(address expected, address given);

    /// @param rollup the Rollup that will name this module; it need not exist yet
    /// @param machine the one-step machine
    /// @param judge over the Rollup's Inbox
    /// @param dataChallenges over the same Inbox, or zero
    constructor(
        address rollup,
        address machine,
        address judge,
        address dataChallenges,
        Parameters memory p
    ) Bracket(rollup, p.heights, p.clocks) Purse(p.tipCap) {
        if (rollup == address(0)) revert NotAContract(rollup);
        if (machine.code.length == 0) revert NotAContract(machine);
        if (judge.code.length == 0) revert NotAContract(judge);
        if (dataChallenges != address(0) && dataChallenges.code.length == 0) {
            revert NotAContract(dataChallenges);
        }
        if (dataChallenges != address(0)) {
            (address own, address other) =
                (address(Judge(judge).INBOX()), address(IDataChallenges(dataChallenges).INBOX()));
            if (own != other) revert DataOfOtherInbox(own, other);
        }
        MACHINE = Machine(machine);
        JUDGE = Judge(judge);
        DATA_CHALLENGES = dataChallenges;
        _BLOCK_BOND = p.blockBond;
        _STRETCH_BOND = p.stretchBond;
    }

    /// @dev Bonds of assertions that lost, from the Rollup.
    receive() external payable {
        if (msg.sender != _ROLLUP) revert NotRollup(msg.sender);
    }

    // ---- for the Rollup

    /// @inheritdoc IDisputeModule
    function ROLLUP() external view returns (address) {
        return _ROLLUP;
    }

    /// @inheritdoc IDisputeModule
    function INBOX() external view returns (address) {
        return address(JUDGE.INBOX());
    }

    /// @inheritdoc IDisputeModule
    function blocksHeight() external view returns (uint8) {
        return _HEIGHT_0;
    }

    /// @inheritdoc IDisputeModule
    function minChallengePeriod() external view returns (uint64) {
        uint64 least = OFFLINE + MOVE_TIME;
        if (DATA_CHALLENGES == address(0)) return least;
        // Whoever sees a ruling at its latest can still enter against an assertion that denies it.
        return IDataChallenges(DATA_CHALLENGES).RULING_PERIOD() + least;
    }

    /// @inheritdoc IDisputeModule
    /// @dev Both clocks and the free time of every turn, once; the windows of both inner levels, and of a question reopened in
    /// the last moment (docs/spec/dispute.md T7).
    function longestDispute() external view returns (uint64) {
        uint64 turns = uint64(_HEIGHT_0) + _HEIGHT_1 + _HEIGHT_2 + 3;
        return 2 * ALLOWANCE + turns * MOVE_TIME + 3 * JOIN_WINDOW + GRACE;
    }

    /// @inheritdoc IDisputeModule
    function enter(
        Entry calldata e
    ) external {
        if (msg.sender != _ROLLUP) revert NotRollup(msg.sender);
        Game storage g = _games[e.parent];
        if (g.startedAt == 0) {
            bytes32 agreed = IRollup(_ROLLUP).assertion(e.parent).stateRoot;
            g = _open(e.parent, 0, e.closesAt, agreed);
            emit Opened(e.parent, 0, 0, 0, agreed, 0, 0, e.closesAt);
        } else if (block.timestamp >= g.closesAt) {
            // Overlooked so far, and still not confirmed: time for others to answer too, once.
            if (g.participants != 1) revert JoinClosed(e.parent, g.closesAt);
            g.closesAt = uint64(block.timestamp) + JOIN_WINDOW;
            emit Reopened(e.parent, g.closesAt);
        }
        Participant memory p;
        (p.left, p.right, p.tag) = (e.left, e.right, e.id);
        (p.owner, p.bond, p.clock) = (e.proposer, e.bond, ALLOWANCE);
        _join(e.parent, g, Precompiles.pair(e.left, e.right), p);
    }

    /// @inheritdoc IDisputeModule
    function mayConfirm(
        bytes32 parent,
        bytes32 id
    ) external view returns (bool) {
        Game storage g = _games[parent];
        bytes32 left = g.participants == 1 ? _participants[parent][g.waiting].tag : winner(parent);
        return left != 0 && left == id;
    }

    /// @inheritdoc ITournament
    function winner(
        bytes32 parent
    ) public view returns (bytes32) {
        Game storage g = _games[parent];
        if (g.level != 0 || g.participants < 2 || g.activeMatches != 0) return 0;
        uint64 decidedAt = g.lastResolvedAt > g.closesAt ? g.lastResolvedAt : g.closesAt;
        return block.timestamp < decidedAt + GRACE ? bytes32(0) : _participants[parent][g.waiting].tag;
    }

    // ---- joining

    /// @inheritdoc ITournament
    function joinBlock(
        bytes32 game,
        FinalState calldata end,
        bytes32[] calldata siblings
    ) external payable returns (bytes32 commitment) {
        Game storage g = _known(game);
        _requireLevel(g, 1);
        (bytes32 implied, bytes32 leaf) = JUDGE.impliedRoot(_blocks[game], end);
        return _joinInner(game, g, implied, leaf, siblings);
    }

    /// @inheritdoc ITournament
    function joinStretch(
        bytes32 game,
        bytes32 lastLeaf,
        bytes32[] calldata siblings
    ) external payable returns (bytes32 commitment) {
        Game storage g = _known(game);
        _requireLevel(g, 2);
        return _joinInner(game, g, lastLeaf, lastLeaf, siblings);
    }

    // ---- moves

    /// @inheritdoc ITournament
    function advance(
        bytes32 game,
        bytes32 matchId,
        bytes32 left,
        bytes32 right,
        bytes32 newLeft,
        bytes32 newRight
    ) external {
        uint256 gasBefore = gasleft();
        (Game storage g, Match storage m) = _bisecting(game, matchId);
        if (m.height < 2) revert WrongHeight(2, m.height);
        bool one = _takeTurn(game, g, m);
        _checkChildren(m.parentNode, left, right);
        uint8 below = m.height - 1;
        if (left != m.left) {
            _checkChildren(left, newLeft, newRight);
            m.parentNode = m.left;
        } else {
            _checkChildren(right, newLeft, newRight);
            m.parentNode = m.right;
            m.position += uint64(1) << below;
        }
        (m.left, m.right, m.height) = (newLeft, newRight, below);
        emit Advanced(game, matchId, below, m.position, m.parentNode, newLeft, newRight);
        _noteTurn(game, matchId, one, gasBefore);
    }

    /// @inheritdoc ITournament
    function settlePadding(
        bytes32 game,
        bytes32 matchId,
        bytes32 left,
        bytes32 right
    ) external {
        uint256 gasBefore = gasleft();
        (Game storage g, Match storage m) = _bisecting(game, matchId);
        _requireLevel(g, 0);
        Difference memory d = _difference(m, _takeTurn(game, g, m), left, right);
        (, uint64 blocks) = _range(game, m);
        if (d.position < blocks) revert NotPadding(d.position, blocks);
        _resolve(game, matchId, _byLeaf(d.one, d.two, 0), Reason.Padding, gasBefore);
    }

    /// @inheritdoc ITournament
    function settleVoid(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        uint64 batchIndex
    ) external {
        uint256 gasBefore = gasleft();
        Difference memory d = _last(game, matchId, leaves, 0);
        Match storage m = _matches[game][matchId];
        JUDGE.checkRange(_blockNumber(game, m, d.position), batchIndex);
        if (!_isVoid(batchIndex)) revert BatchNotVoid(batchIndex);
        _resolve(game, matchId, _byLeaf(d.one, d.two, leaves.agreed), Reason.VoidBatch, gasBefore);
    }

    /// @inheritdoc ITournament
    function openBlock(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        BlockInput calldata input,
        StateHeader.Proof calldata before
    ) external {
        uint256 gasBefore = gasleft();
        Difference memory d = _last(game, matchId, leaves, 0);
        (bytes32 initial, DisputedBlock memory b) =
            _blockToOpen(game, _matches[game][matchId], d.position, leaves.agreed, input, before);
        bytes32 inner = _openInner(game, matchId, initial, d);
        _blocks[inner] = b;
        emit BlockOpened(inner, b.number, b.batchIndex, input.inputRoot, b.stateBefore);
        _noteTurn(game, matchId, d.oneInTurn, gasBefore);
    }

    /// @inheritdoc ITournament
    function openStretch(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves
    ) external {
        uint256 gasBefore = gasleft();
        Difference memory d = _last(game, matchId, leaves, 1);
        _openInner(game, matchId, leaves.agreed, d);
        _noteTurn(game, matchId, d.oneInTurn, gasBefore);
    }

    /// @inheritdoc ITournament
    function proveStep(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        bytes calldata encoded,
        bytes calldata witness
    ) external {
        uint256 gasBefore = gasleft();
        Difference memory d = _last(game, matchId, leaves, 2);
        (bytes32 stateBefore, bytes32 stateAfter) = MACHINE.step(encoded, witness);
        if (stateBefore != leaves.agreed) revert WrongLeaf(leaves.agreed, stateBefore);
        MatchStatus result = MatchStatus.BothLost;
        if (d.one == stateAfter) result = MatchStatus.OneWon;
        else if (d.two == stateAfter) result = MatchStatus.TwoWon;
        _resolve(game, matchId, result, Reason.Step, gasBefore);
    }

    /// @inheritdoc ITournament
    function claimTimeout(
        bytes32 game,
        bytes32 matchId
    ) external {
        uint256 gasBefore = gasleft();
        (Game storage g, Match storage m) = _bisecting(game, matchId);
        bool one = _oneInTurn(g, m);
        bytes32 late = one ? m.one : m.two;
        uint64 deadline = _deadline(game, m, late);
        if (block.timestamp < deadline) revert ClockRunning(deadline);
        _participants[game][late].clock = 0;
        MatchStatus result = one ? MatchStatus.TwoWon : MatchStatus.OneWon;
        _resolve(game, matchId, result, Reason.Timeout, gasBefore);
    }

    /// @inheritdoc ITournament
    function resolveInner(
        bytes32 game,
        bytes32 matchId
    ) external {
        uint256 gasBefore = gasleft();
        Game storage g = _known(game);
        Match storage m = _matches[game][matchId];
        _requireStatus(game, matchId, m, MatchStatus.Inner);
        bytes32 inner = innerGame(game, matchId);
        (bool over, bytes32 left) = outcomeOf(inner);
        if (!over) revert InnerRunning(inner);
        if (g.level == 0) _requireSettled(_blocks[inner].batchIndex);
        Game storage i = _games[inner];
        // Nobody is left: level 0 must keep one side, deeper both have shown that nobody stands for them.
        MatchStatus result = g.level == 0 ? MatchStatus.OneWon : MatchStatus.BothLost;
        Reason reason = Reason.Inner;
        if (left != 0) {
            Participant storage p = _participants[inner][left];
            bool one = p.tag == i.outcomeOne;
            result = one ? MatchStatus.OneWon : MatchStatus.TwoWon;
            _participants[game][one ? m.one : m.two].clock = p.clock;
            _returnBond(inner, i, left);
        }
        DisputedBlock storage b = _blocks[inner];
        if (g.level == 0 && _isVoid(b.batchIndex)) {
            // Ruled since the match opened the block.
            result = _byLeaf(i.outcomeOne, i.outcomeTwo, b.stateBefore);
            reason = Reason.VoidBatch;
        }
        _resolve(game, matchId, result, reason, gasBefore);
    }

    // ---- money

    /// @inheritdoc ITournament
    function collect(
        bytes32 game,
        bytes32 matchId,
        address mover
    ) external {
        _collect(game, matchId, _matches[game][matchId], mover);
    }

    /// @inheritdoc ITournament
    function returnBond(
        bytes32 game
    ) external {
        (bool over, bytes32 left) = outcomeOf(game);
        Game storage g = _games[game];
        if (!over || left == 0 || g.level == 0) revert InnerRunning(game);
        _returnBond(game, g, left);
    }

    // ---- reading

    /// @inheritdoc ITournament
    function joinBond(
        uint8 level
    ) public view returns (uint96) {
        return level == 1 ? _BLOCK_BOND : _STRETCH_BOND;
    }

    /// @inheritdoc ITournament
    function blockOf(
        bytes32 game
    ) external view returns (DisputedBlock memory) {
        return _blocks[game];
    }

    // ---- parts of moves

    function _joinInner(
        bytes32 game,
        Game storage g,
        bytes32 implied,
        bytes32 leaf,
        bytes32[] calldata siblings
    ) private returns (bytes32 commitment) {
        if (block.timestamp >= g.closesAt) revert JoinClosed(game, g.closesAt);
        uint96 bond = joinBond(g.level);
        if (msg.value != bond) revert WrongBond(bond, msg.value);
        bool one = implied == g.outcomeOne;
        if (!one && implied != g.outcomeTwo) revert NoSuchOutcome(implied, g.outcomeOne, g.outcomeTwo);
        uint8 levels = height(g.level);
        Participant memory p;
        (p.left, p.right) = History.children(leaf, (uint256(1) << levels) - 1, siblings, levels);
        (p.tag, p.owner, p.bond) = (implied, msg.sender, bond);
        uint64 late = uint64(block.timestamp) - g.startedAt;
        p.clock = Clocks.remaining(one ? g.clockOne : g.clockTwo, late, MOVE_TIME);
        commitment = Precompiles.pair(p.left, p.right);
        _join(game, g, commitment, p);
    }

    /// @dev The last move of a bisection at `level`: takes the turn, finds the leaves, checks the agreed one.
    function _last(
        bytes32 game,
        bytes32 matchId,
        Leaves calldata leaves,
        uint8 level
    ) private returns (Difference memory d) {
        (Game storage g, Match storage m) = _bisecting(game, matchId);
        _requireLevel(g, level);
        bool one = _takeTurn(game, g, m);
        d = _difference(m, one, leaves.left, leaves.right);
        _checkAgreed(g, m, d.position, leaves.agreed, leaves.siblings);
    }

    /// @dev The side with the right leaf; side one when neither has it: level 0 always keeps one.
    function _byLeaf(
        bytes32 leafOne,
        bytes32 leafTwo,
        bytes32 right
    ) private pure returns (MatchStatus) {
        return leafTwo == right && leafOne != right ? MatchStatus.TwoWon : MatchStatus.OneWon;
    }

    function _noteTurn(
        bytes32 game,
        bytes32 matchId,
        bool one,
        uint256 gasBefore
    ) private {
        Match storage m = _matches[game][matchId];
        _note(game, matchId, m, one, _participants[game][one ? m.two : m.one].bond, gasBefore);
    }

    function _returnBond(
        bytes32 game,
        Game storage g,
        bytes32 commitment
    ) private {
        if (g.bondReturned) return;
        g.bondReturned = true;
        Participant storage p = _participants[game][commitment];
        _credit(p.owner, p.bond);
    }

    /// @dev The block at `position`, checked to be the one that `input` opens, and the machine state that it starts from.
    function _blockToOpen(
        bytes32 game,
        Match storage m,
        uint64 position,
        bytes32 stateBefore,
        BlockInput calldata input,
        StateHeader.Proof calldata before
    ) private view returns (bytes32 initial, DisputedBlock memory b) {
        b.number = _blockNumber(game, m, position);
        b.batchIndex = input.batchIndex;
        b.stateBefore = stateBefore;
        (initial, b.cursorBefore) = JUDGE.open(b.number, input, _programRoot(game, m), stateBefore, before);
        if (_isVoid(b.batchIndex)) revert BatchIsVoid(b.batchIndex);
    }

    /// @dev Number of the first block of a level 0 tournament, and how many there are.
    function _range(
        bytes32 game,
        Match storage m
    ) private view returns (uint64 first, uint64 blocks) {
        uint64 before = IRollup(_ROLLUP).assertion(game).lastBlock;
        first = before + 1;
        blocks = IRollup(_ROLLUP).assertion(_participants[game][m.one].tag).lastBlock - before;
    }

    function _blockNumber(
        bytes32 game,
        Match storage m,
        uint64 position
    ) private view returns (uint64) {
        (uint64 first, uint64 blocks) = _range(game, m);
        if (position >= blocks) revert IsPadding(position, blocks);
        return first + position;
    }

    function _programRoot(
        bytes32 game,
        Match storage m
    ) private view returns (bytes32) {
        IRollup rollup = IRollup(_ROLLUP);
        return rollup.programHashAt(rollup.assertion(_participants[game][m.one].tag).programVersion);
    }

    function _isVoid(
        uint64 batchIndex
    ) private view returns (bool) {
        return DATA_CHALLENGES != address(0) && IDataChallenges(DATA_CHALLENGES).isVoid(batchIndex);
    }

    /// @dev What the machine says of a block counts only if no ruling can come after it.
    function _requireSettled(
        uint64 batchIndex
    ) private view {
        if (DATA_CHALLENGES == address(0)) return;
        if (!IDataChallenges(DATA_CHALLENGES).isSettled(batchIndex)) revert BatchUnsettled(batchIndex);
    }
}
