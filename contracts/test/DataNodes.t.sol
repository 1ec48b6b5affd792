// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataChallenges} from "../src/DataChallenges.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {DataVectors, InboxStub} from "./base/DataVectors.sol";
import {Ladder, Ladders} from "./base/Ladders.sol";
import {vm} from "./base/Vm.sol";

/// @dev A challenger is led down the tree of a root whose bytes only its maker knows, and the ruling waits for it.
contract DataNodesTest is DataVectors {
    uint64 internal constant WINDOW = 1 days;
    uint64 internal constant RESPONSE = 2 days;
    uint96 internal constant BOND = 0.1 ether;

    InboxStub internal inbox = new InboxStub();
    DataChallenges internal challenges;
    Batch internal batch;
    Ladder internal ladder;

    function setUp() public override {
        super.setUp();
        DataChallenges.Parameters memory p =
            DataChallenges.Parameters(WINDOW, RESPONSE, BOND, WINDOW + 13 * RESPONSE);
        challenges = new DataChallenges(address(inbox), address(data), p);
        ladder = Ladders.build();
        batch = batchOf("celestia");
        batch.lastBlock = batch.firstBlock;
        batch.batchRoot = ladder.root;
        inbox.set(batch);
        vm.deal(address(this), 100 ether);
    }

    function ask(
        uint8 level,
        uint64 parent
    ) internal returns (uint64) {
        return challenges.challengeNode{value: BOND}(0, batch, level, 0, parent);
    }

    function reveal(
        uint64 id,
        uint256 rung
    ) internal {
        challenges.answerNode(id, batch, ladder.nodes[rung], ladder.siblings[rung]);
    }

    /// Each challenge at its last second, each answer at its last second: void in the end, and settled neither before nor without it.
    function test_the_slowest_way_down_ends_within_the_ruling_period() public {
        vm.warp(inbox.time() + WINDOW);
        uint64 parent;
        for (uint256 rung = 0; rung < 4; ++rung) {
            uint64 id = ask(ladder.levels[rung], parent);
            vm.warp(block.timestamp + RESPONSE);
            vm.assertTrue(!challenges.isSettled(0));
            reveal(id, rung);
            // Nothing is open, and yet the next challenge may come.
            vm.assertTrue(!challenges.isVoid(0) && !challenges.isSettled(0));
            vm.warp(block.timestamp + RESPONSE);
            vm.assertTrue(!challenges.isSettled(0));
            parent = id;
        }
        ask(0, parent);
        vm.warp(block.timestamp + RESPONSE);
        vm.assertTrue(!challenges.isVoid(0) && !challenges.isSettled(0));
        vm.warp(block.timestamp + 1);
        vm.assertTrue(challenges.isVoid(0) && challenges.isSettled(0));
        vm.assertTrue(block.timestamp <= inbox.time() + challenges.RULING_PERIOD());
    }

    function test_who_does_not_go_on_in_time_has_lost_the_right_to() public {
        vm.warp(inbox.time() + WINDOW);
        uint64 id = ask(25, 0);
        reveal(id, 0);
        vm.warp(block.timestamp + RESPONSE + 1);
        vm.assertTrue(!challenges.isVoid(0) && challenges.isSettled(0));
        uint64 closedAt = uint64(block.timestamp) - 1;
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.WindowClosed.selector, closedAt));
        ask(17, id);
    }

    function test_only_what_hashes_to_the_root_is_an_answer() public {
        uint64 id = ask(17, 0);
        uint64 leaf = ask(0, 0);
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotANode.selector, leaf));
        challenges.answerNode(leaf, batch, ladder.nodes[1], ladder.siblings[1]);
        bytes32[] memory nodes = ladder.nodes[1];
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotInBatchRoot.selector));
        challenges.answerNode(id, batch, nodes, ladder.siblings[2]);
        nodes[255] = ~nodes[255];
        vm.expectRevert(abi.encodeWithSelector(DataChallenges.NotInBatchRoot.selector));
        challenges.answerNode(id, batch, nodes, ladder.siblings[1]);
        reveal(id, 1);
        vm.assertEq(challenges.claimable(address(this)), BOND);
    }

    function test_gas() public {
        uint64 parent;
        for (uint256 rung = 0; rung < 4; ++rung) {
            parent = ask(ladder.levels[rung], parent);
            if (rung < 2) {
                vm.snapshotGasLastCall("Data", rung == 0 ? "challengeNode" : "challengeNode, led to");
            }
            reveal(parent, rung);
            if (rung == 0) vm.snapshotGasLastCall("Data", "answerNode, 256 nodes, 0 siblings");
            if (rung == 2) vm.snapshotGasLastCall("Data", "answerNode, 256 nodes, 16 siblings");
            if (rung == 3) vm.snapshotGasLastCall("Data", "answerNode, 2 nodes, 24 siblings");
        }
    }
}
