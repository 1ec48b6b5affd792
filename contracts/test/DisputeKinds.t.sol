// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeKinds} from "../src/DisputeKinds.sol";
import {Rollup} from "../src/Rollup.sol";
import {Entry, IDisputeModule} from "../src/interfaces/IDisputeModule.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {vm} from "./base/Vm.sol";

/// @dev A module of another kind: confirms what was proven to it, as a validity proof would.
contract Proven is IDisputeModule {
    address public immutable ROLLUP;
    address public immutable INBOX;
    uint64 public minChallengePeriod = 1;
    uint64 public longestDispute;
    uint8 public blocksHeight = 26;
    mapping(bytes32 id => bool) public proven;

    constructor(
        address rollup_,
        address inbox_
    ) {
        ROLLUP = rollup_;
        INBOX = inbox_;
    }

    function prove(
        bytes32 id
    ) external {
        proven[id] = true;
    }

    function need(
        uint64 period
    ) external {
        minChallengePeriod = period;
    }

    function enter(
        Entry calldata
    ) external {}

    function mayConfirm(
        bytes32,
        bytes32 id
    ) external view returns (bool) {
        return proven[id];
    }
}

/// @dev The list of kinds, and what becomes of bonds when one kind overtakes another.
contract DisputeKindsTest is BridgeTest {
    bytes32 private constant HONEST = keccak256("honest");
    bytes32 private constant LIE = keccak256("lie");

    Proven private proven;

    function setUp() public override {
        super.setUp();
        proven = new Proven(address(rollup), address(inbox));
        vm.prank(address(timelock));
        vm.assertEq(rollup.addDisputeModule(address(proven)), 1);
    }

    function test_each_kind_asks_its_own_module() public {
        bytes32 lie = _assert(BOB, 0, LIE);
        bytes32 right = _assert(ALICE, 1, HONEST);
        // Not proven: undecided for ever; unanswered in its kind: confirmable.
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, right));
        rollup.confirm(right);
        vm.assertFalse(rollup.isDisputed(lie));
        proven.prove(right);
        rollup.confirm(right);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ParentNotLatest.selector, rollup.GENESIS(), right));
        rollup.confirm(lie);
    }

    /// uint32 throughout: kind 256 is not kind 0.
    function test_kinds_are_not_truncated() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), HONEST);
        vm.deal(BOB, 3 ether);
        uint32[3] memory unknown = [uint32(2), 256, type(uint32).max];
        for (uint256 i = 0; i < 3; ++i) {
            c.kind = unknown[i];
            vm.expectRevert(abi.encodeWithSelector(DisputeKinds.UnknownKind.selector, unknown[i]));
            vm.prank(BOB);
            assertWith(c, BOND);
        }
    }

    function test_a_right_bond_returns_when_its_claim_wins_under_another_kind_and_a_wrong_one_burns() public {
        bytes32 lie = _assert(BOB, 0, LIE);
        Claim memory liar = claimOn(rollup.GENESIS(), LIE);
        Claim memory twin = claimOn(rollup.GENESIS(), HONEST);
        bytes32 right = _assertMore(ALICE, 1, HONEST);
        Claim memory other = claimOn(rollup.GENESIS(), HONEST);
        assertClaim(address(0xca401), other);
        vm.expectRevert(abi.encodeWithSelector(Rollup.StillAlive.selector, idOf(twin)));
        rollup.retire(rollupClaim(twin));
        proven.prove(right);
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(right);
        rollup.retire(rollupClaim(twin));
        vm.assertEq(rollup.claimable(address(0xca401)), BOND);
        rollup.retire(rollupClaim(liar));
        vm.assertEq(rollup.claimable(BOB), 0);
        vm.assertEq(address(0xdead).balance, BOND);
        vm.expectRevert(abi.encodeWithSelector(Rollup.BondGone.selector, lie));
        rollup.retire(rollupClaim(liar));
        vm.expectRevert(abi.encodeWithSelector(Rollup.BondGone.selector, right));
        twin.kind = 1;
        rollup.retire(rollupClaim(twin));
        // Two right bonds are claimable, and nothing else is left.
        vm.assertEq(address(rollup).balance, 2 * uint256(BOND));
        // The tournament's own match goes on without the bonds; its loser has nothing to share.
        bytes32 genesis = rollup.GENESIS();
        bytes32 id = keccak256(abi.encode(liar.blocksRoot, other.blocksRoot));
        tournament.claimTimeout(genesis, id);
        vm.assertEq(tournament.burnable(), 0);
    }

    /// What was asserted can be answered, though its kind is closed to new questions.
    function test_a_retired_kind_takes_rivals_only() public {
        bytes32 lie = _assert(BOB, 0, LIE);
        vm.prank(address(timelock));
        rollup.retireKind(0);
        Claim memory c = claimOn(rollup.GENESIS(), HONEST);
        assertClaim(ALICE, c);
        vm.assertTrue(rollup.isDisputed(lie));
        appendBatch();
        c = claimOn(lie, HONEST);
        vm.deal(BOB, BOND);
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.KindIsRetired.selector, 0));
        vm.prank(BOB);
        assertWith(c, BOND);
    }

    function test_the_list_refuses_what_does_not_fit() public {
        Proven stranger = new Proven(address(this), address(inbox));
        Proven elsewhere = new Proven(address(rollup), address(token));
        Proven slow = new Proven(address(rollup), address(inbox));
        slow.need(CHALLENGE_PERIOD + 1);
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.ModuleKnown.selector, 1));
        rollup.addDisputeModule(address(proven));
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.NotAModule.selector, ALICE));
        rollup.addDisputeModule(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(DisputeKinds.ModuleOfOtherRollup.selector, address(rollup), address(this))
        );
        rollup.addDisputeModule(address(stranger));
        vm.expectRevert(
            abi.encodeWithSelector(DisputeKinds.ModuleOfOtherInbox.selector, address(inbox), address(token))
        );
        rollup.addDisputeModule(address(elsewhere));
        vm.expectRevert(
            abi.encodeWithSelector(
                Rollup.InvalidChallengePeriod.selector, CHALLENGE_PERIOD + 1, CHALLENGE_PERIOD
            )
        );
        rollup.addDisputeModule(address(slow));
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.UnknownKind.selector, 7));
        rollup.retireKind(7);
        vm.stopPrank();
        bytes32 genesis = rollup.GENESIS();
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.NotDisputeModule.selector, address(this)));
        rollup.forfeit(genesis);
    }

    function test_there_are_never_more_than_sixteen_kinds() public {
        for (uint32 kind = 2; kind < 16; ++kind) {
            address module = address(new Proven(address(rollup), address(inbox)));
            vm.prank(address(timelock));
            vm.assertEq(rollup.addDisputeModule(module), kind);
        }
        address last = address(new Proven(address(rollup), address(inbox)));
        vm.expectRevert(abi.encodeWithSelector(DisputeKinds.TooManyKinds.selector, 16));
        vm.prank(address(timelock));
        rollup.addDisputeModule(last);
    }

    /// The bond of a child on a claim that lost goes with it.
    function test_what_is_built_on_a_loser_dies_with_it() public {
        bytes32 lie = _assert(BOB, 0, LIE);
        appendBatch();
        Claim memory child = claimOn(lie, LIE);
        assertClaim(BOB, child);
        bytes32 right = _assertMore(ALICE, 1, HONEST);
        proven.prove(right);
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        vm.expectRevert(abi.encodeWithSelector(Rollup.StillAlive.selector, idOf(child)));
        rollup.retire(rollupClaim(child));
        rollup.confirm(right);
        rollup.retire(rollupClaim(child));
        vm.assertEq(address(0xdead).balance, BOND);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ParentNotLatest.selector, lie, right));
        rollup.confirm(idOf(child));
    }

    function _assert(
        address proposer,
        uint32 kind,
        bytes32 withdrawalsRoot
    ) private returns (bytes32) {
        if (inbox.batchCount() == 0) appendBatch();
        return _assertMore(proposer, kind, withdrawalsRoot);
    }

    function _assertMore(
        address proposer,
        uint32 kind,
        bytes32 withdrawalsRoot
    ) private returns (bytes32) {
        Claim memory c = claimOn(rollup.GENESIS(), withdrawalsRoot);
        c.kind = kind;
        return assertClaim(proposer, c);
    }
}
