// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {vmData} from "./base/DataVectors.sol";
import {vm} from "./base/Vm.sol";

contract InboxBlobsTest is BridgeTest {
    bytes32[] internal hashes;

    function setUp() public override {
        super.setUp();
        vm.prank(address(timelock));
        inbox.setDaKinds(4);
        for (uint256 i = 1; i < 4; ++i) {
            hashes.push(bytes32(i | 1 << 248));
        }
    }

    function blobBatch(
        uint32 start,
        uint32 length,
        bytes memory named
    ) internal view returns (Batch memory b) {
        b = nextBatch();
        b.daKind = 2;
        b.daHeight = 0;
        (b.daStart, b.daLength) = (start, length);
        b.daCommitment = keccak256(named);
    }

    function refused(
        Batch memory b
    ) internal {
        vmData.expectPartialRevert(Inbox.WrongBlobs.selector);
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }

    function test_a_batch_names_blobs_of_its_own_transaction() public {
        vmData.blobhashes(hashes);
        Batch memory b = blobBatch(0, 3, abi.encodePacked(hashes));
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
        vm.assertEq(inbox.batchTime(0), block.timestamp);
        vm.warp(block.timestamp + 60);
        b = blobBatch(1, 2, abi.encodePacked(hashes[1], hashes[2]));
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
        vm.assertEq(inbox.batchTime(1), block.timestamp);
    }

    function test_other_missing_reordered_or_too_many_blobs_and_a_height_are_refused() public {
        vmData.blobhashes(hashes);
        refused(blobBatch(0, 2, abi.encodePacked(hashes[1], hashes[0])));
        refused(blobBatch(0, 3, abi.encodePacked(hashes[0], hashes[1])));
        refused(blobBatch(1, 3, abi.encodePacked(hashes[1], hashes[2], bytes32(0))));
        refused(blobBatch(3, 1, abi.encodePacked(bytes32(0))));
        refused(blobBatch(type(uint32).max, 1, abi.encodePacked(bytes32(0))));
        Batch memory b = blobBatch(0, 3, abi.encodePacked(hashes));
        b.daHeight = block.number == 0 ? 1 : uint64(block.number);
        refused(b);
        b = blobBatch(0, 17, "");
        vm.expectRevert(abi.encodeWithSelector(Inbox.TooManyBlobs.selector, 17, 16));
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }
}
