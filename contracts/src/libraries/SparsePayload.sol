// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Chunk} from "../interfaces/IDataAvailability.sol";

/// @title Reads from the parts of a payload that were opened.
library SparsePayload {
    error NotOpened(uint256 position);

    /// @notice Bytes `position` to `position + count - 1` (count at most 32), followed by zeros. Reverts `NotOpened` where one is missing.
    function read(
        Chunk[] memory chunks,
        uint256 position,
        uint256 count
    ) internal pure returns (bytes32 value) {
        uint256 done = 0;
        while (done < count) {
            (bool found, bytes32 part, uint256 length) = _part(chunks, position + done, count - done);
            if (!found) revert NotOpened(position + done);
            value |= part >> (8 * done);
            done += length;
        }
    }

    /// @notice The little-endian 32-bit integer at `position`.
    function readU32(
        Chunk[] memory chunks,
        uint256 position
    ) internal pure returns (uint256) {
        uint256 big = uint256(read(chunks, position, 4)) >> 224;
        big = ((big & 0x00ff00ff) << 8) | ((big >> 8) & 0x00ff00ff);
        return ((big & 0xffff) << 16) | (big >> 16);
    }

    /// @dev As many bytes from `position` on, at most `count`, as one chunk holds, followed by zeros.
    function _part(
        Chunk[] memory chunks,
        uint256 position,
        uint256 count
    ) private pure returns (bool found, bytes32 part, uint256 length) {
        for (uint256 i = 0; i < chunks.length; ++i) {
            Chunk memory chunk = chunks[i];
            if (position < chunk.position || position - chunk.position >= chunk.data.length) continue;
            uint256 offset = position - chunk.position;
            length = chunk.data.length - offset;
            if (length > count) length = count;
            bytes memory data = chunk.data;
            assembly ("memory-safe") {
                part := mload(add(add(data, 0x20), offset))
            }
            uint256 unused = 8 * (32 - length);
            return (true, (part >> unused) << unused, length);
        }
    }
}
