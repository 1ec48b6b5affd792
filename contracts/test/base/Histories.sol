// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A history: its first leaves, and the leaf that all others are.
struct History {
    uint8 height;
    bytes32[] leaves;
    bytes32 tail;
}

/// @dev Nodes of histories, from the leaves up each time: slow and plain.
library Histories {
    function node(
        History memory h,
        uint256 level,
        uint256 index
    ) internal pure returns (bytes32) {
        if (index << level >= h.leaves.length) return _tail(h.tail, level);
        if (level == 0) return h.leaves[index];
        return pair(node(h, level - 1, 2 * index), node(h, level - 1, 2 * index + 1));
    }

    function root(
        History memory h
    ) internal pure returns (bytes32) {
        return node(h, h.height, 0);
    }

    function leaf(
        History memory h,
        uint256 index
    ) internal pure returns (bytes32) {
        return node(h, 0, index);
    }

    /// @dev Siblings of leaf `index`, lowest first.
    function prove(
        History memory h,
        uint256 index
    ) internal pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](h.height);
        for (uint256 level = 0; level < h.height; ++level) {
            siblings[level] = node(h, level, (index >> level) ^ 1);
        }
    }

    function pair(
        bytes32 left,
        bytes32 right
    ) internal pure returns (bytes32) {
        return sha256(bytes.concat(left, right));
    }

    function _tail(
        bytes32 tail,
        uint256 level
    ) private pure returns (bytes32 hash) {
        hash = tail;
        for (uint256 i = 0; i < level; ++i) {
            hash = pair(hash, hash);
        }
    }
}
