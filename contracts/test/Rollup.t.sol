// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeKinds} from "../src/DisputeKinds.sol";
import {Inbox} from "../src/Inbox.sol";
import {Rollup} from "../src/Rollup.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {Tournament} from "../src/Tournament.sol";
import {History} from "../src/dispute/History.sol";
import {Assertion} from "../src/interfaces/IRollup.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {vm} from "./base/Vm.sol";

/// @dev Making assertions: what a claim must say, and what it may build on.
contract RollupTest is BridgeTest {
    bytes32 private constant WITHDRAWALS = keccak256("withdrawals");
    /// What the tournament of the tests needs to be joined: a day away and a move.
    uint64 private constant LEAST = 1 days + 10 minutes;

    function test_genesis_is_confirmed_and_pays_nothing() public view {
        bytes32 id = rollup.GENESIS();
        vm.assertEq(rollup.latestConfirmed(), id);
        vm.assertEq(
            id, keccak256(abi.encode(bytes32(0), uint32(0), uint64(0), bytes32(0), bytes32(0), GENESIS_ROOT))
        );
        vm.assertEq(rollup.assertion(id).stateRoot, GENESIS_ROOT);
        vm.assertTrue(rollup.assertion(id).confirmed);
        vm.assertEq(rollup.confirmedWithdrawalsRoot(id), bytes32(0));
        vm.assertEq(rollup.nextBatchCount(id), 1);
    }

    function test_an_honest_claim_is_recorded() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32 id = idOf(c);
        vm.deal(ALICE, BOND);
        vm.expectEmit(address(rollup));
        emit Rollup.Asserted(id, c.parent, 1, 1, c.batchHash, c.blocksRoot, c.stateRoot, ALICE, 0);
        vm.prank(ALICE);
        assertWith(c, BOND);
        Assertion memory a = rollup.assertion(id);
        vm.assertEq(a.parent, c.parent);
        vm.assertEq(a.proposer, ALICE);
        vm.assertEq(a.bond, BOND);
        vm.assertEq(a.confirmableAt, block.timestamp + CHALLENGE_PERIOD);
        vm.assertEq(a.withdrawalsRoot, WITHDRAWALS);
        vm.assertEq(rollup.confirmedWithdrawalsRoot(id), bytes32(0));
        vm.assertEq(rollup.assertion(c.parent).childCount, 1);
        vm.assertFalse(rollup.isDisputed(id));
    }

    function test_the_bond_must_be_exact() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        _refusesValue(c, 0);
        _refusesValue(c, BOND - 1);
        _refusesValue(c, BOND + 1);
    }

    function test_the_same_claim_cannot_be_made_twice() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32 id = assertClaim(ALICE, c);
        _refuses(c, abi.encodeWithSelector(Rollup.AlreadyAsserted.selector, id));
        vm.assertEq(rollup.assertion(rollup.GENESIS()).childCount, 1);
    }

    function test_unknown_and_zero_parents_are_refused() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        c.parent = 0;
        _refuses(c, abi.encodeWithSelector(Rollup.UnknownAssertion.selector, bytes32(0)));
        c.parent = keccak256("nobody");
        _refuses(c, abi.encodeWithSelector(Rollup.UnknownAssertion.selector, c.parent));
    }

    function test_a_parent_that_was_passed_by_is_stale() public {
        bytes32 genesis = rollup.GENESIS();
        bytes32 first = finalize(WITHDRAWALS);
        Claim memory c = claimOn(genesis, keccak256("late rival"));
        _refuses(c, abi.encodeWithSelector(Rollup.StaleParent.selector, genesis, first));
    }

    function test_the_parent_fixes_how_many_batches_are_covered() public {
        appendBatch();
        appendBatch();
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        vm.assertEq(c.batchCount, 1);
        c.batchCount = 3;
        _refuses(c, abi.encodeWithSelector(Rollup.WrongBatchCount.selector, 1, 3));
        c.batchCount = 0;
        _refuses(c, abi.encodeWithSelector(Rollup.WrongBatchCount.selector, 1, 0));
        bytes32 first = assertClaim(ALICE, claimOn(rollup.GENESIS(), WITHDRAWALS));
        // Everything that was there when the parent was asserted, and not what came later.
        appendBatch();
        vm.assertEq(rollup.nextBatchCount(first), 3);
        bytes32 second = assertClaim(ALICE, claimOn(first, WITHDRAWALS));
        vm.assertEq(rollup.nextBatchCount(second), 4);
        bytes32 third = assertClaim(ALICE, claimOn(second, WITHDRAWALS));
        // At least one more: here the next one, which is not there yet.
        vm.assertEq(rollup.nextBatchCount(third), 5);
        c = claimOn(second, WITHDRAWALS);
        c.parent = third;
        c.batchCount = 5;
        _refuses(c, abi.encodeWithSelector(Inbox.UnknownBatch.selector, 4, 4));
    }

    function test_an_assertion_never_covers_more_batches_than_the_bound() public {
        for (uint256 i = 0; i < 1026; ++i) {
            appendBatch();
        }
        bytes32 first = assertClaim(ALICE, claimOn(rollup.GENESIS(), WITHDRAWALS));
        vm.assertEq(rollup.nextBatchCount(first), 1025);
        bytes32 second = assertClaim(ALICE, claimOn(first, WITHDRAWALS));
        vm.assertEq(rollup.nextBatchCount(second), 1026);
    }

    function test_a_claim_about_other_batches_is_refused() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32 right = c.batchHash;
        c.batchHash = keccak256("batches of another fork");
        _refuses(c, abi.encodeWithSelector(Rollup.WrongBatchHash.selector, right, c.batchHash));
    }

    function test_the_header_must_be_proven_into_the_state_root() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32 proven = c.stateRoot;
        c.stateRoot = 0;
        _refuses(c, abi.encodeWithSelector(Rollup.InvalidHeaderProof.selector, bytes32(0), proven));
        c.stateRoot = keccak256("another state");
        _refuses(c, abi.encodeWithSelector(Rollup.InvalidHeaderProof.selector, c.stateRoot, proven));
    }

    function test_the_header_must_agree_with_the_inbox() public {
        inbox.forceTransaction("");
        appendBatch();
        uint64 time = inbox.batch(0).lastTimestamp;
        uint64 chain = uint64(block.chainid);
        _refusesLeaf(
            0,
            firstLeaf(chain + 1, 1, time),
            abi.encodeWithSelector(Rollup.WrongChainId.selector, chain, chain + 1)
        );
        _refusesLeaf(
            0, firstLeaf(chain, 2, time), abi.encodeWithSelector(Rollup.WrongBlockNumber.selector, 1, 2)
        );
        _refusesLeaf(
            0,
            firstLeaf(chain, type(uint64).max, time),
            abi.encodeWithSelector(Rollup.WrongBlockNumber.selector, 1, type(uint64).max)
        );
        _refusesLeaf(
            0,
            firstLeaf(chain, 1, time + 1),
            abi.encodeWithSelector(Rollup.WrongTimestamp.selector, time, time + 1)
        );
        _refusesLeaf(1, 0, abi.encodeWithSelector(Rollup.ZeroRoot.selector));
        bytes32 accumulator = inbox.accumulatorAt(1);
        _refusesLeaf(
            2,
            keccak256("a deposit that never was"),
            abi.encodeWithSelector(
                Rollup.WrongInboxAccumulator.selector, accumulator, keccak256("a deposit that never was")
            )
        );
        _refusesLeaf(
            3,
            bytes32(ReferenceTrees.littleEndian(2)),
            abi.encodeWithSelector(Rollup.WrongInboxCursor.selector, 1, 2)
        );
    }

    /// The all-zero state, whose proof is all zero words, is nobody's state.
    function test_an_uninitialised_state_is_refused() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        (c.stateRoot, c.proof) = ReferenceTrees.stateRoot(new bytes32[](8));
        _refuses(c, abi.encodeWithSelector(Rollup.WrongChainId.selector, uint64(block.chainid), 0));
    }

    function test_assertions_are_accepted_while_paused() public {
        appendBatch();
        pause();
        assertClaim(ALICE, claimOn(rollup.GENESIS(), WITHDRAWALS));
    }

    function test_only_the_timelock_tunes() public {
        bytes memory refusal = abi.encodeWithSelector(Timelocked.NotTimelock.selector, ALICE);
        vm.startPrank(ALICE);
        vm.expectRevert(refusal);
        rollup.setBond(2);
        vm.expectRevert(refusal);
        rollup.setChallengePeriod(2);
        vm.expectRevert(refusal);
        rollup.setProgramHash(PROGRAM);
        vm.expectRevert(refusal);
        rollup.addDisputeModule(address(timelock));
        vm.expectRevert(refusal);
        rollup.retireKind(0);
        vm.stopPrank();
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, LEAST, 0));
        rollup.setChallengePeriod(0);
        vm.expectRevert(abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, LEAST, 365 days + 1));
        rollup.setChallengePeriod(365 days + 1);
        vm.expectRevert(abi.encodeWithSelector(Rollup.ZeroRoot.selector));
        rollup.setProgramHash(0);
        vm.expectRevert(abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, LEAST, LEAST - 1));
        rollup.setChallengePeriod(LEAST - 1);
    }

    /// So rivals always ran the same program, whenever each was asserted.
    function test_a_parent_fixes_the_program_of_its_children() public {
        appendBatch();
        bytes32 before = assertClaim(ALICE, claimOn(rollup.GENESIS(), WITHDRAWALS));
        vm.prank(address(timelock));
        rollup.setProgramHash(keccak256("next program"));
        appendBatch();
        bytes32 afterwards = assertClaim(ALICE, claimOn(before, WITHDRAWALS));
        appendBatch();
        bytes32 last = assertClaim(ALICE, claimOn(afterwards, WITHDRAWALS));
        vm.assertEq(rollup.programHashAt(rollup.assertion(before).programVersion), PROGRAM);
        vm.assertEq(rollup.programHashAt(rollup.assertion(afterwards).programVersion), PROGRAM);
        vm.assertEq(rollup.programHashAt(rollup.assertion(last).programVersion), keccak256("next program"));
        vm.assertEq(rollup.programHash(), keccak256("next program"));
    }

    function test_constructor_rejects_what_could_never_work() public {
        Rollup.Parameters memory p = rollupParameters();
        p.genesisStateRoot = 0;
        _constructorRefuses(address(inbox), p, abi.encodeWithSelector(Rollup.ZeroRoot.selector));
        p = rollupParameters();
        p.programHash = 0;
        _constructorRefuses(address(inbox), p, abi.encodeWithSelector(Rollup.ZeroRoot.selector));
        p = rollupParameters();
        p.challengePeriod = LEAST - 1;
        _constructorRefuses(
            address(inbox),
            p,
            abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, LEAST, LEAST - 1)
        );
        p = rollupParameters();
        p.blocksHeight = 25;
        _constructorRefuses(
            address(inbox), p, abi.encodeWithSelector(DisputeKinds.WrongBlocksHeight.selector, 25, 26)
        );
        p = rollupParameters();
        _constructorRefuses(ALICE, p, abi.encodeWithSelector(Timelocked.NotAContract.selector, ALICE));
        _constructorRefuses(
            address(token),
            p,
            abi.encodeWithSelector(DisputeKinds.ModuleOfOtherInbox.selector, address(token), address(inbox))
        );
        // The tournament of this test belongs to its own Rollup.
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (address(inbox), address(tournament), p)),
            abi.encodeWithSelector(DisputeKinds.ModuleOfOtherRollup.selector, next, address(rollup))
        );
    }

    /// @dev The module is made for the Rollup that is about to be refused.
    function _constructorRefuses(
        address inbox_,
        Rollup.Parameters memory p,
        bytes memory reason
    ) private {
        Tournament module = _moduleForNext();
        expectRefusal(address(this), abi.encodeCall(this.construct, (inbox_, address(module), p)), reason);
    }

    function construct(
        address inbox_,
        address module,
        Rollup.Parameters memory p
    ) external {
        new Rollup(address(timelock), address(guardian), inbox_, module, p);
    }

    function _moduleForNext() private returns (Tournament) {
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        return new Tournament(
            next,
            address(tournament.MACHINE()),
            address(tournament.JUDGE()),
            address(0),
            tournamentParameters()
        );
    }

    /// Void blocks leave the state as it was: a claim may end in an earlier block than the batch.
    function test_a_state_may_lag_behind_its_batch() public {
        inbox.forceTransaction("");
        appendBatch();
        appendBatch();
        bytes32 first = assertClaim(ALICE, claimOn(rollup.GENESIS(), WITHDRAWALS));
        Claim memory next = claimOn(first, WITHDRAWALS);
        // The state of the parent: everything since is claimed to be void.
        (next.stateRoot, next.proof) = ReferenceTrees.stateRoot(headerLeaves(1, WITHDRAWALS));
        withHistory(next);
        bytes32 id = assertClaim(ALICE, next);
        vm.assertEq(rollup.assertion(id).stateRoot, rollup.assertion(first).stateRoot);
        vm.assertEq(rollup.assertion(id).lastBlock, 2);
    }

    function test_the_state_must_be_the_last_leaf_of_the_history() public {
        appendBatch();
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32 proven = c.blocksRoot;
        c.blocksRoot = keccak256("another history");
        _refuses(c, abi.encodeWithSelector(Rollup.InvalidLastLeaf.selector, c.blocksRoot, proven));
        c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        c.siblings = new bytes32[](25);
        _refuses(c, abi.encodeWithSelector(History.WrongProofLength.selector, 26, 25));
        c.siblings = new bytes32[](27);
        _refuses(c, abi.encodeWithSelector(History.WrongProofLength.selector, 26, 27));
    }

    function _refuses(
        Claim memory c,
        bytes memory reason
    ) private {
        vm.deal(BOB, BOND);
        vm.expectRevert(reason);
        vm.prank(BOB);
        assertWith(c, BOND);
    }

    function _refusesLeaf(
        uint256 index,
        bytes32 leaf,
        bytes memory reason
    ) private {
        Claim memory c = claimOn(rollup.GENESIS(), WITHDRAWALS);
        bytes32[] memory leaves = headerLeaves(c.batchCount, WITHDRAWALS);
        leaves[index] = leaf;
        (c.stateRoot, c.proof) = ReferenceTrees.stateRoot(leaves);
        _refuses(c, reason);
    }

    function _refusesValue(
        Claim memory c,
        uint256 value
    ) private {
        vm.deal(ALICE, value);
        vm.expectRevert(abi.encodeWithSelector(Rollup.WrongBond.selector, BOND, value));
        vm.prank(ALICE);
        assertWith(c, value);
    }
}
