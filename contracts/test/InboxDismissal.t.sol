// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {Message} from "../src/libraries/SelfSequencedBlock.sol";
import {StateHeader} from "../src/libraries/StateHeader.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {vm} from "./base/Vm.sol";

/// @dev A sequencer that appends batches of void blocks: L1 sees batches, the state stands still.
contract InboxDismissalTest is BridgeTest {
    bytes32 private constant WITHDRAWALS = keccak256("withdrawals");

    function test_a_state_that_left_a_message_out_for_too_long_takes_the_role() public {
        (bytes32 id, StateHeader.Proof memory proof) = _confirmed(SELF_DELAY + FORCE_DELAY + 1, 0);
        _refusesToSequence();
        vm.expectEmit(address(inbox));
        emit Inbox.SequencerSet(address(0));
        vm.prank(ALICE);
        inbox.dismissSequencer(id, proof);
        vm.assertEq(inbox.sequencer(), address(0));
        // Anyone may go on at once, from where the state stands.
        inbox.appendSelfSequenced(1, _none());
        Batch memory b = nextBatch();
        vm.expectRevert(abi.encodeWithSelector(Inbox.NotSequencer.selector, SEQUENCER));
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
        vm.expectRevert(abi.encodeWithSelector(Inbox.NotSequencer.selector, address(0)));
        inbox.dismissSequencer(id, proof);
    }

    function test_the_evidence_does_not_count_against_the_next_one() public {
        (bytes32 id, StateHeader.Proof memory proof) = _confirmed(SELF_DELAY + FORCE_DELAY + 1, 0);
        inbox.dismissSequencer(id, proof);
        vm.prank(address(timelock));
        inbox.setSequencer(BOB);
        uint256 judgedFrom = block.timestamp + SELF_DELAY;
        vm.expectRevert(
            abi.encodeWithSelector(Inbox.SequencerTooNew.selector, judgedFrom, inbox.batchTime(1))
        );
        inbox.dismissSequencer(id, proof);
    }

    function test_nobody_is_dismissed_who_was_only_late() public {
        (bytes32 id, StateHeader.Proof memory proof) = _confirmed(SELF_DELAY + FORCE_DELAY - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(Inbox.NothingLeftOut.selector, 0, 0));
        inbox.dismissSequencer(id, proof);
    }

    function test_nobody_is_dismissed_who_took_everything_in() public {
        (bytes32 id, StateHeader.Proof memory proof) = _confirmed(30 days, 1);
        vm.expectRevert(abi.encodeWithSelector(Inbox.NothingLeftOut.selector, 1, 1));
        inbox.dismissSequencer(id, proof);
    }

    function test_only_a_confirmed_state_and_its_own_header_count() public {
        (bytes32 id, StateHeader.Proof memory proof) = _confirmed(30 days, 0);
        bytes32 genesis = rollup.GENESIS();
        vm.expectRevert(abi.encodeWithSelector(Inbox.NotConfirmed.selector, genesis));
        inbox.dismissSequencer(genesis, proof);
        bytes32 right = rollup.assertion(id).stateRoot;
        proof.leaves[1] = 0;
        (bool done, bytes memory reason) =
            address(inbox).call(abi.encodeCall(Inbox.dismissSequencer, (id, proof)));
        vm.assertFalse(done);
        vm.assertEq(
            keccak256(reason),
            keccak256(abi.encodeWithSelector(Inbox.InvalidHeaderProof.selector, right, this.rootOf(proof)))
        );
    }

    function rootOf(
        StateHeader.Proof calldata proof
    ) external pure returns (bytes32) {
        return StateHeader.root(proof);
    }

    function _refusesToSequence() private {
        uint256 opensAt = uint256(inbox.lastSequenced()) + SELF_DELAY;
        vm.expectRevert(abi.encodeWithSelector(Inbox.SequencerActive.selector, opensAt));
        inbox.appendSelfSequenced(0, _none());
    }

    /// @dev One message, a batch `delay` later that claims to have consumed it, and a confirmed state that consumed `cursor`.
    function _confirmed(
        uint64 delay,
        uint64 cursor
    ) private returns (bytes32 id, StateHeader.Proof memory proof) {
        appendBatch();
        vm.prank(ALICE);
        inbox.forceTransaction(hex"00");
        vm.warp(block.timestamp + delay - 1);
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        // The first assertion covers one batch, the second all.
        bytes32 first = assertClaim(ALICE, c);
        c = claimOn(first, WITHDRAWALS);
        bytes32[] memory leaves = headerLeaves(c.batchCount, WITHDRAWALS);
        if (cursor == 0) {
            leaves[2] = 0;
            leaves[3] = 0;
        }
        (c.stateRoot, c.proof) = ReferenceTrees.stateRoot(leaves);
        withHistory(c);
        id = assertClaim(ALICE, c);
        proof = c.proof;
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(first);
        rollup.confirm(id);
        Batch memory b = nextBatch();
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }

    function _none() private pure returns (Message[] memory) {
        return new Message[](0);
    }
}
