// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OutflowWindow} from "../src/libraries/OutflowWindow.sol";
import {bound, vm} from "./base/Vm.sol";

contract OutflowWindowTest {
    using OutflowWindow for OutflowWindow.State;

    OutflowWindow.State private window;
    uint256[] private times;
    uint256[] private amounts;

    function initialize(
        uint64 cap,
        uint64 windowSeconds
    ) external {
        window.initialize(cap, windowSeconds);
    }

    function spend(
        uint64 amount
    ) external {
        window.spend(amount);
    }

    /// For every window of the full length that ends at a payment, the payments inside sum to at most the cap.
    function testFuzz_no_window_sees_more_than_the_cap(
        uint256 seed,
        uint64 cap,
        uint32 windowSeconds
    ) public {
        uint256 length = bound(windowSeconds, 11, 365 days);
        cap = uint64(bound(cap, 1, 2 ** 60));
        this.initialize(cap, uint64(length));
        for (uint256 i = 0; i < 40; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(block.timestamp + seed % (length / 4 + 1) * (seed >> 32) % 2);
            if ((seed >> 40) % 4 == 0) vm.warp(block.timestamp + (seed >> 64) % (length + length / 2));
            // Often exactly what is available, the greediest an adversary can be.
            uint64 amount = (seed >> 41) % 2 == 0 ? window.available() : uint64((seed >> 128) % cap);
            try this.spend(amount) {
                times.push(block.timestamp);
                amounts.push(amount);
            } catch {}
        }
        for (uint256 last = 0; last < times.length; ++last) {
            uint256 sum = 0;
            for (uint256 i = 0; i <= last; ++i) {
                if (times[i] + length >= times[last]) sum += amounts[i];
            }
            vm.assertLe(sum, cap, "more than the cap in one window");
        }
    }

    /// Capacity comes back: twelve slots after the last payment and any time later, the whole cap is available again.
    function testFuzz_capacity_returns_after_the_window(
        uint256 seed,
        uint64 cap,
        uint32 windowSeconds
    ) public {
        uint256 length = bound(windowSeconds, 11, 365 days);
        uint256 slot = (length + 10) / 11;
        cap = uint64(bound(cap, 13, 2 ** 60));
        this.initialize(cap, uint64(length));
        // Something in every slot of the ring.
        for (uint256 i = 0; i < 12; ++i) {
            this.spend(uint64(bound(seed >> (i * 16), 1, cap / 13)));
            vm.warp(block.timestamp + slot);
        }
        vm.warp(block.timestamp + 11 * slot + bound(seed, 0, 3 * length));
        vm.assertEq(window.available(), cap);
        this.spend(cap);
    }

    function testFuzz_available_is_exact(
        uint256 seed
    ) public {
        this.initialize(1000, 110);
        for (uint256 i = 0; i < 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(block.timestamp + seed % 30);
            uint64 left = window.available();
            vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, left));
            this.spend(left + 1);
            this.spend(uint64((seed >> 64) % (left + 1)));
        }
    }

    /// What is said to come free comes free then: nothing earlier, nothing later.
    function testFuzz_what_returns_is_told_with_its_time(
        uint256 seed
    ) public {
        uint256 length = bound(seed >> 8, 11, 30 days);
        this.initialize(1000, uint64(length));
        for (uint256 i = 0; i < 20; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.warp(block.timestamp + seed % (length / 3 + 1));
            this.spend(uint64((seed >> 64) % (window.available() + 1)));
        }
        vm.warp(block.timestamp + (seed >> 8) % (2 * length));
        (uint64 first, uint64 slotSeconds, uint64[12] memory returned) = window.returning();
        uint64 available = window.available();
        for (uint64 i = 0; i < 12; ++i) {
            vm.warp(first + i * slotSeconds - 1);
            vm.assertEq(window.available(), available);
            vm.warp(first + i * slotSeconds);
            available += returned[i];
            vm.assertEq(window.available(), available);
        }
        vm.assertEq(available, 1000);
    }

    function test_a_lowered_cap_leaves_nothing_available_and_does_not_underflow() public {
        this.initialize(1000, 110);
        this.spend(900);
        window.cap = 500;
        vm.assertEq(window.available(), 0);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, uint64(0)));
        this.spend(1);
    }

    function test_a_refused_payment_does_not_count() public {
        this.initialize(1000, 110);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.OutflowCapExceeded.selector, uint64(1000)));
        this.spend(1001);
        this.spend(1000);
    }

    function test_a_window_out_of_range_is_rejected() public {
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.InvalidWindow.selector, uint64(10)));
        this.initialize(1, 10);
        vm.expectRevert(abi.encodeWithSelector(OutflowWindow.InvalidWindow.selector, uint64(365 days + 1)));
        this.initialize(1, 365 days + 1);
    }
}
