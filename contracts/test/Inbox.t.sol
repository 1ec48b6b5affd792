// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {FalseToken, FeeToken, HookToken, PlainToken} from "./base/Tokens.sol";
import {bound, vm} from "./base/Vm.sol";

/// @dev Messages: deposits, forced transactions, governance, the accumulator and the deadline.
contract InboxTest is BridgeTest {
    function test_deposit_moves_tokens_to_the_vault_and_delivers_the_payload() public {
        token.mint(ALICE, 5e6);
        vm.startPrank(ALICE);
        token.approve(address(inbox), 5e6);
        bytes memory payload = bytes.concat(bytes20(BOB), hex"00000007", hex"00", bytes8(uint64(5e6)));
        vm.expectEmit(address(inbox));
        emit Inbox.MessageDelivered(
            0, 1, ALICE, uint64(block.timestamp), payload, _accumulate(0, 1, 0, ALICE, payload)
        );
        inbox.deposit(BOB, 7, 5e6);
        vm.assertEq(token.balanceOf(address(vault)), 5e6);
        vm.assertEq(inbox.deposited(), 5e6);
        vm.assertEq(inbox.messageCount(), 1);
        vm.assertEq(inbox.messageTime(0), block.timestamp);
    }

    function test_deposit_is_refused_before_the_vault_knows_its_rollup() public {
        deployBridge(new PlainToken());
        vm.expectRevert(Inbox.RollupNotSet.selector);
        inbox.deposit(ALICE, 0, MIN_DEPOSIT);
    }

    function test_deposit_checks_recipient_sub_account_and_amount() public {
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidRecipient.selector, address(0)));
        inbox.deposit(address(0), 0, MIN_DEPOSIT);
        address[4] memory nobody = [address(inbox), address(vault), address(token), address(rollup)];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidRecipient.selector, nobody[i]));
            inbox.deposit(nobody[i], 0, MIN_DEPOSIT);
        }
        vm.expectRevert(abi.encodeWithSelector(Inbox.InvalidSub.selector, 128));
        inbox.deposit(ALICE, 128, MIN_DEPOSIT);
        _refusesAmount(MIN_DEPOSIT - 1);
        _refusesAmount(2 ** 53 + 1);
        // Would be MIN_DEPOSIT if it were truncated to 64 bits.
        _refusesAmount(2 ** 64 + MIN_DEPOSIT);
    }

    function testFuzz_the_largest_and_any_allowed_deposit_is_credited_exactly(
        uint256 amount,
        uint32 sub
    ) public {
        amount = bound(amount, MIN_DEPOSIT, 2 ** 53);
        sub = uint32(bound(sub, 0, 127));
        token.mint(ALICE, amount);
        vm.startPrank(ALICE);
        token.approve(address(inbox), amount);
        inbox.deposit(ALICE, sub, amount);
        bytes memory payload = bytes.concat(bytes20(ALICE), bytes4(sub), hex"00", bytes8(uint64(amount)));
        vm.assertEq(inbox.accumulatorAt(1), _accumulate(0, 1, 0, ALICE, payload));
        vm.assertEq(token.balanceOf(address(vault)), amount);
    }

    function test_deposit_of_a_token_that_takes_a_fee_is_refused() public {
        deployBridge(new FeeToken());
        vault.setRollup(address(rollup));
        token.mint(ALICE, 5e6);
        vm.startPrank(ALICE);
        token.approve(address(inbox), 5e6);
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnexpectedTransfer.selector, 5e6, 5e6 - 1));
        inbox.deposit(ALICE, 0, 5e6);
    }

    function test_deposit_of_a_token_that_returns_false_is_refused() public {
        FalseToken broken = new FalseToken();
        deployBridge(broken);
        vault.setRollup(address(rollup));
        broken.setBroken();
        vm.expectRevert(abi.encodeWithSignature("SafeERC20FailedOperation(address)", address(broken)));
        inbox.deposit(ALICE, 0, 5e6);
    }

    /// A token that calls back cannot have one transfer counted twice, neither here nor through the Vault.
    function test_reentering_a_deposit_credits_nothing_twice() public {
        HookToken hooked = new HookToken();
        deployBridge(hooked);
        vault.setRollup(address(rollup));
        hooked.mint(ALICE, 10e6);
        vm.prank(ALICE);
        hooked.approve(address(inbox), 10e6);

        hooked.setHook(address(inbox), abi.encodeCall(inbox.deposit, (ALICE, 0, 5e6)));
        vm.expectRevert(abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        vm.prank(ALICE);
        inbox.deposit(ALICE, 0, 5e6);

        hooked.setHook(address(hooked), abi.encodeCall(hooked.mint, (address(vault), 5e6)));
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnexpectedTransfer.selector, 5e6, 10e6));
        vm.prank(ALICE);
        inbox.deposit(ALICE, 0, 5e6);
        vm.assertEq(inbox.messageCount(), 0);
    }

    function test_forced_transactions_carry_their_sender_and_are_bounded() public {
        bytes memory payload = new bytes(1024);
        vm.prank(ALICE);
        inbox.forceTransaction(payload);
        vm.assertEq(inbox.accumulatorAt(1), _accumulate(0, 2, 0, ALICE, payload));
        vm.expectRevert(abi.encodeWithSelector(Inbox.PayloadTooLong.selector, 1025, 1024));
        inbox.forceTransaction(new bytes(1025));
        inbox.forceTransaction("");
    }

    function test_governance_speaks_for_the_timelock_only() public {
        vm.expectRevert(abi.encodeWithSelector(Timelocked.NotTimelock.selector, ALICE));
        vm.prank(ALICE);
        inbox.governance("");
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(Inbox.PayloadTooLong.selector, 2049, 2048));
        inbox.governance(new bytes(2049));
        inbox.governance(new bytes(2048));
        vm.assertEq(inbox.accumulatorAt(1), _accumulate(0, 3, 0, address(timelock), new bytes(2048)));
    }

    function test_messages_are_accepted_while_paused() public {
        pause();
        deposit(ALICE, MIN_DEPOSIT);
        inbox.forceTransaction(hex"00");
        appendBatch();
        vm.assertEq(inbox.messageCount(), 2);
    }

    function test_unknown_messages_are_named() public {
        vm.assertEq(inbox.accumulatorAt(0), bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnknownMessage.selector, 1, 0));
        inbox.accumulatorAt(1);
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnknownMessage.selector, 0, 0));
        inbox.messageTime(0);
    }

    function testFuzz_the_accumulator_equals_a_recomputation(
        uint256 seed
    ) public {
        bytes32 expected = 0;
        for (uint64 i = 0; i < 12; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(block.timestamp + seed % 100);
            vm.roll(block.number + seed % 5);
            bytes memory payload = abi.encodePacked(seed, new bytes(seed % 300));
            vm.prank(address(uint160(seed)));
            inbox.forceTransaction(payload);
            expected = _accumulate(expected, 2, i, address(uint160(seed)), payload);
            vm.assertEq(inbox.accumulatorAt(i + 1), expected);
        }
    }

    /// Against counting one by one, at and around every boundary; and it never decreases with time.
    function testFuzz_due_count_equals_a_linear_scan(
        uint256 seed,
        uint8 count
    ) public {
        uint256 start = block.timestamp;
        for (uint256 i = 0; i < count % 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            if (seed % 3 > 0) vm.warp(block.timestamp + seed % 500);
            inbox.forceTransaction("");
        }
        vm.assertEq(inbox.dueCount(0), 0);
        vm.assertEq(inbox.dueCount(type(uint64).max), inbox.messageCount());
        for (uint64 i = 0; i < inbox.messageCount(); ++i) {
            uint64 due = inbox.messageTime(i) + FORCE_DELAY;
            vm.assertEq(inbox.dueCount(due - 1), _scan(due - 1));
            vm.assertEq(inbox.dueCount(due), _scan(due));
            vm.assertGe(inbox.dueCount(due), inbox.dueCount(due - 1));
        }
        uint64 anywhere = uint64(bound(seed, start, block.timestamp + 2 * FORCE_DELAY));
        vm.assertEq(inbox.dueCount(anywhere), _scan(anywhere));
    }

    function _scan(
        uint64 time
    ) private view returns (uint64 due) {
        for (uint64 i = 0; i < inbox.messageCount(); ++i) {
            if (inbox.messageTime(i) + FORCE_DELAY <= time) ++due;
        }
    }

    function _refusesAmount(
        uint256 amount
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(Inbox.DepositOutOfRange.selector, amount, MIN_DEPOSIT, 2 ** 53)
        );
        inbox.deposit(ALICE, 0, amount);
    }

    function _accumulate(
        bytes32 previous,
        uint8 kind,
        uint64 index,
        address sender,
        bytes memory payload
    ) private view returns (bytes32) {
        bytes memory message = bytes.concat(
            bytes1(kind), bytes8(index), bytes8(uint64(block.number)), bytes8(uint64(block.timestamp))
        );
        return keccak256(
            bytes.concat(previous, keccak256(bytes.concat(message, bytes20(sender), keccak256(payload))))
        );
    }
}
