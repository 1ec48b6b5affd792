// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A contract whose parameters only the timelock may change.
/// @dev The timelock cannot be replaced or renounced here: roles and delay are managed in the TimelockController itself.
abstract contract Timelocked {
    /// @notice The TimelockController that owns this contract.
    address public immutable TIMELOCK;

    error NotTimelock(address caller);
    error NotAContract(address account);

    modifier onlyTimelock() {
        _onlyTimelock();
        _;
    }

    constructor(
        address timelock
    ) {
        _requireContract(timelock);
        TIMELOCK = timelock;
    }

    function _onlyTimelock() private view {
        if (msg.sender != TIMELOCK) revert NotTimelock(msg.sender);
    }

    function _requireContract(
        address account
    ) internal view {
        if (account.code.length == 0) revert NotAContract(account);
    }
}
