// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Match, MatchStatus} from "../src/interfaces/ITournament.sol";
import {DisputeTest} from "./base/DisputeTest.sol";
import {Toy, ToyMachine} from "./base/ToyMachine.sol";
import {vm} from "./base/Vm.sol";

/// @dev One dispute from the assertion to the instruction.
contract TournamentTest is DisputeTest {
    using ToyMachine for Toy;

    function test_the_machine_agrees_with_every_step_of_the_toy() public view {
        Toy memory t = ToyMachine.start(inputRoots[0], genesisState);
        for (uint256 i = 0; i < 13; ++i) {
            bytes memory encoded = t.encode();
            bytes memory witness = t.witness();
            t.step();
            (, bytes32 next) = tournament.MACHINE().step(encoded, witness);
            vm.assertEq(next, tournament.MACHINE().hashState(t.encode()));
        }
        vm.assertEq(uint256(t.status), 1);
        vm.assertEq(uint256(t.exitCode), 0);
    }

    function test_a_wrong_instruction_is_found_and_its_author_pays() public {
        bytes32 right = truth();
        for (uint256 blockIndex = 1; blockIndex <= BLOCKS; ++blockIndex) {
            for (uint256 step = 1; step <= 11; ++step) {
                party(Lie(blockIndex, step, keccak256("lie")));
            }
        }
        bytes32 wrong = party(Lie(2, 5, keccak256("lie")));
        bytes32 parent = rollup.GENESIS();
        bytes32 lie = assertParty(BOB, wrong);
        bytes32 honestId = assertParty(ALICE, right);
        _playOut(parent);
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        vm.assertEq(tournament.winner(parent), honestId);
        rollup.confirm(honestId);
        vm.assertEq(rollup.claimable(ALICE), BOND);
        vm.assertTrue(rollup.assertion(lie).bondGone);
    }

    function _playOut(
        bytes32 parent
    ) private {
        bytes32 waiting = tournament.gameOf(parent).waiting;
        vm.assertEq(waiting, bytes32(0));
        bytes32 id = keccak256(abi.encode(party(Lie(2, 5, keccak256("lie"))), truth()));
        _toInner(parent, id);
        bytes32 inside = tournament.innerGame(parent, id);
        bytes32 one = joinFor(parent, id, tournament.matchOf(parent, id).one);
        bytes32 two = joinFor(parent, id, tournament.matchOf(parent, id).two);
        bytes32 insideId = keccak256(abi.encode(one, two));
        _toInner(inside, insideId);
        bytes32 deep = tournament.innerGame(inside, insideId);
        bytes32 three = joinFor(inside, insideId, one);
        bytes32 four = joinFor(inside, insideId, two);
        bytes32 deepId = keccak256(abi.encode(three, four));
        while (tournament.matchOf(deep, deepId).status == MatchStatus.Bisecting) move(deep, deepId);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(inside, insideId);
        tournament.resolveInner(parent, id);
    }

    function _toInner(
        bytes32 game,
        bytes32 id
    ) private {
        while (tournament.matchOf(game, id).status == MatchStatus.Bisecting) move(game, id);
        vm.assertTrue(tournament.matchOf(game, id).status == MatchStatus.Inner);
    }

    receive() external payable {}
}
