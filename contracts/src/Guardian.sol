// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Timelocked} from "./Timelocked.sol";

/// @title Guardian: a pause that ends by itself.
/// @notice Stops confirmations and withdrawals for at most MAX_PAUSE, then not again for PAUSE_COOLDOWN. It cannot stop
/// deposits, forced transactions, batches or assertions, and it moves no funds.
contract Guardian is Timelocked {
    /// @notice Upper bound of MAX_PAUSE, seconds.
    uint64 public constant LONGEST_PAUSE = 30 days;
    /// @notice Upper bound of PAUSE_COOLDOWN, seconds.
    uint64 public constant LONGEST_COOLDOWN = 365 days;

    /// @notice Length of a pause, seconds.
    uint64 public immutable MAX_PAUSE;
    /// @notice Least time between the latest end of one pause and the start of the next, seconds; at least MAX_PAUSE, so
    /// that the bridge is open at least half of the time whatever the guardian does.
    uint64 public immutable PAUSE_COOLDOWN;

    /// @notice The account that may pause; zero when the role is retired.
    address public guardian;
    /// @notice Paused while the block time is below this, seconds.
    uint64 public pausedUntil;
    /// @notice Earliest time of the next pause, seconds.
    uint64 public nextPauseAt;

    event Paused(address indexed guardian, uint64 until);
    event Unpaused(address indexed caller);
    event GuardianSet(address indexed guardian);

    error NotGuardian(address caller);
    error PauseCoolingDown(uint64 nextPauseAt);
    error NotPaused();
    error InvalidPauseParameters(uint64 maxPause, uint64 cooldown);

    /// @param timelock owner of the guardian role
    /// @param guardian_ first holder of the role
    /// @param maxPause 1 second to LONGEST_PAUSE
    /// @param cooldown maxPause to LONGEST_COOLDOWN, seconds
    constructor(
        address timelock,
        address guardian_,
        uint64 maxPause,
        uint64 cooldown
    ) Timelocked(timelock) {
        if (maxPause == 0 || maxPause > LONGEST_PAUSE || cooldown < maxPause || cooldown > LONGEST_COOLDOWN) {
            revert InvalidPauseParameters(maxPause, cooldown);
        }
        MAX_PAUSE = maxPause;
        PAUSE_COOLDOWN = cooldown;
        guardian = guardian_;
        emit GuardianSet(guardian_);
    }

    /// @notice Pause for MAX_PAUSE. Only the guardian, and only when the cooldown of the previous pause is over.
    function pause() external {
        if (msg.sender != guardian) revert NotGuardian(msg.sender);
        uint64 time = uint64(block.timestamp);
        if (time < nextPauseAt) revert PauseCoolingDown(nextPauseAt);
        pausedUntil = time + MAX_PAUSE;
        // Counted from the latest possible end, so that ending a pause early does not allow an earlier next one.
        nextPauseAt = time + MAX_PAUSE + PAUSE_COOLDOWN;
        emit Paused(msg.sender, pausedUntil);
    }

    /// @notice End the pause early. The guardian or the timelock.
    function unpause() external {
        if (msg.sender != guardian && msg.sender != TIMELOCK) revert NotGuardian(msg.sender);
        if (!paused()) revert NotPaused();
        pausedUntil = 0;
        emit Unpaused(msg.sender);
    }

    /// @notice Give the role to another account, or retire it with zero. A running pause goes on until it expires.
    function setGuardian(
        address guardian_
    ) external onlyTimelock {
        guardian = guardian_;
        emit GuardianSet(guardian_);
    }

    /// @notice Whether confirmations and withdrawals are stopped now.
    function paused() public view returns (bool) {
        return block.timestamp < pausedUntil;
    }
}
