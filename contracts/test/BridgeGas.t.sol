// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WithdrawalTree} from "../src/libraries/WithdrawalTree.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {vm} from "./base/Vm.sol";

/// @dev What each step costs as a transaction of its own, kept in snapshots/Bridge.json: cold storage, calldata and the
/// 21,000 included.
/// forge-config: default.isolate = true
contract BridgeGasTest is BridgeTest {
    function test_gas_of_every_step() public {
        deposit(ALICE, 100e6);
        deposit(ALICE, 100e6);
        vm.snapshotGasLastCall("Bridge", "Inbox.deposit");
        inbox.forceTransaction(new bytes(100));
        vm.snapshotGasLastCall("Bridge", "Inbox.forceTransaction 100 bytes");
        for (uint256 i = 0; i < 1000; ++i) {
            inbox.forceTransaction("");
        }
        appendBatch();
        vm.snapshotGasLastCall("Bridge", "Inbox.appendBatch first, 1000 messages");
        appendBatch();
        vm.snapshotGasLastCall("Bridge", "Inbox.appendBatch");

        bytes32[] memory leaves = new bytes32[](2);
        leaves[0] = WithdrawalTree.leafHash(0, ALICE, 0, 10e6);
        leaves[1] = WithdrawalTree.leafHash(1, BOB, 0, 10e6);
        bytes32 id = assertClaim(ALICE, claimOn(rollup.GENESIS(), ReferenceTrees.withdrawalRoot(leaves)));
        vm.snapshotGasLastCall("Bridge", "Rollup.assertState");
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(id);
        vm.snapshotGasLastCall("Bridge", "Rollup.confirm");
        vm.prank(ALICE);
        rollup.claim();
        vm.snapshotGasLastCall("Bridge", "Rollup.claim");

        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(leaves, 0);
        vault.withdraw(id, 0, ALICE, 0, 10e6, proof);
        vm.snapshotGasLastCall("Bridge", "Vault.withdraw first");
        proof = ReferenceTrees.withdrawalProof(leaves, 1);
        vault.withdraw(id, 1, BOB, 0, 10e6, proof);
        vm.snapshotGasLastCall("Bridge", "Vault.withdraw");
    }
}
