// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataAvailability} from "../src/DataAvailability.sol";
import {DataChallenges} from "../src/DataChallenges.sol";
import {Rollup} from "../src/Rollup.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {Tournament} from "../src/Tournament.sol";
import {History} from "../src/dispute/History.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {ITournament} from "../src/interfaces/ITournament.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {vm} from "./base/Vm.sol";

/// @dev Every function that changes something, with nothing that makes sense: refused by name, and nothing has changed.
contract BadInputTest is BridgeTest {
    struct Case {
        address target;
        bytes4 called;
        bytes4 reason;
        bool payable_;
    }

    /// @dev A namespace of ours; the oracle is a contract that knows nothing of Celestia.
    bytes29 private constant NAMESPACE = bytes29(uint232(0x100));

    DataChallenges private challenges;
    Case[] private cases;

    /// @dev Two blocks at most: a third has no leaf.
    function rollupParameters() internal view override returns (Rollup.Parameters memory p) {
        p = super.rollupParameters();
        p.blocksHeight = 1;
    }

    function tournamentParameters() internal view override returns (Tournament.Parameters memory p) {
        p = super.tournamentParameters();
        p.heights[0] = 1;
    }

    function dataChallenges(
        address inbox_
    ) internal override returns (address) {
        address data = address(new DataAvailability(address(token), NAMESPACE));
        challenges = new DataChallenges(
            inbox_, data, DataChallenges.Parameters(1 hours, 30 minutes, BOND, CHALLENGE_PERIOD)
        );
        return address(challenges);
    }

    function setUp() public override {
        super.setUp();
        vm.deal(address(this), 100 ether);
        address r = address(rollup);
        cases.push(Case(r, Rollup.assertState.selector, Rollup.WrongBond.selector, true));
        cases.push(Case(r, Rollup.confirm.selector, Rollup.UnknownAssertion.selector, false));
        cases.push(Case(r, Rollup.forfeit.selector, Rollup.UnknownAssertion.selector, false));
        cases.push(Case(r, Rollup.retire.selector, Rollup.UnknownAssertion.selector, false));
        cases.push(Case(r, Rollup.claim.selector, Rollup.NothingToClaim.selector, false));
        cases.push(Case(r, Rollup.setBond.selector, Timelocked.NotTimelock.selector, false));
        cases.push(Case(r, Rollup.setChallengePeriod.selector, Timelocked.NotTimelock.selector, false));
        cases.push(Case(r, Rollup.setProgramHash.selector, Timelocked.NotTimelock.selector, false));
        cases.push(Case(r, Rollup.addDisputeModule.selector, Timelocked.NotTimelock.selector, false));
        cases.push(Case(r, Rollup.retireKind.selector, Timelocked.NotTimelock.selector, false));
        address t = address(tournament);
        bytes4 unknown = ITournament.UnknownGame.selector;
        cases.push(Case(t, tournament.enter.selector, ITournament.NotRollup.selector, false));
        cases.push(Case(t, ITournament.joinBlock.selector, unknown, true));
        cases.push(Case(t, ITournament.joinStretch.selector, unknown, true));
        cases.push(Case(t, ITournament.advance.selector, unknown, false));
        cases.push(Case(t, ITournament.settlePadding.selector, unknown, false));
        cases.push(Case(t, ITournament.settleVoid.selector, unknown, false));
        cases.push(Case(t, ITournament.openBlock.selector, unknown, false));
        cases.push(Case(t, ITournament.openStretch.selector, unknown, false));
        cases.push(Case(t, ITournament.proveStep.selector, unknown, false));
        cases.push(Case(t, ITournament.claimTimeout.selector, unknown, false));
        cases.push(Case(t, ITournament.resolveInner.selector, unknown, false));
        cases.push(Case(t, ITournament.returnBond.selector, unknown, false));
        cases.push(Case(t, ITournament.collect.selector, ITournament.NothingToCollect.selector, false));
        cases.push(Case(t, ITournament.claim.selector, ITournament.NothingToClaim.selector, false));
        cases.push(Case(t, ITournament.burn.selector, ITournament.NothingToBurn.selector, false));
        address d = address(challenges);
        cases.push(Case(d, challenges.challenge.selector, DataChallenges.WrongBond.selector, true));
        cases.push(Case(d, challenges.challengeNode.selector, DataChallenges.WrongBond.selector, true));
        cases.push(Case(d, challenges.answer.selector, DataChallenges.NotOpen.selector, false));
        cases.push(Case(d, challenges.answerNode.selector, DataChallenges.NotOpen.selector, false));
        cases.push(Case(d, challenges.refund.selector, DataChallenges.NotOpen.selector, false));
        cases.push(Case(d, challenges.claim.selector, DataChallenges.NothingToClaim.selector, false));
    }

    function test_a_hundred_kilobytes_of_nothing_are_refused_by_name() public {
        for (uint256 i = 0; i < cases.length; ++i) {
            Case memory c = cases[i];
            (bool done, bytes memory why) = c.target.call(bytes.concat(c.called, new bytes(100_000)));
            vm.assertFalse(done);
            vm.assertEq(bytes32(bytes4(why)), bytes32(c.reason));
        }
        _nothingHappened();
    }

    /// Ether that no function asks for does not arrive; one that asks for a bond takes the exact one only.
    function test_value_that_is_not_asked_for_is_refused() public {
        for (uint256 i = 0; i < cases.length; ++i) {
            Case memory c = cases[i];
            (bool done, bytes memory why) = c.target.call{value: 1}(bytes.concat(c.called, new bytes(3_200)));
            vm.assertFalse(done);
            vm.assertEq(bytes32(bytes4(why)), c.payable_ ? bytes32(c.reason) : bytes32(0));
        }
        _nothingHappened();
    }

    function testFuzz_garbage_is_refused(
        bytes calldata garbage,
        uint256 which,
        bool paying
    ) public {
        Case memory c = cases[which % cases.length];
        uint256 value = paying ? BOND : 0;
        (bool done,) = c.target.call{value: value}(bytes.concat(c.called, garbage));
        vm.assertFalse(done);
        _nothingHappened();
    }

    function test_a_block_beyond_the_tree_has_no_leaf() public {
        vm.warp(block.timestamp + 1);
        Batch memory b = nextBatch();
        b.lastBlock = 3;
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
        Claim memory c = claimOn(rollup.GENESIS(), keccak256("withdrawals"));
        vm.expectRevert(abi.encodeWithSelector(History.NoSuchLeaf.selector, 2, 1));
        assertWith(c, BOND);
        _nothingHappened();
    }

    function test_nodes_that_the_batch_has_not_or_nothing_led_to_are_not_asked_for() public {
        Batch memory b = _celestia();
        _refusesNode(b, 26, 0, 0, abi.encodeWithSelector(DataChallenges.NodeOutOfRange.selector, 26, 0));
        _refusesNode(b, 255, 0, 0, abi.encodeWithSelector(DataChallenges.NodeOutOfRange.selector, 255, 0));
        uint64 beyond = uint64(2) ** 25;
        bytes memory reason = abi.encodeWithSelector(DataChallenges.NodeOutOfRange.selector, 0, beyond);
        _refusesNode(b, 0, beyond, 0, reason);
        uint64 id = challenges.challengeNode{value: BOND}(0, b, 3, 0, 0);
        _refusesNode(b, 0, 0, id, abi.encodeWithSelector(DataChallenges.NothingRevealed.selector, id));
        _refusesNode(b, 0, 0, 99, abi.encodeWithSelector(DataChallenges.NothingRevealed.selector, 99));
        DataChallenges.Answer memory a;
        expectRefusal(
            address(challenges),
            abi.encodeCall(challenges.answer, (id, b, a)),
            abi.encodeWithSelector(DataChallenges.NotALeaf.selector, id)
        );
        vm.assertEq(address(challenges).balance, BOND);
    }

    /// A challenger that takes no ether leaves its bond where it is, and harms nobody else.
    function test_garbage_opens_no_leaf_and_who_takes_no_ether_gets_none() public {
        Batch memory b = _celestia();
        uint64 id = challenges.challenge{value: BOND}(0, b, 0, 0);
        DataChallenges.Answer memory a;
        a.openings = new bytes(100_000);
        expectRefusal(
            address(challenges),
            abi.encodeCall(challenges.answer, (id, b, a)),
            abi.encodeWithSelector(DataChallenges.InvalidOpenings.selector)
        );
        vm.warp(block.timestamp + 30 minutes + 1);
        challenges.refund(id);
        expectRefusal(
            address(challenges),
            abi.encodeCall(challenges.claim, ()),
            abi.encodeWithSelector(DataChallenges.PaymentFailed.selector)
        );
        vm.assertEq(challenges.claimable(address(this)), BOND);
        vm.assertTrue(challenges.isVoid(0));
    }

    function _celestia() private returns (Batch memory b) {
        vm.warp(block.timestamp + 1);
        b = nextBatch();
        b.daKind = 1;
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }

    function _refusesNode(
        Batch memory b,
        uint8 level,
        uint64 index,
        uint64 parent,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        challenges.challengeNode{value: BOND}(0, b, level, index, parent);
    }

    function _nothingHappened() private view {
        vm.assertEq(address(rollup).balance + address(tournament).balance + address(challenges).balance, 0);
        vm.assertEq(rollup.latestConfirmed(), rollup.GENESIS());
        vm.assertEq(rollup.assertion(rollup.GENESIS()).childCount, 0);
        vm.assertEq(rollup.bond(), BOND);
        vm.assertEq(rollup.challengePeriod(), CHALLENGE_PERIOD);
        vm.assertEq(rollup.disputeKinds(), 1);
        vm.assertEq(challenges.challengeCount(), 0);
    }
}
