// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MockUSDC} from "../src/devnet/MockUSDC.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {vm} from "./base/Vm.sol";

contract MockUSDCTest {
    function test_mints_on_a_devnet_with_six_decimals() public {
        vm.chainId(31_337);
        MockUSDC usdc = new MockUSDC();
        usdc.mint(address(1), 5e6);
        vm.assertEq(usdc.balanceOf(address(1)), 5e6);
        vm.assertEq(usdc.decimals(), 6);
    }

    function test_refuses_to_live_or_mint_outside_devnets() public {
        vm.chainId(31_337);
        MockUSDC usdc = new MockUSDC();
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(MockUSDC.NotADevnet.selector, 1));
        usdc.mint(address(1), 1);
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, ()),
            abi.encodeWithSelector(MockUSDC.NotADevnet.selector, 1)
        );
    }

    function construct() external {
        new MockUSDC();
    }
}
