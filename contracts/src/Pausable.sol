// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guardian} from "./Guardian.sol";
import {Timelocked} from "./Timelocked.sol";

/// @title A contract some of whose functions stop while the guardian has paused.
abstract contract Pausable is Timelocked {
    /// @notice The contract that holds the pause.
    Guardian public immutable GUARDIAN;

    error BridgePaused(uint64 until);

    modifier whenNotPaused() {
        _whenNotPaused();
        _;
    }

    constructor(
        address timelock,
        address guardian
    ) Timelocked(timelock) {
        _requireContract(guardian);
        GUARDIAN = Guardian(guardian);
    }

    function _whenNotPaused() private view {
        if (GUARDIAN.paused()) revert BridgePaused(GUARDIAN.pausedUntil());
    }
}
