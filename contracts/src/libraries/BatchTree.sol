// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Opens `batchRoot`: the SHA-256 Merkle tree over the input roots of a batch's blocks, and the tree over a block's bytes.
library BatchTree {
    /// @notice Depth of the tree over one block's 2^30 bytes.
    uint256 internal constant INPUT_DEPTH = 25;

    /// @notice Depth of the tree over `count` blocks: the least d with 2^d >= count.
    function depthOf(
        uint256 count
    ) internal pure returns (uint256 depth) {
        while (1 << depth < count) ++depth;
    }

    /// @notice Whether `inputRoot` is the one of block `index` of `count`. For the last block it also shows that what pads the tree
    /// is zero, so that a batch root whose padding is not can't be opened there.
    function isInput(
        bytes32 batchRoot,
        uint256 count,
        uint256 index,
        bytes32 inputRoot,
        bytes32[] calldata siblings
    ) internal pure returns (bool) {
        if (index >= count || siblings.length != depthOf(count)) return false;
        bytes32 node = inputRoot;
        bytes32 zero = 0;
        bool isLast = index == count - 1;
        for (uint256 i = 0; i < siblings.length; ++i) {
            bool isLeft = (index >> i) & 1 == 0;
            if (isLast && isLeft && siblings[i] != zero) return false;
            node = isLeft ? _pair(node, siblings[i]) : _pair(siblings[i], node);
            zero = _pair(zero, zero);
        }
        return node == batchRoot;
    }

    /// @notice Whether `value` is leaf `index` (32 bytes, below 2^25) of the block with this input root.
    function isByteLeaf(
        bytes32 inputRoot,
        uint256 index,
        bytes32 value,
        bytes32[25] calldata siblings
    ) internal pure returns (bool) {
        if (index >> INPUT_DEPTH != 0) return false;
        bytes32 node = value;
        for (uint256 i = 0; i < INPUT_DEPTH; ++i) {
            node = (index >> i) & 1 == 0 ? _pair(node, siblings[i]) : _pair(siblings[i], node);
        }
        return node == inputRoot;
    }

    /// @notice The root over `nodes`, a power of two of them.
    function rootOf(
        bytes32[] calldata nodes
    ) internal pure returns (bytes32) {
        bytes32[] memory row = nodes;
        for (uint256 width = nodes.length / 2; width > 0; width /= 2) {
            for (uint256 i = 0; i < width; ++i) {
                row[i] = _pair(row[2 * i], row[2 * i + 1]);
            }
        }
        return row[0];
    }

    /// @notice The root that `node`, number `index` of its level, has under `siblings`, lowest first.
    function climb(
        bytes32 node,
        uint256 index,
        bytes32[] calldata siblings
    ) internal pure returns (bytes32) {
        for (uint256 i = 0; i < siblings.length; ++i) {
            node = (index >> i) & 1 == 0 ? _pair(node, siblings[i]) : _pair(siblings[i], node);
        }
        return node;
    }

    function _pair(
        bytes32 left,
        bytes32 right
    ) private pure returns (bytes32) {
        return sha256(abi.encodePacked(left, right));
    }
}
