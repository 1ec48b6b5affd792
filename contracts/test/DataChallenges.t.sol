// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataChallenges} from "../src/DataChallenges.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {SparsePayload} from "../src/libraries/SparsePayload.sol";
import {DataVectors, InboxStub, vmData} from "./base/DataVectors.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {bound, vm} from "./base/Vm.sol";

contract DataChallengesTest is DataVectors {
    uint64 internal constant WINDOW = 1 days;
    uint64 internal constant RESPONSE = 2 days;
    uint96 internal constant BOND = 0.1 ether;
    address internal constant CHALLENGER = address(0xc4a11e);
    address internal constant RESPONDER = address(0x4e5b04de4);

    InboxStub internal inbox = new InboxStub();
    DataChallenges internal challenges;

    function setUp() public override {
        super.setUp();
        challenges = new DataChallenges(
            address(inbox),
            address(data),
            DataChallenges.Parameters(WINDOW, RESPONSE, BOND, WINDOW + 13 * RESPONSE)
        );
        vm.deal(CHALLENGER, 100 ether);
    }

    function challenge(
        Batch memory b,
        uint64 blockIndex,
        uint32 leaf
    ) internal returns (uint64) {
        vm.prank(CHALLENGER);
        return challenges.challenge{value: BOND}(0, b, blockIndex, leaf);
    }

    function respond(
        uint64 id,
        Batch memory b,
        DataChallenges.Answer memory a
    ) internal {
        vm.prank(RESPONDER);
        challenges.answer(id, b, a);
    }

    function test_a_batch_that_is_there_survives_every_challenge_and_earns_the_bonds() public {
        for (uint256 kind = 0; kind < 2; ++kind) {
            setUp();
            string memory name = kind == 0 ? "celestia" : "ethereum";
            Batch memory b = batchOf(name);
            inbox.set(b);
            Case[] memory cases = casesOf(name);
            for (uint256 i = 0; i < cases.length; ++i) {
                uint64 id = challenge(b, cases[i].blockIndex, cases[i].leaf);
                vm.warp(block.timestamp + 1 hours);
                respond(id, b, cases[i].answer);
            }
            uint256 earned = challenges.claimable(RESPONDER);
            vm.assertEq(earned, cases.length * BOND);
            vm.warp(block.timestamp + WINDOW + RESPONSE);
            vm.assertTrue(!challenges.isVoid(0) && challenges.isSettled(0));
            vm.prank(RESPONDER);
            challenges.claim();
            vm.assertEq(RESPONDER.balance, earned);
            vm.assertEq(address(challenges).balance, 0);
            vm.deal(RESPONDER, 0);
        }
    }

    function test_a_batch_nobody_can_show_is_void_for_ever_and_its_challengers_are_refunded() public {
        Batch memory b = batchOf("celestia");
        inbox.set(b);
        uint64 first = challenge(b, 0, 0);
        vm.warp(block.timestamp + 1 hours);
        uint64 second = challenge(b, 3, 93);
        vm.warp(inbox.time() + RESPONSE);
        vm.assertTrue(!challenges.isVoid(0));
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.BatchNotVoid.selector, 0));
        challenges.refund(first);
        vm.warp(block.timestamp + 1);
        vm.assertTrue(challenges.isVoid(0) && challenges.isSettled(0));
        // Too late for the first; the second is still in its time, but the batch is void.
        Case[] memory cases = casesOf("celestia");
        vmData.expectPartialRevert(DataChallenges.DeadlinePassed.selector);
        challenges.answer(first, b, cases[0].answer);
        vmData.expectPartialRevert(DataChallenges.DeadlinePassed.selector);
        challenges.answer(second, b, cases[5].answer);
        challenges.refund(first);
        challenges.refund(second);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotOpen.selector, first));
        challenges.refund(first);
        vm.assertEq(challenges.claimable(CHALLENGER), 2 * BOND);
        vm.prank(CHALLENGER);
        challenges.claim();
        vm.assertEq(CHALLENGER.balance, 100 ether);
        vm.warp(block.timestamp + 365 days);
        vm.assertTrue(challenges.isVoid(0) && challenges.isSettled(0));
    }

    function test_one_unanswered_leaf_among_answered_ones_is_enough_whatever_the_order() public {
        Batch memory b = batchOf("celestia");
        Case[] memory cases = casesOf("celestia");
        for (uint256 left = 0; left < 3; ++left) {
            setUp();
            inbox.set(b);
            uint64[3] memory ids;
            for (uint256 i = 0; i < 3; ++i) {
                ids[i] = challenge(b, cases[i].blockIndex, cases[i].leaf);
            }
            for (uint256 i = 3; i > 0; --i) {
                if (i - 1 != left) respond(ids[i - 1], b, cases[i - 1].answer);
            }
            vm.warp(block.timestamp + RESPONSE + 1);
            vm.assertTrue(challenges.isVoid(0));
        }
    }

    function test_a_root_that_differs_by_one_byte_from_the_data_can_not_be_shown() public {
        Batch memory b = batchOf("differing");
        inbox.set(b);
        Case[] memory cases = casesOf("differing");
        uint64 id = challenge(b, cases[0].blockIndex, cases[0].leaf);
        vmData.expectPartialRevert(DataChallenges.WrongBytes.selector);
        challenges.answer(id, b, cases[0].answer);
        vmData.expectPartialRevert(DataChallenges.NotInBatchRoot.selector);
        challenges.answer(id, b, cases[1].answer);
        vmData.expectPartialRevert(DataChallenges.NotInBatchRoot.selector);
        challenges.answer(id, b, cases[2].answer);
    }

    function test_a_frame_that_is_broken_anywhere_leaves_a_leaf_that_can_not_be_shown() public {
        string[5] memory names = ["magic", "count", "backwards", "beyond", "trailing"];
        for (uint256 i = 0; i < names.length; ++i) {
            setUp();
            string memory name = string.concat("spoilt.", names[i]);
            useRoot(name);
            Batch memory b = batchOf(name);
            inbox.set(b);
            Case memory c = casesOf(name)[0];
            uint64 id = challenge(b, c.blockIndex, c.leaf);
            vmData.expectPartialRevert(DataChallenges.WrongFrame.selector);
            challenges.answer(id, b, c.answer);
        }
    }

    function test_what_pads_a_batch_root_must_be_zero() public {
        Batch memory b = batchOf("celestia");
        Case[] memory cases = casesOf("celestia");
        Case memory last = cases[6];
        vm.assertEq(last.blockIndex, 4);
        // Five blocks in a tree of eight: put something into the sixth leaf.
        last.answer.inputSiblings[0] = bytes32(uint256(1));
        bytes32 node = sha256(abi.encodePacked(last.answer.inputRoot, last.answer.inputSiblings[0]));
        node = sha256(abi.encodePacked(node, last.answer.inputSiblings[1]));
        b.batchRoot = sha256(abi.encodePacked(last.answer.inputSiblings[2], node));
        inbox.set(b);
        uint64 id = challenge(b, 4, 0);
        vmData.expectPartialRevert(DataChallenges.NotInBatchRoot.selector);
        challenges.answer(id, b, last.answer);
    }

    function test_an_answer_to_another_leaf_block_or_with_less_opened_is_refused() public {
        Batch memory b = batchOf("celestia");
        inbox.set(b);
        Case[] memory cases = casesOf("celestia");
        uint64 id = challenge(b, 3, 93);
        for (uint256 i = 0; i < cases.length; ++i) {
            if (cases[i].blockIndex == 3 && cases[i].leaf == 93) continue;
            (bool done, bytes memory why) =
                address(challenges).call(abi.encodeCall(challenges.answer, (id, b, cases[i].answer)));
            vm.assertFalse(done);
            // Another leaf's bytes, or bytes that were not opened at all.
            bytes4 name = bytes4(why);
            vm.assertTrue(
                name == SparsePayload.NotOpened.selector || name == DataChallenges.WrongBytes.selector
            );
        }
        DataChallenges.Answer memory a = casesOf("celestia")[5].answer;
        a.openings = cases[0].answer.openings;
        vmData.expectPartialRevert(SparsePayload.NotOpened.selector);
        challenges.answer(id, b, a);
        respond(id, b, cases[5].answer);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotOpen.selector, id));
        challenges.answer(id, b, cases[5].answer);
    }

    function test_a_challenge_is_about_a_known_batch_in_its_window_with_its_bond_and_made_once() public {
        Batch memory b = batchOf("celestia");
        vm.deal(address(this), 10 ether);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.UnknownBatch.selector, 0, 0));
        challenges.challenge{value: BOND}(0, b, 0, 0);
        vm.assertTrue(!challenges.isSettled(0) && !challenges.isVoid(7));
        inbox.set(b);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.WrongBond.selector, BOND, BOND - 1));
        challenges.challenge{value: BOND - 1}(0, b, 0, 0);
        Batch memory other = batchOf("celestia");
        ++other.daStart;
        vmData.expectPartialRevert(DataChallenges.WrongBatch.selector);
        challenges.challenge{value: BOND}(0, other, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.BlockOutOfRange.selector, 5, 5));
        challenges.challenge{value: BOND}(0, b, 5, 0);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.LeafOutOfRange.selector, 2 ** 25));
        challenges.challenge{value: BOND}(0, b, 0, 2 ** 25);
        uint64 id = challenges.challenge{value: BOND}(0, b, 4, 2 ** 25 - 1);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.AlreadyChallenged.selector, id));
        challenges.challenge{value: BOND}(0, b, 4, 2 ** 25 - 1);
        vm.assertEq(challenges.challengeId(0, 0, 5 * 2 ** 25 - 1), id);
        vm.warp(inbox.time() + WINDOW);
        challenges.challenge{value: BOND}(0, b, 0, 0);
        vm.warp(inbox.time() + WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.WindowClosed.selector, inbox.time() + WINDOW));
        challenges.challenge{value: BOND}(0, b, 0, 1);
        vm.assertTrue(!challenges.isSettled(0));
    }

    function test_data_that_no_proof_can_open_is_not_challengeable() public {
        Batch memory b = batchOf("celestia");
        for (uint8 kind = 0; kind < 4; kind += 3) {
            b.daKind = kind;
            inbox.set(b);
            vm.deal(address(this), 1 ether);
            vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotChallengeable.selector, kind));
            challenges.challenge{value: BOND}(0, b, 0, 0);
        }
    }

    function test_the_constructor_refuses_windows_beyond_the_challenge_period() public {
        DataChallenges.Parameters[7] memory wrong = [
            DataChallenges.Parameters(WINDOW, RESPONSE, BOND, WINDOW + 13 * RESPONSE - 1),
            DataChallenges.Parameters(0, RESPONSE, BOND, 100 days),
            DataChallenges.Parameters(WINDOW, 0, BOND, 100 days),
            DataChallenges.Parameters(WINDOW, RESPONSE, 0, 100 days),
            DataChallenges.Parameters(365 days + 1, 1, BOND, 365 days),
            DataChallenges.Parameters(1, 365 days + 1, BOND, 365 days),
            DataChallenges.Parameters(WINDOW, RESPONSE, BOND, 365 days + 1)
        ];
        for (uint256 i = 0; i < wrong.length; ++i) {
            _constructorRefuses(address(inbox), address(data), wrong[i]);
        }
        DataChallenges.Parameters memory fits =
            DataChallenges.Parameters(WINDOW, RESPONSE, BOND, WINDOW + 13 * RESPONSE);
        this.construct(address(inbox), address(data), fits);
        _constructorRefuses(address(0xa11ce), address(data), fits);
        _constructorRefuses(address(inbox), address(0xa11ce), fits);
    }

    function construct(
        address inbox_,
        address data_,
        DataChallenges.Parameters calldata p
    ) external {
        new DataChallenges(inbox_, data_, p);
    }

    function _constructorRefuses(
        address inbox_,
        address data_,
        DataChallenges.Parameters memory p
    ) private {
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (inbox_, data_, p)),
            abi.encodeWithSelector(DataChallenges.InvalidParameters.selector, p)
        );
    }

    /// Any order of challenges and answers: the batch is void exactly when one is left open beyond its deadline, and the
    /// contract holds exactly the bonds that are open or claimable.
    function testFuzz_void_if_and_only_if_an_answer_is_missing(
        uint256 seed
    ) public {
        Batch memory b = batchOf("ethereum");
        inbox.set(b);
        Case[] memory cases = casesOf("ethereum");
        uint64[] memory ids = new uint64[](cases.length);
        bool[] memory answered = new bool[](cases.length);
        bool isVoid;
        for (uint256 step = 0; step < 14; ++step) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 i = seed % cases.length;
            vm.warp(block.timestamp + (seed >> 16) % 8 hours);
            for (uint256 j = 0; j < ids.length; ++j) {
                if (ids[j] == 0 || answered[j]) continue;
                isVoid = isVoid || block.timestamp > challenges.challengeAt(ids[j]).deadline;
            }
            vm.assertTrue(challenges.isVoid(0) == isVoid);
            if (ids[i] == 0) {
                if (block.timestamp <= inbox.time() + WINDOW) {
                    ids[i] = challenge(b, cases[i].blockIndex, cases[i].leaf);
                }
            } else if (!answered[i]) {
                if (isVoid) {
                    vmData.expectPartialRevert(DataChallenges.DeadlinePassed.selector);
                    challenges.answer(ids[i], b, cases[i].answer);
                } else {
                    respond(ids[i], b, cases[i].answer);
                    answered[i] = true;
                }
            }
            uint256 held = challenges.claimable(RESPONDER);
            for (uint256 j = 0; j < ids.length; ++j) {
                if (ids[j] != 0 && !answered[j]) held += BOND;
            }
            vm.assertEq(address(challenges).balance, held);
        }
    }
}
