// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Register arithmetic of rv64im
/// @notice Total: every function answers every input. `known` is false for an encoding that is no instruction.
library Alu {
    /// @notice OP and OP-IMM: 64-bit. `funct7` is 0 or 0x20 (and 1 for the M extension).
    function op(
        uint256 funct3,
        uint256 funct7,
        uint64 a,
        uint64 b
    ) internal pure returns (bool known, uint64 result) {
        unchecked {
            if (funct7 == 0) return (true, base(funct3, a, b));
            if (funct7 == 1) return (true, multiply(funct3, a, b));
            if (funct7 != 0x20) return (false, 0);
            if (funct3 == 0) return (true, a - b);
            if (funct3 == 5) return (true, uint64(int64(a) >> (b & 63)));
            return (false, 0);
        }
    }

    /// @notice OP-32 and OP-IMM-32: on the low 32 bits, the result sign-extended.
    function op32(
        uint256 funct3,
        uint256 funct7,
        uint64 a64,
        uint64 b64
    ) internal pure returns (bool known, uint64 result) {
        unchecked {
            uint32 a = uint32(a64);
            uint32 b = uint32(b64);
            if (funct7 == 0) {
                if (funct3 == 0) return (true, extend32(a + b));
                if (funct3 == 1) return (true, extend32(a << (b & 31)));
                if (funct3 == 5) return (true, extend32(a >> (b & 31)));
            } else if (funct7 == 0x20) {
                if (funct3 == 0) return (true, extend32(a - b));
                if (funct3 == 5) return (true, extend32(uint32(int32(a) >> (b & 31))));
            } else if (funct7 == 1) {
                if (funct3 == 0) return (true, extend32(a * b));
                if (funct3 == 4) return (true, extend32(uint32(uint64(divide(int32(a), int32(b))))));
                if (funct3 == 5) return (true, extend32(b == 0 ? type(uint32).max : a / b));
                if (funct3 == 6) return (true, extend32(uint32(uint64(remainder(int32(a), int32(b))))));
                if (funct3 == 7) return (true, extend32(b == 0 ? a : a % b));
            }
            return (false, 0);
        }
    }

    /// @notice BEQ, BNE, BLT, BGE, BLTU, BGEU.
    function branch(
        uint256 funct3,
        uint64 a,
        uint64 b
    ) internal pure returns (bool known, bool taken) {
        if (funct3 == 0) return (true, a == b);
        if (funct3 == 1) return (true, a != b);
        if (funct3 == 4) return (true, int64(a) < int64(b));
        if (funct3 == 5) return (true, int64(a) >= int64(b));
        if (funct3 == 6) return (true, a < b);
        if (funct3 == 7) return (true, a >= b);
        return (false, false);
    }

    /// @notice A 32-bit value, sign-extended to 64 bits.
    function extend32(
        uint32 value
    ) internal pure returns (uint64) {
        return uint64(int64(int32(value)));
    }

    /// @notice The low `bits` of `value`, sign-extended to 64 bits. `bits` is 1 to 64.
    function extend(
        uint256 value,
        uint256 bits
    ) internal pure returns (uint64) {
        uint256 unused = 256 - bits;
        return uint64(uint256(int256(value << unused) >> unused));
    }

    function base(
        uint256 funct3,
        uint64 a,
        uint64 b
    ) private pure returns (uint64) {
        unchecked {
            if (funct3 == 0) return a + b;
            if (funct3 == 1) return a << (b & 63);
            if (funct3 == 2) return int64(a) < int64(b) ? 1 : 0;
            if (funct3 == 3) return a < b ? 1 : 0;
            if (funct3 == 4) return a ^ b;
            if (funct3 == 5) return a >> (b & 63);
            if (funct3 == 6) return a | b;
            return a & b;
        }
    }

    /// @dev The products fit 256 bits, so the high halves are plain shifts.
    function multiply(
        uint256 funct3,
        uint64 a,
        uint64 b
    ) private pure returns (uint64) {
        unchecked {
            if (funct3 == 0) return a * b;
            if (funct3 == 1) return high(int256(int64(a)) * int256(int64(b)));
            if (funct3 == 2) return high(int256(int64(a)) * int256(uint256(b)));
            if (funct3 == 3) return high(int256(uint256(a) * uint256(b)));
            if (funct3 == 4) return uint64(divide(int64(a), int64(b)));
            if (funct3 == 5) return b == 0 ? type(uint64).max : a / b;
            if (funct3 == 6) return uint64(remainder(int64(a), int64(b)));
            return b == 0 ? a : a % b;
        }
    }

    function high(
        int256 product
    ) private pure returns (uint64) {
        return uint64(uint256(product >> 64));
    }

    /// @dev Division by zero gives -1; unchecked, the minimum divided by -1 wraps to itself.
    function divide(
        int64 a,
        int64 b
    ) private pure returns (int64) {
        unchecked {
            return b == 0 ? int64(-1) : a / b;
        }
    }

    function remainder(
        int64 a,
        int64 b
    ) private pure returns (int64) {
        unchecked {
            return b == 0 ? a : a % b;
        }
    }
}
