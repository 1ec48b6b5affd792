// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "../src/Pausable.sol";
import {Rollup} from "../src/Rollup.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {Vault} from "../src/Vault.sol";
import {OutflowWindow} from "../src/libraries/OutflowWindow.sol";
import {WithdrawalTree} from "../src/libraries/WithdrawalTree.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {FalseToken, FeeToken, GreedyToken, HookToken, PlainToken, WideToken} from "./base/Tokens.sol";
import {bound, vm} from "./base/Vm.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @dev Paying withdrawals, each once, from confirmed states only, within the cap.
contract VaultTest is BridgeTest {
    address[] private recipients;
    uint64[] private amounts;

    function test_pays_a_proven_withdrawal_to_its_recipient_whoever_relays() public {
        bytes32 id = _confirmed(_three());
        bytes32[32] memory proof = _proof(1);
        vm.expectEmit(address(vault));
        emit Vault.WithdrawalPaid(1, BOB, 0, 20e6);
        vm.prank(address(0x4e1a7));
        vault.withdraw(id, 1, BOB, 0, 20e6, proof);
        vm.assertEq(token.balanceOf(BOB), 20e6);
        vm.assertEq(token.balanceOf(address(vault)), 100e6 - 20e6);
        vm.assertTrue(vault.isPaid(1));
        vm.assertFalse(vault.isPaid(0));
    }

    function test_pays_once_also_through_a_later_assertion() public {
        bytes32 id = _confirmed(_three());
        _pay(id, 0);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _pay(id, 0);
        bytes32 later = finalize(ReferenceTrees.withdrawalRoot(_leaves()));
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _pay(later, 0);
        // What was not paid can be, with either.
        _pay(id, 1);
        _pay(later, 2);
    }

    /// The upper bits of the index do not reach the root: without the bound each leaf could be paid 2^32 times.
    function testFuzz_an_index_beyond_the_depth_is_refused(
        uint32 high
    ) public {
        bytes32 id = _confirmed(_three());
        uint64 index = (uint64(bound(high, 1, type(uint32).max)) << 32) | 1;
        bytes32[32] memory proof = _proof(1);
        vm.expectRevert(abi.encodeWithSelector(Vault.IndexOutOfRange.selector, index));
        vault.withdraw(id, index, BOB, 0, 20e6, proof);
    }

    function testFuzz_any_other_claim_about_a_leaf_is_refused(
        uint256 seed,
        uint8 field,
        uint8 word
    ) public {
        bytes32 id = _confirmed(_three());
        uint64 index = 1;
        address recipient = BOB;
        uint64 amount = 20e6;
        bytes32[32] memory proof = _proof(1);
        if (field % 4 == 0) index = uint64(bound(seed, 2, type(uint32).max));
        if (field % 4 == 1) recipient = address(uint160(BOB) ^ uint160(bound(seed, 1, type(uint160).max)));
        if (field % 4 == 2) amount = uint64(bound(seed, 20e6 + 1, type(uint64).max));
        if (field % 4 == 3) proof[word % 32] ^= bytes32(bound(seed, 1, type(uint256).max));
        vm.expectRevert(abi.encodeWithSelector(Vault.InvalidWithdrawalProof.selector, index));
        vault.withdraw(id, index, recipient, 0, amount, proof);
    }

    /// Any words as a proof: a named refusal, never anything else.
    function testFuzz_garbage_is_refused_by_name(
        uint32 index,
        address recipient,
        uint64 amount,
        bytes32[32] calldata proof
    ) public {
        bytes32 id = _confirmed(_three());
        vm.expectRevert(abi.encodeWithSelector(Vault.InvalidWithdrawalProof.selector, index));
        vault.withdraw(id, index, recipient, 0, amount, proof);
    }

    /// Withdrawal trees of random size, every leaf paid in random order: all of it, to the unit.
    function testFuzz_every_leaf_of_a_random_tree_is_payable(
        uint256 seed
    ) public {
        uint64 count = uint64(bound(seed, 1, 12));
        uint256 total = 0;
        for (uint64 i = 0; i < count; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            recipients.push(address(uint160(bound(seed, 1000, type(uint160).max))));
            amounts.push(uint64(bound(seed >> 160, 0, 50e6)));
            total += amounts[i];
        }
        token.mint(address(vault), total);
        bytes32 id = finalize(ReferenceTrees.withdrawalRoot(_leaves()));
        uint64 start = uint64(seed % count);
        for (uint64 i = 0; i < count; ++i) {
            _pay(id, (start + i) % count);
        }
        vm.assertEq(token.balanceOf(address(vault)), 0);
    }

    function test_an_empty_leaf_pays_nothing() public {
        bytes32 id = _confirmed(_three());
        bytes32[32] memory proof = _proof(3);
        vm.expectRevert(abi.encodeWithSelector(Vault.InvalidWithdrawalProof.selector, 3));
        vault.withdraw(id, 3, address(0), 0, 0, proof);
    }

    function test_only_confirmed_assertions_pay() public {
        _three();
        token.mint(address(vault), 100e6);
        appendBatch();
        bytes32 id = assertClaim(ALICE, claimOn(rollup.GENESIS(), ReferenceTrees.withdrawalRoot(_leaves())));
        _refusesAssertion(id);
        _refusesAssertion(0);
        _refusesAssertion(keccak256("nobody"));
        // Confirmed from the start, but its withdrawal root is zero.
        _refusesAssertion(rollup.GENESIS());
    }

    function test_only_the_collateral_asset_is_known() public {
        bytes32 id = _confirmed(_three());
        bytes32[32] memory proof = _proof(1);
        bytes memory refusal = abi.encodeWithSelector(Vault.UnknownAsset.selector, 1);
        vm.expectRevert(refusal);
        vault.withdraw(id, 1, BOB, 1, 20e6, proof);
        vm.expectRevert(refusal);
        vault.tokenOf(1);
        vm.expectRevert(refusal);
        vault.outflowCap(1);
        vm.expectRevert(refusal);
        vault.outflowAvailable(1);
        vm.expectRevert(refusal);
        vm.prank(address(timelock));
        vault.setOutflowCap(1, 1);
    }

    function test_withdrawals_wait_for_the_end_of_a_pause() public {
        bytes32 id = _confirmed(_three());
        pause();
        vm.expectRevert(abi.encodeWithSelector(Pausable.BridgePaused.selector, guardian.pausedUntil()));
        _pay(id, 0);
        vm.warp(guardian.pausedUntil());
        _pay(id, 0);
    }

    function test_a_withdrawal_above_the_cap_is_refused_and_can_be_retried() public {
        recipients = [ALICE, BOB];
        amounts = [OUTFLOW_CAP - 1, 2];
        bytes32 id = _confirmed(OUTFLOW_CAP + 1);
        _pay(id, 0);
        vm.assertEq(vault.outflowAvailable(0), 1);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, 1));
        _pay(id, 1);
        // Money that flows in gives no capacity back.
        deposit(BOB, 500e6);
        vm.assertEq(vault.outflowAvailable(0), 1);
        vm.assertFalse(vault.isPaid(1));
        vm.warp(block.timestamp + 12 hours);
        _pay(id, 1);
        vm.assertEq(token.balanceOf(BOB), 2);
    }

    function test_the_timelock_sets_the_cap() public {
        recipients = [ALICE];
        amounts = [OUTFLOW_CAP + 1];
        bytes32 id = _confirmed(OUTFLOW_CAP + 1);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, OUTFLOW_CAP));
        _pay(id, 0);
        vm.expectRevert(abi.encodeWithSelector(Timelocked.NotTimelock.selector, ALICE));
        vm.prank(ALICE);
        vault.setOutflowCap(0, type(uint64).max);
        vm.prank(address(timelock));
        vault.setOutflowCap(0, type(uint64).max);
        vm.assertEq(vault.outflowCap(0), type(uint64).max);
        _pay(id, 0);
    }

    function test_insurance_counts_what_arrives() public {
        token.mint(BOB, 9e6);
        vm.startPrank(BOB);
        token.approve(address(vault), 9e6);
        vault.fundInsurance(9e6);
        vm.assertEq(vault.insuranceFunded(), 9e6);
        vm.assertEq(token.balanceOf(address(vault)), 9e6);
        vm.stopPrank();
        deployBridge(new FeeToken());
        token.mint(BOB, 9e6);
        vm.startPrank(BOB);
        token.approve(address(vault), 9e6);
        vm.expectRevert(abi.encodeWithSelector(Vault.UnexpectedTransfer.selector, 9e6, 9e6 - 1));
        vault.fundInsurance(9e6);
    }

    function test_a_token_that_returns_false_pays_nothing_and_marks_nothing() public {
        FalseToken broken = new FalseToken();
        bytes32 id = _confirmedWith(broken);
        broken.setBroken();
        vm.expectRevert(abi.encodeWithSignature("SafeERC20FailedOperation(address)", address(broken)));
        _pay(id, 0);
        vm.assertFalse(vault.isPaid(0));
    }

    function test_a_token_that_takes_more_than_it_sends_is_stopped() public {
        GreedyToken greedy = new GreedyToken();
        bytes32 id = _confirmedWith(greedy);
        greedy.setGreedy();
        vm.expectRevert(abi.encodeWithSelector(Vault.UnexpectedTransfer.selector, 10e6, 10e6 + 1));
        _pay(id, 0);
    }

    function test_reentering_a_withdrawal_is_refused() public {
        HookToken hooked = new HookToken();
        bytes32 id = _confirmedWith(hooked);
        bytes32[32] memory proof = _proof(1);
        hooked.setHook(address(vault), abi.encodeCall(vault.withdraw, (id, 1, BOB, 0, 20e6, proof)));
        vm.expectRevert(abi.encodeWithSignature("ReentrancyGuardReentrantCall()"));
        _pay(id, 0);
        hooked.setHook(address(0), "");
        _pay(id, 0);
    }

    function test_the_bridge_is_no_recipient() public {
        recipients = [address(vault), address(inbox), address(token)];
        amounts = [10e6, 10e6, 10e6];
        bytes32 id = _confirmed(30e6);
        for (uint64 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Vault.InvalidRecipient.selector, recipients[i]));
            _pay(id, i);
            vm.expectRevert(abi.encodeWithSelector(Vault.InvalidRecipient.selector, recipients[i]));
            vault.withdrawPart(id, i, recipients[i], 0, amounts[i], 0, _proof(i));
        }
    }

    /// One withdrawal above the whole cap: paid in parts as the window lets out, to the unit, and once.
    function testFuzz_a_withdrawal_above_the_whole_cap_is_paid_in_parts(
        uint256 seed
    ) public {
        uint64 amount = uint64(bound(seed, OUTFLOW_CAP + 1, 4 * OUTFLOW_CAP));
        recipients = [ALICE];
        amounts = [amount];
        bytes32 id = _confirmed(amount);
        uint64 paid = 0;
        for (uint256 i = 0; i < 64 && paid < amount; ++i) {
            uint64 available = vault.outflowAvailable(0);
            uint64 part = available < amount - paid ? available : amount - paid;
            if (part == 0) {
                vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, 0));
                vault.withdrawPart(id, 0, ALICE, 0, amount, 0, _proof(0));
            } else {
                vm.expectEmit(address(vault));
                emit Vault.WithdrawalPartPaid(0, ALICE, 0, part, amount - paid - part);
                vm.assertEq(vault.withdrawPart(id, 0, ALICE, 0, amount, 0, _proof(0)), part);
                paid += part;
            }
            vm.assertEq(token.balanceOf(ALICE), paid);
            vm.assertEq(vault.paidOut(), paid);
            vm.assertTrue(vault.isPaid(0) == (paid == amount));
            vm.warp(block.timestamp + OUTFLOW_WINDOW / 8 + seed % OUTFLOW_WINDOW);
        }
        vm.assertEq(paid, amount);
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        vault.withdrawPart(id, 0, ALICE, 0, amount, 0, _proof(0));
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyPaid.selector, 0));
        _pay(id, 0);
    }

    function test_a_part_below_what_its_caller_wants_is_refused_but_the_rest_never_is() public {
        recipients = [ALICE, BOB];
        amounts = [OUTFLOW_CAP - 10, 30];
        bytes32 id = _confirmed(OUTFLOW_CAP + 20);
        _pay(id, 0);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, 10));
        vault.withdrawPart(id, 1, BOB, 0, 30, 11, _proof(1));
        vault.withdrawPart(id, 1, BOB, 0, 30, 10, _proof(1));
        uint64[] memory indexes = new uint64[](3);
        (indexes[1], indexes[2]) = (1, 77);
        (bool[] memory whole, uint64[] memory parts) = vault.paidOf(indexes);
        vm.assertTrue(whole[0] && !whole[1] && !whole[2]);
        vm.assertTrue(parts[0] == 0 && parts[1] == 10 && parts[2] == 0);
        vm.warp(block.timestamp + 12 hours);
        // What is left is enough whatever `least` says, and `withdraw` pays it too.
        uint256 snapshot = vm.snapshotState();
        vault.withdrawPart(id, 1, BOB, 0, 30, type(uint64).max, _proof(1));
        vm.assertEq(token.balanceOf(BOB), 30);
        vm.revertToState(snapshot);
        vm.expectEmit(address(vault));
        emit Vault.WithdrawalPaid(1, BOB, 0, 30);
        _pay(id, 1);
        vm.assertEq(token.balanceOf(BOB), 30);
        vm.assertTrue(vault.isPaid(1));
    }

    function test_parts_wait_for_the_end_of_a_pause_and_prove_their_leaf() public {
        bytes32 id = _confirmed(_three());
        bytes32[32] memory proof = _proof(1);
        vm.expectRevert(abi.encodeWithSelector(Vault.InvalidWithdrawalProof.selector, 1));
        vault.withdrawPart(id, 1, BOB, 0, 20e6 + 1, 0, proof);
        pause();
        vm.expectRevert(abi.encodeWithSelector(Pausable.BridgePaused.selector, guardian.pausedUntil()));
        vault.withdrawPart(id, 1, BOB, 0, 20e6, 0, proof);
    }

    function test_the_rollup_is_set_once_by_the_deployer_and_must_fit() public {
        vm.expectRevert(abi.encodeWithSelector(Vault.RollupAlreadySet.selector, address(rollup)));
        vault.setRollup(address(rollup));
        vm.expectRevert(abi.encodeWithSelector(Vault.NotDeployer.selector, ALICE));
        vm.prank(ALICE);
        vault.setRollup(address(rollup));

        Rollup foreign = rollup;
        deployBridge(new PlainToken());
        vm.expectRevert(abi.encodeWithSelector(Timelocked.NotAContract.selector, ALICE));
        vault.setRollup(ALICE);
        vm.expectRevert(abi.encodeWithSelector(Vault.RollupMismatch.selector, address(foreign)));
        vault.setRollup(address(foreign));
        vm.assertEq(vault.rollup(), address(0));
        vm.expectRevert(abi.encodeWithSelector(Vault.AssertionNotConfirmed.selector, bytes32(0)));
        vault.confirmedRoot(0);
        vault.setRollup(address(rollup));
    }

    function test_constructor_rejects_tokens_and_windows_that_do_not_fit() public {
        PlainToken wide = new WideToken();
        bytes memory reason = abi.encodeWithSelector(Vault.WrongDecimals.selector, 6, 18);
        _constructorRefuses(address(guardian), address(wide), OUTFLOW_WINDOW, reason);
        reason = abi.encodeWithSelector(OutflowWindow.InvalidWindow.selector, 10);
        _constructorRefuses(address(guardian), address(token), 10, reason);
        reason = abi.encodeWithSelector(OutflowWindow.InvalidWindow.selector, 365 days + 1);
        _constructorRefuses(address(guardian), address(token), 365 days + 1, reason);
        reason = abi.encodeWithSelector(Timelocked.NotAContract.selector, ALICE);
        _constructorRefuses(address(guardian), ALICE, OUTFLOW_WINDOW, reason);
        _constructorRefuses(ALICE, address(token), OUTFLOW_WINDOW, reason);
        this.construct(address(guardian), address(token), 11);
        this.construct(address(guardian), address(token), 365 days);
    }

    function construct(
        address guardian_,
        address token_,
        uint64 window
    ) external {
        new Vault(address(timelock), guardian_, IERC20Metadata(token_), OUTFLOW_CAP, window);
    }

    function _constructorRefuses(
        address guardian_,
        address token_,
        uint64 window,
        bytes memory reason
    ) private {
        expectRefusal(address(this), abi.encodeCall(this.construct, (guardian_, token_, window)), reason);
    }

    function _three() private returns (uint256 total) {
        recipients = [ALICE, BOB, ALICE];
        amounts = [10e6, 20e6, 30e6];
        return 100e6;
    }

    function _confirmed(
        uint256 held
    ) private returns (bytes32) {
        token.mint(address(vault), held);
        return finalize(ReferenceTrees.withdrawalRoot(_leaves()));
    }

    function _confirmedWith(
        PlainToken token_
    ) private returns (bytes32) {
        deployBridge(token_);
        vault.setRollup(address(rollup));
        return _confirmed(_three());
    }

    function _pay(
        bytes32 id,
        uint64 index
    ) private {
        vault.withdraw(id, index, recipients[index], 0, amounts[index], _proof(index));
    }

    function _refusesAssertion(
        bytes32 id
    ) private {
        vm.expectRevert(abi.encodeWithSelector(Vault.AssertionNotConfirmed.selector, id));
        _pay(id, 0);
    }

    function _leaves() private view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](recipients.length);
        for (uint64 i = 0; i < leaves.length; ++i) {
            leaves[i] = WithdrawalTree.leafHash(i, recipients[i], 0, amounts[i]);
        }
    }

    function _proof(
        uint64 index
    ) private view returns (bytes32[32] memory) {
        return ReferenceTrees.withdrawalProof(_leaves(), index);
    }
}
