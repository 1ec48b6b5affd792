// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WithdrawalTree} from "../src/libraries/WithdrawalTree.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {vm} from "./base/Vm.sol";

/// @dev What the timelock changes concerns what comes later: nothing that was proven or confirmed has to be proven again.
contract UpgradeTest is BridgeTest {
    function test_an_upgrade_invalidates_no_withdrawal_that_was_confirmed_or_asserted_before() public {
        token.mint(address(vault), 100e6);
        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = WithdrawalTree.leafHash(0, ALICE, 0, 10e6);
        leaves[1] = WithdrawalTree.leafHash(1, BOB, 0, 20e6);
        bytes32 root = ReferenceTrees.withdrawalRoot(leaves);
        bytes32 before = finalize(root);
        appendBatch();
        bytes32 running = assertClaim(ALICE, claimOn(before, root));

        vm.startPrank(address(timelock));
        rollup.setProgramHash(keccak256("next program"));
        rollup.setChallengePeriod(2 * CHALLENGE_PERIOD);
        rollup.setBond(2 * BOND);
        rollup.retireKind(0);
        vault.setOutflowCap(0, OUTFLOW_CAP / 2);
        guardian.setGuardian(BOB);
        vm.stopPrank();

        vault.withdraw(before, 0, ALICE, 0, 10e6, ReferenceTrees.withdrawalProof(leaves, 0));
        vm.assertEq(token.balanceOf(ALICE), 10e6);
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(running);
        vault.withdraw(running, 1, BOB, 0, 20e6, ReferenceTrees.withdrawalProof(leaves, 1));
        vm.assertEq(token.balanceOf(BOB), 20e6);
    }
}
