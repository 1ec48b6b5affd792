// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeTest} from "./base/DisputeTest.sol";
import {vm} from "./base/Vm.sol";

/// @dev What a dispute costs with the heights of a deployment: each move, and all of it.
contract TournamentGasTest is DisputeTest {
    /// @dev No move may cost more, proofs and calldata included.
    uint256 private constant MOST = 1_000_000;

    uint256 private total;
    uint256 private moves;
    uint256 private last;

    receive() external payable {}

    function heights() internal pure override returns (uint8[3] memory) {
        return [26, 17, 17];
    }

    /// Each call is a transaction of its own, as on L1: calldata, cold storage and the noted refund included.
    /// forge-config: default.isolate = true
    function test_gas_of_every_move_and_of_a_whole_dispute() public {
        vm.fee(10 gwei);
        vm.txGasPrice(12 gwei);
        bytes32 right = truth();
        bytes32 wrong = party(Lie(2, 5, keccak256("lie")));
        bytes32 parent = rollup.GENESIS();
        assertParty(ALICE, right);
        vm.snapshotGasLastCall("Tournament", "Rollup.assertState first");
        assertParty(BOB, wrong);
        vm.snapshotGasLastCall("Tournament", "Rollup.assertState rival");
        bytes32 id = keccak256(abi.encode(right, wrong));

        _bisect(parent, id, "");
        _move(parent, id, "openBlock");
        bytes32 inside = tournament.innerGame(parent, id);
        bytes32 one = joinFor(parent, id, right);
        bytes32 two = joinFor(parent, id, wrong);
        vm.snapshotGasLastCall("Tournament", "joinBlock");
        bytes32 insideId = keccak256(abi.encode(one, two));
        _bisect(inside, insideId, "");
        _move(inside, insideId, "openStretch");
        bytes32 deep = tournament.innerGame(inside, insideId);
        bytes32 three = joinFor(inside, insideId, one);
        bytes32 four = joinFor(inside, insideId, two);
        vm.snapshotGasLastCall("Tournament", "joinStretch");
        bytes32 deepId = keccak256(abi.encode(three, four));
        _bisect(deep, deepId, "advance");
        _move(deep, deepId, "proveStep");
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(inside, insideId);
        vm.snapshotGasLastCall("Tournament", "resolveInner level 1");
        tournament.resolveInner(parent, id);
        vm.snapshotGasLastCall("Tournament", "resolveInner level 0");
        vm.assertEq(moves, 25 + 16 + 16 + 3);
        vm.snapshotValue("Tournament", "all moves of a dispute", total);
    }

    /// forge-config: default.isolate = true
    function test_gas_of_a_timeout() public {
        vm.fee(10 gwei);
        vm.txGasPrice(12 gwei);
        bytes32 right = truth();
        bytes32 wrong = party(Lie(2, 5, keccak256("lie")));
        bytes32 parent = rollup.GENESIS();
        assertParty(ALICE, right);
        assertParty(BOB, wrong);
        bytes32 id = keccak256(abi.encode(right, wrong));
        (, uint64 deadline) = tournament.turnOf(parent, id);
        vm.warp(deadline);
        tournament.claimTimeout(parent, id);
        vm.snapshotGasLastCall("Tournament", "claimTimeout");
    }

    /// @dev Down to height 1; the snapshot, if named, is of the last of them.
    function _bisect(
        bytes32 game,
        bytes32 id,
        string memory name
    ) private {
        while (tournament.matchOf(game, id).height > 1) _count(game, id);
        if (bytes(name).length > 0) vm.snapshotValue("Tournament", name, last);
    }

    function _move(
        bytes32 game,
        bytes32 id,
        string memory name
    ) private {
        _count(game, id);
        vm.snapshotValue("Tournament", name, last);
    }

    function _count(
        bytes32 game,
        bytes32 id
    ) private {
        bytes memory data = moveCall(game, id);
        (bool ok,) = address(tournament).call(data);
        vm.assertTrue(ok);
        last = vm.lastCallGas().gasTotalUsed;
        total += last;
        ++moves;
        vm.assertLe(last, MOST, "a move above the gate");
    }
}
