// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {StateHeader} from "../../src/libraries/StateHeader.sol";
import {Histories} from "./Histories.sol";

/// @dev The machine as a program of eleven instructions sees it: two leaves of code, the input's root, four leaves of state.
struct Toy {
    bytes32[2] code;
    bytes32 inputRoot;
    bytes32[4] state;
    uint64 pc;
    uint8 status;
    uint64 exitCode;
    uint64[32] x;
}

/// @dev A block program that counts: number + 1, timestamp + 100 ms, exit 0. Knows the six instructions that it uses; the
/// real Machine.step judges every step of it (Tournament.t.sol).
library ToyMachine {
    uint64 internal constant ENTRY = 0x3000_0000;
    uint64 internal constant STATE = 0x8000_0000;
    uint256 internal constant STEPS = 11;

    function program() internal pure returns (bytes32[2] memory code) {
        uint32[16] memory words = [
            _i(0x13, 0, 1, 0, 1), // addi x1, x0, 1
            _i(0x13, 1, 1, 1, 31), // slli x1, x1, 31
            _i(0x03, 3, 2, 1, 16), // ld x2, 16(x1)
            _i(0x13, 0, 2, 2, 1), // addi x2, x2, 1
            _sd(2, 1, 16), // sd x2, 16(x1)
            _i(0x03, 3, 3, 1, 24), // ld x3, 24(x1)
            _i(0x13, 0, 3, 3, 100), // addi x3, x3, 100
            _sd(3, 1, 24), // sd x3, 24(x1)
            _i(0x13, 0, 17, 0, 93), // addi x17, x0, 93
            _i(0x13, 0, 10, 0, 0), // addi x10, x0, 0
            0x73, // ecall
            0,
            0,
            0,
            0,
            0
        ];
        for (uint256 i = 0; i < 16; ++i) {
            for (uint256 b = 0; b < 4; ++b) {
                uint256 value = uint8(words[i] >> (8 * b));
                code[i / 8] |= bytes32(value << (8 * (31 - (4 * (i % 8) + b))));
            }
        }
    }

    /// @dev Root of the program half, depth 25.
    function programRoot(
        bytes32[2] memory code
    ) internal pure returns (bytes32 node) {
        node = Histories.pair(code[0], code[1]);
        uint256 index = (ENTRY / 32) >> 1;
        bytes32 zero = _zero(1);
        for (uint256 level = 1; level < 25; ++level) {
            node = index % 2 == 0 ? Histories.pair(node, zero) : Histories.pair(zero, node);
            index /= 2;
            zero = Histories.pair(zero, zero);
        }
    }

    function start(
        bytes32 inputRoot,
        bytes32[4] memory state
    ) internal pure returns (Toy memory t) {
        t.code = program();
        t.inputRoot = inputRoot;
        for (uint256 i = 0; i < 4; ++i) {
            t.state[i] = state[i];
        }
        t.pc = ENTRY;
    }

    /// @dev One step; a halted machine stays as it is.
    function step(
        Toy memory t
    ) internal pure {
        if (t.status != 0) return;
        uint256 word = _word(t);
        uint256 rd = (word >> 7) & 31;
        uint64 a = t.x[(word >> 15) & 31];
        uint64 immediate = uint64(word >> 20);
        if (word == 0x73) {
            (t.status, t.exitCode) = (1, t.x[10]);
            return;
        }
        if (word & 0x7f == 0x23) {
            uint64 at = a + uint64(((word >> 25) << 5) | ((word >> 7) & 31)) - STATE;
            t.state[0] = _set(t.state[0], at, t.x[(word >> 20) & 31]);
        } else if (word & 0x7f == 0x03) {
            t.x[rd] = StateHeader.readU64(t.state[0], a + immediate - STATE);
        } else {
            t.x[rd] = (word >> 12) & 7 == 1 ? a << immediate : a + immediate;
        }
        t.x[0] = 0;
        t.pc += 4;
    }

    function stateRoot(
        bytes32[4] memory s
    ) internal pure returns (bytes32 node) {
        node = Histories.pair(Histories.pair(s[0], s[1]), Histories.pair(s[2], s[3]));
        bytes32 zero = _zero(2);
        for (uint256 level = 2; level < 26; ++level) {
            node = Histories.pair(node, zero);
            zero = Histories.pair(zero, zero);
        }
    }

    function header(
        bytes32[4] memory s
    ) internal pure returns (StateHeader.Proof memory proof) {
        bytes32 zero = _zero(2);
        for (uint256 i = 0; i < 24; ++i) {
            proof.siblings[i] = zero;
            zero = Histories.pair(zero, zero);
        }
        for (uint256 i = 0; i < 4; ++i) {
            proof.leaves[i] = s[i];
        }
    }

    function leftRoot(
        Toy memory t
    ) internal pure returns (bytes32) {
        return Histories.pair(programRoot(t.code), t.inputRoot);
    }

    function encode(
        Toy memory t
    ) internal pure returns (bytes memory encoded) {
        bytes32 memoryRoot = Histories.pair(leftRoot(t), stateRoot(t.state));
        encoded = abi.encodePacked(memoryRoot, t.pc, t.exitCode, bytes15(0), t.status);
        for (uint256 i = 0; i < 32; ++i) {
            encoded = abi.encodePacked(encoded, t.x[i]);
        }
    }

    /// @dev Proof of the next step: the instruction's leaf, then the state's first leaf if it is loaded or stored.
    function witness(
        Toy memory t
    ) internal pure returns (bytes memory proof) {
        if (t.status != 0) return "";
        uint256 which = (t.pc - ENTRY) / 32;
        proof = bytes.concat(t.code[which], t.code[1 - which]);
        bytes32 zero = _zero(1);
        for (uint256 level = 1; level < 25; ++level) {
            proof = bytes.concat(proof, zero);
            zero = Histories.pair(zero, zero);
        }
        proof = bytes.concat(proof, t.inputRoot, stateRoot(t.state));
        uint256 opcode = _word(t) & 0x7f;
        if (opcode != 0x03 && opcode != 0x23) return proof;
        proof = bytes.concat(proof, t.state[0], t.state[1], Histories.pair(t.state[2], t.state[3]));
        zero = _zero(2);
        for (uint256 level = 2; level < 26; ++level) {
            proof = bytes.concat(proof, zero);
            zero = Histories.pair(zero, zero);
        }
        proof = bytes.concat(proof, leftRoot(t));
    }

    function _word(
        Toy memory t
    ) private pure returns (uint256 word) {
        uint256 offset = t.pc - ENTRY;
        for (uint256 b = 0; b < 4; ++b) {
            word |= uint256(uint8(t.code[offset / 32][offset % 32 + b])) << (8 * b);
        }
    }

    function _set(
        bytes32 leaf,
        uint64 at,
        uint64 value
    ) private pure returns (bytes32) {
        for (uint256 b = 0; b < 8; ++b) {
            uint256 shift = 8 * (31 - (at + b));
            leaf = bytes32(
                (uint256(leaf) & ~(uint256(0xff) << shift)) | (uint256(uint8(value >> (8 * b))) << shift)
            );
        }
        return leaf;
    }

    function _zero(
        uint256 level
    ) private pure returns (bytes32 zero) {
        for (uint256 i = 0; i < level; ++i) {
            zero = Histories.pair(zero, zero);
        }
    }

    function _i(
        uint32 opcode,
        uint32 funct3,
        uint32 rd,
        uint32 rs1,
        uint32 immediate
    ) private pure returns (uint32) {
        return (immediate << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode;
    }

    function _sd(
        uint32 rs2,
        uint32 rs1,
        uint32 immediate
    ) private pure returns (uint32) {
        return
            ((immediate >> 5) << 25) | (rs2 << 20) | (rs1 << 15) | (3 << 12) | ((immediate & 31) << 7) | 0x23;
    }
}
