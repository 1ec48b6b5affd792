// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkle} from "./BinaryMerkle.sol";

/// @title Proves one share of an original data square into a Celestia data root.
/// @dev A row of the extended square of width 2k is a namespaced Merkle tree of 2k shares; the data root is an RFC 6962 tree over 2k row
/// roots and 2k column roots. k is a power of two, so both are perfect, and k follows from the length of the path. Rows and columns from
/// k on are parity, roots from 2k on are columns': all refused, so the share index is row * k + column.
library CelestiaShare {
    /// @notice A share and its way up. An empty `rowPath` says: the same row as the share proven before this one.
    struct Proof {
        uint256 row;
        uint256 column;
        bytes share;
        bytes nodes;
        bytes32[] rowPath;
    }

    /// @notice A row root that is proven to be in the data root.
    struct Row {
        bool known;
        uint256 index;
        uint256 levels;
        bytes32 root;
    }

    uint256 internal constant SHARE_BYTES = 512;
    uint256 internal constant NODE_BYTES = 90;
    /// @dev Levels of a row's tree: k = 2^(levels - 1), so k is at most 2^15.
    uint256 internal constant MAX_LEVELS = 16;
    bytes29 internal constant PARITY = bytes29(type(uint232).max);

    error InvalidShare();

    /// @notice The share's index in the original square. Reverts with `InvalidShare` unless the proof leads to `dataRoot`.
    /// @dev `row` is the row proven last, and is brought up to date.
    function index(
        Proof memory proof,
        bytes29 namespace,
        bytes32 dataRoot,
        Row memory row
    ) internal pure returns (uint256) {
        uint256 levels = proof.nodes.length / NODE_BYTES;
        if (
            proof.share.length != SHARE_BYTES || proof.nodes.length % NODE_BYTES != 0 || levels == 0
                || levels > MAX_LEVELS || bytes29(word(proof.share, 0)) != namespace
        ) revert InvalidShare();
        uint256 k = 1 << (levels - 1);
        if (proof.row >= k || proof.column >= k) revert InvalidShare();
        bytes32 rootHash = _rowRootHash(proof, namespace, levels);
        if (proof.rowPath.length == 0) {
            if (!row.known || row.index != proof.row || row.levels != levels || row.root != rootHash) {
                revert InvalidShare();
            }
        } else {
            if (
                proof.rowPath.length != levels + 1
                    || BinaryMerkle.perfectRoot(rootHash, proof.row, proof.rowPath) != dataRoot
            ) revert InvalidShare();
            row.known = true;
            row.index = proof.row;
            row.levels = levels;
            row.root = rootHash;
        }
        return proof.row * k + proof.column;
    }

    /// @notice The 32 bytes of `data` from `offset` on; what is behind the end of `data` is not defined.
    function word(
        bytes memory data,
        uint256 offset
    ) internal pure returns (bytes32 value) {
        assembly ("memory-safe") {
            value := mload(add(add(data, 0x20), offset))
        }
    }

    /// @dev The hash that the row's root has as a leaf of the data root's tree.
    function _rowRootHash(
        Proof memory proof,
        bytes29 namespace,
        uint256 levels
    ) private pure returns (bytes32) {
        bytes29 min = namespace;
        bytes29 max = namespace;
        bytes32 digest = sha256(abi.encodePacked(bytes1(0), namespace, proof.share));
        for (uint256 i = 0; i < levels; ++i) {
            uint256 offset = i * NODE_BYTES;
            bytes29 otherMin = bytes29(word(proof.nodes, offset));
            bytes29 otherMax = bytes29(word(proof.nodes, offset + 29));
            bytes32 other = word(proof.nodes, offset + 58);
            if ((proof.column >> i) & 1 == 0) {
                if (otherMin < max) revert InvalidShare();
                digest = _node(min, max, digest, otherMin, otherMax, other);
                // Parity does not raise the maximum.
                if (otherMin != PARITY) max = otherMax;
            } else {
                if (min < otherMax) revert InvalidShare();
                digest = _node(otherMin, otherMax, other, min, max, digest);
                if (min == PARITY) max = otherMax;
                min = otherMin;
            }
        }
        return sha256(abi.encodePacked(bytes1(0), min, max, digest));
    }

    function _node(
        bytes29 leftMin,
        bytes29 leftMax,
        bytes32 left,
        bytes29 rightMin,
        bytes29 rightMax,
        bytes32 right
    ) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(uint8(1)), leftMin, leftMax, left, rightMin, rightMax, right));
    }
}
