// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DataAvailability} from "../src/DataAvailability.sol";
import {DataChallenges} from "../src/DataChallenges.sol";
import {Guardian} from "../src/Guardian.sol";
import {Inbox} from "../src/Inbox.sol";
import {Rollup} from "../src/Rollup.sol";
import {Tournament} from "../src/Tournament.sol";
import {ClockParameters, Clocks} from "../src/dispute/Clocks.sol";
import {Judge} from "../src/dispute/Judge.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {expectRefusal} from "./base/Refusal.sol";
import {vm} from "./base/Vm.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";

/// @dev Every inequality between the clocks of the bridge, one at a time, on both of its sides.
contract ClocksTest is BridgeTest {
    /// @dev All clocks of a deployment.
    struct World {
        uint256 delay;
        uint64 exitWindow;
        uint64 challengePeriod;
        uint64 maxPause;
        Inbox.Parameters inbox;
        ClockParameters clocks;
        uint64 dataWindow;
        uint64 responseWindow;
    }

    uint256 private constant MAINNET = 1;
    uint64 private constant LONGEST = 365 days;

    /// @dev What a deployment with these clocks must leave: out by force, then time to decide.
    function leaving(
        World memory w
    ) private pure returns (uint256) {
        uint256 moves = (26 + 1) + (17 + 1) + (17 + 1);
        uint256 dispute =
            2 * w.clocks.allowance + moves * w.clocks.moveTime + 3 * w.clocks.joinWindow + w.clocks.grace;
        uint256 leftOut = uint256(w.inbox.forceDelay) + w.inbox.selfDelay + w.inbox.maxBatchAge;
        return leftOut + 2 * (w.challengePeriod + dispute + w.maxPause) + w.exitWindow;
    }

    function test_outside_devnets_the_timelock_waits_for_the_slowest_way_out_and_the_exit_window() public {
        World memory w = _world();
        vm.assertEq(this.construct(w).longestExit(), leaving(w) - w.exitWindow);
        for (uint256 i = 0; i < 10; ++i) {
            w = _world();
            uint256 before = w.delay;
            if (i == 0) w.exitWindow += 1;
            if (i == 1) w.challengePeriod += 1;
            if (i == 2) w.maxPause += 1;
            if (i == 3) w.inbox.forceDelay += 1;
            if (i == 4) w.inbox.selfDelay += 1;
            if (i == 5) w.inbox.maxBatchAge += 1;
            if (i == 6) w.clocks.allowance += 1;
            if (i == 7) w.clocks.moveTime += 1;
            if (i == 8) w.clocks.joinWindow += 1;
            if (i == 9) w.clocks.grace += 1;
            vm.assertGe(leaving(w), before + 1);
            _refuses(w, abi.encodeWithSelector(Rollup.TimelockTooShort.selector, leaving(w), before));
            w.delay = leaving(w) - 1;
            _refuses(w, abi.encodeWithSelector(Rollup.TimelockTooShort.selector, leaving(w), w.delay));
            w.delay = leaving(w);
            this.construct(w);
        }
    }

    function test_on_a_devnet_the_timelock_may_be_short() public view {
        vm.assertEq(timelock.getMinDelay(), 1);
        vm.assertGe(rollup.longestExit(), 14 days);
    }

    function test_the_timelock_cannot_lengthen_the_way_out_beyond_its_own_delay() public {
        World memory w = _world();
        Rollup r = this.construct(w);
        uint64 longer = w.challengePeriod + 1;
        bytes memory reason = abi.encodeWithSelector(Rollup.TimelockTooShort.selector, w.delay + 2, w.delay);
        vm.startPrank(r.TIMELOCK());
        vm.expectRevert(reason);
        r.setChallengePeriod(longer);
        r.setChallengePeriod(w.challengePeriod - 1);
        r.setChallengePeriod(w.challengePeriod);
        Tournament slow = _tournament(address(r), r.INBOX(), address(0), _slower(w.clocks));
        vm.expectRevert(reason);
        r.addDisputeModule(address(slow));
        vm.stopPrank();
    }

    function test_the_challenge_period_holds_an_absence_and_a_move() public {
        World memory w = _world();
        uint64 least = w.clocks.offline + w.clocks.moveTime;
        _periodIsAtLeast(w, least);
        w.clocks.offline += 1;
        _periodIsAtLeast(w, least + 1);
        w.clocks.moveTime += 1;
        _periodIsAtLeast(w, least + 2);
    }

    /// The latest ruling on data leaves whoever sees it as long again.
    function test_the_challenge_period_holds_a_ruling_besides() public {
        World memory w = _world();
        (w.dataWindow, w.responseWindow) = (1 hours, 30 minutes);
        uint64 least = 1 hours + 13 * 30 minutes + w.clocks.offline + w.clocks.moveTime;
        _periodIsAtLeast(w, least);
        w.dataWindow += 1;
        _periodIsAtLeast(w, least + 1);
        w.responseWindow += 1;
        _periodIsAtLeast(w, least + 14);
    }

    function test_a_challenge_period_has_an_upper_bound() public {
        World memory w = _world();
        w.challengePeriod = LONGEST + 1;
        uint64 least = w.clocks.offline + w.clocks.moveTime;
        _refuses(w, abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, least, LONGEST + 1));
        w.challengePeriod = LONGEST;
        w.delay = leaving(w);
        this.construct(w);
    }

    function test_every_clock_of_a_dispute_is_at_least_a_second_and_at_most_a_year() public {
        string[5] memory names = ["allowance", "moveTime", "joinWindow", "grace", "offline"];
        for (uint256 i = 0; i < 5; ++i) {
            _refuses(_with(i, 0), abi.encodeWithSelector(Clocks.ZeroDuration.selector, names[i]));
            uint64[2] memory long = [LONGEST + 1, type(uint64).max];
            for (uint256 j = 0; j < 2; ++j) {
                bytes memory reason =
                    abi.encodeWithSelector(Clocks.DurationTooLong.selector, names[i], LONGEST, long[j]);
                _refuses(_with(i, long[j]), reason);
            }
        }
    }

    function test_an_allowance_outlasts_an_absence() public {
        World memory w = _world();
        uint64 offline = w.clocks.offline;
        w.clocks.allowance = offline;
        _refuses(w, abi.encodeWithSelector(Clocks.AllowanceTooShort.selector, offline + 1, offline));
        w.clocks.allowance = offline + 1;
        this.construct(w);
    }

    function test_a_join_window_outlasts_an_absence_and_a_move() public {
        World memory w = _world();
        uint64 least = w.clocks.offline + w.clocks.moveTime;
        w.clocks.joinWindow = least - 1;
        _refuses(w, abi.encodeWithSelector(Clocks.JoinWindowTooShort.selector, least, least - 1));
        w.clocks.joinWindow = least;
        this.construct(w);
    }

    function test_rulings_are_about_the_batches_that_the_judge_knows() public {
        World memory w = _world();
        (w.dataWindow, w.responseWindow) = (1 hours, 30 minutes);
        address data = _data(address(inbox), w);
        Inbox other = new Inbox(address(timelock), address(vault), parameters());
        expectRefusal(
            address(this),
            abi.encodeCall(this.constructTournament, (address(other), data)),
            abi.encodeWithSelector(Tournament.DataOfOtherInbox.selector, address(other), address(inbox))
        );
        this.constructTournament(address(inbox), data);
    }

    function constructTournament(
        address inbox_,
        address data
    ) external {
        _tournament(address(rollup), inbox_, data, tournamentParameters().clocks);
    }

    /// @dev A whole deployment; its Rollup on a main network.
    function construct(
        World memory w
    ) external returns (Rollup) {
        vm.chainId(31_337);
        address own = address(new TimelockController(w.delay, new address[](0), new address[](0), address(0)));
        address pausing = address(new Guardian(own, GUARDIAN_ROLE, w.maxPause, 30 days));
        address in_ = address(new Inbox(own, address(vault), w.inbox));
        address data = _data(in_, w);
        Judge judge = new Judge(in_);
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        Tournament module = _tournamentOver(next, judge, data, w.clocks);
        Rollup.Parameters memory p = rollupParameters();
        (p.challengePeriod, p.exitWindow) = (w.challengePeriod, w.exitWindow);
        vm.chainId(MAINNET);
        return new Rollup(own, pausing, in_, address(module), p);
    }

    /// @dev Clocks that fit each other exactly.
    function _world() private view returns (World memory w) {
        w.exitWindow = 7 days;
        w.challengePeriod = CHALLENGE_PERIOD;
        w.maxPause = MAX_PAUSE;
        w.inbox = parameters();
        w.clocks = tournamentParameters().clocks;
        w.delay = leaving(w);
    }

    function _with(
        uint256 clock,
        uint64 value
    ) private view returns (World memory w) {
        w = _world();
        if (clock == 0) w.clocks.allowance = value;
        if (clock == 1) w.clocks.moveTime = value;
        if (clock == 2) w.clocks.joinWindow = value;
        if (clock == 3) w.clocks.grace = value;
        if (clock == 4) w.clocks.offline = value;
    }

    function _periodIsAtLeast(
        World memory w,
        uint64 least
    ) private {
        w.challengePeriod = least - 1;
        w.delay = 10 * LONGEST;
        // The rulings' own constructor must not be what refuses.
        _refuses(w, abi.encodeWithSelector(Rollup.InvalidChallengePeriod.selector, least, least - 1));
        w.challengePeriod = least;
        this.construct(w);
    }

    function _refuses(
        World memory w,
        bytes memory reason
    ) private {
        expectRefusal(address(this), abi.encodeCall(this.construct, (w)), reason);
        vm.chainId(31_337);
    }

    function _data(
        address inbox_,
        World memory w
    ) private returns (address) {
        if (w.dataWindow == 0) return address(0);
        DataChallenges.Parameters memory p =
            DataChallenges.Parameters(w.dataWindow, w.responseWindow, BOND, w.challengePeriod);
        address opens = address(new DataAvailability(address(0), bytes29(0)));
        return address(new DataChallenges(inbox_, opens, p));
    }

    function _slower(
        ClockParameters memory c
    ) private pure returns (ClockParameters memory) {
        c.grace += 1;
        return c;
    }

    function _tournament(
        address rollup_,
        address inbox_,
        address data,
        ClockParameters memory clocks
    ) private returns (Tournament) {
        return _tournamentOver(rollup_, new Judge(inbox_), data, clocks);
    }

    function _tournamentOver(
        address rollup_,
        Judge judge,
        address data,
        ClockParameters memory clocks
    ) private returns (Tournament) {
        Tournament.Parameters memory p = tournamentParameters();
        p.clocks = clocks;
        return new Tournament(rollup_, address(tournament.MACHINE()), address(judge), data, p);
    }
}
