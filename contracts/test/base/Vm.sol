// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev The cheatcodes the tests use. The whole forge-std would double the compile time and is not needed.
interface Vm {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    struct Gas {
        uint64 gasLimit;
        uint64 gasTotalUsed;
        uint64 gasMemoryUsed;
        int64 gasRefunded;
        uint64 gasRemaining;
    }

    function warp(
        uint256 timestamp
    ) external;
    function roll(
        uint256 number
    ) external;
    function setBlockhash(
        uint256 number,
        bytes32 hash
    ) external;
    function chainId(
        uint256 id
    ) external;
    function prank(
        address sender
    ) external;
    function startPrank(
        address sender
    ) external;
    function stopPrank() external;
    function deal(
        address account,
        uint256 balance
    ) external;
    function expectRevert(
        bytes calldata data
    ) external;
    function expectRevert(
        bytes4 selector
    ) external;
    function expectPartialRevert(
        bytes4 selector
    ) external;
    function expectEmit(
        address emitter
    ) external;
    function assume(
        bool condition
    ) external pure;
    function snapshotGasLastCall(
        string calldata group,
        string calldata name
    ) external returns (uint256);
    function computeCreateAddress(
        address deployer,
        uint256 nonce
    ) external pure returns (address);
    function getNonce(
        address account
    ) external view returns (uint64);
    function txGasPrice(
        uint256 price
    ) external;
    function fee(
        uint256 baseFee
    ) external;
    function snapshotValue(
        string calldata group,
        string calldata name,
        uint256 value
    ) external;
    function lastCallGas() external view returns (Gas memory);
    function snapshotState() external returns (uint256);
    function revertToState(
        uint256 snapshot
    ) external returns (bool);
    function randomUint() external returns (uint256);
    function assertEq(
        uint256 left,
        uint256 right
    ) external pure;
    function assertEq(
        uint256 left,
        uint256 right,
        string calldata why
    ) external pure;
    function assertEq(
        bytes32 left,
        bytes32 right
    ) external pure;
    function assertEq(
        bytes32 left,
        bytes32 right,
        string calldata why
    ) external pure;
    function assertEq(
        address left,
        address right
    ) external pure;
    function assertNotEq(
        bytes32 left,
        bytes32 right
    ) external pure;
    function assertTrue(
        bool condition
    ) external pure;
    function assertTrue(
        bool condition,
        string calldata why
    ) external pure;
    function assertFalse(
        bool condition
    ) external pure;
    function assertLe(
        uint256 left,
        uint256 right
    ) external pure;
    function assertLe(
        uint256 left,
        uint256 right,
        string calldata why
    ) external pure;
    function assertGe(
        uint256 left,
        uint256 right
    ) external pure;
    function assertGe(
        uint256 left,
        uint256 right,
        string calldata why
    ) external pure;
}

/// @dev forge's cheatcode address.
Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

/// @dev `value` brought into [low, high], keeping values that are already inside.
function bound(
    uint256 value,
    uint256 low,
    uint256 high
) pure returns (uint256) {
    if (value >= low && value <= high) return value;
    return low + (value % (high - low + 1));
}
