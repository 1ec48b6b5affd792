// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Batch} from "./IInbox.sol";

/// @notice Bytes `position` to `position + data.length - 1` of a payload.
struct Chunk {
    uint256 position;
    bytes data;
}

/// @title Opens single places of a batch's payload on its data-availability layer.
interface IDataAvailability {
    /// @notice Whether data of this kind can be opened here at all.
    function isOpenable(
        uint8 daKind
    ) external view returns (bool);

    /// @notice The payload's length and the bytes that `proof` shows to be at the batch's pointer (docs/spec/data.md).
    /// @dev Total: whatever the arguments hold, it answers `ok = false` rather than revert. Only `ok = true` means anything: too little
    /// gas also gives false.
    function open(
        Batch calldata b,
        bytes calldata proof
    ) external view returns (bool ok, uint256 length, Chunk[] memory chunks);
}
