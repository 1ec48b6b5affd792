// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tournament} from "../src/Tournament.sol";
import {Game, Match, MatchStatus, Participant} from "../src/interfaces/ITournament.sol";
import {DisputeActors} from "./base/DisputeActors.sol";
import {Vm, vm} from "./base/Vm.sol";

/// @dev What must hold after any sequence of moves, joins, timeouts and payments, by anybody, in any order.
contract TournamentInvariantTest {
    DisputeActors private actors;
    Tournament private tournament;

    function setUp() public {
        actors = new DisputeActors();
        tournament = actors.contracts();
    }

    /// forge: act through the actors only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    function targetSelectors() external view returns (Vm.FuzzSelector[] memory selectors) {
        selectors = new Vm.FuzzSelector[](1);
        selectors[0].addr = address(actors);
        selectors[0].selectors = new bytes4[](8);
        selectors[0].selectors[0] = DisputeActors.someAssertion.selector;
        selectors[0].selectors[1] = DisputeActors.someMove.selector;
        selectors[0].selectors[2] = DisputeActors.someMoves.selector;
        selectors[0].selectors[3] = DisputeActors.someJoin.selector;
        selectors[0].selectors[4] = DisputeActors.someTimeout.selector;
        selectors[0].selectors[5] = DisputeActors.someResolve.selector;
        selectors[0].selectors[6] = DisputeActors.someMoney.selector;
        selectors[0].selectors[7] = DisputeActors.someTime.selector;
    }

    function invariant_no_wei_is_lost_and_brackets_add_up() public view {
        uint256 held = tournament.burnable() + tournament.claimable(address(actors))
            + tournament.claimable(address(0xa11ce)) + tournament.claimable(address(0xb0b));
        for (uint256 i = 0; i < actors.gameCount(); ++i) {
            held += _game(actors.games(i));
        }
        vm.assertEq(address(tournament).balance, held, "wei made or lost");
    }

    /// So that random play that never gets anywhere is seen.
    function test_random_play_gets_to_the_end_of_matches_on_every_level() public {
        // One match in which both sleep; the others are played.
        for (uint256 i = 0; i < 3; ++i) {
            actors.someTime(3);
        }
        actors.someTimeout(0);
        for (uint256 i = 0; i < 800; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            uint256 what = seed % 16;
            seed >>= 8;
            if (what < 6) actors.someMoves(seed);
            else if (what < 10) actors.someJoin(seed, what % 2 == 0);
            else if (what < 12) actors.someResolve(seed);
            else if (what == 12) actors.someTimeout(seed);
            else if (what == 13) actors.someMoney(seed);
            else if (what == 14) actors.someTime(seed);
            else actors.someAssertion(seed);
        }
        invariant_no_wei_is_lost_and_brackets_add_up();
        string[5] memory kinds = ["move", "join", "resolve", "timeout", "collect"];
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertGe(actors.done(bytes32(bytes(kinds[i]))), 1, kinds[i]);
        }
        uint256 deepest = 0;
        for (uint256 i = 0; i < actors.gameCount(); ++i) {
            uint8 level = tournament.gameOf(actors.games(i)).level;
            if (level > deepest) deepest = level;
        }
        vm.assertEq(deepest, 2);
    }

    /// @dev Checks one bracket; returns the wei that it holds for bonds and for noted gas of sides that won.
    function _game(
        bytes32 id
    ) private view returns (uint256 held) {
        Game memory g = tournament.gameOf(id);
        uint256 alive = 0;
        uint256 playing = 0;
        uint256 count = actors.joinedCount(id);
        vm.assertEq(g.participants, count);
        for (uint256 i = 0; i < count; ++i) {
            bytes32 commitment = actors.joined(id, i);
            Participant memory p = tournament.participantOf(id, commitment);
            bytes32 current = tournament.currentMatch(id, commitment);
            vm.assertTrue(!p.eliminated || current == 0, "out and playing");
            if (!p.eliminated) ++alive;
            if (current != 0) ++playing;
            bool returned = g.bondReturned && commitment == g.waiting;
            if (g.level != 0 && !p.eliminated && !returned) held += p.bond;
            held += _noted(id, commitment, count);
        }
        vm.assertEq(playing, 2 * uint256(g.activeMatches), "matches of two");
        vm.assertEq(alive, playing + (g.waiting == 0 ? 0 : 1), "alive, and neither playing nor waiting");
        if (g.level == 0) vm.assertGe(alive, 1, "level 0 is empty");
    }

    /// @dev Gas noted for the winners of the matches in which `one` was the first side.
    function _noted(
        bytes32 id,
        bytes32 one,
        uint256 count
    ) private view returns (uint256 held) {
        for (uint256 i = 0; i < count; ++i) {
            Match memory m = tournament.matchOf(id, keccak256(abi.encode(one, actors.joined(id, i))));
            if (m.status == MatchStatus.OneWon) held += m.spentOne;
            if (m.status == MatchStatus.TwoWon) held += m.spentTwo;
        }
    }
}
