// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Decides between rival assertions. None exists before the timelock sets one.
interface IDisputeModule {
    /// @notice The child of `parent` that won its dispute; zero while undecided.
    /// @dev Must return the same non-zero answer for ever once it has given one.
    function winner(
        bytes32 parent
    ) external view returns (bytes32);
}
