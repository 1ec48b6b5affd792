// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Reads the header of a state root: the first 128 bytes of the engine's memory, proven into the root.
/// @dev The tree has 32-byte leaves, SHA-256 nodes and depth 26. Depth and position are fixed and every input is a
/// fixed-size word, so no proof can be shortened, extended, or read at another place, and a node cannot pass for a leaf
/// at another depth. Total: any bytes give a root.
library StateHeader {
    /// @notice Leaves 0 to 3 and the 24 siblings on the way up from their common ancestor, lowest first.
    struct Proof {
        bytes32[4] leaves;
        bytes32[24] siblings;
    }

    /// @notice The root that the proof leads to.
    function root(
        Proof calldata proof
    ) internal pure returns (bytes32 node) {
        node = sha256(
            abi.encodePacked(
                sha256(abi.encodePacked(proof.leaves[0], proof.leaves[1])),
                sha256(abi.encodePacked(proof.leaves[2], proof.leaves[3]))
            )
        );
        for (uint256 i = 0; i < 24; ++i) {
            // Leaves 0 to 3 are the leftmost, so every sibling is on the right.
            node = sha256(abi.encodePacked(node, proof.siblings[i]));
        }
    }

    /// @notice Chain id: leaf 0, bytes 8 to 15.
    function chainId(
        Proof calldata proof
    ) internal pure returns (uint64) {
        return readU64(proof.leaves[0], 8);
    }

    /// @notice Number of the last block: leaf 0, bytes 16 to 23.
    function blockNumber(
        Proof calldata proof
    ) internal pure returns (uint64) {
        return readU64(proof.leaves[0], 16);
    }

    /// @notice Time of the last block, ms: leaf 0, bytes 24 to 31.
    function timestamp(
        Proof calldata proof
    ) internal pure returns (uint64) {
        return readU64(proof.leaves[0], 24);
    }

    /// @notice Root of the withdrawal tree: leaf 1.
    function withdrawalsRoot(
        Proof calldata proof
    ) internal pure returns (bytes32) {
        return proof.leaves[1];
    }

    /// @notice Accumulator over the inbox messages consumed: leaf 2.
    function inboxAccumulator(
        Proof calldata proof
    ) internal pure returns (bytes32) {
        return proof.leaves[2];
    }

    /// @notice Number of inbox messages consumed: leaf 3, bytes 0 to 7.
    function inboxCursor(
        Proof calldata proof
    ) internal pure returns (uint64) {
        return readU64(proof.leaves[3], 0);
    }

    /// @notice The little-endian 64-bit integer at bytes `offset` to `offset + 7` of `leaf`; `offset` is 0 to 24.
    function readU64(
        bytes32 leaf,
        uint256 offset
    ) internal pure returns (uint64 value) {
        value = uint64(uint256(leaf) >> (192 - offset * 8));
        value = ((value & 0x00ff00ff00ff00ff) << 8) | ((value >> 8) & 0x00ff00ff00ff00ff);
        value = ((value & 0x0000ffff0000ffff) << 16) | ((value >> 16) & 0x0000ffff0000ffff);
        value = (value << 32) | (value >> 32);
    }
}
