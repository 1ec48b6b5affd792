// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DisputeSimulation} from "./base/DisputeSimulation.sol";
import {vm} from "./base/Vm.sol";

/// @dev One honest party with one bond against K liars, on simulated clocks. forge test -vv prints the delays.
contract TournamentSybilsTest is DisputeSimulation {
    /// Most gas of one move, whatever the number of parties.
    uint256 private constant MOVE_GAS = 1_000_000;

    event log_named_uint(string key, uint256 value);

    function test_one_honest_party_beats_1_liar() public {
        this.beats(1, Manner.Stalling);
    }

    function test_one_honest_party_beats_4_liars() public {
        this.beats(4, Manner.Stalling);
    }

    function test_one_honest_party_beats_16_liars() public {
        this.beats(16, Manner.Stalling);
    }

    function test_one_honest_party_beats_64_liars() public {
        this.beats(64, Manner.Stalling);
    }

    function test_one_honest_party_beats_16_liars_that_never_move() public {
        this.beats(16, Manner.Silent);
    }

    function test_one_honest_party_beats_16_liars_of_every_manner() public {
        this.beats(16, Manner.Mixed);
    }

    /// A day away at any point of the dispute, against a liar that uses all its time.
    function test_the_honest_may_be_away_for_a_day_at_any_point() public {
        uint64 start = _now();
        uint64 span = 20 days;
        for (uint64 at = 0; at < span; at += 23 hours) {
            uint256 snapshot = vm.snapshotState();
            awayFrom = start + at;
            honestDelay = tournament.MOVE_TIME() - 1;
            this.beats(1, at % 2 == 0 ? Manner.Stalling : Manner.Prompt);
            vm.revertToState(snapshot);
        }
    }

    /// @dev The honest assert first, every liar in the last second.
    function beats(
        uint256 liars,
        Manner how
    ) external {
        manner = how;
        bytes32 parent = rollup.GENESIS();
        uint64 closesAt = _now() + CHALLENGE_PERIOD;
        bytes32[] memory all = new bytes32[](liars + 1);
        all[liars] = truth();
        bytes32 id = assertParty(ALICE, all[liars]);
        vm.warp(closesAt - 1);
        for (uint256 i = 0; i < liars; ++i) {
            all[i] = this.liar(Lie(1 + i % BLOCKS, 1 + (i * 7) % 11, keccak256(abi.encode("lie", i))));
        }
        uint256 honestBonds = BOND + tournament.joinBond(1) + tournament.joinBond(2);
        play(parent, all);
        uint256 end = block.timestamp > closesAt ? block.timestamp : closesAt;
        vm.warp(end + tournament.GRACE());
        vm.assertEq(tournament.winner(parent), id);
        rollup.confirm(id);
        vm.assertEq(rollup.claimable(ALICE), BOND);
        vm.assertLe(end - closesAt, _bound(liars), "slower than the bound");
        vm.assertLe(mostGas, MOVE_GAS, "a move that costs more where there are more parties");
        emit log_named_uint("liars", liars);
        emit log_named_uint("  hours after joining closed", (end - closesAt) / 1 hours);
        emit log_named_uint("  bound, hours", _bound(liars) / 1 hours);
        emit log_named_uint("  moves", moves);
        emit log_named_uint("  honest capital, milliether", honestBonds / 1e15);
    }

    function liar(
        Lie memory lie
    ) external returns (bytes32 commitment) {
        commitment = party(lie);
        assertParty(BOB, commitment);
    }

    /// @dev docs/spec/dispute.md T7, with two participants in each inner tournament.
    function _bound(
        uint256 liars
    ) private view returns (uint256) {
        uint256 both = 2 * uint256(tournament.ALLOWANCE());
        uint256 moveTime = tournament.MOVE_TIME();
        uint256 join = tournament.JOIN_WINDOW();
        uint256 inner2 = join + both + (heights()[2] + 1) * moveTime;
        uint256 inner1 = join + both + (heights()[1] + 1) * moveTime + inner2;
        uint256 round = both + (heights()[0] + 1) * moveTime + inner1;
        uint256 rounds = 0;
        while (uint256(1) << rounds < liars + 1) ++rounds;
        return rounds * round;
    }
}
