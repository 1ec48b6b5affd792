// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Alu} from "./machine/Alu.sol";
import {MachineState, State} from "./machine/MachineState.sol";
import {Precompiles} from "./machine/Precompiles.sol";
import {Range, Reader, Witness} from "./machine/Witness.sol";

/// @title One step of the rv64im machine, over Merkle proofs
/// @notice docs/spec/machine.md is the specification. Stateless. Total over states and memory contents: whatever the
/// program does, there is a next state. It reverts for two reasons only: the arguments are no proof of the step
/// (BadStateLength, ProofTooShort, ProofTooLong, ProofOfOtherMemory), or the caller gave too little gas
/// (PrecompileStarved, or plain out of gas).
contract Machine {
    using Witness for Reader;

    uint8 internal constant RUNNING = 0;
    uint8 internal constant EXITED = 1;
    uint8 internal constant ILLEGAL_INSTRUCTION = 2;
    uint8 internal constant UNKNOWN_SYSCALL = 3;
    uint8 internal constant BAD_FETCH = 4;
    uint8 internal constant BAD_ADDRESS = 5;
    uint8 internal constant READ_ONLY = 6;
    uint8 internal constant BREAKPOINT = 7;
    uint8 internal constant BAD_LENGTH = 8;
    /// Exit code of every halt but exit: this plus the status.
    uint64 internal constant TRAP_EXIT_CODE = 128;

    uint256 internal constant ADDRESS_SPACE = 1 << 32;
    uint256 internal constant INPUT_START = 0x4000_0000;
    uint256 internal constant STATE_START = 0x8000_0000;

    uint64 internal constant SYSCALL_EXIT = 93;
    uint64 internal constant SYSCALL_SHA256 = 2001;
    uint64 internal constant SYSCALL_KECCAK256 = 2002;
    uint64 internal constant SYSCALL_ECRECOVER = 2003;

    /// @notice Longest message of one hash syscall, in bytes.
    uint256 public constant MAX_HASH_LENGTH = 16_384;
    /// @notice What ecrecover reads: digest, r, s (32 bytes each) and v (1 byte).
    uint256 public constant ECRECOVER_LENGTH = 97;

    /// @notice Hash of the state before and after one step.
    /// @param encoded The state before, 320 bytes (see MachineState).
    /// @param proof The leaves the step touches with their siblings (see Witness); empty for a halted state.
    /// @return preHash What the caller must compare with the state both sides agree on.
    /// @return postHash Hash of the only possible next state.
    function step(
        bytes calldata encoded,
        bytes calldata proof
    ) external view returns (bytes32 preHash, bytes32 postHash) {
        preHash = MachineState.hashEncoded(encoded);
        State memory state = MachineState.decode(encoded);
        Reader memory reader = Reader({root: state.memoryRoot, offset: 0});
        if (state.status != RUNNING) {
            reader.finish(proof);
            return (preHash, preHash);
        }
        uint8 status = execute(state, reader, proof);
        if (status != RUNNING) {
            state.status = status;
            state.exitCode = status == EXITED ? state.x[10] : TRAP_EXIT_CODE + status;
        }
        reader.finish(proof);
        state.memoryRoot = reader.root;
        postHash = MachineState.hash(state);
    }

    /// @notice Hash of an encoded state.
    function hashState(
        bytes calldata encoded
    ) external view returns (bytes32) {
        return MachineState.hashEncoded(encoded);
    }

    /// @dev Runs the instruction at pc. Moves pc unless it halts, and returns the status.
    function execute(
        State memory state,
        Reader memory reader,
        bytes calldata proof
    ) private view returns (uint8) {
        unchecked {
            uint64 pc = state.pc;
            if (pc % 4 != 0 || pc >= ADDRESS_SPACE) return BAD_FETCH;
            uint256 word = readInteger(reader, proof, pc, 4);
            uint64 next = pc + 4;
            uint8 status = RUNNING;
            uint256 opcode = word & 0x7f;
            if (opcode == 0x03) {
                status = load(state, reader, proof, word);
            } else if (opcode == 0x23) {
                status = store(state, reader, proof, word);
            } else if (opcode == 0x63) {
                (bool known, bool taken) = Alu.branch(funct3(word), rs1(state, word), rs2(state, word));
                if (!known) return ILLEGAL_INSTRUCTION;
                if (taken) next = pc + immediateB(word);
            } else if (opcode == 0x67) {
                if (funct3(word) != 0) return ILLEGAL_INSTRUCTION;
                // The target is computed before rd is written: they may be the same register.
                next = (rs1(state, word) + immediateI(word)) & ~uint64(1);
                setRd(state, word, pc + 4);
            } else if (opcode == 0x6f) {
                next = pc + immediateJ(word);
                setRd(state, word, pc + 4);
            } else if (opcode == 0x73) {
                status = system(state, reader, proof, word);
            } else {
                status = compute(state, word);
            }
            if (status == RUNNING) state.pc = next;
            return status;
        }
    }

    /// @dev Instructions that read and write registers only.
    function compute(
        State memory state,
        uint256 word
    ) private pure returns (uint8) {
        unchecked {
            uint256 opcode = word & 0x7f;
            bool known = true;
            uint64 result;
            if (opcode == 0x37) {
                result = Alu.extend32(uint32(word & 0xfffff000));
            } else if (opcode == 0x17) {
                result = state.pc + Alu.extend32(uint32(word & 0xfffff000));
            } else if (opcode == 0x13) {
                (known, result) = computeImmediate(state, word);
            } else if (opcode == 0x1b) {
                (known, result) = computeImmediate32(state, word);
            } else if (opcode == 0x33) {
                (known, result) = Alu.op(funct3(word), word >> 25, rs1(state, word), rs2(state, word));
            } else if (opcode == 0x3b) {
                (known, result) = Alu.op32(funct3(word), word >> 25, rs1(state, word), rs2(state, word));
            } else if (opcode == 0x0f) {
                // fence, fence.i: one hart, no caches.
                return funct3(word) > 1 ? ILLEGAL_INSTRUCTION : RUNNING;
            } else {
                known = false;
            }
            if (!known) return ILLEGAL_INSTRUCTION;
            setRd(state, word, result);
            return RUNNING;
        }
    }

    /// @dev The shifts keep six bits of shift amount; the six above must be 0, or 0x10 for srai.
    function computeImmediate(
        State memory state,
        uint256 word
    ) private pure returns (bool, uint64) {
        uint256 funct7 = 0;
        if (funct3(word) == 1 && word >> 26 != 0) return (false, 0);
        if (funct3(word) == 5) {
            if (word >> 26 == 0x10) funct7 = 0x20;
            else if (word >> 26 != 0) return (false, 0);
        }
        return Alu.op(funct3(word), funct7, rs1(state, word), immediateI(word));
    }

    /// @dev The shifts keep five bits of shift amount; the seven above must be 0, or 0x20 for sraiw.
    function computeImmediate32(
        State memory state,
        uint256 word
    ) private pure returns (bool, uint64) {
        uint256 funct7 = 0;
        if (funct3(word) == 1 && word >> 25 != 0) return (false, 0);
        if (funct3(word) == 5) {
            if (word >> 25 == 0x20) funct7 = 0x20;
            else if (word >> 25 != 0) return (false, 0);
        }
        return Alu.op32(funct3(word), funct7, rs1(state, word), immediateI(word));
    }

    function load(
        State memory state,
        Reader memory reader,
        bytes calldata proof,
        uint256 word
    ) private view returns (uint8) {
        unchecked {
            uint256 kind = funct3(word);
            if (kind == 7) return ILLEGAL_INSTRUCTION;
            uint256 size = 1 << (kind & 3);
            uint256 location = rs1(state, word) + immediateI(word);
            if (location + size > ADDRESS_SPACE) return BAD_ADDRESS;
            uint256 value = readInteger(reader, proof, location, size);
            setRd(state, word, kind < 4 ? Alu.extend(value, 8 * size) : uint64(value));
            return RUNNING;
        }
    }

    function store(
        State memory state,
        Reader memory reader,
        bytes calldata proof,
        uint256 word
    ) private view returns (uint8) {
        unchecked {
            if (funct3(word) > 3) return ILLEGAL_INSTRUCTION;
            uint256 size = 1 << funct3(word);
            uint256 location = rs1(state, word) + immediateS(word);
            uint8 fault = storeFault(location, size);
            if (fault != RUNNING) return fault;
            // The register's bytes in memory order, at the high end of a word.
            bytes32 value = bytes32(uint256(reverse(rs2(state, word))) << 192);
            write(reader, proof, location, size, value);
            return RUNNING;
        }
    }

    /// @dev RUNNING, or why `size` bytes at `location` may not be written.
    function storeFault(
        uint256 location,
        uint256 size
    ) private pure returns (uint8) {
        if (location + size > ADDRESS_SPACE) return BAD_ADDRESS;
        if (location < STATE_START && location + size > INPUT_START) return READ_ONLY;
        return RUNNING;
    }

    /// @dev ecall, ebreak, mret, and CSR accesses: there are no CSRs, reads give zero and writes are lost.
    function system(
        State memory state,
        Reader memory reader,
        bytes calldata proof,
        uint256 word
    ) private view returns (uint8) {
        if (word == 0x00000073) return syscall(state, reader, proof);
        if (word == 0x00100073) return BREAKPOINT;
        if (word == 0x30200073) return RUNNING;
        if (funct3(word) & 3 == 0) return ILLEGAL_INSTRUCTION;
        setRd(state, word, 0);
        return RUNNING;
    }

    /// @dev Number in a7, arguments in a0, a1, a2; no register changes.
    function syscall(
        State memory state,
        Reader memory reader,
        bytes calldata proof
    ) private view returns (uint8) {
        uint64 number = state.x[17];
        if (number == SYSCALL_EXIT) return EXITED;
        if (number == SYSCALL_SHA256 || number == SYSCALL_KECCAK256) {
            return hashCall(reader, proof, number, state.x[10], state.x[11], state.x[12]);
        }
        if (number == SYSCALL_ECRECOVER) return recoverCall(reader, proof, state.x[10], state.x[11]);
        return UNKNOWN_SYSCALL;
    }

    function hashCall(
        Reader memory reader,
        bytes calldata proof,
        uint64 number,
        uint256 pointer,
        uint256 length,
        uint256 out
    ) private view returns (uint8) {
        if (length > MAX_HASH_LENGTH) return BAD_LENGTH;
        if (pointer + length > ADDRESS_SPACE) return BAD_ADDRESS;
        uint8 fault = storeFault(out, 32);
        if (fault != RUNNING) return fault;
        bytes calldata message = readBytes(reader, proof, pointer, length);
        bytes32 digest = number == SYSCALL_SHA256 ? Precompiles.sha256Of(message) : keccak256(message);
        write(reader, proof, out, 32, digest);
        return RUNNING;
    }

    function recoverCall(
        Reader memory reader,
        bytes calldata proof,
        uint256 pointer,
        uint256 out
    ) private view returns (uint8) {
        if (pointer + ECRECOVER_LENGTH > ADDRESS_SPACE) return BAD_ADDRESS;
        uint8 fault = storeFault(out, 32);
        if (fault != RUNNING) return fault;
        bytes calldata message = readBytes(reader, proof, pointer, ECRECOVER_LENGTH);
        bytes32 signer = Precompiles.recover(
            bytes32(message[0:32]), uint8(message[96]), bytes32(message[32:64]), bytes32(message[64:96])
        );
        write(reader, proof, out, 32, signer);
        return RUNNING;
    }

    /// @dev `size` bytes of memory, straight from the proof: leaves stand in it as they stand in memory.
    function readBytes(
        Reader memory reader,
        bytes calldata proof,
        uint256 location,
        uint256 size
    ) private view returns (bytes calldata) {
        if (size == 0) return proof[0:0];
        Range memory range = reader.open(proof, location, size);
        uint256 start = range.leaves + location % 32;
        return proof[start:start + size];
    }

    /// @dev A little-endian integer of `size` <= 8 bytes.
    function readInteger(
        Reader memory reader,
        bytes calldata proof,
        uint256 location,
        uint256 size
    ) private view returns (uint256 value) {
        unchecked {
            bytes calldata data = readBytes(reader, proof, location, size);
            for (uint256 i = 0; i < size; i++) {
                value |= uint256(uint8(data[i])) << (8 * i);
            }
        }
    }

    /// @dev Writes the first `size` <= 32 bytes of `value`.
    function write(
        Reader memory reader,
        bytes calldata proof,
        uint256 location,
        uint256 size,
        bytes32 value
    ) private view {
        unchecked {
            Range memory range = reader.open(proof, location, size);
            bytes32[] memory leaves = Witness.load(range, proof);
            for (uint256 i = 0; i < size; i++) {
                setByte(leaves, location % 32 + i, uint8(value[i]));
            }
            reader.write(proof, range, leaves);
        }
    }

    /// @dev Sets byte `index` of a row of leaves; a leaf's first byte is its word's highest.
    function setByte(
        bytes32[] memory leaves,
        uint256 index,
        uint256 value
    ) private pure {
        unchecked {
            uint256 shift = 8 * (31 - index % 32);
            uint256 leaf = uint256(leaves[index / 32]);
            leaves[index / 32] = bytes32((leaf & ~(uint256(0xff) << shift)) | (value << shift));
        }
    }

    /// @dev Byte order turned round.
    function reverse(
        uint64 value
    ) private pure returns (uint64 reversed) {
        unchecked {
            for (uint256 i = 0; i < 8; i++) {
                reversed = (reversed << 8) | ((value >> (8 * i)) & 0xff);
            }
        }
    }

    function funct3(
        uint256 word
    ) private pure returns (uint256) {
        return (word >> 12) & 7;
    }

    function rs1(
        State memory state,
        uint256 word
    ) private pure returns (uint64) {
        return state.x[(word >> 15) & 31];
    }

    function rs2(
        State memory state,
        uint256 word
    ) private pure returns (uint64) {
        return state.x[(word >> 20) & 31];
    }

    /// @dev x0 stays zero.
    function setRd(
        State memory state,
        uint256 word,
        uint64 value
    ) private pure {
        uint256 rd = (word >> 7) & 31;
        if (rd != 0) state.x[rd] = value;
    }

    function immediateI(
        uint256 word
    ) private pure returns (uint64) {
        return Alu.extend(word >> 20, 12);
    }

    function immediateS(
        uint256 word
    ) private pure returns (uint64) {
        return Alu.extend(((word >> 25) << 5) | ((word >> 7) & 31), 12);
    }

    function immediateB(
        uint256 word
    ) private pure returns (uint64) {
        uint256 value = (word >> 31) << 12;
        value |= ((word >> 7) & 1) << 11;
        value |= ((word >> 25) & 63) << 5;
        value |= ((word >> 8) & 15) << 1;
        return Alu.extend(value, 13);
    }

    function immediateJ(
        uint256 word
    ) private pure returns (uint64) {
        uint256 value = (word >> 31) << 20;
        value |= ((word >> 12) & 0xff) << 12;
        value |= ((word >> 20) & 1) << 11;
        value |= ((word >> 21) & 0x3ff) << 1;
        return Alu.extend(value, 21);
    }
}
