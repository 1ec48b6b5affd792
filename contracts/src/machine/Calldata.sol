// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Words of a calldata byte string
library Calldata {
    /// @notice The 32 bytes at `offset`. The caller must know that `offset + 32 <= data.length`: beyond the end the EVM
    /// reads whatever follows in calldata.
    function word(
        bytes calldata data,
        uint256 offset
    ) internal pure returns (bytes32 result) {
        // Assembly, because bytes32(data[offset:offset + 32]) checks bounds that every caller has checked, at twenty
        // times the gas, and a step reads hundreds of words. `data.offset` is where the string starts in calldata.
        assembly ("memory-safe") {
            result := calldataload(add(data.offset, offset))
        }
    }
}
