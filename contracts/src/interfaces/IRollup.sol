// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What the Vault needs from the Rollup.
interface IRollup {
    /// @notice The Inbox whose batches the assertions are about.
    function INBOX() external view returns (address);

    /// @notice Root of the withdrawal tree of a confirmed assertion; zero for any other id.
    function confirmedWithdrawalsRoot(
        bytes32 id
    ) external view returns (bytes32);
}
