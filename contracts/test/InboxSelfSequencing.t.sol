// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Batch} from "../src/interfaces/IInbox.sol";
import {Message} from "../src/libraries/SelfSequencedBlock.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {bound, vm} from "./base/Vm.sol";

/// @dev Self-sequencing: when it opens, what it takes, and that its block is the one of the wire format.
contract InboxSelfSequencingTest is BridgeTest {
    Message[] private delivered;

    function test_opens_when_the_sequencer_was_silent_and_closes_when_it_is_back() public {
        uint256 opensAt = block.timestamp + SELF_DELAY;
        vm.warp(opensAt - 1);
        _refuses(0, 0, abi.encodeWithSelector(Inbox.SequencerActive.selector, opensAt));
        vm.warp(opensAt);
        _appendAsAnyone(0, 0);
        // Its own batches do not close it.
        _appendAsAnyone(0, 0);
        appendBatch();
        opensAt = block.timestamp + SELF_DELAY;
        _refuses(0, 0, abi.encodeWithSelector(Inbox.SequencerActive.selector, opensAt));
        vm.assertEq(inbox.nextBlock(), 4);
    }

    function test_takes_exactly_the_messages_that_were_delivered() public {
        _deliver(3);
        vm.warp(block.timestamp + SELF_DELAY);
        Message[] memory messages = _messages(0, 3);
        messages[1].payload = hex"00";
        _refusesWrong(messages);
        messages = _messages(0, 3);
        messages[2].sender = ALICE;
        _refusesWrong(messages);
        messages = _messages(0, 3);
        messages[0].l1Time += 1;
        _refusesWrong(messages);
        messages = _messages(0, 3);
        messages[0].l1Block += 1;
        _refusesWrong(messages);
        messages = _messages(0, 3);
        messages[0].kind = 1;
        _refusesWrong(messages);
        messages = _messages(0, 3);
        (messages[0], messages[1]) = (messages[1], messages[0]);
        _refusesWrong(messages);
        _appendAsAnyone(0, 3);
        vm.assertEq(inbox.batch(0).inboxCursor, 3);
    }

    function test_leaves_out_nothing_that_is_due() public {
        _deliver(3);
        vm.warp(block.timestamp + SELF_DELAY);
        _refuses(0, 2, abi.encodeWithSelector(Inbox.ForcedMessagesDue.selector, 3, 2));
        _refuses(1, 2, abi.encodeWithSelector(Inbox.InvalidFirstMessage.selector, 1, 0));
        vm.expectRevert(abi.encodeWithSelector(Inbox.UnknownMessage.selector, 4, 3));
        inbox.appendSelfSequenced(0, new Message[](4));
        vm.expectRevert(abi.encodeWithSelector(Inbox.TooManyMessages.selector, 257, 256));
        inbox.appendSelfSequenced(0, new Message[](257));
    }

    function test_a_full_block_leaves_the_rest_to_the_next() public {
        _deliver(300);
        vm.warp(block.timestamp + SELF_DELAY);
        _refuses(0, 255, abi.encodeWithSelector(Inbox.ForcedMessagesDue.selector, 300, 255));
        _appendAsAnyone(0, 256);
        _appendAsAnyone(256, 44);
        vm.assertEq(inbox.batch(1).inboxCursor, 300);
        vm.assertEq(inbox.batch(1).lastTimestamp, inbox.batch(0).lastTimestamp + 1);
    }

    /// @dev Where blocks were void the state has consumed less than the batches say.
    function test_starts_at_the_cursor_of_the_state_and_never_lowers_the_one_of_the_batches() public {
        _deliver(5);
        appendBatch();
        vm.warp(block.timestamp + SELF_DELAY);
        _appendAsAnyone(2, 3);
        vm.assertEq(inbox.batch(1).inboxCursor, 5);
        _appendAsAnyone(5, 0);
        vm.assertEq(inbox.batch(2).inboxCursor, 5);
    }

    function testFuzz_its_block_is_the_one_of_the_wire_format(
        uint256 seed,
        uint8 count,
        uint16 longest
    ) public {
        uint256 n = bound(count, 0, 9);
        for (uint256 i = 0; i < n; ++i) {
            vm.warp(block.timestamp + (uint256(keccak256(abi.encode(seed, i))) % 100));
            vm.roll(block.number + i);
            _force(new bytes(uint256(keccak256(abi.encode(i, seed))) % bound(longest, 1, 1024)));
        }
        vm.warp(block.timestamp + SELF_DELAY);
        _appendAsAnyone(0, n);
        // An oracle of its own: the whole block joined piece by piece, its tree folded level by level.
        bytes memory body;
        for (uint256 i = 0; i < n; ++i) {
            Message memory m = delivered[i];
            body =
                bytes.concat(body, abi.encodePacked(m.kind, _le(i, 8), _le(m.l1Block, 8), _le(m.l1Time, 8)));
            body = bytes.concat(body, abi.encodePacked(m.sender, _le(m.payload.length, 2), m.payload));
        }
        bytes memory header = bytes.concat("NVB1", _le(body.length, 4), _le(1, 8), _le(nowMs(), 8));
        header = bytes.concat(header, _le(block.number, 8), _le(0, 8), _le(n, 4), _le(0, 4), _le(1, 16));
        Batch memory b = Batch({
            firstBlock: 1,
            lastBlock: 1,
            lastTimestamp: nowMs(),
            inboxCursor: uint64(n),
            daKind: 3,
            daHeight: 0,
            daStart: uint32(n),
            daLength: uint32(64 + body.length),
            daCommitment: _root(bytes.concat(header, body)),
            batchRoot: _root(bytes.concat(header, body))
        });
        vm.assertEq(inbox.batchHash(0), keccak256(abi.encode(bytes32(0), b)));
    }

    function test_gas_of_a_block_of_the_largest_messages_fits_a_transaction() public {
        for (uint256 i = 0; i < 256; ++i) {
            bytes memory payload = new bytes(1024);
            for (uint256 j = 0; j < 1024; ++j) {
                payload[j] = 0xff;
            }
            _force(payload);
        }
        vm.warp(block.timestamp + SELF_DELAY);
        Message[] memory messages = _messages(0, 256);
        uint256 before = gasleft();
        inbox.appendSelfSequenced(0, messages);
        uint256 used = before - gasleft();
        vm.assertLe(used, 10_000_000);
        // Calldata at EIP-7623's floor of 40 gas for a byte that is not zero.
        vm.assertLe(uint256(21_000) + 256 * (1024 + 160) * 40, 16_777_216);
    }

    function _refuses(
        uint64 from,
        uint256 count,
        bytes memory reason
    ) private {
        Message[] memory messages = _messages(from, count);
        vm.expectRevert(reason);
        inbox.appendSelfSequenced(from, messages);
    }

    function _refusesWrong(
        Message[] memory messages
    ) private {
        (bool done, bytes memory reason) =
            address(inbox).call(abi.encodeCall(Inbox.appendSelfSequenced, (0, messages)));
        vm.assertFalse(done);
        // forge-lint: disable-next-line(unsafe-typecast)
        vm.assertEq(bytes32(bytes4(reason)), bytes32(Inbox.WrongMessages.selector));
    }

    function _appendAsAnyone(
        uint64 from,
        uint256 count
    ) private {
        Message[] memory messages = _messages(from, count);
        vm.prank(ALICE);
        inbox.appendSelfSequenced(from, messages);
    }

    function _messages(
        uint64 from,
        uint256 count
    ) private view returns (Message[] memory messages) {
        messages = new Message[](count);
        for (uint256 i = 0; i < count && from + i < delivered.length; ++i) {
            messages[i] = delivered[from + i];
        }
    }

    function _deliver(
        uint256 count
    ) private {
        for (uint256 i = 0; i < count; ++i) {
            _force(abi.encodePacked("message", i));
        }
    }

    function _force(
        bytes memory payload
    ) private {
        vm.prank(BOB);
        inbox.forceTransaction(payload);
        delivered.push(Message(2, uint64(block.number), uint64(block.timestamp), BOB, payload));
    }

    function _le(
        uint256 value,
        uint256 size
    ) private pure returns (bytes memory out) {
        out = new bytes(size);
        for (uint256 i = 0; i < size; ++i) {
            // forge-lint: disable-next-line(unsafe-typecast)
            out[i] = bytes1(uint8(value >> (8 * i)));
        }
    }

    function _root(
        bytes memory data
    ) private pure returns (bytes32) {
        bytes32[] memory level = new bytes32[]((data.length + 31) / 32);
        bytes memory padded = bytes.concat(data, new bytes(32));
        for (uint256 i = 0; i < level.length; ++i) {
            bytes32 leaf;
            for (uint256 j = 0; j < 32; ++j) {
                leaf |= bytes32(padded[32 * i + j]) >> (8 * j);
            }
            level[i] = leaf;
        }
        bytes32 zero;
        for (uint256 depth = 0; depth < 25; ++depth) {
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                bytes32 right = 2 * i + 1 < level.length ? level[2 * i + 1] : zero;
                next[i] = sha256(abi.encodePacked(level[2 * i], right));
            }
            level = next;
            zero = sha256(abi.encodePacked(zero, zero));
        }
        return level[0];
    }
}
