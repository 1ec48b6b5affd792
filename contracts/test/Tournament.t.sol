// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pausable} from "../src/Pausable.sol";
import {Rollup} from "../src/Rollup.sol";
import {IDataChallenges} from "../src/interfaces/IDataChallenges.sol";
import {IInbox} from "../src/interfaces/IInbox.sol";
import {Claim as RollupClaim} from "../src/interfaces/IRollup.sol";
import {
    BlockInput,
    FinalState,
    ITournament,
    Leaves,
    Match,
    MatchStatus
} from "../src/interfaces/ITournament.sol";
import {StateHeader} from "../src/libraries/StateHeader.sol";
import {DisputeSimulation} from "./base/DisputeSimulation.sol";
import {Histories, History} from "./base/Histories.sol";
import {Toy, ToyMachine} from "./base/ToyMachine.sol";
import {vm} from "./base/Vm.sol";

/// @dev Rules on the one batch there is.
contract Rulings is IDataChallenges {
    uint64 public constant DATA_WINDOW = 1 days;
    uint64 public constant RESPONSE_WINDOW = 1 days;
    uint64 public constant RULING_PERIOD = 2 days;
    IInbox public immutable INBOX;
    bool public ruled;
    bool public pending;

    constructor(
        IInbox inbox_
    ) {
        INBOX = inbox_;
    }

    function rule() external {
        (ruled, pending) = (true, false);
    }

    function ask() external {
        pending = true;
    }

    function isVoid(
        uint64 batchIndex
    ) external view returns (bool) {
        return ruled && batchIndex == 0;
    }

    function isSettled(
        uint64
    ) external view returns (bool) {
        return !pending;
    }
}

