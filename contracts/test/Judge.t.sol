// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Judge} from "../src/dispute/Judge.sol";
import {DisputedBlock, FinalState, ITournament} from "../src/interfaces/ITournament.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {Histories} from "./base/Histories.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {bound, vm} from "./base/Vm.sol";

/// @dev What a block leads to, rule by rule (docs/spec/dispute.md T2).
contract JudgeTest is BridgeTest {
    bytes32 private constant BEFORE = keccak256("state before");
    bytes32 private constant LEFT = keccak256("program and input");
    uint64 private constant NUMBER = 1;

    Judge private judge;

    function setUp() public override {
        super.setUp();
        judge = new Judge(address(inbox));
        inbox.forceTransaction("due");
        vm.warp(block.timestamp + FORCE_DELAY);
        inbox.forceTransaction("not due");
        appendBatch();
    }

    function test_a_block_that_keeps_the_rules_leads_to_what_the_machine_left() public view {
        (DisputedBlock memory b, FinalState memory end, bytes32 root) = _case(_leaves(), 1, 0);
        (bytes32 implied, bytes32 leaf) = judge.impliedRoot(b, end);
        vm.assertEq(implied, root);
        vm.assertEq(leaf, tournament.MACHINE().hashState(end.encoded));
    }

    /// Still running at the bound, trapped, or exited with another code.
    function test_anything_but_exit_0_is_void() public view {
        for (uint8 status = 0; status < 9; ++status) {
            (DisputedBlock memory b, FinalState memory end,) = _case(_leaves(), status, 3);
            (bytes32 implied,) = judge.impliedRoot(b, end);
            vm.assertEq(implied, BEFORE);
            (b, end,) = _case(_leaves(), status, 0);
            (implied,) = judge.impliedRoot(b, end);
            vm.assertTrue((implied == BEFORE) == (status != 1));
        }
    }

    function test_each_rule_of_l1_makes_a_block_void() public view {
        uint64 time = inbox.batch(0).lastTimestamp;
        uint64 chain = uint64(block.chainid);
        bytes32[] memory leaves = _leaves();
        leaves[0] = firstLeaf(chain, NUMBER + 1, time);
        _isVoid(leaves, 0);
        leaves[0] = firstLeaf(chain, 0, time);
        _isVoid(leaves, 0);
        leaves = _leaves();
        leaves[0] = firstLeaf(chain, NUMBER, time + 1);
        _isVoid(leaves, 0);
        leaves = _leaves();
        leaves[2] = keccak256("messages that never were");
        _isVoid(leaves, 0);
        // Beyond the batch, also where the Inbox has no such message at all.
        leaves = _leaves();
        leaves[3] = bytes32(ReferenceTrees.littleEndian(3));
        _isVoid(leaves, 0);
        leaves[3] = bytes32(ReferenceTrees.littleEndian(type(uint64).max));
        _isVoid(leaves, 0);
        // A due message left out.
        leaves = _leaves();
        leaves[2] = 0;
        leaves[3] = 0;
        _isVoid(leaves, 0);
    }

    /// A message that is not due may wait, and so may one that no longer fits into the block.
    function test_what_is_not_due_may_wait() public view {
        bytes32[] memory leaves = _leaves();
        leaves[2] = inbox.accumulatorAt(1);
        leaves[3] = bytes32(ReferenceTrees.littleEndian(1));
        (DisputedBlock memory b, FinalState memory end, bytes32 root) = _case(leaves, 1, 0);
        (bytes32 implied,) = judge.impliedRoot(b, end);
        vm.assertEq(implied, root);
    }

    /// 256 messages in one block are enough, however many are due.
    function test_a_full_block_may_leave_the_rest() public {
        for (uint256 i = 0; i < 298; ++i) {
            inbox.forceTransaction("");
        }
        vm.warp(block.timestamp + FORCE_DELAY);
        appendBatch();
        for (uint64 cursor = 256; cursor <= 258; ++cursor) {
            bytes32[] memory leaves = headerLeaves(2, keccak256("withdrawals"));
            leaves[2] = inbox.accumulatorAt(cursor);
            leaves[3] = bytes32(ReferenceTrees.littleEndian(cursor));
            (DisputedBlock memory b, FinalState memory end, bytes32 root) = _case(leaves, 1, 0);
            (b.number, b.batchIndex, b.cursorBefore) = (2, 1, 1);
            (bytes32 implied,) = judge.impliedRoot(b, end);
            vm.assertEq(implied, cursor < 257 ? BEFORE : root);
        }
    }

    /// Any header that leads into the memory root has an answer: nothing a program leaves behind can stop a dispute.
    function testFuzz_every_final_state_has_an_answer(
        bytes32[4] calldata words,
        uint64 cursorBefore
    ) public view {
        bytes32[] memory leaves = new bytes32[](8);
        for (uint256 i = 0; i < 4; ++i) {
            leaves[i] = words[i];
        }
        (DisputedBlock memory b, FinalState memory end, bytes32 root) = _case(leaves, 1, 0);
        b.cursorBefore = cursorBefore;
        (bytes32 implied,) = judge.impliedRoot(b, end);
        vm.assertTrue(implied == BEFORE || implied == root);
    }

    function test_a_header_of_other_memory_proves_nothing() public {
        (DisputedBlock memory b, FinalState memory end,) = _case(_leaves(), 1, 0);
        end.leftRoot = keccak256("another half");
        vm.expectPartialRevert(ITournament.InvalidHeaderProof.selector);
        judge.impliedRoot(b, end);
        (b, end,) = _case(_leaves(), 1, 0);
        end.header.siblings[7] = keccak256("another node");
        vm.expectPartialRevert(ITournament.InvalidHeaderProof.selector);
        judge.impliedRoot(b, end);
    }

    function _isVoid(
        bytes32[] memory leaves,
        uint64 cursorBefore
    ) private view {
        (DisputedBlock memory b, FinalState memory end,) = _case(leaves, 1, 0);
        b.cursorBefore = cursorBefore;
        (bytes32 implied,) = judge.impliedRoot(b, end);
        vm.assertEq(implied, BEFORE);
    }

    function _leaves() private view returns (bytes32[] memory) {
        return headerLeaves(1, keccak256("withdrawals"));
    }

    function _case(
        bytes32[] memory leaves,
        uint8 status,
        uint64 exitCode
    ) private pure returns (DisputedBlock memory b, FinalState memory end, bytes32 root) {
        b = DisputedBlock({number: NUMBER, batchIndex: 0, cursorBefore: 0, stateBefore: BEFORE});
        (root, end.header) = ReferenceTrees.stateRoot(leaves);
        end.leftRoot = LEFT;
        end.encoded = abi.encodePacked(
            Histories.pair(LEFT, root), uint64(0x3000_0040), exitCode, bytes15(0), status, new bytes(256)
        );
    }
}
