// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Calldata} from "./Calldata.sol";
import {Precompiles} from "./Precompiles.sol";

/// @notice A proof being read, and the memory root it is read against.
struct Reader {
    bytes32 root;
    uint256 offset;
}

/// @notice A range of leaves that was shown to be in memory: where its leaves and siblings stand in the proof.
struct Range {
    uint256 first;
    uint256 count;
    uint256 leaves;
    uint256 siblings;
}

/// @title Reading and writing 4 GiB of memory through Merkle proofs
/// @notice A proof is a row of 32-byte words: for each range the step opens, its leaves, then the nodes beside the range,
/// bottom-up and left before right. Every range is checked against the current root, and a write folds the new leaves
/// with the siblings just checked, so that the next range is checked against the written memory.
library Witness {
    using Calldata for bytes;

    /// The proof ends before the step does.
    error ProofTooShort(uint256 length);
    /// The proof goes on after the step is done.
    error ProofTooLong(uint256 length, uint256 used);
    /// Leaves and siblings do not lead to the memory root.
    error ProofOfOtherMemory(bytes32 expected, bytes32 actual);

    /// Levels from a leaf of 32 bytes to the root of 4 GiB.
    uint256 internal constant DEPTH = 27;

    /// @notice Opens the leaves that hold `size` >= 1 bytes at `location`. Both must lie below 4 GiB.
    function open(
        Reader memory reader,
        bytes calldata proof,
        uint256 location,
        uint256 size
    ) internal view returns (Range memory range) {
        unchecked {
            range.first = location / 32;
            range.count = (location + size - 1) / 32 - range.first + 1;
            range.leaves = reader.offset;
            range.siblings = range.leaves + 32 * range.count;
        }
        if (range.siblings > proof.length) revert ProofTooShort(proof.length);
        bytes32 root;
        (root, reader.offset) = fold(range, load(range, proof), proof);
        if (root != reader.root) revert ProofOfOtherMemory(reader.root, root);
    }

    /// @notice The leaves of a range that `open` returned, in memory of their own.
    function load(
        Range memory range,
        bytes calldata proof
    ) internal pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](range.count);
        unchecked {
            for (uint256 i = 0; i < leaves.length; i++) {
                leaves[i] = proof.word(range.leaves + 32 * i);
            }
        }
    }

    /// @notice Replaces the range's leaves. `range` must be the newest one opened; `leaves` are used up.
    function write(
        Reader memory reader,
        bytes calldata proof,
        Range memory range,
        bytes32[] memory leaves
    ) internal view {
        (reader.root,) = fold(range, leaves, proof);
    }

    /// @notice Every byte of the proof must have been used: a step has exactly one proof.
    function finish(
        Reader memory reader,
        bytes calldata proof
    ) internal pure {
        if (reader.offset != proof.length) revert ProofTooLong(proof.length, reader.offset);
    }

    /// @dev Folds `nodes` up to the root, in place, and returns where the siblings end.
    /// Terminates after DEPTH levels; the work is about `count` + DEPTH hashes.
    function fold(
        Range memory range,
        bytes32[] memory nodes,
        bytes calldata proof
    ) private view returns (bytes32 root, uint256 offset) {
        unchecked {
            uint256 first = range.first;
            uint256 level = 0;
            offset = range.siblings;
            for (uint256 count = nodes.length; count > 1; level++) {
                (count, offset) = foldLevel(nodes, count, first % 2 == 1, proof, offset);
                first /= 2;
            }
            root = nodes[0];
            // One node is left: at each level it is a right child or a left one.
            uint256 end = offset + 32 * (DEPTH - level);
            if (end > proof.length) revert ProofTooShort(proof.length);
            for (; offset < end; offset += 32) {
                bytes32 sibling = proof.word(offset);
                root = first % 2 == 1 ? Precompiles.pair(sibling, root) : Precompiles.pair(root, sibling);
                first /= 2;
            }
        }
    }

    /// @dev One level: the first `count` nodes become their parents. `odd` says that the first is a right child.
    function foldLevel(
        bytes32[] memory nodes,
        uint256 count,
        bool odd,
        bytes calldata proof,
        uint256 offset
    ) private view returns (uint256 written, uint256 newOffset) {
        unchecked {
            uint256 read = 0;
            // A sibling on the left if the first node is a right child, one on the right if the last is a left child.
            uint256 siblings = (odd ? 1 : 0) + (odd == (count % 2 == 1) ? 0 : 1);
            newOffset = offset;
            if (offset + 32 * siblings > proof.length) revert ProofTooShort(proof.length);
            if (odd) {
                nodes[written++] = Precompiles.pair(proof.word(newOffset), nodes[read++]);
                newOffset += 32;
            }
            for (; read + 1 < count; read += 2) {
                nodes[written++] = Precompiles.pair(nodes[read], nodes[read + 1]);
            }
            if (read < count) {
                nodes[written++] = Precompiles.pair(nodes[read], proof.word(newOffset));
                newOffset += 32;
            }
        }
    }
}