/// @dev What decides a dispute: from the assertion to the instruction, and every other way it can end.
contract TournamentTest is DisputeSimulation {
    using Histories for History;
    using ToyMachine for Toy;

    Rulings private rulings;
    bytes32 private parent;
    bytes32 private right;
    bytes32 private wrong;
    bytes32 private honestId;
    bytes32 private lieId;
    bytes32 private id;

    function dataChallenges(
        address inbox_
    ) internal override returns (address) {
        rulings = new Rulings(IInbox(inbox_));
        return address(rulings);
    }

    function test_the_machine_agrees_with_every_step_of_the_toy() public view {
        Toy memory t = ToyMachine.start(inputRoots[0], genesisState);
        for (uint256 i = 0; i < 13; ++i) {
            bytes memory encoded = t.encode();
            bytes memory witness = t.witness();
            t.step();
            (, bytes32 next) = tournament.MACHINE().step(encoded, witness);
            vm.assertEq(next, tournament.MACHINE().hashState(t.encode()));
        }
        vm.assertEq(uint256(t.status), 1);
        vm.assertEq(uint256(t.exitCode), 0);
    }

    /// Every instruction of every block, and either order of assertion.
    function test_a_wrong_instruction_is_found_wherever_it_is() public {
        for (uint256 i = 0; i < 33; ++i) {
            uint256 snapshot = vm.snapshotState();
            this.playOne(Lie(1 + i / 11, 1 + i % 11, keccak256("lie")), i % 2 == 0);
            vm.revertToState(snapshot);
        }
    }

    function playOne(
        Lie memory lie,
        bool honestFirst
    ) external {
        manner = Manner.Prompt;
        _rivals(lie, honestFirst);
        _play();
        _expectWinner();
    }

    /// A state beyond the last block is nobody's: whoever claims one loses, also at the very last leaf.
    function test_whoever_fills_the_padding_loses() public {
        for (uint256 leaf = BLOCKS; leaf < 8; leaf += 4) {
            uint256 snapshot = vm.snapshotState();
            right = truth();
            History memory h = historyOf(right);
            bytes32[] memory leaves = new bytes32[](leaf + 1);
            for (uint256 i = 0; i < BLOCKS; ++i) {
                leaves[i] = h.leaves[i];
            }
            leaves[leaf] = keccak256("a block that never was");
            h.leaves = leaves;
            wrong = _register(h);
            _assertBoth(leaf % 2 == 0);
            _play();
            _expectWinner();
            vm.revertToState(snapshot);
        }
    }

    function test_both_sides_may_be_wrong_inside_and_level_0_keeps_one() public {
        bytes32 a = party(Lie(2, 5, keccak256("one")));
        bytes32 b = party(Lie(2, 5, keccak256("other")));
        manner = Manner.Prompt;
        parent = rollup.GENESIS();
        bytes32 first = assertParty(BOB, a);
        assertParty(BOB, b);
        bytes32[] memory both = new bytes32[](2);
        (both[0], both[1]) = (a, b);
        play(parent, both);
        vm.assertTrue(tournament.matchOf(parent, _id(a, b)).status == MatchStatus.OneWon);
        _later();
        vm.assertEq(tournament.winner(parent), first);
    }

    function test_when_nobody_joins_inside_the_first_side_goes_on() public {
        _toInner();
        bytes32 inside = tournament.innerGame(parent, id);
        vm.expectRevert(abi.encodeWithSelector(ITournament.InnerRunning.selector, inside));
        tournament.resolveInner(parent, id);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(parent, id);
        vm.assertTrue(tournament.matchOf(parent, id).status == MatchStatus.OneWon);
    }

    /// Any honest party may bring the right commitment inside, whoever asserted; the one who joined first does not matter.
    function test_a_stranger_wins_inside_for_a_silent_proposer() public {
        _toInner();
        vm.warp(block.timestamp + tournament.JOIN_WINDOW() - 1);
        joinFor(parent, id, right);
        vm.warp(block.timestamp + 1);
        tournament.resolveInner(parent, id);
        _later();
        _expectWinner();
    }

    /// The right end by a wrong path: it joins the right side, and loses to the right path all the same.
    function test_a_freeloader_inside_loses_its_bond_and_harms_nobody() public {
        _toInner();
        bytes32 inside = tournament.innerGame(parent, id);
        bytes32 truthInside = inner[_key(right, 1)];
        History memory h = historyOf(truthInside);
        h.leaves[1] = keccak256("a state on no path");
        bytes32 freeloader = _register(h);
        lastStateOf[freeloader] = lastStateOf[truthInside];
        bytes32[] memory siblings = h.prove(3);
        uint96 bond = tournament.joinBond(1);
        vm.deal(BOB, bond);
        vm.prank(BOB);
        tournament.joinBlock{value: bond}(inside, _final(truthInside), siblings);
        joinFor(parent, id, right);
        bytes32 match_ = _id(freeloader, truthInside);
        while (tournament.matchOf(inside, match_).status == MatchStatus.Bisecting) move(inside, match_);
        joinFor(inside, match_, truthInside);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(inside, match_);
        tournament.resolveInner(parent, id);
        vm.assertEq(tournament.claimable(BOB), 0);
        _later();
        _expectWinner();
    }

    function test_inside_each_side_has_its_own_clock() public {
        _rivals(Lie(2, 5, keccak256("lie")), true);
        // The honest side is in turn and takes a day; the lie does not pay for it.
        vm.warp(block.timestamp + 1 days);
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
        bytes32 inside = tournament.innerGame(parent, id);
        vm.assertEq(
            tournament.gameOf(inside).clockOne, tournament.ALLOWANCE() - 1 days + tournament.MOVE_TIME()
        );
        vm.assertEq(tournament.gameOf(inside).clockTwo, tournament.ALLOWANCE());
        vm.warp(block.timestamp + 1 hours);
        bytes32 one = joinFor(parent, id, right);
        bytes32 two = joinFor(parent, id, wrong);
        uint64 late = 1 hours - tournament.MOVE_TIME();
        vm.assertEq(
            tournament.participantOf(inside, one).clock,
            tournament.ALLOWANCE() - 1 days + tournament.MOVE_TIME() - late
        );
        vm.assertEq(tournament.participantOf(inside, two).clock, tournament.ALLOWANCE() - late);
    }

    /// What the time inside cost goes back to the side outside.
    function test_the_clock_comes_back_from_inside() public {
        _toInner();
        uint64 late = tournament.JOIN_WINDOW() - 1;
        vm.warp(block.timestamp + late);
        joinFor(parent, id, right);
        vm.warp(block.timestamp + 1);
        tournament.resolveInner(parent, id);
        vm.assertEq(
            tournament.participantOf(parent, right).clock,
            tournament.ALLOWANCE() - (late - tournament.MOVE_TIME())
        );
    }

    function test_a_void_batch_decides_for_the_state_before_it() public {
        _toHeight1(Lie(1, 5, keccak256("lie")));
        rulings.rule();
        // Here both are wrong: the honest commitment was made before the ruling. Side one goes on.
        Leaves memory leaves = _leaves(0);
        BlockInput memory input = blockInput(0);
        StateHeader.Proof memory before = headerOf(leaves.agreed);
        vm.expectRevert(abi.encodeWithSelector(ITournament.BatchIsVoid.selector, 0));
        tournament.openBlock(parent, id, leaves, input, before);
        tournament.settleVoid(parent, id, leaves, 0);
        vm.assertTrue(tournament.matchOf(parent, id).status == MatchStatus.OneWon);
    }

    function test_who_claimed_the_void_wins_when_it_is_ruled_meanwhile() public {
        // A history in which nothing happened, against one in which the blocks count.
        History memory h;
        h.height = heights()[0];
        h.leaves = new bytes32[](BLOCKS);
        bytes32 genesis = ToyMachine.stateRoot(genesisState);
        right = truth();
        for (uint256 i = 0; i < BLOCKS; ++i) {
            h.leaves[i] = genesis;
        }
        wrong = _register(h);
        _assertBoth(true);
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
        joinFor(parent, id, right);
        rulings.ask();
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        // The machine has spoken for the other side, but a ruling may still come.
        vm.expectRevert(abi.encodeWithSelector(ITournament.BatchUnsettled.selector, 0));
        tournament.resolveInner(parent, id);
        rulings.rule();
        tournament.resolveInner(parent, id);
        _later();
        vm.assertEq(tournament.winner(parent), lieId);
    }

    function test_a_void_that_was_not_ruled_is_refused() public {
        _toHeight1(Lie(1, 5, keccak256("lie")));
        Leaves memory leaves = _leaves(0);
        vm.expectRevert(abi.encodeWithSelector(ITournament.BatchNotVoid.selector, 0));
        tournament.settleVoid(parent, id, leaves, 0);
        vm.expectRevert(abi.encodeWithSelector(ITournament.NotPadding.selector, 0, BLOCKS));
        tournament.settlePadding(parent, id, leaves.left, leaves.right);
    }

    /// A lie overlooked for the whole period, and not confirmed, may still be answered: the question opens once more.
    function test_an_overlooked_lie_reopens_once() public {
        right = truth();
        wrong = party(Lie(2, 5, keccak256("lie")));
        parent = rollup.GENESIS();
        lieId = assertParty(BOB, wrong);
        vm.warp(block.timestamp + CHALLENGE_PERIOD + 1 days);
        honestId = assertParty(ALICE, right);
        uint64 closesAt = tournament.gameOf(parent).closesAt;
        vm.assertEq(closesAt, block.timestamp + tournament.JOIN_WINDOW());
        vm.expectRevert(abi.encodeWithSelector(Rollup.AssertionDisputed.selector, lieId));
        rollup.confirm(lieId);
        bytes32 late = party(Lie(3, 5, keccak256("late lie")));
        vm.warp(closesAt);
        History memory h = historyOf(late);
        RollupClaim memory c = RollupClaim(parent, 0, 1, inbox.batchHash(0), late, h.leaves[BLOCKS - 1]);
        bytes32[] memory siblings = h.prove(BLOCKS - 1);
        StateHeader.Proof memory header = headerOf(c.stateRoot);
        vm.deal(BOB, BOND);
        vm.expectRevert(abi.encodeWithSelector(ITournament.JoinClosed.selector, parent, closesAt));
        vm.prank(BOB);
        rollup.assertState{value: BOND}(c, header, siblings);
    }

    function test_a_pause_stops_confirmation_and_no_move() public {
        _rivals(Lie(2, 5, keccak256("lie")), true);
        pause();
        uint64 until = guardian.pausedUntil();
        _play();
        _later();
        _expectWinner();
        if (block.timestamp < until) {
            vm.expectRevert(abi.encodeWithSelector(Pausable.BridgePaused.selector, until));
            rollup.confirm(honestId);
            vm.warp(until);
        }
        rollup.confirm(honestId);
    }

    /// A winner stays the winner, and grace comes first.
    function test_the_winner_waits_for_the_grace_and_never_changes() public {
        _rivals(Lie(2, 5, keccak256("lie")), true);
        manner = Manner.Silent;
        _play();
        uint64 closesAt = tournament.gameOf(parent).closesAt;
        vm.warp(closesAt + tournament.GRACE() - 1);
        vm.assertEq(tournament.winner(parent), bytes32(0));
        vm.assertTrue(rollup.isDisputed(honestId));
        vm.warp(closesAt + tournament.GRACE());
        for (uint256 i = 0; i < 5; ++i) {
            vm.assertEq(tournament.winner(parent), honestId);
            vm.warp(block.timestamp + 1000 days);
        }
    }

    function _rivals(
        Lie memory lie,
        bool honestFirst
    ) private {
        right = truth();
        wrong = party(lie);
        _assertBoth(honestFirst);
    }

    function _assertBoth(
        bool honestFirst
    ) private {
        parent = rollup.GENESIS();
        if (honestFirst) honestId = assertParty(ALICE, right);
        lieId = assertParty(BOB, wrong);
        if (!honestFirst) honestId = assertParty(ALICE, right);
        id = honestFirst ? _id(right, wrong) : _id(wrong, right);
    }

    function _play() private {
        bytes32[] memory both = new bytes32[](2);
        (both[0], both[1]) = (right, wrong);
        play(parent, both);
        _later();
    }

    function _later() private {
        vm.warp(block.timestamp + CHALLENGE_PERIOD + tournament.GRACE());
    }

    function _expectWinner() private view {
        vm.assertEq(tournament.winner(parent), honestId);
        vm.assertTrue(rollup.assertion(lieId).bondGone);
        vm.assertFalse(rollup.isDisputed(honestId));
        vm.assertTrue(rollup.isDisputed(lieId));
    }

    function _toInner() private {
        _rivals(Lie(2, 5, keccak256("lie")), false);
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
    }

    function _toHeight1(
        Lie memory lie
    ) private {
        _rivals(lie, true);
        while (tournament.matchOf(parent, id).height > 1) move(parent, id);
    }

    /// @dev The last leaves, as the side in turn holds them, when the difference is leaf `position`.
    function _leaves(
        uint256 position
    ) private view returns (Leaves memory) {
        Match memory m = tournament.matchOf(parent, id);
        (bytes32 inTurn,) = tournament.turnOf(parent, id);
        History memory h = historyOf(inTurn);
        return leavesAt(parent, h, h.leaf(m.position), h.leaf(m.position + 1), position);
    }

    function _final(
        bytes32 commitment
    ) private view returns (FinalState memory) {
        return finalState(commitment);
    }

    function _id(
        bytes32 one,
        bytes32 two
    ) private pure returns (bytes32) {
        return keccak256(abi.encode(one, two));
    }
}
