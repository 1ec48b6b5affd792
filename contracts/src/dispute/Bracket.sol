// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRollup} from "../interfaces/IRollup.sol";
import {Game, ITournament, Match, MatchStatus, Participant, Reason} from "../interfaces/ITournament.sol";
import {Precompiles} from "../machine/Precompiles.sol";
import {ClockParameters, Clocks} from "./Clocks.sol";
import {History} from "./History.sol";
import {Purse} from "./Purse.sol";

/// @notice The first leaf in which the sides of a match differ, and what they hold there.
struct Difference {
    bool oneInTurn;
    uint64 position;
    bytes32 one;
    bytes32 two;
}

/// @title Who meets whom, whose turn it is, and who is out (docs/spec/dispute.md T5 to T7), the same at every level.
abstract contract Bracket is Purse {
    /// @notice The clocks. See ClockParameters.
    uint64 public immutable ALLOWANCE;
    uint64 public immutable MOVE_TIME;
    uint64 public immutable JOIN_WINDOW;
    uint64 public immutable GRACE;
    uint64 public immutable OFFLINE;
    /// @dev The Rollup whose assertions enter.
    address internal immutable _ROLLUP;

    uint8 internal immutable _HEIGHT_0;
    uint8 internal immutable _HEIGHT_1;
    uint8 internal immutable _HEIGHT_2;

    uint8 private constant HIGHEST = 32;

    mapping(bytes32 game => Game) internal _games;
    mapping(bytes32 game => mapping(bytes32 commitment => Participant)) internal _participants;
    mapping(bytes32 game => mapping(bytes32 matchId => Match)) internal _matches;

    /// @inheritdoc ITournament
    mapping(bytes32 game => mapping(bytes32 commitment => bytes32 matchId)) public override currentMatch;

    error InvalidHeight(uint8 level, uint8 given);

    constructor(
        address rollup,
        uint8[3] memory heights,
        ClockParameters memory clocks
    ) {
        for (uint8 level = 0; level < 3; ++level) {
            if (heights[level] == 0 || heights[level] > HIGHEST) revert InvalidHeight(level, heights[level]);
        }
        Clocks.check(clocks);
        _ROLLUP = rollup;
        (_HEIGHT_0, _HEIGHT_1, _HEIGHT_2) = (heights[0], heights[1], heights[2]);
        ALLOWANCE = clocks.allowance;
        MOVE_TIME = clocks.moveTime;
        JOIN_WINDOW = clocks.joinWindow;
        GRACE = clocks.grace;
        OFFLINE = clocks.offline;
    }

    /// @inheritdoc ITournament
    function height(
        uint8 level
    ) public view returns (uint8) {
        if (level == 0) return _HEIGHT_0;
        return level == 1 ? _HEIGHT_1 : _HEIGHT_2;
    }

    /// @inheritdoc ITournament
    function innerGame(
        bytes32 game,
        bytes32 matchId
    ) public pure returns (bytes32) {
        return keccak256(abi.encode(game, matchId));
    }

    /// @inheritdoc ITournament
    function gameOf(
        bytes32 game
    ) external view returns (Game memory) {
        return _known(game);
    }

    /// @inheritdoc ITournament
    function participantOf(
        bytes32 game,
        bytes32 commitment
    ) external view returns (Participant memory) {
        return _participants[game][commitment];
    }

    /// @inheritdoc ITournament
    function matchOf(
        bytes32 game,
        bytes32 matchId
    ) external view returns (Match memory) {
        return _matches[game][matchId];
    }

    /// @inheritdoc ITournament
    function turnOf(
        bytes32 game,
        bytes32 matchId
    ) external view returns (bytes32 commitment, uint64 deadline) {
        (Game storage g, Match storage m) = _bisecting(game, matchId);
        commitment = _oneInTurn(g, m) ? m.one : m.two;
        deadline = _deadline(game, m, commitment);
    }

    /// @inheritdoc ITournament
    function outcomeOf(
        bytes32 game
    ) public view returns (bool over, bytes32 commitment) {
        Game storage g = _known(game);
        over = block.timestamp >= g.closesAt && g.activeMatches == 0;
        if (over) commitment = g.waiting;
    }

    // ---- joining and pairing

    function _known(
        bytes32 game
    ) internal view returns (Game storage g) {
        g = _games[game];
        if (g.startedAt == 0) revert UnknownGame(game);
    }

    /// @dev Opens a tournament for matches to come.
    function _open(
        bytes32 game,
        uint8 level,
        uint64 closesAt,
        bytes32 agreed
    ) internal returns (Game storage g) {
        g = _games[game];
        g.level = level;
        g.startedAt = uint64(block.timestamp);
        g.closesAt = closesAt;
        g.agreed = agreed;
    }

    /// @dev Opens the inner tournament of a match whose sides differ in `d`.
    function _openInner(
        bytes32 game,
        bytes32 matchId,
        bytes32 agreed,
        Difference memory d
    ) internal returns (bytes32 inner) {
        Match storage m = _matches[game][matchId];
        m.status = MatchStatus.Inner;
        inner = innerGame(game, matchId);
        Game storage g = _open(inner, _games[game].level + 1, uint64(block.timestamp) + JOIN_WINDOW, agreed);
        g.outerGame = game;
        g.outerMatch = matchId;
        g.outcomeOne = d.one;
        g.outcomeTwo = d.two;
        g.clockOne = _participants[game][m.one].clock;
        g.clockTwo = _participants[game][m.two].clock;
        emit Opened(inner, g.level, game, matchId, agreed, d.one, d.two, g.closesAt);
    }

    function _join(
        bytes32 game,
        Game storage g,
        bytes32 commitment,
        Participant memory p
    ) internal {
        if (_participants[game][commitment].owner != address(0)) revert AlreadyJoined(game, commitment);
        _participants[game][commitment] = p;
        g.participants += 1;
        emit Joined(game, commitment, p.tag, p.owner, p.clock);
        _pair(game, g, commitment);
    }

    /// @dev Meets whoever waits, or waits.
    function _pair(
        bytes32 game,
        Game storage g,
        bytes32 commitment
    ) private {
        bytes32 one = g.waiting;
        if (one == 0) {
            g.waiting = commitment;
            return;
        }
        g.waiting = 0;
        g.activeMatches += 1;
        bytes32 id = keccak256(abi.encode(one, commitment));
        Participant storage two = _participants[game][commitment];
        Match storage m = _matches[game][id];
        m.one = one;
        m.two = commitment;
        m.parentNode = one;
        m.left = two.left;
        m.right = two.right;
        m.turnStartedAt = uint64(block.timestamp);
        m.height = height(g.level);
        m.status = MatchStatus.Bisecting;
        currentMatch[game][one] = id;
        currentMatch[game][commitment] = id;
        emit MatchStarted(game, id, one, commitment);
    }

    // ---- turns

    function _bisecting(
        bytes32 game,
        bytes32 matchId
    ) internal view returns (Game storage g, Match storage m) {
        g = _known(game);
        m = _matches[game][matchId];
        _requireStatus(game, matchId, m, MatchStatus.Bisecting);
    }

    function _requireStatus(
        bytes32 game,
        bytes32 matchId,
        Match storage m,
        MatchStatus expected
    ) internal view {
        if (m.status == MatchStatus.None) revert UnknownMatch(game, matchId);
        if (m.status != expected) revert WrongStatus(expected, m.status);
    }

    function _requireLevel(
        Game storage g,
        uint8 level
    ) internal view {
        if (g.level != level) revert WrongLevel(level, g.level);
    }

    function _oneInTurn(
        Game storage g,
        Match storage m
    ) internal view returns (bool) {
        return (height(g.level) - m.height) % 2 == 0;
    }

    function _deadline(
        bytes32 game,
        Match storage m,
        bytes32 commitment
    ) internal view returns (uint64) {
        return m.turnStartedAt + MOVE_TIME + _participants[game][commitment].clock;
    }

    /// @dev Charges the clock of the side in turn, whose move this is, and starts the next turn.
    function _takeTurn(
        bytes32 game,
        Game storage g,
        Match storage m
    ) internal returns (bool one) {
        one = _oneInTurn(g, m);
        bytes32 commitment = one ? m.one : m.two;
        uint64 deadline = _deadline(game, m, commitment);
        uint64 time = uint64(block.timestamp);
        if (time >= deadline) revert ClockExpired(deadline);
        Participant storage p = _participants[game][commitment];
        p.clock = Clocks.remaining(p.clock, time - m.turnStartedAt, MOVE_TIME);
        m.turnStartedAt = time;
    }

    /// @dev The first leaf where the sides differ, given those of the side in turn. Height 1.
    function _difference(
        Match storage m,
        bool oneInTurn,
        bytes32 left,
        bytes32 right
    ) internal view returns (Difference memory d) {
        if (m.height != 1) revert WrongHeight(1, m.height);
        _checkChildren(m.parentNode, left, right);
        bytes32 mine = left;
        bytes32 theirs = m.left;
        d.oneInTurn = oneInTurn;
        d.position = m.position;
        if (mine == theirs) (mine, theirs, d.position) = (right, m.right, d.position + 1);
        (d.one, d.two) = oneInTurn ? (mine, theirs) : (theirs, mine);
    }

    function _checkChildren(
        bytes32 node,
        bytes32 left,
        bytes32 right
    ) internal view {
        bytes32 hash = Precompiles.pair(left, right);
        if (hash != node) revert WrongChildren(node, hash);
    }

    /// @dev The leaf before `position` is `agreed`: both sides hold it, as they differ at `position` first. So a proof into
    /// either will do, and each side can make the one into its own tree.
    function _checkAgreed(
        Game storage g,
        Match storage m,
        uint64 position,
        bytes32 agreed,
        bytes32[] calldata siblings
    ) internal view {
        if (position == 0) {
            if (siblings.length != 0) revert WrongProofLength(0, siblings.length);
            if (agreed != g.agreed) revert WrongLeaf(g.agreed, agreed);
            return;
        }
        bytes32 root = History.root(agreed, position - 1, siblings, height(g.level));
        if (root != m.one && root != m.two) revert WrongLeaf(m.one, root);
    }

    // ---- ends

    /// @dev Ends a match; the winner goes on at once, the loser's bond is shared out. `result` is one of the last three.
    function _resolve(
        bytes32 game,
        bytes32 matchId,
        MatchStatus result,
        Reason reason,
        uint256 gasBefore
    ) internal {
        Game storage g = _games[game];
        Match storage m = _matches[game][matchId];
        m.status = result;
        g.activeMatches -= 1;
        g.lastResolvedAt = uint64(block.timestamp);
        if (result == MatchStatus.BothLost) {
            emit Resolved(game, matchId, 0, reason);
            _burnLater(_eliminate(game, g, m.one) + _eliminate(game, g, m.two));
            return;
        }
        bool oneWon = result == MatchStatus.OneWon;
        emit Resolved(game, matchId, oneWon ? m.one : m.two, reason);
        _reward(game, matchId, oneWon, gasBefore);
    }

    /// @dev The winner goes on, the loser pays. The expense is noted last, when nearly all gas is spent.
    function _reward(
        bytes32 game,
        bytes32 matchId,
        bool oneWon,
        uint256 gasBefore
    ) private {
        Game storage g = _games[game];
        Match storage m = _matches[game][matchId];
        bytes32 winning = oneWon ? m.one : m.two;
        uint256 received = _eliminate(game, g, oneWon ? m.two : m.one);
        currentMatch[game][winning] = 0;
        _pair(game, g, winning);
        uint256 bond = _participants[game][oneWon ? m.two : m.one].bond;
        _note(game, matchId, m, oneWon, bond, gasBefore);
        address owner = _participants[game][winning].owner;
        _share(m, oneWon, bond, received, owner);
    }

    /// @dev Returns the wei of its bond that are here now.
    function _eliminate(
        bytes32 game,
        Game storage g,
        bytes32 commitment
    ) private returns (uint256 received) {
        Participant storage p = _participants[game][commitment];
        p.eliminated = true;
        currentMatch[game][commitment] = 0;
        emit Eliminated(game, commitment, p.owner, p.bond);
        return g.level == 0 ? IRollup(_ROLLUP).forfeit(p.tag) : p.bond;
    }
}
