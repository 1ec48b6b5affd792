// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Calldata} from "./Calldata.sol";
import {Precompiles} from "./Precompiles.sol";

/// @notice The machine between two steps. `x[0]` is zero.
struct State {
    bytes32 memoryRoot;
    uint64 pc;
    uint64 exitCode;
    uint8 status;
    uint64[32] x;
}

/// @title Encoding and hash of a machine state
/// @notice Ten 32-byte chunks: memoryRoot; pc (8 bytes), exit code (8), zero (15), status (1); then x0 to x31, four a
/// chunk. Integers are big-endian. The hash is H(memoryRoot, H(control, R)), R the root of the eight register chunks,
/// so that any part of a state can be shown with at most five siblings.
library MachineState {
    using Calldata for bytes;

    /// The encoded state is not 320 bytes.
    error BadStateLength(uint256 length);

    uint256 internal constant SIZE = 320;

    /// @notice Reads any 320 bytes as a state; reserved bytes and x0 are ignored.
    function decode(
        bytes calldata encoded
    ) internal pure returns (State memory state) {
        if (encoded.length != SIZE) revert BadStateLength(encoded.length);
        uint256 control = uint256(encoded.word(32));
        state.memoryRoot = encoded.word(0);
        state.pc = uint64(control >> 192);
        state.exitCode = uint64(control >> 128);
        state.status = uint8(control);
        unchecked {
            for (uint256 i = 0; i < 8; i++) {
                uint256 chunk = uint256(encoded.word(64 + 32 * i));
                state.x[4 * i] = uint64(chunk >> 192);
                state.x[4 * i + 1] = uint64(chunk >> 128);
                state.x[4 * i + 2] = uint64(chunk >> 64);
                state.x[4 * i + 3] = uint64(chunk);
            }
        }
        state.x[0] = 0;
    }

    /// @notice Hash of an encoded state, as it stands: whatever `decode` ignores is hashed too.
    function hashEncoded(
        bytes calldata encoded
    ) internal view returns (bytes32) {
        if (encoded.length != SIZE) revert BadStateLength(encoded.length);
        bytes32[8] memory chunks;
        unchecked {
            for (uint256 i = 0; i < 8; i++) {
                chunks[i] = encoded.word(64 + 32 * i);
            }
        }
        return join(encoded.word(0), encoded.word(32), chunks);
    }

    /// @notice Hash of a state's encoding.
    function hash(
        State memory state
    ) internal view returns (bytes32) {
        bytes32 control =
            bytes32((uint256(state.pc) << 192) | (uint256(state.exitCode) << 128) | uint256(state.status));
        bytes32[8] memory chunks;
        unchecked {
            for (uint256 i = 0; i < 8; i++) {
                chunks[i] = bytes32(
                    (uint256(state.x[4 * i]) << 192) | (uint256(state.x[4 * i + 1]) << 128)
                        | (uint256(state.x[4 * i + 2]) << 64) | uint256(state.x[4 * i + 3])
                );
            }
        }
        return join(state.memoryRoot, control, chunks);
    }

    function join(
        bytes32 memoryRoot,
        bytes32 control,
        bytes32[8] memory chunks
    ) private view returns (bytes32) {
        unchecked {
            for (uint256 width = 4; width > 0; width /= 2) {
                for (uint256 i = 0; i < width; i++) {
                    chunks[i] = Precompiles.pair(chunks[2 * i], chunks[2 * i + 1]);
                }
            }
        }
        return Precompiles.pair(memoryRoot, Precompiles.pair(control, chunks[0]));
    }
}
