// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DevnetChain} from "../libraries/DevnetChain.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A dollar for development chains: 6 decimals, anyone may mint, refuses to live anywhere else.
contract MockUSDC is ERC20 {
    error NotADevnet(uint256 chainId);

    constructor() ERC20("USD Coin (devnet)", "USDC") {
        _requireDevnet();
    }

    /// @notice Create `amount` (1e-6 USD) for `to`. Checked at every call: a chain id can change in a fork.
    function mint(
        address to,
        uint256 amount
    ) external {
        _requireDevnet();
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function _requireDevnet() private view {
        if (!DevnetChain.isCurrent()) revert NotADevnet(block.chainid);
    }
}
