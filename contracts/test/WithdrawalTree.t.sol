// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {WithdrawalTree} from "../src/libraries/WithdrawalTree.sol";
import {ReferenceTrees} from "./base/ReferenceTrees.sol";
import {vm} from "./base/Vm.sol";

contract WithdrawalTreeTest {
    function rootOf(
        bytes32 leaf,
        uint64 index,
        bytes32[32] calldata siblings
    ) external pure returns (bytes32) {
        return WithdrawalTree.root(leaf, index, siblings);
    }

    function testFuzz_every_leaf_proves_into_the_reference_root(
        bytes32 seed,
        uint8 count
    ) public view {
        bytes32[] memory leaves = _leaves(seed, 1 + count % 40);
        bytes32 root = ReferenceTrees.withdrawalRoot(leaves);
        for (uint256 i = 0; i < leaves.length; ++i) {
            bytes32[32] memory proof = ReferenceTrees.withdrawalProof(leaves, i);
            vm.assertEq(this.rootOf(leaves[i], uint64(i), proof), root);
        }
    }

    /// A proof holds at its own position only, also at positions far from the filled part.
    function testFuzz_a_proof_does_not_hold_at_another_index(
        bytes32 seed,
        uint8 count,
        uint32 other
    ) public view {
        bytes32[] memory leaves = _leaves(seed, 1 + count % 40);
        uint256 index = uint256(seed) % leaves.length;
        vm.assume(other != index);
        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(leaves, index);
        vm.assertNotEq(this.rootOf(leaves[index], other, proof), ReferenceTrees.withdrawalRoot(leaves));
    }

    /// High positions: the path is folded from the top by recursion here, from the bottom by a loop there.
    function testFuzz_high_indices_agree_with_a_recursive_fold(
        bytes32 leaf,
        uint32 index,
        bytes32[32] calldata siblings
    ) public view {
        vm.assertEq(this.rootOf(leaf, index, siblings), _fold(leaf, index, siblings, 32));
    }

    function testFuzz_one_changed_bit_changes_the_root(
        bytes32 seed,
        uint8 level,
        uint8 bit
    ) public view {
        bytes32[] memory leaves = _leaves(seed, 20);
        uint256 index = uint256(seed) % 20;
        bytes32 root = ReferenceTrees.withdrawalRoot(leaves);
        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(leaves, index);
        bytes32 flip = bytes32(uint256(1) << bit);
        vm.assertNotEq(this.rootOf(leaves[index] ^ flip, uint64(index), proof), root);
        proof[level % 32] ^= flip;
        vm.assertNotEq(this.rootOf(leaves[index], uint64(index), proof), root);
    }

    /// Why the caller must bound the index: bits above the depth do not reach the root.
    function testFuzz_bits_above_the_depth_do_not_reach_the_root(
        bytes32 leaf,
        uint64 index,
        bytes32[32] calldata siblings
    ) public view {
        vm.assertEq(this.rootOf(leaf, index, siblings), this.rootOf(leaf, uint64(uint32(index)), siblings));
    }

    /// Every field of the withdrawal is in the leaf, at a fixed width: 38 bytes, where a node has 65.
    function testFuzz_the_leaf_binds_every_field(
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount
    ) public pure {
        bytes32 leaf = WithdrawalTree.leafHash(index, recipient, asset, amount);
        bytes memory preimage =
            bytes.concat(hex"00", bytes8(index), bytes20(recipient), bytes1(asset), bytes8(amount));
        vm.assertEq(preimage.length, 38);
        vm.assertEq(leaf, keccak256(preimage));
        unchecked {
            vm.assertNotEq(leaf, WithdrawalTree.leafHash(index + 1, recipient, asset, amount));
            vm.assertNotEq(
                leaf, WithdrawalTree.leafHash(index, address(uint160(recipient) + 1), asset, amount)
            );
            vm.assertNotEq(leaf, WithdrawalTree.leafHash(index, recipient, asset + 1, amount));
            vm.assertNotEq(leaf, WithdrawalTree.leafHash(index, recipient, asset, amount + 1));
        }
    }

    /// An inner node of the tree cannot be passed off as a leaf with a shorter path.
    function test_a_node_is_not_a_leaf() public view {
        bytes32[] memory leaves = _leaves("nodes", 4);
        bytes32 root = ReferenceTrees.withdrawalRoot(leaves);
        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(leaves, 0);
        bytes32 node = keccak256(bytes.concat(hex"01", leaves[0], leaves[1]));
        bytes32[32] memory shifted;
        for (uint256 i = 0; i < 31; ++i) {
            shifted[i] = proof[i + 1];
        }
        vm.assertNotEq(this.rootOf(node, 0, shifted), root);
    }

    function _fold(
        bytes32 leaf,
        uint256 index,
        bytes32[32] calldata siblings,
        uint256 height
    ) private pure returns (bytes32) {
        if (height == 0) return leaf;
        bytes32 below = _fold(leaf, index, siblings, height - 1);
        bytes32 sibling = siblings[height - 1];
        bool right = (index / 2 ** (height - 1)) % 2 == 1;
        return
            keccak256(right ? bytes.concat(hex"01", sibling, below) : bytes.concat(hex"01", below, sibling));
    }

    function _leaves(
        bytes32 seed,
        uint256 count
    ) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i));
        }
    }
}
