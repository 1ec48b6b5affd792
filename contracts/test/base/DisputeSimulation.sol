// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Game, Match, MatchStatus} from "../../src/interfaces/ITournament.sol";
import {DisputeTest} from "./DisputeTest.sol";
import {vm} from "./Vm.sol";

/// @dev Plays disputes to their end on a simulated clock: the honest move after a while, liars as late as they may or never.
abstract contract DisputeSimulation is DisputeTest {
    enum Kind {
        Move,
        Join,
        Resolve
    }

    /// @dev What a liar does in its turn: wait for the last second, never move, or move at once.
    enum Manner {
        Stalling,
        Silent,
        Prompt,
        Mixed
    }

    struct Task {
        uint64 time;
        Kind kind;
        bytes32 game;
        bytes32 matchId;
        bytes32 side;
    }

    Manner internal manner;
    /// Seconds after which the honest make a move; less than MOVE_TIME.
    uint64 internal honestDelay = 5 minutes;
    /// The honest are away from here on for OFFLINE seconds.
    uint64 internal awayFrom = type(uint64).max;
    uint256 internal moves;
    uint256 internal mostGas;

    Task[] private _tasks;
    mapping(bytes32 key => bool) private _seen;

    receive() external payable {}

    /// @dev Runs until nothing is left to do.
    function play(
        bytes32 game,
        bytes32[] memory commitments
    ) internal {
        for (uint256 i = 0; i < commitments.length; ++i) {
            _watch(game, commitments[i]);
        }
        while (_tasks.length > 0) {
            Task memory task = _next();
            if (task.time > block.timestamp) vm.warp(task.time);
            this.act(task);
        }
    }

    /// @dev A call of its own, so that its memory is given back.
    function act(
        Task memory task
    ) external {
        if (task.kind == Kind.Join) {
            bytes32 inside = tournament.innerGame(task.game, task.matchId);
            uint256 gas_ = gasleft();
            bytes32 joined = joinFor(task.game, task.matchId, task.side);
            _count(gas_);
            _watch(inside, joined);
            return;
        }
        Match memory m = tournament.matchOf(task.game, task.matchId);
        if (task.kind == Kind.Resolve) {
            (bool over,) = tournament.outcomeOf(tournament.innerGame(task.game, task.matchId));
            if (!over) {
                _tasks.push(Task(_now() + 60, Kind.Resolve, task.game, task.matchId, 0));
                return;
            }
            tournament.resolveInner(task.game, task.matchId);
        } else {
            (, uint64 deadline) = tournament.turnOf(task.game, task.matchId);
            uint256 gas_ = gasleft();
            if (block.timestamp >= deadline) tournament.claimTimeout(task.game, task.matchId);
            else move(task.game, task.matchId);
            _count(gas_);
        }
        _follow(task.game, task.matchId, m);
    }

    function _count(
        uint256 gas_
    ) private {
        uint256 used = gas_ - gasleft();
        if (used > mostGas) mostGas = used;
        ++moves;
    }

    /// @dev What comes after a move of this match.
    function _follow(
        bytes32 game,
        bytes32 matchId,
        Match memory m
    ) private {
        MatchStatus status = tournament.matchOf(game, matchId).status;
        if (status == MatchStatus.Bisecting) {
            _tasks.push(Task(_moveTime(game, matchId), Kind.Move, game, matchId, 0));
        } else if (status == MatchStatus.Inner) {
            Game memory g = tournament.gameOf(tournament.innerGame(game, matchId));
            _join(game, matchId, m.one, g);
            _join(game, matchId, m.two, g);
            _tasks.push(Task(g.closesAt, Kind.Resolve, game, matchId, 0));
        } else {
            _watch(game, m.one);
            _watch(game, m.two);
        }
    }

    function _join(
        bytes32 game,
        bytes32 matchId,
        bytes32 side,
        Game memory g
    ) private {
        Manner how = _mannerOf(side);
        uint64 time = g.startedAt + 1;
        if (honest[side]) time = _present(g.startedAt + honestDelay);
        else if (how == Manner.Stalling) time = g.closesAt - 1;
        else if (how == Manner.Silent) return;
        _tasks.push(Task(time, Kind.Join, game, matchId, side));
    }

    /// @dev Adds the match that `commitment` is in, when it is new.
    function _watch(
        bytes32 game,
        bytes32 commitment
    ) private {
        bytes32 id = tournament.currentMatch(game, commitment);
        bytes32 key = keccak256(abi.encode(game, id));
        if (id == 0 || _seen[key]) return;
        _seen[key] = true;
        _tasks.push(Task(_moveTime(game, id), Kind.Move, game, id, 0));
    }

    function _moveTime(
        bytes32 game,
        bytes32 id
    ) private view returns (uint64) {
        (bytes32 commitment, uint64 deadline) = tournament.turnOf(game, id);
        if (honest[commitment]) {
            uint64 time = _present(tournament.matchOf(game, id).turnStartedAt + honestDelay);
            return time < deadline ? time : deadline;
        }
        Manner how = _mannerOf(commitment);
        if (how == Manner.Silent) return deadline;
        return how == Manner.Prompt ? _now() + 1 : deadline - 1;
    }

    function _mannerOf(
        bytes32 commitment
    ) private view returns (Manner) {
        return manner == Manner.Mixed ? Manner(uint256(commitment) % 3) : manner;
    }

    /// @dev When the honest get to what they would do at `time`.
    function _present(
        uint64 time
    ) private view returns (uint64) {
        uint64 back = awayFrom == type(uint64).max ? 0 : awayFrom + tournament.OFFLINE();
        return time >= awayFrom && time < back ? back : time;
    }

    function _next() private returns (Task memory task) {
        uint256 best = 0;
        for (uint256 i = 1; i < _tasks.length; ++i) {
            if (_tasks[i].time < _tasks[best].time) best = i;
        }
        task = _tasks[best];
        _tasks[best] = _tasks[_tasks.length - 1];
        _tasks.pop();
    }

    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }
}
