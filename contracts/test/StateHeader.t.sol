// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StateHeader} from "../src/libraries/StateHeader.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {vm} from "./base/Vm.sol";

contract StateHeaderTest {
    function rootOf(
        StateHeader.Proof calldata proof
    ) external pure returns (bytes32) {
        return StateHeader.root(proof);
    }

    function fieldsOf(
        StateHeader.Proof calldata proof
    ) external pure returns (uint64, uint64, uint64, uint64, bytes32, bytes32) {
        return (
            StateHeader.chainId(proof),
            StateHeader.blockNumber(proof),
            StateHeader.timestamp(proof),
            StateHeader.inboxCursor(proof),
            StateHeader.withdrawalsRoot(proof),
            StateHeader.inboxAccumulator(proof)
        );
    }

    function testFuzz_agrees_with_the_reference_tree(
        bytes32 seed,
        uint8 height
    ) public view {
        (bytes32 root, StateHeader.Proof memory proof) = ReferenceTrees.stateRoot(_leaves(seed, height));
        vm.assertEq(this.rootOf(proof), root);
    }

    function testFuzz_one_changed_bit_changes_the_root(
        bytes32 seed,
        uint8 word,
        uint8 bit
    ) public view {
        (bytes32 root, StateHeader.Proof memory proof) = ReferenceTrees.stateRoot(_leaves(seed, 3));
        bytes32 flip = bytes32(uint256(1) << bit);
        if (word % 28 < 4) proof.leaves[word % 28] ^= flip;
        else proof.siblings[word % 28 - 4] ^= flip;
        vm.assertNotEq(this.rootOf(proof), root);
    }

    /// Any words at all give a root: nothing reverts.
    function testFuzz_is_total(
        StateHeader.Proof calldata proof
    ) public view {
        this.rootOf(proof);
        this.fieldsOf(proof);
    }

    function testFuzz_reads_the_fields_of_the_header(
        uint64 chainId,
        uint64 number,
        uint64 timestamp,
        uint64 cursor,
        bytes32 noise
    ) public view {
        StateHeader.Proof memory proof;
        proof.leaves[0] = bytes32(bytes.concat(bytes8(noise), _le(chainId), _le(number), _le(timestamp)));
        proof.leaves[1] = keccak256(abi.encode(noise));
        proof.leaves[2] = noise;
        proof.leaves[3] = bytes32(bytes.concat(_le(cursor), bytes24(noise)));
        (uint64 c, uint64 n, uint64 t, uint64 i, bytes32 w, bytes32 a) = this.fieldsOf(proof);
        vm.assertEq(c, chainId);
        vm.assertEq(n, number);
        vm.assertEq(t, timestamp);
        vm.assertEq(i, cursor);
        vm.assertEq(w, keccak256(abi.encode(noise)));
        vm.assertEq(a, noise);
    }

    /// The all-zero state, from the published zero hashes of SSZ: depth 26.
    function test_zero_state_has_the_known_root() public view {
        bytes32 zero = 0;
        StateHeader.Proof memory proof;
        for (uint256 depth = 0; depth < 26; ++depth) {
            if (depth >= 2) proof.siblings[depth - 2] = zero;
            zero = sha256(bytes.concat(zero, zero));
        }
        vm.assertEq(zero, 0x619e312724bb6d7c3153ed9de791d764a366b389af13c58bf8a8d90481a46765);
        vm.assertEq(this.rootOf(proof), zero);
    }

    function _leaves(
        bytes32 seed,
        uint8 height
    ) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](4 << (height % 5));
        for (uint256 i = 0; i < leaves.length; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }

    function _le(
        uint64 value
    ) private pure returns (bytes8) {
        return ReferenceTrees.littleEndian(value);
    }
}
