// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Rollup} from "../src/Rollup.sol";
import {Vault} from "../src/Vault.sol";
import {Assertion} from "../src/interfaces/IRollup.sol";
import {BridgeActors} from "./base/BridgeActors.sol";
import {PlainToken} from "./base/Tokens.sol";
import {Vm, vm} from "./base/Vm.sol";

/// @dev What must hold after any sequence of actions of depositors, sequencer, proposers, liars, guardian and time.
contract BridgeInvariantTest {
    uint256 private constant WINDOW = 11 hours;
    uint256 private constant CAP = 1000e6;

    BridgeActors private actors;
    Inbox private inbox;
    Rollup private rollup;
    Vault private vault;
    PlainToken private token;

    function setUp() public {
        actors = new BridgeActors();
        (address inbox_, address rollup_, address vault_, address token_) = actors.contracts();
        (inbox, rollup, vault, token) = (Inbox(inbox_), Rollup(rollup_), Vault(vault_), PlainToken(token_));
    }

    /// forge: act through the actors only.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actors);
    }

    /// forge: setting up is no action.
    function excludeSelectors() external view returns (Vm.FuzzSelector[] memory excluded) {
        excluded = new Vm.FuzzSelector[](1);
        excluded[0] = Vm.FuzzSelector(address(actors), new bytes4[](1));
        excluded[0].selectors[0] = actors.setUp.selector;
    }

    /// One campaign for all of them: seven would play the same games seven times.
    function invariant_the_bridge_is_sound() public view {
        _each_leaf_is_paid_at_most_once_and_marked_when_paid();
        _the_vault_holds_what_it_owes_to_the_unit();
        _no_window_sees_more_than_the_cap();
        _an_assertion_with_a_rival_is_never_confirmed();
        _the_accumulator_equals_a_recomputation();
        _the_batch_hash_equals_a_recomputation();
        _bonds_are_conserved();
    }

    /// The actors really get through every stage, so that the campaign above means something.
    function test_the_actors_reach_every_stage() public {
        actors.someDeposit(600e6, 0);
        actors.someDeposit(600e6, 1);
        actors.someForcedTransaction("forced", 1);
        actors.someWithdrawalLeaf(400e6, 0);
        actors.someWithdrawalLeaf(400e6, 1);
        actors.someWithdrawalLeaf(400e6, 2);
        actors.someBatch(3, 59);
        actors.someAssertion(0, 0);
        actors.someChallengePeriod();
        actors.someWithdrawal(2, 0);
        vm.assertEq(actors.done("batch"), 1);
        vm.assertEq(actors.done("assert"), 1);
        vm.assertEq(actors.done("confirm"), 1);
        // The third is above the cap until the window has passed.
        vm.assertEq(actors.done("withdraw"), 2);
        actors.someTime(1 days);
        actors.someWithdrawal(2, 2);
        vm.assertEq(actors.done("withdraw"), 3);
        // One above the whole cap, in two parts.
        actors.someDeposit(600e6, 0);
        actors.someDeposit(600e6, 0);
        actors.someWithdrawalLeaf(1200e6, 3);
        actors.someStrayTransfer(5e6, 0);
        actors.someStrayTransfer(5e6, 1);
        actors.someBatch(3, 59);
        actors.someAssertion(0, 0);
        actors.someChallengePeriod();
        actors.someWithdrawal(6, 3);
        vm.assertEq(actors.done("part"), 1);
        actors.someTime(1 days);
        actors.someWithdrawal(6, 3);
        (,, uint256 paid, uint64 got) = actors.leaves(3);
        vm.assertTrue(paid == 1 && got == 1200e6);
        this.invariant_the_bridge_is_sound();
        actors.someClaim(0);
        vm.assertEq(actors.claimed(), 2 ether);
        actors.someBatch(3, 59);
        actors.someAssertion(1, 0);
        actors.someLie(2, 0);
        actors.someChallengePeriod();
        vm.assertEq(actors.done("assert"), 4);
        vm.assertEq(actors.done("confirm"), 2);
        this.invariant_the_bridge_is_sound();
    }

    function _each_leaf_is_paid_at_most_once_and_marked_when_paid() private view {
        for (uint256 i = 0; i < actors.leafCount(); ++i) {
            (,, uint256 paid,) = actors.leaves(i);
            vm.assertLe(paid, 1, "a leaf was paid twice");
            vm.assertEq(vault.isPaid(uint64(i)) ? 1 : 0, paid, "the mark does not agree with the payment");
        }
    }

    function _the_vault_holds_what_it_owes_to_the_unit() private view {
        uint256 unpaid = 0;
        for (uint256 i = 0; i < actors.leafCount(); ++i) {
            (, uint64 amount,, uint64 got) = actors.leaves(i);
            unpaid += amount - got;
        }
        vm.assertEq(token.balanceOf(address(vault)), unpaid + actors.credited() + actors.strayed());
        vm.assertEq(vault.surplus(), actors.strayed(), "what may go back is not exactly what strayed");
    }

    function _no_window_sees_more_than_the_cap() private view {
        uint256 count = actors.paymentCount();
        for (uint256 last = 0; last < count; ++last) {
            (uint256 end,) = actors.payments(last);
            uint256 sum = 0;
            for (uint256 i = 0; i <= last; ++i) {
                (uint256 time, uint256 amount) = actors.payments(i);
                if (time + WINDOW >= end) sum += amount;
            }
            vm.assertLe(sum, CAP, "more than the cap left in one window");
        }
    }

    function _an_assertion_with_a_rival_is_never_confirmed() private view {
        for (uint256 i = 0; i < actors.assertionCount(); ++i) {
            Assertion memory a = rollup.assertion(actors.assertions(i));
            if (!a.confirmed) continue;
            vm.assertEq(rollup.assertion(a.parent).childCount, 1, "confirmed with a rival");
            vm.assertTrue(rollup.assertion(a.parent).confirmed, "confirmed on an unconfirmed parent");
            vm.assertGe(block.timestamp, a.confirmableAt, "confirmed early");
        }
    }

    function _the_accumulator_equals_a_recomputation() private view {
        bytes32 accumulator = 0;
        vm.assertEq(inbox.messageCount(), actors.messageCount());
        for (uint256 i = 0; i < actors.messageCount(); ++i) {
            (uint8 kind, uint64 time, uint64 l1Block, address sender, bytes32 payloadHash) =
                actors.messages(i);
            bytes memory head = bytes.concat(bytes1(kind), bytes8(uint64(i)), bytes8(l1Block), bytes8(time));
            bytes32 messageHash = keccak256(bytes.concat(head, bytes20(sender), payloadHash));
            accumulator = keccak256(bytes.concat(accumulator, messageHash));
        }
        vm.assertEq(inbox.accumulatorAt(uint64(actors.messageCount())), accumulator);
    }

    function _the_batch_hash_equals_a_recomputation() private view {
        uint64 count = inbox.batchCount();
        if (count > 0) vm.assertEq(inbox.batchHash(count - 1), actors.batchChain());
    }

    function _bonds_are_conserved() private view {
        uint256 held = 0;
        uint256 given = 0;
        for (uint256 i = 0; i < actors.assertionCount(); ++i) {
            Assertion memory a = rollup.assertion(actors.assertions(i));
            given += a.bond;
            if (!a.confirmed) held += a.bond;
        }
        uint256 claimable = 0;
        for (uint160 i = 0; i < 4; ++i) {
            claimable += rollup.claimable(address(0xac0000 + i));
        }
        vm.assertEq(address(rollup).balance, held + claimable);
        vm.assertEq(given, held + claimable + actors.claimed());
    }
}
