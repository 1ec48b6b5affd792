// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tournament} from "../src/Tournament.sol";
import {ITournament, Match, MatchStatus} from "../src/interfaces/ITournament.sol";
import {DisputeSimulation} from "./base/DisputeSimulation.sol";
import {vm} from "./base/Vm.sol";

/// @dev Plays, and takes its credit badly: refuses it, or asks for it again while it is paid.
contract BadReceiver {
    Tournament private immutable TOURNAMENT;
    bool public refuses = true;
    uint256 public again;

    constructor(
        Tournament tournament_
    ) {
        TOURNAMENT = tournament_;
    }

    function play(
        bytes calldata data
    ) external {
        (bool ok,) = address(TOURNAMENT).call(data);
        require(ok);
    }

    function ask() external {
        TOURNAMENT.claim();
    }

    function relent() external {
        refuses = false;
    }

    receive() external payable {
        require(!refuses);
        try TOURNAMENT.claim() {
            ++again;
        } catch {}
    }
}

/// @dev Who pays, who is paid, and that not a wei is made or lost.
contract TournamentMoneyTest is DisputeSimulation {
    uint256 private constant PRICE = 12 gwei;

    bytes32 private parent;
    bytes32 private right;
    bytes32 private wrong;
    bytes32 private id;

    function setUp() public override {
        super.setUp();
        vm.fee(10 gwei);
        vm.txGasPrice(PRICE);
        parent = rollup.GENESIS();
        right = truth();
        wrong = party(Lie(2, 5, keccak256("lie")));
        assertParty(ALICE, right);
        assertParty(BOB, wrong);
        id = keccak256(abi.encode(right, wrong));
    }

    /// Deposits = what the winner gets + refunds + reward + burned, to the wei, when all has been collected.
    function test_every_wei_of_a_dispute_is_accounted_for() public {
        manner = Manner.Prompt;
        uint256 joinBonds = 2 * (uint256(tournament.joinBond(1)) + tournament.joinBond(2));
        bytes32[] memory both = new bytes32[](2);
        (both[0], both[1]) = (right, wrong);
        play(parent, both);
        // The lie's assertion bond has come, everything else was paid in when joining.
        vm.assertEq(address(tournament).balance, BOND + joinBonds);
        tournament.collect(parent, id, address(this));
        (bytes32 inside, bytes32 insideId) = _inner(parent, id);
        tournament.collect(inside, insideId, address(this));
        (bytes32 deep, bytes32 deepId) = _inner(inside, insideId);
        tournament.collect(deep, deepId, address(this));
        uint256 credits = tournament.claimable(address(this)) + tournament.claimable(ALICE);
        vm.assertEq(address(tournament).balance, credits + tournament.burnable());
        // The reward of level 0 is the proposer's: an eighth of the bond, never all of it.
        vm.assertEq(tournament.claimable(ALICE), BOND / 8);
        vm.assertGe(tournament.burnable(), (uint256(BOND) + joinBonds / 2) * 3 / 8);
        vm.assertEq(tournament.claimable(BOB), 0);
        tournament.burn();
        tournament.claim();
        vm.prank(ALICE);
        tournament.claim();
        vm.assertEq(address(tournament).balance, 0);
        vm.expectRevert(abi.encodeWithSelector(ITournament.NothingToBurn.selector));
        tournament.burn();
        vm.expectRevert(abi.encodeWithSelector(ITournament.NothingToClaim.selector, ALICE));
        vm.prank(ALICE);
        tournament.claim();
    }

    /// Gas comes back to whoever made the move, for the side that won only, and once.
    function test_the_movers_of_the_winner_get_their_gas_back() public {
        address mover = address(0x307e7);
        bytes memory data = moveCall(parent, id);
        uint256 gas_ = gasleft();
        vm.prank(mover);
        (bool ok,) = address(tournament).call(data);
        gas_ -= gasleft();
        vm.assertTrue(ok);
        uint256 owed = tournament.owed(parent, id, true, mover);
        vm.assertGe(owed, gas_ * PRICE / 2);
        vm.assertLe(owed, (gas_ + 60_000) * PRICE);
        bytes memory nothing =
            abi.encodeWithSelector(ITournament.NothingToCollect.selector, parent, id, mover);
        vm.expectRevert(nothing);
        tournament.collect(parent, id, mover);
        // The other side's mover gets nothing.
        address other = address(0x07e4);
        data = moveCall(parent, id);
        vm.prank(other);
        (ok,) = address(tournament).call(data);
        move(parent, id);
        joinFor(parent, id, right);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(parent, id);
        tournament.collect(parent, id, mover);
        vm.assertEq(tournament.claimable(mover), owed);
        vm.expectRevert(nothing);
        tournament.collect(parent, id, mover);
        vm.expectRevert(abi.encodeWithSelector(ITournament.NothingToCollect.selector, parent, id, other));
        tournament.collect(parent, id, other);
    }

    /// However dear the gas: at most half of the loser's bond, at a bounded price.
    function test_refunds_are_capped_by_price_and_by_half_of_the_bond() public {
        vm.txGasPrice(1 ether);
        move(parent, id);
        uint256 capped = tournament.owed(parent, id, true, address(this));
        vm.assertLe(capped, 300_000 * (10 gwei + tournament.TIP_CAP()));
        vm.fee(0.1 ether);
        move(parent, id);
        move(parent, id);
        vm.assertEq(tournament.owed(parent, id, true, address(this)), BOND / 2);
        vm.assertEq(tournament.matchOf(parent, id).spentTwo, BOND / 2);
    }

    function test_a_party_that_refuses_or_reenters_hurts_only_itself() public {
        BadReceiver bad = new BadReceiver(tournament);
        bad.play(moveCall(parent, id));
        move(parent, id);
        move(parent, id);
        joinFor(parent, id, right);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.resolveInner(parent, id);
        tournament.collect(parent, id, address(bad));
        uint256 credit = tournament.claimable(address(bad));
        vm.expectRevert(abi.encodeWithSelector(ITournament.TransferFailed.selector, address(bad)));
        bad.ask();
        vm.assertEq(tournament.claimable(address(bad)), credit);
        bad.relent();
        bad.ask();
        vm.assertEq(address(bad).balance, credit);
        vm.assertEq(bad.again(), 0);
    }

    /// A bond lowered or raised meanwhile touches nothing that was paid in before.
    function test_bonds_are_those_paid_in() public {
        vm.prank(address(timelock));
        rollup.setBond(1);
        (, uint64 deadline) = tournament.turnOf(parent, id);
        vm.warp(deadline);
        tournament.claimTimeout(parent, id);
        vm.assertEq(address(tournament).balance, BOND);
        vm.assertEq(address(rollup).balance, BOND);
    }

    function test_a_winner_inside_gets_its_bond_once() public {
        while (tournament.matchOf(parent, id).status == MatchStatus.Bisecting) move(parent, id);
        bytes32 inside = tournament.innerGame(parent, id);
        joinFor(parent, id, right);
        vm.expectRevert(abi.encodeWithSelector(ITournament.InnerRunning.selector, inside));
        tournament.returnBond(inside);
        vm.warp(block.timestamp + tournament.JOIN_WINDOW());
        tournament.returnBond(inside);
        tournament.returnBond(inside);
        tournament.resolveInner(parent, id);
        tournament.returnBond(inside);
        vm.assertEq(tournament.claimable(address(this)), tournament.joinBond(1));
        bytes32 genesis = parent;
        vm.expectRevert(abi.encodeWithSelector(ITournament.InnerRunning.selector, genesis));
        tournament.returnBond(genesis);
    }

    function _inner(
        bytes32 game,
        bytes32 matchId
    ) private view returns (bytes32 inside, bytes32 insideId) {
        Match memory m = tournament.matchOf(game, matchId);
        inside = tournament.innerGame(game, matchId);
        uint256 at = differenceOf(m);
        (bytes32 a, bytes32 b) = (inner[_key(m.one, at)], inner[_key(m.two, at)]);
        insideId = keccak256(abi.encode(a, b));
        if (tournament.matchOf(inside, insideId).status == MatchStatus.None) {
            insideId = keccak256(abi.encode(b, a));
        }
    }
}
