// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Precompiles} from "../machine/Precompiles.sol";

/// @title Histories: SHA-256 Merkle trees of fixed height over 32-byte leaves.
/// @dev The height is the caller's, never the proof's, so no node passes for a leaf at another depth.
library History {
    /// The proof has not one sibling for each level.
    error WrongProofLength(uint256 expected, uint256 given);
    /// The tree has no leaf of this number.
    error NoSuchLeaf(uint256 index, uint256 height);

    /// @notice The root that `leaf` at `index` and its siblings, lowest first, lead to.
    function root(
        bytes32 leaf,
        uint256 index,
        bytes32[] calldata siblings,
        uint256 height
    ) internal view returns (bytes32) {
        if (height == 0 && index == 0 && siblings.length == 0) return leaf;
        (bytes32 left, bytes32 right) = children(leaf, index, siblings, height);
        return Precompiles.pair(left, right);
    }

    /// @notice The two children of that root. `height` >= 1.
    function children(
        bytes32 leaf,
        uint256 index,
        bytes32[] calldata siblings,
        uint256 height
    ) internal view returns (bytes32 left, bytes32 right) {
        if (siblings.length != height) revert WrongProofLength(height, siblings.length);
        if (height == 0 || index >> height != 0) revert NoSuchLeaf(index, height);
        bytes32 node = leaf;
        for (uint256 i = 0; i < height - 1; ++i) {
            node = (index >> i) & 1 == 0
                ? Precompiles.pair(node, siblings[i])
                : Precompiles.pair(siblings[i], node);
        }
        bytes32 top = siblings[height - 1];
        return index >> (height - 1) == 0 ? (node, top) : (top, node);
    }
}
