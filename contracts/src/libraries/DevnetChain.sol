// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which chains are throw-away: only there may tokens be minted freely and data be kept on one machine's disk.
library DevnetChain {
    /// @notice Whether the current chain is a development chain: 31337 (anvil, hardhat) or 1337 (geth --dev).
    function isCurrent() internal view returns (bool) {
        return block.chainid == 31_337 || block.chainid == 1_337;
    }
}
