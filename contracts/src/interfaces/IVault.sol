// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the Inbox needs from the Vault.
interface IVault {
    /// @notice The Rollup whose confirmed assertions the Vault pays; zero until it is set, once.
    function rollup() external view returns (address);

    /// @notice Token of `asset`; reverts for an unknown asset.
    function tokenOf(
        uint8 asset
    ) external view returns (address);
}
