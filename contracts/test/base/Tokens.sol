// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev 6 decimals and free minting; the base of the tokens that misbehave.
contract PlainToken is ERC20 {
    constructor() ERC20("Test", "TEST") {}

    function mint(
        address to,
        uint256 amount
    ) external {
        _mint(to, amount);
    }

    function decimals() public view virtual override returns (uint8) {
        return 6;
    }
}

/// @dev 18 decimals.
contract WideToken is PlainToken {
    function decimals() public pure override returns (uint8) {
        return 18;
    }
}

/// @dev Takes one unit of every transfer from what arrives.
contract FeeToken is PlainToken {
    function _update(
        address from,
        address to,
        uint256 value
    ) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0)) super._update(to, address(0xfee), 1);
    }
}

/// @dev Takes one unit more from the sender than it sends.
contract GreedyToken is PlainToken {
    bool public greedy;

    function setGreedy() external {
        greedy = true;
    }

    function _update(
        address from,
        address to,
        uint256 value
    ) internal override {
        super._update(from, to, value);
        if (greedy && from != address(0)) super._update(from, address(0xfee), 1);
    }
}

/// @dev Returns false instead of reverting.
contract FalseToken is PlainToken {
    bool public broken;

    function setBroken() external {
        broken = true;
    }

    function transfer(
        address to,
        uint256 amount
    ) public override returns (bool) {
        return broken ? false : super.transfer(to, amount);
    }

    function transferFrom(
        address from,
        address to,
        uint256 amount
    ) public override returns (bool) {
        return broken ? false : super.transferFrom(from, to, amount);
    }
}

/// @dev Calls somebody back in the middle of a transfer, once.
contract HookToken is PlainToken {
    address public target;
    bytes public call;

    function setHook(
        address target_,
        bytes calldata call_
    ) external {
        target = target_;
        call = call_;
    }

    function _update(
        address from,
        address to,
        uint256 value
    ) internal override {
        super._update(from, to, value);
        address hook = target;
        if (hook == address(0)) return;
        target = address(0);
        (bool ok, bytes memory reason) = hook.call(call);
        if (!ok) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}
