// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StateHeader} from "../../src/libraries/StateHeader.sol";

/// @dev Merkle trees written to be obviously right: whole levels in memory, from the bottom up. The libraries under test
/// walk one path instead.
library ReferenceTrees {
    /// @dev Levels of the withdrawal tree over `leaves` (positions 0, 1, ...), up to depth 32; beyond them lie zero subtrees.
    function withdrawalRoot(
        bytes32[] memory leaves
    ) internal pure returns (bytes32) {
        bytes32[] memory level = leaves;
        bytes32 zero = 0;
        for (uint256 depth = 0; depth < 32; ++depth) {
            level = _parents(level, zero);
            zero = _keccakNode(zero, zero);
        }
        return level.length == 0 ? zero : level[0];
    }

    /// @dev Siblings of leaf `index`, lowest first.
    function withdrawalProof(
        bytes32[] memory leaves,
        uint256 index
    ) internal pure returns (bytes32[32] memory siblings) {
        bytes32[] memory level = leaves;
        bytes32 zero = 0;
        for (uint256 depth = 0; depth < 32; ++depth) {
            uint256 sibling = (index % 2 == 0) ? index + 1 : index - 1;
            siblings[depth] = sibling < level.length ? level[sibling] : zero;
            level = _parents(level, zero);
            zero = _keccakNode(zero, zero);
            index /= 2;
        }
    }

    /// @dev Root of the state tree whose first leaves are `leaves` (a power of two of them) and all others zero, and the
    /// proof of leaves 0 to 3.
    function stateRoot(
        bytes32[] memory leaves
    ) internal pure returns (bytes32 root, StateHeader.Proof memory proof) {
        for (uint256 i = 0; i < 4; ++i) {
            proof.leaves[i] = leaves[i];
        }
        bytes32[] memory level = leaves;
        bytes32 zero = 0;
        for (uint256 depth = 0; depth < 26; ++depth) {
            if (depth >= 2) proof.siblings[depth - 2] = level.length > 1 ? level[1] : zero;
            bytes32[] memory next = new bytes32[](level.length == 1 ? 1 : level.length / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                next[i] = sha256(bytes.concat(level[2 * i], level.length == 1 ? zero : level[2 * i + 1]));
            }
            level = next;
            zero = sha256(bytes.concat(zero, zero));
        }
        root = level[0];
    }

    /// @dev The 8 little-endian bytes of `value`, as a bytes8.
    function littleEndian(
        uint64 value
    ) internal pure returns (bytes8 out) {
        for (uint256 i = 0; i < 8; ++i) {
            out |= bytes8(bytes1(uint8(value % 256))) >> (8 * i);
            value /= 256;
        }
    }

    function _parents(
        bytes32[] memory level,
        bytes32 zero
    ) private pure returns (bytes32[] memory next) {
        next = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < next.length; ++i) {
            next[i] = _keccakNode(level[2 * i], 2 * i + 1 < level.length ? level[2 * i + 1] : zero);
        }
    }

    function _keccakNode(
        bytes32 left,
        bytes32 right
    ) private pure returns (bytes32) {
        return keccak256(bytes.concat(hex"01", left, right));
    }
}
