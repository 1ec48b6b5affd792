// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Tournament} from "../../src/Tournament.sol";
import {Match, MatchStatus, Participant} from "../../src/interfaces/ITournament.sol";
import {DisputeTest} from "./DisputeTest.sol";
import {Vm, vm} from "./Vm.sol";

/// @dev One honest history and five lies at random play: anybody moves, joins, times out, resolves, collects, claims and burns at
/// random, in any order, with the clock jumping. Nothing may revert but by the tournament's own refusal.
contract DisputeActors is DisputeTest {
    bytes32 public parent;
    bytes32[] public commitments;
    bytes32[] public games;
    mapping(bytes32 game => bytes32[]) public joined;
    uint256 public paidOut;
    uint256 public burned;
    uint256 public deposited;
    mapping(bytes32 action => uint256) public done;

    constructor() {
        setUp();
        vm.fee(10 gwei);
        vm.txGasPrice(12 gwei);
        parent = rollup.GENESIS();
        games.push(parent);
        commitments.push(truth());
        for (uint256 i = 0; i < 5; ++i) {
            commitments.push(party(Lie(1 + i % BLOCKS, 1 + (3 * i) % 11, keccak256(abi.encode(i)))));
        }
        for (uint256 i = 0; i < 4; ++i) {
            assertParty(ALICE, commitments[i]);
            joined[parent].push(commitments[i]);
        }
    }

    receive() external payable {}

    function someAssertion(
        uint256 seed
    ) external {
        bytes32 commitment = commitments[4 + seed % 2];
        try this.enterNow(commitment) {
            joined[parent].push(commitment);
            ++done["assert"];
        } catch {}
    }

    function enterNow(
        bytes32 commitment
    ) external {
        assertParty(BOB, commitment);
    }

    function someMove(
        uint256 seed
    ) external {
        (bytes32 game, bytes32 id) = _match(seed);
        if (tournament.matchOf(game, id).status != MatchStatus.Bisecting) return;
        bytes memory data = moveCall(game, id);
        (bool ok,) = address(tournament).call(data);
        if (ok) ++done["move"];
        if (ok && tournament.matchOf(game, id).status == MatchStatus.Inner) {
            games.push(tournament.innerGame(game, id));
        }
    }

    function someMoves(
        uint256 seed
    ) external {
        for (uint256 i = 0; i < 8; ++i) {
            try this.someMove(seed) {} catch {}
        }
    }

    function someJoin(
        uint256 seed,
        bool one
    ) external {
        (bytes32 game, bytes32 id) = _match(seed);
        Match memory m = tournament.matchOf(game, id);
        if (m.status != MatchStatus.Inner) return;
        uint256 before = address(tournament).balance;
        try this.joinNow(game, id, one ? m.one : m.two) returns (bytes32 commitment) {
            joined[tournament.innerGame(game, id)].push(commitment);
            deposited += address(tournament).balance - before;
            ++done["join"];
        } catch {}
    }

    function joinNow(
        bytes32 game,
        bytes32 id,
        bytes32 side
    ) external returns (bytes32) {
        return joinFor(game, id, side);
    }

    function someTimeout(
        uint256 seed
    ) external {
        (bytes32 game, bytes32 id) = _match(seed);
        try tournament.claimTimeout(game, id) {
            ++done["timeout"];
        } catch {}
    }

    function someResolve(
        uint256 seed
    ) external {
        (bytes32 game, bytes32 id) = _match(seed);
        try tournament.resolveInner(game, id) {
            ++done["resolve"];
        } catch {}
    }

    function someMoney(
        uint256 seed
    ) external {
        (bytes32 game, bytes32 id) = _match(seed);
        try tournament.collect(game, id, address(this)) {
            ++done["collect"];
        } catch {}
        try tournament.returnBond(game) {} catch {}
        uint256 credit = tournament.claimable(address(this));
        if (seed % 3 == 0 && credit > 0) {
            tournament.claim();
            paidOut += credit;
        }
        uint256 burnable = tournament.burnable();
        if (seed % 5 == 0 && burnable > 0) {
            tournament.burn();
            burned += burnable;
        }
    }

    function someTime(
        uint256 seed
    ) external {
        uint256[4] memory jumps = [uint256(1 minutes), 20 minutes, 8 hours, 27 hours];
        vm.warp(block.timestamp + jumps[seed % 4]);
    }

    function gameCount() external view returns (uint256) {
        return games.length;
    }

    function joinedCount(
        bytes32 game
    ) external view returns (uint256) {
        return joined[game].length;
    }

    function contracts() external view returns (Tournament) {
        return tournament;
    }

    function deposits() external view returns (uint256) {
        return deposited;
    }

    /// @dev The match of some participant of some game; none at times.
    function _match(
        uint256 seed
    ) private view returns (bytes32 game, bytes32 id) {
        game = games[seed % games.length];
        uint256 count = joined[game].length;
        if (count == 0) return (game, 0);
        seed /= games.length;
        bytes32 one = joined[game][seed % count];
        id = tournament.currentMatch(game, one);
        if (id == 0) id = keccak256(abi.encode(one, joined[game][(seed / count) % count]));
    }
}
