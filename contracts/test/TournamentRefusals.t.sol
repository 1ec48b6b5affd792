// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tournament} from "../src/Tournament.sol";
import {Bracket} from "../src/dispute/Bracket.sol";
import {History as HistoryLib} from "../src/dispute/History.sol";
import {Entry} from "../src/interfaces/IDisputeModule.sol";
import {
    BlockInput,
    FinalState,
    ITournament,
    Leaves,
    Match,
    MatchStatus
} from "../src/interfaces/ITournament.sol";
import {StateHeader} from "../src/libraries/StateHeader.sol";
import {MachineState} from "../src/machine/MachineState.sol";
import {DisputeTest} from "./base/DisputeTest.sol";
import {Histories, History} from "./base/Histories.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {bound, vm} from "./base/Vm.sol";

/// @dev Everything a dispute refuses, by name and without a trace: garbage, wrong turns, wrong times, twice, from other forks.
contract TournamentRefusalsTest is DisputeTest {
    using Histories for History;

    bytes32 private parent;
    bytes32 private right;
    bytes32 private wrong;
    bytes32 private id;

    function setUp() public override {
        super.setUp();
        parent = rollup.GENESIS();
        right = truth();
        wrong = party(Lie(2, 5, keccak256("lie")));
        assertParty(ALICE, right);
        assertParty(BOB, wrong);
        id = keccak256(abi.encode(right, wrong));
    }

    receive() external payable {}

    // ---- clocks

    function test_a_move_at_the_deadline_is_late_and_a_timeout_before_it_early() public {
        (bytes32 inTurn, uint64 deadline) = tournament.turnOf(parent, id);
        vm.assertEq(inTurn, right);
        vm.assertEq(deadline, block.timestamp + tournament.MOVE_TIME() + tournament.ALLOWANCE());
        vm.warp(deadline - 1);
        vm.expectRevert(abi.encodeWithSelector(ITournament.ClockRunning.selector, deadline));
        tournament.claimTimeout(parent, id);
        vm.warp(deadline);
        (bytes32[4] memory nodes) = _advance(right);
        vm.expectRevert(abi.encodeWithSelector(ITournament.ClockExpired.selector, deadline));
        tournament.advance(parent, id, nodes[0], nodes[1], nodes[2], nodes[3]);
        tournament.claimTimeout(parent, id);
        vm.assertTrue(tournament.matchOf(parent, id).status == MatchStatus.TwoWon);
    }

    /// A move within the free time costs nothing, one beyond it what it took beyond.
    function test_only_time_beyond_the_free_one_is_charged() public {
        vm.warp(block.timestamp + tournament.MOVE_TIME());
        move(parent, id);
        vm.assertEq(tournament.participantOf(parent, right).clock, tournament.ALLOWANCE());
        vm.warp(block.timestamp + tournament.MOVE_TIME() + 77);
        move(parent, id);
        vm.assertEq(tournament.participantOf(parent, wrong).clock, tournament.ALLOWANCE() - 77);
    }

    function test_the_constructor_refuses_heights_and_accounts_that_make_no_sense() public {
        Tournament.Parameters memory p = tournamentParameters();
        p.heights[1] = 0;
        _refuses(p, abi.encodeWithSelector(Bracket.InvalidHeight.selector, 1, 0));
        p.heights[1] = 33;
        _refuses(p, abi.encodeWithSelector(Bracket.InvalidHeight.selector, 1, 33));
        p = tournamentParameters();
        address judge = address(tournament.JUDGE());
        address machine = address(tournament.MACHINE());
        address own = address(rollup);
        _refuses(own, ALICE, judge, address(0), p, _notAContract(ALICE));
        _refuses(own, machine, ALICE, address(0), p, _notAContract(ALICE));
        _refuses(own, machine, judge, ALICE, p, _notAContract(ALICE));
        _refuses(address(0), machine, judge, address(0), p, _notAContract(address(0)));
    }

    // ---- moves

    /// After a reorganisation another rival may have met us: a move for the old match names one that does not exist.
    function test_a_move_of_another_fork_hits_no_match() public {
        bytes32[4] memory n = _advance(right);
        bytes32 other = keccak256(abi.encode(right, keccak256("who was paired before the reorganisation")));
        bytes memory reason = abi.encodeWithSelector(ITournament.UnknownMatch.selector, parent, other);
        vm.expectRevert(reason);
        tournament.advance(parent, other, n[0], n[1], n[2], n[3]);
        vm.expectRevert(reason);
        tournament.claimTimeout(parent, other);
        vm.expectRevert(reason);
        tournament.resolveInner(parent, other);
        vm.expectRevert(reason);
        tournament.turnOf(parent, other);
        bytes32 nowhere = keccak256("no game");
        vm.expectRevert(abi.encodeWithSelector(ITournament.UnknownGame.selector, nowhere));
        tournament.advance(nowhere, id, n[0], n[1], n[2], n[3]);
    }

    function test_nodes_that_the_commitment_does_not_force_are_refused() public {
        bytes32[4] memory n = _advance(right);
        bytes32[4] memory other = _advance(wrong);
        vm.expectPartialRevert(ITournament.WrongChildren.selector);
        tournament.advance(parent, id, other[0], other[1], other[2], other[3]);
        vm.expectPartialRevert(ITournament.WrongChildren.selector);
        tournament.advance(parent, id, n[0], n[1], n[2], n[2]);
        vm.expectPartialRevert(ITournament.WrongChildren.selector);
        tournament.advance(parent, id, n[1], n[0], n[2], n[3]);
        // Twice: the second is for a node that is not in turn any more.
        tournament.advance(parent, id, n[0], n[1], n[2], n[3]);
        vm.expectPartialRevert(ITournament.WrongChildren.selector);
        tournament.advance(parent, id, n[0], n[1], n[2], n[3]);
    }

    function test_moves_at_another_height_or_level_are_refused() public {
        Leaves memory leaves;
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongHeight.selector, 1, 3));
        tournament.settlePadding(parent, id, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongHeight.selector, 1, 3));
        tournament.settleVoid(parent, id, leaves, 0);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongLevel.selector, 1, 0));
        tournament.openStretch(parent, id, leaves);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongLevel.selector, 2, 0));
        tournament.proveStep(parent, id, leaves, "", "");
        vm.expectRevert(
            abi.encodeWithSelector(ITournament.WrongStatus.selector, MatchStatus.Inner, MatchStatus.Bisecting)
        );
        tournament.resolveInner(parent, id);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongLevel.selector, 1, 0));
        FinalState memory end;
        tournament.joinBlock(parent, end, new bytes32[](2));
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongLevel.selector, 2, 0));
        tournament.joinStretch(parent, 0, new bytes32[](2));
        while (tournament.matchOf(parent, id).height > 1) move(parent, id);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongHeight.selector, 2, 1));
        tournament.advance(parent, id, 0, 0, 0, 0);
    }

    function test_a_match_that_is_over_stays_over() public {
        (, uint64 deadline) = tournament.turnOf(parent, id);
        vm.warp(deadline);
        tournament.claimTimeout(parent, id);
        bytes memory reason = abi.encodeWithSelector(
            ITournament.WrongStatus.selector, MatchStatus.Bisecting, MatchStatus.TwoWon
        );
        vm.expectRevert(reason);
        tournament.claimTimeout(parent, id);
        vm.expectRevert(reason);
        tournament.advance(parent, id, 0, 0, 0, 0);
        Leaves memory leaves;
        vm.expectRevert(reason);
        tournament.settleVoid(parent, id, leaves, 0);
    }

    /// Nobody but the Rollup enters assertions or sends bonds.
    function test_only_the_rollup_enters() public {
        Entry memory e = Entry(parent, id, right, wrong, ALICE, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(ITournament.NotRollup.selector, address(this)));
        tournament.enter(e);
        vm.deal(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(ITournament.NotRollup.selector, address(this)));
        (bool sent,) = address(tournament).call{value: 1}("");
        sent;
    }

    // ---- opening a block

    function test_a_block_is_opened_by_its_own_batch_input_and_state_only() public {
        while (tournament.matchOf(parent, id).height > 1) move(parent, id);
        (Leaves memory leaves, BlockInput memory input) = (_leaves(1), blockInput(1));
        StateHeader.Proof memory before = headerOf(leaves.agreed);

        input.previousHash = keccak256("another chain");
        _refusesOpening(leaves, input, before, ITournament.WrongBatchHash.selector);
        input = blockInput(1);
        input.batch.batchRoot = keccak256("another root");
        _refusesOpening(leaves, input, before, ITournament.WrongBatchHash.selector);
        input = blockInput(1);
        input.inputRoot = inputRoots[0];
        _refusesOpening(leaves, input, before, ITournament.WrongLeaf.selector);
        input = blockInput(0);
        _refusesOpening(leaves, input, before, ITournament.WrongLeaf.selector);
        input = blockInput(1);
        input.siblings = new bytes32[](3);
        _refusesOpening(leaves, input, before, HistoryLib.WrongProofLength.selector);
        input = blockInput(1);
        _refusesOpening(
            leaves, input, headerOf(historyOf(right).leaves[1]), ITournament.InvalidHeaderProof.selector
        );
        Leaves memory other = _leaves(1);
        other.agreed = keccak256("another state");
        _refusesOpening(other, input, before, ITournament.WrongLeaf.selector);
        other = _leaves(1);
        other.siblings = new bytes32[](4);
        _refusesOpening(other, input, before, HistoryLib.WrongProofLength.selector);
        tournament.openBlock(parent, id, leaves, input, before);
        // Twice.
        _refusesOpening(leaves, input, before, ITournament.WrongStatus.selector);
    }

    // ---- joining

    function test_joining_takes_the_exact_bond_one_of_the_outcomes_and_the_time() public {
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
        bytes32 inside = tournament.innerGame(parent, id);
        bytes32 mine = inner[_key(right, 1)];
        History memory h = historyOf(mine);
        bytes32[] memory siblings = h.prove(3);
        FinalState memory end = finalState(mine);
        uint256 bond = tournament.joinBond(1);
        vm.deal(address(this), 10 ether);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongBond.selector, bond, 0));
        tournament.joinBlock(inside, end, siblings);
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongBond.selector, bond, bond + 1));
        tournament.joinBlock{value: bond + 1}(inside, end, siblings);
        bytes32[] memory long = new bytes32[](3);
        vm.expectRevert(abi.encodeWithSelector(HistoryLib.WrongProofLength.selector, 2, 3));
        tournament.joinBlock{value: bond}(inside, end, long);
        // The end of another block.
        FinalState memory other = finalState(inner[_key(right, 2)]);
        vm.expectPartialRevert(ITournament.NoSuchOutcome.selector);
        tournament.joinBlock{value: bond}(inside, other, siblings);
        other = finalState(mine);
        other.leftRoot = keccak256("another program");
        vm.expectPartialRevert(ITournament.InvalidHeaderProof.selector);
        tournament.joinBlock{value: bond}(inside, other, siblings);
        other.encoded = new bytes(100_000);
        vm.expectRevert(abi.encodeWithSelector(MachineState.BadStateLength.selector, 100_000));
        tournament.joinBlock{value: bond}(inside, other, siblings);
        tournament.joinBlock{value: bond}(inside, end, siblings);
        vm.expectRevert(abi.encodeWithSelector(ITournament.AlreadyJoined.selector, inside, mine));
        tournament.joinBlock{value: bond}(inside, end, siblings);
        vm.warp(tournament.gameOf(inside).closesAt);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITournament.JoinClosed.selector, inside, tournament.gameOf(inside).closesAt
            )
        );
        tournament.joinBlock{value: bond}(inside, end, siblings);
    }

    // ---- garbage

    /// Any calldata: a named error, and nothing has changed.
    function testFuzz_garbage_calldata_changes_nothing(
        bytes calldata data,
        uint8 which,
        uint32 gas_
    ) public {
        bytes4[11] memory selectors = [
            ITournament.joinBlock.selector,
            ITournament.joinStretch.selector,
            ITournament.advance.selector,
            ITournament.settlePadding.selector,
            ITournament.settleVoid.selector,
            ITournament.openBlock.selector,
            ITournament.openStretch.selector,
            ITournament.proveStep.selector,
            ITournament.claimTimeout.selector,
            ITournament.resolveInner.selector,
            ITournament.collect.selector
        ];
        bytes32 before = _fingerprint();
        bytes memory garbage = bytes.concat(selectors[which % 11], parent, id, data);
        (bool ok,) = address(tournament).call{gas: bound(gas_, 10_000, 10_000_000)}(garbage);
        vm.assertFalse(ok);
        vm.assertEq(_fingerprint(), before);
    }

    function testFuzz_random_nodes_never_advance(
        bytes32[4] calldata n
    ) public {
        vm.expectPartialRevert(ITournament.WrongChildren.selector);
        tournament.advance(parent, id, n[0], n[1], n[2], n[3]);
    }

    /// Whatever the gas, the last step decides for the right side or not at all.
    function testFuzz_starving_the_last_step_never_helps_the_lie(
        uint256 gas_
    ) public {
        (bytes32 deep, bytes32 deepId) = _toLastStep();
        Match memory m = tournament.matchOf(deep, deepId);
        bytes32 truthInside = honest[m.one] ? m.one : m.two;
        bytes memory data = moveCall(deep, deepId);
        (bool ok,) = address(tournament).call{gas: bound(gas_, 20_000, 500_000)}(data);
        m = tournament.matchOf(deep, deepId);
        vm.assertTrue((m.status != MatchStatus.Bisecting) == ok);
        if (ok) vm.assertEq(m.status == MatchStatus.OneWon ? m.one : m.two, truthInside);
    }

    /// A step of another state, though it leads to what the lie holds, is no step of this match.
    function test_the_last_step_is_run_from_the_agreed_state_only() public {
        (bytes32 deep, bytes32 deepId) = _toLastStep();
        Match memory m = tournament.matchOf(deep, deepId);
        (bytes32 inTurn,) = tournament.turnOf(deep, deepId);
        History memory h = historyOf(inTurn);
        uint256 at = differenceOf(m);
        Leaves memory leaves = leavesAt(deep, h, h.leaf(m.position), h.leaf(m.position + 1), at);
        bytes32 lie = historyOf(honest[m.one] ? m.two : m.one).leaf(at);
        bytes memory encoded = encodedOf[lie];
        bytes memory witness = witnessOf[lie];
        vm.expectRevert(abi.encodeWithSelector(ITournament.WrongLeaf.selector, leaves.agreed, lie));
        tournament.proveStep(deep, deepId, leaves, encoded, witness);
    }

    function _toLastStep() private returns (bytes32 deep, bytes32 deepId) {
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
        bytes32 inside = tournament.innerGame(parent, id);
        bytes32 insideId = keccak256(abi.encode(joinFor(parent, id, right), joinFor(parent, id, wrong)));
        while (tournament.matchOf(inside, insideId).status == MatchStatus.Bisecting) move(inside, insideId);
        Match memory m = tournament.matchOf(inside, insideId);
        deep = tournament.innerGame(inside, insideId);
        deepId = keccak256(abi.encode(joinFor(inside, insideId, m.one), joinFor(inside, insideId, m.two)));
        while (tournament.matchOf(deep, deepId).height > 1) move(deep, deepId);
    }

    function _fingerprint() private view returns (bytes32) {
        return keccak256(
            abi.encode(
                tournament.gameOf(parent),
                tournament.matchOf(parent, id),
                tournament.participantOf(parent, right),
                tournament.participantOf(parent, wrong),
                address(tournament).balance,
                tournament.burnable()
            )
        );
    }

    function _advance(
        bytes32 commitment
    ) private view returns (bytes32[4] memory n) {
        History memory h = historyOf(commitment);
        (n[0], n[1], n[2], n[3]) = (h.node(2, 0), h.node(2, 1), h.node(1, 0), h.node(1, 1));
    }

    function _leaves(
        uint256 position
    ) private view returns (Leaves memory) {
        Match memory m = tournament.matchOf(parent, id);
        (bytes32 inTurn,) = tournament.turnOf(parent, id);
        History memory h = historyOf(inTurn);
        return leavesAt(parent, h, h.leaf(m.position), h.leaf(m.position + 1), position);
    }

    function _refusesOpening(
        Leaves memory leaves,
        BlockInput memory input,
        StateHeader.Proof memory before,
        bytes4 reason
    ) private {
        vm.expectPartialRevert(reason);
        tournament.openBlock(parent, id, leaves, input, before);
    }

    function _refuses(
        Tournament.Parameters memory p,
        bytes memory reason
    ) private {
        address machine = address(tournament.MACHINE());
        _refuses(address(rollup), machine, address(tournament.JUDGE()), address(0), p, reason);
    }

    function _refuses(
        address rollup_,
        address machine,
        address judge,
        address data,
        Tournament.Parameters memory p,
        bytes memory reason
    ) private {
        expectRefusal(
            address(this), abi.encodeCall(this.construct, (rollup_, machine, judge, data, p)), reason
        );
    }

    function construct(
        address rollup_,
        address machine,
        address judge,
        address data,
        Tournament.Parameters memory p
    ) external {
        new Tournament(rollup_, machine, judge, data, p);
    }

    function _notAContract(
        address account
    ) private pure returns (bytes memory) {
        return abi.encodeWithSelector(Tournament.NotAContract.selector, account);
    }
}
