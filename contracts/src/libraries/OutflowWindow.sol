// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A cap on what flows out in any time window, wherever the window starts.
/// @dev Time is cut into slots of 1/11 of the window (rounded up), and the sum over the current slot and the 11 before it
/// stays at or below the cap. A window touches at most 12 slots, so no window, however aligned, sees more than the cap;
/// the price is that an amount counts for up to 12 slots. Nothing that flows in gives back
/// capacity. Work is bounded: at most SLOTS entries are cleared.
library OutflowWindow {
    /// @notice Number of slots that are summed.
    uint64 internal constant SLOTS = 12;

    /// @notice Amounts per slot in a ring, their sum, and the slot of the last update. Four storage words.
    struct State {
        uint64 cap;
        uint64 total;
        uint64 slot;
        uint64 slotSeconds;
        uint64[SLOTS] amounts;
    }

    error OutflowCapExceeded(uint64 available);
    error InvalidWindow(uint64 windowSeconds);

    /// @notice Set the cap and the window (11 seconds to 365 days). Once, at construction.
    function initialize(
        State storage self,
        uint64 cap,
        uint64 windowSeconds
    ) internal {
        if (windowSeconds < SLOTS - 1 || windowSeconds > 365 days) revert InvalidWindow(windowSeconds);
        self.cap = cap;
        self.slotSeconds = (windowSeconds + SLOTS - 2) / (SLOTS - 1);
        self.slot = uint64(block.timestamp) / self.slotSeconds;
    }

    /// @notice Count `amount` as flowing out now; reverts with what is available if that would pass the cap.
    function spend(
        State storage self,
        uint64 amount
    ) internal {
        (uint64 slot, uint64 total) = _advance(self);
        uint64 left = self.cap > total ? self.cap - total : 0;
        if (amount > left) revert OutflowCapExceeded(left);
        self.slot = slot;
        self.total = total + amount;
        self.amounts[slot % SLOTS] += amount;
    }

    /// @notice What may flow out now.
    function available(
        State storage self
    ) internal view returns (uint64) {
        (uint64 first, uint64 last) = _expired(self);
        uint64 total = self.total;
        for (uint64 i = first; i < last; ++i) {
            total -= self.amounts[i % SLOTS];
        }
        return self.cap > total ? self.cap - total : 0;
    }

    /// @notice What stops counting, and when: `amounts[i]` at `first + i * slotSeconds`, seconds.
    function returning(
        State storage self
    ) internal view returns (uint64 first, uint64 slotSeconds, uint64[SLOTS] memory amounts) {
        slotSeconds = self.slotSeconds;
        uint64 next = uint64(block.timestamp) / slotSeconds + 1;
        first = next * slotSeconds;
        for (uint64 i = 0; i < SLOTS; ++i) {
            // An amount counts in its own slot and the 11 after it.
            uint64 slot = next + i - SLOTS;
            if (slot <= self.slot && slot + SLOTS > self.slot) amounts[i] = self.amounts[slot % SLOTS];
        }
    }

    /// @dev Clears the ring entries that the new slots will use; returns the current slot and the sum that remains.
    function _advance(
        State storage self
    ) private returns (uint64 slot, uint64 total) {
        (uint64 first, uint64 last) = _expired(self);
        total = self.total;
        for (uint64 i = first; i < last; ++i) {
            total -= self.amounts[i % SLOTS];
            self.amounts[i % SLOTS] = 0;
        }
        slot = uint64(block.timestamp) / self.slotSeconds;
    }

    /// @dev Ring positions of the slots that began since the last update, as a half-open range of at most SLOTS numbers.
    function _expired(
        State storage self
    ) private view returns (uint64 first, uint64 last) {
        uint64 slot = uint64(block.timestamp) / self.slotSeconds;
        first = self.slot + 1;
        last = slot + 1;
        if (last > first + SLOTS) last = first + SLOTS;
    }
}
