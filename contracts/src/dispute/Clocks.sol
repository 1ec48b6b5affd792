// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Seconds. See docs/spec/dispute.md T7.
struct ClockParameters {
    /// On the clock of an assertion, for the whole dispute.
    uint64 allowance;
    /// Free in each turn, and when joining.
    uint64 moveTime;
    /// For joining an inner tournament.
    uint64 joinWindow;
    /// From the last match to the winner.
    uint64 grace;
    /// Absence that an honest party must survive.
    uint64 offline;
}

/// @title Chess clocks: a free time for each move, then the clock.
library Clocks {
    /// No duration may be longer: sums of a few stay far below 2^64.
    uint64 internal constant LONGEST = 365 days;

    error ZeroDuration(string name);
    error DurationTooLong(string name, uint64 most, uint64 given);
    error AllowanceTooShort(uint64 least, uint64 given);
    error JoinWindowTooShort(uint64 least, uint64 given);

    /// @notice Reverts unless who is away for `offline` once, and otherwise moves within `moveTime`, keeps every clock.
    function check(
        ClockParameters memory p
    ) internal pure {
        _inRange("allowance", p.allowance);
        _inRange("moveTime", p.moveTime);
        _inRange("joinWindow", p.joinWindow);
        _inRange("grace", p.grace);
        _inRange("offline", p.offline);
        if (p.allowance <= p.offline) revert AllowanceTooShort(p.offline + 1, p.allowance);
        uint64 least = p.offline + p.moveTime;
        if (p.joinWindow < least) revert JoinWindowTooShort(least, p.joinWindow);
    }

    /// @notice What is left of `clock` after `elapsed`, of which `free` cost nothing.
    function remaining(
        uint64 clock,
        uint64 elapsed,
        uint64 free
    ) internal pure returns (uint64) {
        if (elapsed <= free) return clock;
        return elapsed - free < clock ? clock - (elapsed - free) : 0;
    }

    function _inRange(
        string memory name,
        uint64 value
    ) private pure {
        if (value == 0) revert ZeroDuration(name);
        if (value > LONGEST) revert DurationTooLong(name, LONGEST, value);
    }
}
