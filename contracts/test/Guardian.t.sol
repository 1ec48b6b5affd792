// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guardian} from "../src/Guardian.sol";
import {Timelocked} from "../src/Timelocked.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {bound, vm} from "./base/Vm.sol";

contract GuardianTest {
    address private constant ROLE = address(0x6a);
    address private constant OTHER = address(0x07e4);
    address private immutable TIMELOCK = address(this);
    Guardian private guardian;

    function setUp() public {
        guardian = new Guardian(TIMELOCK, ROLE, 7 days, 14 days);
    }

    function test_a_pause_expires_by_itself() public {
        vm.prank(ROLE);
        guardian.pause();
        vm.assertTrue(guardian.paused());
        vm.warp(block.timestamp + 7 days - 1);
        vm.assertTrue(guardian.paused());
        vm.warp(block.timestamp + 1);
        vm.assertFalse(guardian.paused());
    }

    function test_a_pause_cannot_be_rearmed_before_the_cooldown_ends() public {
        vm.prank(ROLE);
        guardian.pause();
        uint64 next = uint64(block.timestamp) + 21 days;
        vm.warp(next - 1);
        vm.expectRevert(abi.encodeWithSelector(Guardian.PauseCoolingDown.selector, next));
        vm.prank(ROLE);
        guardian.pause();
        vm.warp(next);
        vm.prank(ROLE);
        guardian.pause();
        vm.assertTrue(guardian.paused());
    }

    function test_ending_a_pause_early_does_not_shorten_the_cooldown() public {
        vm.prank(ROLE);
        guardian.pause();
        uint64 next = uint64(block.timestamp) + 21 days;
        vm.prank(ROLE);
        guardian.unpause();
        vm.assertFalse(guardian.paused());
        vm.expectRevert(abi.encodeWithSelector(Guardian.PauseCoolingDown.selector, next));
        vm.prank(ROLE);
        guardian.pause();
    }

    function test_only_the_guardian_pauses_and_only_guardian_or_timelock_unpauses() public {
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotGuardian.selector, OTHER));
        vm.prank(OTHER);
        guardian.pause();
        // Not even the timelock may pause.
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotGuardian.selector, TIMELOCK));
        guardian.pause();
        vm.prank(ROLE);
        guardian.pause();
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotGuardian.selector, OTHER));
        vm.prank(OTHER);
        guardian.unpause();
        guardian.unpause();
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotPaused.selector));
        guardian.unpause();
    }

    function test_only_the_timelock_gives_the_role_away() public {
        vm.expectRevert(abi.encodeWithSelector(Timelocked.NotTimelock.selector, ROLE));
        vm.prank(ROLE);
        guardian.setGuardian(OTHER);
        guardian.setGuardian(address(0));
        vm.assertEq(guardian.guardian(), address(0));
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotGuardian.selector, ROLE));
        vm.prank(ROLE);
        guardian.pause();
    }

    function test_constructor_rejects_parameters_that_do_not_add_up() public {
        _rejects(0, 1 days);
        _rejects(30 days + 1, 365 days);
        _rejects(7 days, 7 days - 1);
        _rejects(7 days, 365 days + 1);
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (OTHER, 7 days, 14 days)),
            abi.encodeWithSelector(Timelocked.NotAContract.selector, OTHER)
        );
    }

    function test_constructor_accepts_the_longest_pause_and_equal_cooldown() public {
        this.construct(TIMELOCK, 30 days, 30 days);
        this.construct(TIMELOCK, 1, 365 days);
    }

    /// Whatever the guardian does, the bridge is open for at least half of any long stretch of time.
    function testFuzz_a_hostile_guardian_pauses_at_most_half_of_the_time(
        uint256 seed
    ) public {
        uint256 start = block.timestamp;
        uint256 pausedSeconds = 0;
        for (uint256 i = 0; i < 60; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            vm.prank(ROLE);
            try guardian.pause() {} catch {}
            if (seed % 5 == 0 && guardian.paused()) {
                vm.prank(ROLE);
                guardian.unpause();
            }
            uint256 step = bound(seed, 1 hours, 5 days);
            uint256 until = guardian.pausedUntil();
            if (until > block.timestamp) {
                pausedSeconds += until - block.timestamp < step ? until - block.timestamp : step;
            }
            vm.warp(block.timestamp + step);
        }
        // The last pause may have begun just now.
        vm.assertLe(pausedSeconds * 2, (block.timestamp - start) + 14 days);
    }

    function _rejects(
        uint64 maxPause,
        uint64 cooldown
    ) private {
        expectRefusal(
            address(this),
            abi.encodeCall(this.construct, (TIMELOCK, maxPause, cooldown)),
            abi.encodeWithSelector(Guardian.InvalidPauseParameters.selector, maxPause, cooldown)
        );
    }

    function construct(
        address timelock,
        uint64 maxPause,
        uint64 cooldown
    ) external {
        new Guardian(timelock, ROLE, maxPause, cooldown);
    }
}
