// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {bound, vm} from "./base/Vm.sol";

/// @dev Batches: continuity, time bounds, the forced deadline, roles and parameters.
contract InboxBatchesTest is BridgeTest {
    function test_batches_chain_their_hashes_and_keep_their_ranges() public {
        Batch memory a = appendBatch();
        bytes32 first = keccak256(abi.encode(bytes32(0), a));
        vm.assertEq(inbox.batchHash(0), first);
        vm.warp(block.timestamp + 1);
        Batch memory b = nextBatch();
        b.lastBlock = b.firstBlock + 65_535;
        bytes32 second = keccak256(abi.encode(first, b));
        vm.expectEmit(address(inbox));
        emit Inbox.BatchAppended(1, b, second);
        _append(b);
        vm.assertEq(inbox.batchHash(1), second);
        vm.assertEq(
            keccak256(abi.encode(inbox.batch(1))),
            keccak256(abi.encode(b.firstBlock, b.lastBlock, b.lastTimestamp, b.inboxCursor))
        );
        vm.assertEq(inbox.nextBlock(), b.lastBlock + 1);
        vm.assertEq(inbox.batchCount(), 2);
    }

    function test_genesis_is_in_no_batch() public {
        vm.assertEq(inbox.nextBlock(), 1);
        Batch memory b = nextBatch();
        b.firstBlock = 0;
        _refuses(b, abi.encodeWithSelector(Inbox.WrongFirstBlock.selector, 1, 0));
    }

    function test_only_the_sequencer_appends() public {
        Batch memory b = nextBatch();
        vm.expectRevert(abi.encodeWithSelector(Inbox.NotSequencer.selector, ALICE));
        vm.prank(ALICE);
        inbox.appendBatch(b);
    }

    function test_blocks_continue_without_gap_overlap_or_absurd_heights() public {
        appendBatch();
        vm.warp(block.timestamp + 1);
        Batch memory b = nextBatch();
        b.firstBlock = 1;
        _refuses(b, abi.encodeWithSelector(Inbox.WrongFirstBlock.selector, 2, 1));
        b.firstBlock = 3;
        _refuses(b, abi.encodeWithSelector(Inbox.WrongFirstBlock.selector, 2, 3));
        b.firstBlock = 2;
        b.lastBlock = 1;
        _refuses(b, abi.encodeWithSelector(Inbox.InvalidLastBlock.selector, 2, 1));
        b.lastBlock = 2 + 65_536;
        _refuses(b, abi.encodeWithSelector(Inbox.InvalidLastBlock.selector, 2, 2 + 65_536));
        b.lastBlock = type(uint64).max;
        _refuses(b, abi.encodeWithSelector(Inbox.InvalidLastBlock.selector, 2, type(uint64).max));
    }

    function test_time_increases_and_stays_near_the_l1_time() public {
        Batch memory a = appendBatch();
        Batch memory b = nextBatch();
        b.lastTimestamp = a.lastTimestamp;
        _refuses(
            b, abi.encodeWithSelector(Inbox.TimestampNotIncreasing.selector, a.lastTimestamp, a.lastTimestamp)
        );
        vm.warp(block.timestamp + 30 days);
        uint64 oldest = nowMs() - MAX_BATCH_AGE * 1000;
        b.lastTimestamp = oldest - 1;
        _refuses(b, abi.encodeWithSelector(Inbox.BatchTooOld.selector, oldest - 1, block.timestamp));
        uint64 newest = nowMs() + MAX_DRIFT * 1000 + 999;
        b.lastTimestamp = newest + 1;
        _refuses(b, abi.encodeWithSelector(Inbox.BatchTooNew.selector, newest + 1, block.timestamp));
        b.lastTimestamp = type(uint64).max;
        _refuses(b, abi.encodeWithSelector(Inbox.BatchTooNew.selector, type(uint64).max, block.timestamp));
        b.lastTimestamp = oldest;
        _append(b);
        b.firstBlock = b.lastBlock = 3;
        b.lastTimestamp = newest;
        _append(b);
    }

    function test_the_cursor_never_goes_back_nor_beyond_the_messages() public {
        inbox.forceTransaction("");
        appendBatch();
        vm.warp(block.timestamp + 1);
        Batch memory b = nextBatch();
        b.inboxCursor = 0;
        _refuses(b, abi.encodeWithSelector(Inbox.InvalidInboxCursor.selector, 1, 0, 1));
        b.inboxCursor = 2;
        _refuses(b, abi.encodeWithSelector(Inbox.InvalidInboxCursor.selector, 1, 2, 1));
    }

    function test_a_message_may_wait_until_its_deadline_and_not_a_second_longer() public {
        inbox.forceTransaction("");
        uint256 delivered = block.timestamp;
        vm.warp(delivered + FORCE_DELAY - 1);
        Batch memory b = nextBatch();
        b.inboxCursor = 0;
        b.lastTimestamp = nowMs() + 999;
        _append(b);
        vm.warp(delivered + FORCE_DELAY);
        b = nextBatch();
        b.inboxCursor = 0;
        _refuses(b, abi.encodeWithSelector(Inbox.ForcedMessagesDue.selector, 1, 0));
        b.inboxCursor = 1;
        _append(b);
    }

    /// A sequencer that keeps its clock as far back as it may must still include a message within FORCE_DELAY plus the
    /// age bound.
    function testFuzz_censorship_is_bounded(
        uint32 wait
    ) public {
        inbox.forceTransaction("");
        vm.warp(block.timestamp + FORCE_DELAY + MAX_BATCH_AGE + bound(wait, 0, 365 days));
        Batch memory b = nextBatch();
        b.inboxCursor = 0;
        b.lastTimestamp = nowMs() - MAX_BATCH_AGE * 1000;
        _refuses(b, abi.encodeWithSelector(Inbox.ForcedMessagesDue.selector, 1, 0));
    }

    function testFuzz_only_allowed_kinds_of_data_availability(
        uint8 kind
    ) public {
        Batch memory b = nextBatch();
        b.daKind = kind;
        if (kind < 2) return _append(b);
        _refuses(b, abi.encodeWithSelector(Inbox.DaKindNotAllowed.selector, kind));
    }

    function test_an_empty_batch_is_refused() public {
        Batch memory b = nextBatch();
        b.daLength = 0;
        _refuses(b, abi.encodeWithSelector(Inbox.EmptyBatch.selector));
        b = nextBatch();
        b.batchRoot = 0;
        _refuses(b, abi.encodeWithSelector(Inbox.EmptyBatch.selector));
    }

    function test_unknown_batches_are_named() public {
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnknownBatch.selector, 0, 0));
        inbox.batch(0);
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnknownBatch.selector, 0, 0));
        inbox.batchHash(0);
    }

    function test_only_the_timelock_tunes() public {
        bytes memory refusal = abi.encodeWithSelector(Timelocked.NotTimelock.selector, SEQUENCER);
        vm.startPrank(SEQUENCER);
        vm.expectRevert(refusal);
        inbox.setSequencer(ALICE);
        vm.expectRevert(refusal);
        inbox.setMinDeposit(2);
        vm.expectRevert(refusal);
        inbox.setDaKinds(2);
        vm.stopPrank();
        vm.startPrank(address(timelock));
        inbox.setSequencer(ALICE);
        inbox.setMinDeposit(2);
        inbox.setDaKinds(4);
        vm.assertEq(inbox.sequencer(), ALICE);
        vm.assertEq(inbox.minDeposit(), 2);
        vm.assertEq(inbox.daKinds(), 4);
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidMinDeposit.selector, 0));
        inbox.setMinDeposit(0);
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidMinDeposit.selector, 2 ** 53 + 1));
        inbox.setMinDeposit(2 ** 53 + 1);
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidDaKinds.selector, 0));
        inbox.setDaKinds(0);
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidDaKinds.selector, 8));
        inbox.setDaKinds(8);
        vm.chainId(1);
        inbox.setDaKinds(6);
        vm.expectRevert(abi.encodeWithSelector(Inbox.LocalDaOutsideDevnet.selector, 1));
        inbox.setDaKinds(3);
    }

    function test_constructor_rejects_parameters_that_do_not_add_up() public {
        Inbox.Parameters memory p = parameters();
        p.sequencer = address(0);
        _refusesParameters(p);
        p = parameters();
        p.maxBatchAge = 0;
        _refusesParameters(p);
        p = parameters();
        p.forceDelay = p.maxDrift;
        _refusesParameters(p);
        p = parameters();
        p.forceDelay = 365 days + 1;
        _refusesParameters(p);
        p = parameters();
        p.maxBatchAge = 365 days + 1;
        _refusesParameters(p);
        p = parameters();
        p.selfDelay = p.forceDelay - 1;
        _refusesParameters(p);
        p = parameters();
        p.selfDelay = 365 days + 1;
        _refusesParameters(p);
        bytes memory reason = abi.encodeWithSelector(Timelocked.NotAContract.selector, ALICE);
        p = parameters();
        expectRefusal(address(this), abi.encodeCall(this.construct, (ALICE, address(vault), p)), reason);
        expectRefusal(address(this), abi.encodeCall(this.construct, (address(timelock), ALICE, p)), reason);
    }

    function test_constructor_accepts_the_tightest_clocks() public {
        Inbox.Parameters memory p = parameters();
        p.maxBatchAge = 1;
        p.maxDrift = 0;
        (p.forceDelay, p.selfDelay) = (1, 1);
        this.construct(address(timelock), address(vault), p);
        (p.maxBatchAge, p.forceDelay, p.selfDelay) = (365 days, 365 days, 365 days);
        this.construct(address(timelock), address(vault), p);
    }

    function construct(
        address timelock_,
        address vault_,
        Inbox.Parameters calldata p
    ) external {
        new Inbox(timelock_, vault_, p);
    }

    function _append(
        Batch memory b
    ) private {
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }

    function _refuses(
        Batch memory b,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        _append(b);
    }

    function _refusesParameters(
        Inbox.Parameters memory p
    ) private {
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (address(timelock), address(vault), p)),
            abi.encodeWithSelector(Inbox.InvalidParameters.selector, p)
        );
    }
}
