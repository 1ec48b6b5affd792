// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "../src/Pausable.sol";
import {Rollup} from "../src/Rollup.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {vm} from "./base/Vm.sol";

/// @dev A proposer that calls back when it is paid.
contract GreedyProposer {
    Rollup private immutable ROLLUP;
    bool public blocked;

    constructor(
        Rollup rollup_
    ) {
        ROLLUP = rollup_;
    }

    function collect() external {
        ROLLUP.claim();
    }

    receive() external payable {
        if (address(ROLLUP).balance == 0) return;
        try ROLLUP.claim() {}
        catch {
            blocked = true;
        }
    }
}

/// @dev Confirmation, rivals, and what happens to bonds.
contract RollupConfirmTest is BridgeTest {
    bytes32 private constant HONEST = keccak256("honest");
    bytes32 private constant LIE = keccak256("lie");

    function test_an_assertion_confirms_after_its_challenge_period_by_anyone() public {
        appendBatch();
        bytes32 id = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        uint64 due = uint64(block.timestamp) + CHALLENGE_PERIOD;
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ChallengePeriodRunning.selector, due));
        rollup.confirm(id);
        vm.warp(due);
        bytes32 stateRoot = rollup.assertion(id).stateRoot;
        vm.expectEmit(address(rollup));
        emit Rollup.Confirmed(id, 1, stateRoot, HONEST);
        vm.prank(BOB);
        rollup.confirm(id);
        vm.assertEq(rollup.latestConfirmed(), id);
        vm.assertEq(rollup.confirmedWithdrawalsRoot(id), HONEST);
    }

    function test_confirming_twice_or_out_of_turn_is_refused() public {
        appendBatch();
        bytes32 first = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        appendBatch();
        bytes32 second = assertClaim(ALICE, claimOn(first, HONEST));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ParentNotLatest.selector, first, rollup.GENESIS()));
        rollup.confirm(second);
        rollup.confirm(first);
        vm.expectRevert(abi.encodeWithSelector(Rollup.AlreadyConfirmed.selector, first));
        rollup.confirm(first);
        rollup.confirm(second);
        bytes32 genesis = rollup.GENESIS();
        vm.expectRevert(abi.encodeWithSelector(Rollup.AlreadyConfirmed.selector, genesis));
        rollup.confirm(genesis);
        vm.expectRevert(abi.encodeWithSelector(Rollup.UnknownAssertion.selector, LIE));
        rollup.confirm(LIE);
        // Each bond came back once.
        vm.assertEq(rollup.claimable(ALICE), 2 * uint256(BOND));
    }

    function test_confirmation_waits_for_the_end_of_a_pause() public {
        appendBatch();
        bytes32 id = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        pause();
        vm.expectRevert(abi.encodeWithSelector(Pausable.BridgePaused.selector, guardian.pausedUntil()));
        rollup.confirm(id);
        vm.warp(guardian.pausedUntil());
        rollup.confirm(id);
    }

    function test_rivals_freeze_each_other_until_one_has_won() public {
        (bytes32 honest, bytes32 lie) = _rivals();
        vm.assertTrue(rollup.isDisputed(honest));
        vm.assertTrue(rollup.isDisputed(lie));
        vm.warp(block.timestamp + 100 * 365 days);
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, honest));
        rollup.confirm(honest);
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, lie));
        rollup.confirm(lie);
        vm.assertEq(rollup.claimable(ALICE) + rollup.claimable(BOB), 0);
    }

    function test_a_rival_names_the_first_child() public {
        appendBatch();
        bytes32 honest = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        Claim memory c = claimOn(rollup.GENESIS(), LIE);
        bytes32 lie = idOf(c);
        vm.deal(BOB, BOND);
        vm.expectEmit(address(rollup));
        emit Rollup.Disputed(lie, honest);
        vm.prank(BOB);
        assertWith(c, BOND);
    }

    /// A claim with another root of block roots is another claim, hence a rival, although the state is the same.
    function test_the_history_is_part_of_the_claim() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), HONEST);
        bytes32 first = assertClaim(ALICE, c);
        c.siblings[0] = LIE;
        withHistory(c);
        assertClaim(BOB, c);
        vm.assertTrue(rollup.isDisputed(first));
    }

    /// A late rival, after the challenge period but before anyone confirmed, still stops the confirmation.
    function test_a_rival_is_heard_until_confirmation() public {
        appendBatch();
        bytes32 lie = assertClaim(BOB, claimOn(rollup.GENESIS(), LIE));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, lie));
        rollup.confirm(lie);
    }

    function test_only_the_winner_that_the_dispute_module_names_is_confirmed() public {
        (bytes32 honest, bytes32 lie) = _rivals();
        bytes32 genesis = rollup.GENESIS();
        // Nobody defends either: who is in turn loses.
        bytes32 id = tournament.currentMatch(genesis, claimOn(genesis, HONEST).blocksRoot);
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        tournament.claimTimeout(genesis, id);
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, lie));
        rollup.confirm(lie);
        vm.warp(block.timestamp + tournament.GRACE());
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, honest));
        rollup.confirm(honest);
        rollup.confirm(lie);
        // The loser and all that is built on it is out for good.
        vm.expectRevert(abi.encodeWithSelector(Rollup.ParentNotLatest.selector, genesis, lie));
        rollup.confirm(honest);
        appendBatch();
        Claim memory c = claimOn(honest, LIE);
        vm.deal(BOB, BOND);
        vm.expectRevert(abi.encodeWithSelector(Rollup.StaleParent.selector, honest, lie));
        vm.prank(BOB);
        assertWith(c, BOND);
    }

    function test_changed_parameters_leave_running_assertions_alone() public {
        appendBatch();
        bytes32 id = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        uint64 due = rollup.assertion(id).confirmableAt;
        vm.startPrank(address(timelock));
        rollup.setChallengePeriod(2 days);
        rollup.setBond(5 ether);
        vm.stopPrank();
        vm.warp(due - 1);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ChallengePeriodRunning.selector, due));
        rollup.confirm(id);
        vm.warp(due);
        rollup.confirm(id);
        vm.assertEq(rollup.claimable(ALICE), BOND);
        appendBatch();
        bytes32 next = assertClaim(BOB, claimOn(id, HONEST));
        vm.assertEq(rollup.assertion(next).bond, 5 ether);
        vm.assertEq(rollup.assertion(next).confirmableAt, block.timestamp + 2 days);
    }

    function test_bonds_are_pulled_once() public {
        finalize(HONEST);
        uint256 before = ALICE.balance;
        vm.prank(ALICE);
        rollup.claim();
        vm.assertEq(ALICE.balance, before + BOND);
        vm.assertEq(address(rollup).balance, 0);
        vm.expectRevert(abi.encodeWithSelector(Rollup.NothingToClaim.selector, ALICE));
        vm.prank(ALICE);
        rollup.claim();
    }

    function test_a_reentering_proposer_gets_its_bond_once() public {
        GreedyProposer greedy = new GreedyProposer(rollup);
        appendBatch();
        bytes32 mine = assertClaim(address(greedy), claimOn(rollup.GENESIS(), HONEST));
        appendBatch();
        assertClaim(ALICE, claimOn(mine, HONEST));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(mine);
        greedy.collect();
        vm.assertTrue(greedy.blocked());
        vm.assertEq(address(greedy).balance, BOND);
        vm.assertEq(address(rollup).balance, BOND);
    }

    /// A proposer that cannot be paid hurts nobody else: confirmation does not send anything.
    function test_a_proposer_that_refuses_its_bond_does_not_block_confirmation() public {
        appendBatch();
        bytes32 id = assertClaim(address(token), claimOn(rollup.GENESIS(), HONEST));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(id);
        vm.expectRevert(abi.encodeWithSelector(Rollup.BondTransferFailed.selector, address(token)));
        vm.prank(address(token));
        rollup.claim();
        vm.assertEq(rollup.claimable(address(token)), BOND);
    }

    function _rivals() private returns (bytes32 honest, bytes32 lie) {
        appendBatch();
        honest = assertClaim(ALICE, claimOn(rollup.GENESIS(), HONEST));
        lie = assertClaim(BOB, claimOn(rollup.GENESIS(), LIE));
    }
}
