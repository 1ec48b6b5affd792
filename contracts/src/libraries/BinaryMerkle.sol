// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Binary SHA-256 Merkle trees of RFC 6962, as Celestia uses them: leaves hashed with prefix 0, nodes with prefix 1.
/// @dev The prefixes keep a node from passing for a leaf at another depth.
library BinaryMerkle {
    /// @notice The hash of a leaf's bytes.
    function leafHash(
        bytes memory leaf
    ) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0), leaf));
    }

    /// @notice The hash of an inner node.
    function nodeHash(
        bytes32 left,
        bytes32 right
    ) internal pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(uint8(1)), left, right));
    }

    /// @notice The root over `leaf` at `index` of a perfect tree of 2^siblings.length leaves; `index` must be below that.
    function perfectRoot(
        bytes32 leaf,
        uint256 index,
        bytes32[] memory siblings
    ) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i = 0; i < siblings.length; ++i) {
            node = (index >> i) & 1 == 0 ? nodeHash(node, siblings[i]) : nodeHash(siblings[i], node);
        }
    }

    /// @notice Whether `leaf` (hashed) is leaf `index` of a tree of `count` leaves, any number, with this root.
    /// @dev A tree of n leaves has 2^k on its left, the greatest power of two below n. At most 64 steps.
    function isLeaf(
        bytes32 root,
        bytes32 leaf,
        uint256 index,
        uint256 count,
        bytes32[] calldata siblings
    ) internal pure returns (bool) {
        if (index >= count || count > type(uint64).max || siblings.length > 64) return false;
        // Walk down from the root to learn on which side each sibling is; siblings are listed from the leaf upwards.
        uint256 sides = 0;
        uint256 depth = 0;
        while (count > 1) {
            uint256 split = 1;
            while (split * 2 < count) split *= 2;
            bool isRight = index >= split;
            sides = (sides << 1) | (isRight ? 1 : 0);
            (index, count) = isRight ? (index - split, count - split) : (index, split);
            ++depth;
        }
        if (depth != siblings.length) return false;
        bytes32 node = leaf;
        for (uint256 i = 0; i < depth; ++i) {
            node = (sides >> i) & 1 == 0 ? nodeHash(node, siblings[i]) : nodeHash(siblings[i], node);
        }
        return node == root;
    }
}
