// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Machine} from "../src/Machine.sol";

/// @notice A machine in a test: a memory of a few leaves, whose Merkle tree is computed from nothing, and registers.
abstract contract MachineFixture {
    struct Leaf {
        uint256 index;
        bytes32 value;
    }

    uint256 internal constant DEPTH = 27;
    uint64 internal constant PC = 0x1000;
    /// EIP-7623 and EIP-2028 at their worst: a calldata byte that is not zero.
    uint256 internal constant GAS_PER_BYTE = 16;
    uint256 internal constant FLOOR_PER_BYTE = 40;
    uint256 internal constant TRANSACTION_BASE = 21_000;

    Machine internal immutable machine = new Machine();
    bytes32[28] internal zeroNodes;
    Leaf[] internal leaves;
    uint64[32] internal x;

    constructor() {
        for (uint256 level = 0; level < DEPTH; level++) {
            zeroNodes[level + 1] = pairHash(zeroNodes[level], zeroNodes[level]);
        }
    }

    /// @dev The instruction at PC; PC is the start of a leaf.
    function program(
        uint32 word
    ) internal {
        setLeaf(PC / 32, bytes32(uint256(reverse(word)) << 224));
    }

    function setLeaf(
        uint256 index,
        bytes32 value
    ) internal {
        for (uint256 i = 0; i < leaves.length; i++) {
            if (leaves[i].index == index) {
                leaves[i].value = value;
                return;
            }
        }
        leaves.push(Leaf(index, value));
    }

    function node(
        uint256 level,
        uint256 index
    ) internal view returns (bytes32) {
        bool used = false;
        for (uint256 i = 0; i < leaves.length; i++) {
            if (leaves[i].index >> level == index) {
                if (level == 0) return leaves[i].value;
                used = true;
            }
        }
        if (!used) return zeroNodes[level];
        return pairHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    }

    /// @dev Leaves and siblings of the range that holds `size` bytes at `location`.
    function range(
        uint256 location,
        uint256 size
    ) internal view returns (bytes memory proof) {
        uint256 low = location / 32;
        uint256 high = (location + size - 1) / 32;
        for (uint256 i = low; i <= high; i++) {
            proof = bytes.concat(proof, node(0, i));
        }
        for (uint256 level = 0; level < DEPTH; level++) {
            if (low % 2 == 1) proof = bytes.concat(proof, node(level, low - 1));
            if (high % 2 == 0) proof = bytes.concat(proof, node(level, high + 1));
            low /= 2;
            high /= 2;
        }
    }

    function fetchProof() internal view returns (bytes memory) {
        return range(PC, 4);
    }

    function state() internal view returns (bytes memory) {
        return encode(node(DEPTH, 0), PC, 0, 0);
    }

    function encode(
        bytes32 root,
        uint64 pc,
        uint64 exitCode,
        uint8 status
    ) internal view returns (bytes memory encoded) {
        encoded = abi.encodePacked(root, pc, exitCode, bytes15(0), status);
        for (uint256 i = 0; i < 32; i++) {
            encoded = bytes.concat(encoded, bytes8(x[i]));
        }
    }

    /// @dev Hash of a state, written apart from the contract's.
    function hashOf(
        bytes memory encoded
    ) internal pure returns (bytes32) {
        bytes32[10] memory chunks = abi.decode(encoded, (bytes32[10]));
        bytes32 low = pairHash(pairHash(chunks[2], chunks[3]), pairHash(chunks[4], chunks[5]));
        bytes32 high = pairHash(pairHash(chunks[6], chunks[7]), pairHash(chunks[8], chunks[9]));
        return pairHash(chunks[0], pairHash(chunks[1], pairHash(low, high)));
    }

    /// @dev Runs a step and returns its cost as a transaction of its own, every calldata byte at its dearest.
    function measure(
        bytes memory proof
    ) internal view returns (uint256 gas, bytes32 postHash) {
        bytes memory encoded = state();
        uint256 before = gasleft();
        (, postHash) = machine.step(encoded, proof);
        uint256 execution = before - gasleft();
        uint256 size = 4 + 4 * 32 + encoded.length + proof.length;
        uint256 standard = GAS_PER_BYTE * size + execution;
        uint256 floor = FLOOR_PER_BYTE * size;
        gas = TRANSACTION_BASE + (standard > floor ? standard : floor);
    }

    function pairHash(
        bytes32 left,
        bytes32 right
    ) internal pure returns (bytes32) {
        return sha256(bytes.concat(left, right));
    }

    function reverse(
        uint32 word
    ) internal pure returns (uint32) {
        return (word << 24) | ((word & 0xff00) << 8) | ((word >> 8) & 0xff00) | (word >> 24);
    }
}
