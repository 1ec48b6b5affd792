// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rollup} from "../../src/Rollup.sol";
import {Tournament} from "../../src/Tournament.sol";
import {ClockParameters} from "../../src/dispute/Clocks.sol";
import {Batch} from "../../src/interfaces/IInbox.sol";
import {Claim as RollupClaim} from "../../src/interfaces/IRollup.sol";
import {
    BlockInput,
    DisputedBlock,
    FinalState,
    Game,
    Leaves,
    Match,
    MatchStatus,
    Participant
} from "../../src/interfaces/ITournament.sol";
import {StateHeader} from "../../src/libraries/StateHeader.sol";
import {BridgeTest} from "./BridgeTest.sol";
import {Histories, History} from "./Histories.sol";
import {ReferenceTrees} from "./ReferenceTrees.sol";
import {Toy, ToyMachine} from "./ToyMachine.sol";
import {vm} from "./Vm.sol";

/// @dev A chain of toy blocks whose every step the real Machine judges, and parties with whole histories of it, true or not.
/// A party is known by its level 0 commitment; what it would commit to inside follows from that.
abstract contract DisputeTest is BridgeTest {
    using Histories for History;
    using ToyMachine for Toy;

    /// @dev Where a party lies: in block `blockIndex` (0 = none), after `step` steps, the withdrawals root becomes `seed`.
    struct Lie {
        uint256 blockIndex;
        uint256 step;
        bytes32 seed;
    }

    uint256 internal constant BLOCKS = 3;

    bytes32[4] internal genesisState;
    bytes32[] internal inputRoots;
    Batch internal batch;

    mapping(bytes32 commitment => History) private _histories;
    mapping(bytes32 key => bytes32 commitment) internal inner;
    mapping(bytes32 stateHash => bytes) internal encodedOf;
    mapping(bytes32 stateHash => bytes) internal witnessOf;
    mapping(bytes32 stateRoot => bytes32[4]) internal stateOf;
    mapping(bytes32 commitment => bytes32 stateHash) internal lastStateOf;
    mapping(bytes32 commitment => bool) internal honest;

    function setUp() public virtual override {
        uint64 time = uint64(block.timestamp * 1000);
        genesisState[0] = firstLeaf(uint64(block.chainid), 0, time);
        genesisState[1] = keccak256("withdrawals");
        super.setUp();
        vm.warp(block.timestamp + 1);
        batch = nextBatch();
        batch.lastBlock = uint64(BLOCKS);
        for (uint256 i = 0; i < BLOCKS; ++i) {
            inputRoots.push(keccak256(abi.encode("input", i)));
        }
        batch.batchRoot = _inputs().root();
        vm.prank(SEQUENCER);
        inbox.appendBatch(batch);
    }

    function heights() internal pure virtual returns (uint8[3] memory) {
        return [3, 2, 2];
    }

    function rollupParameters() internal view override returns (Rollup.Parameters memory p) {
        p = super.rollupParameters();
        p.genesisStateRoot = ToyMachine.stateRoot(genesisState);
        p.programHash = ToyMachine.programRoot(ToyMachine.program());
        p.blocksHeight = heights()[0];
    }

    function tournamentParameters() internal view override returns (Tournament.Parameters memory p) {
        p = super.tournamentParameters();
        p.heights = heights();
    }

    // ---- parties

    /// @dev Registers a party's histories on all levels; returns its level 0 commitment.
    function party(
        Lie memory lie
    ) internal returns (bytes32 commitment) {
        bytes32[4] memory state = genesisState;
        History memory h;
        h.height = heights()[0];
        h.leaves = new bytes32[](BLOCKS);
        bytes32[] memory blocks = new bytes32[](BLOCKS);
        for (uint256 i = 0; i < BLOCKS; ++i) {
            (blocks[i], state) = _block(i, state, lie);
            h.leaves[i] = ToyMachine.stateRoot(state);
            _remember(h.leaves[i], state);
        }
        _remember(ToyMachine.stateRoot(genesisState), genesisState);
        commitment = _register(h);
        for (uint256 i = 0; i < BLOCKS; ++i) {
            inner[_key(commitment, i)] = blocks[i];
        }
    }

    function truth() internal returns (bytes32 commitment) {
        commitment = party(Lie(0, 0, 0));
        honest[commitment] = true;
        for (uint256 i = 0; i < BLOCKS; ++i) {
            bytes32 inside = inner[_key(commitment, i)];
            honest[inside] = true;
            for (uint256 j = 0; j < 1 << heights()[1] && j < 16; ++j) {
                honest[inner[_key(inside, j)]] = true;
            }
        }
    }

    /// @dev Asserts a party's history on the genesis assertion.
    function assertParty(
        address proposer,
        bytes32 commitment
    ) internal returns (bytes32) {
        History memory h = _histories[commitment];
        bytes32 last = h.leaves[BLOCKS - 1];
        RollupClaim memory c = RollupClaim({
            parent: rollup.GENESIS(),
            kind: 0,
            batchCount: 1,
            batchHash: inbox.batchHash(0),
            blocksRoot: commitment,
            stateRoot: last
        });
        StateHeader.Proof memory proof = ToyMachine.header(stateOf[last]);
        bytes32[] memory siblings = h.prove(BLOCKS - 1);
        vm.deal(proposer, proposer.balance + BOND);
        // Precompiles count as calls: nothing may be hashed between the prank and the call it is for.
        vm.prank(proposer);
        return rollup.assertState{value: BOND}(c, proof, siblings);
    }

    // ---- moves

    /// @dev The next move of a match, for the side in turn.
    function move(
        bytes32 game,
        bytes32 matchId
    ) internal {
        bytes memory data = moveCall(game, matchId);
        (bool ok, bytes memory why) = address(tournament).call(data);
        if (ok) return;
        // The tournament's own words, as the caller of a plain call would get them.
        assembly ("memory-safe") {
            revert(add(why, 32), mload(why))
        }
    }

    /// @dev The calldata of that move.
    function moveCall(
        bytes32 game,
        bytes32 matchId
    ) internal view returns (bytes memory) {
        Match memory m = tournament.matchOf(game, matchId);
        (bytes32 commitment,) = tournament.turnOf(game, matchId);
        History memory h = _histories[commitment];
        if (m.height > 1) return _advanceCall(game, matchId, m, h);
        (bytes32 left, bytes32 right) = (h.node(0, m.position), h.node(0, m.position + 1));
        uint256 child = left == m.left ? m.position + 1 : m.position;
        return _lastCall(game, matchId, leavesAt(game, h, left, right, child), child);
    }

    function _advanceCall(
        bytes32 game,
        bytes32 matchId,
        Match memory m,
        History memory h
    ) private view returns (bytes memory) {
        uint256 level = m.height - 1;
        uint256 child = 2 * (m.position >> m.height);
        bytes32 left = h.node(level, child);
        bytes32 right = h.node(level, child + 1);
        if (left == m.left) ++child;
        (bytes32 a, bytes32 b) = (h.node(level - 1, 2 * child), h.node(level - 1, 2 * child + 1));
        return abi.encodeCall(tournament.advance, (game, matchId, left, right, a, b));
    }

    function _lastCall(
        bytes32 game,
        bytes32 matchId,
        Leaves memory leaves,
        uint256 position
    ) private view returns (bytes memory) {
        uint8 level = tournament.gameOf(game).level;
        if (level == 1) return abi.encodeCall(tournament.openStretch, (game, matchId, leaves));
        if (level == 2) {
            return abi.encodeCall(
                tournament.proveStep,
                (game, matchId, leaves, encodedOf[leaves.agreed], witnessOf[leaves.agreed])
            );
        }
        if (position >= BLOCKS) {
            return abi.encodeCall(tournament.settlePadding, (game, matchId, leaves.left, leaves.right));
        }
        return abi.encodeCall(
            tournament.openBlock, (game, matchId, leaves, blockInput(position), headerOf(leaves.agreed))
        );
    }

    function leavesAt(
        bytes32 game,
        History memory h,
        bytes32 left,
        bytes32 right,
        uint256 position
    ) internal view returns (Leaves memory leaves) {
        (leaves.left, leaves.right) = (left, right);
        if (position == 0) leaves.agreed = tournament.gameOf(game).agreed;
        else (leaves.agreed, leaves.siblings) = (h.leaf(position - 1), h.prove(position - 1));
    }

    function blockInput(
        uint256 index
    ) internal view returns (BlockInput memory input) {
        input.batch = batch;
        input.inputRoot = inputRoots[index];
        input.siblings = _inputs().prove(index);
    }

    function headerOf(
        bytes32 stateRoot
    ) internal view returns (StateHeader.Proof memory) {
        return ToyMachine.header(stateOf[stateRoot]);
    }

    /// @dev Joins the inner tournament of a match for one of its sides, with what that side commits to inside.
    function joinFor(
        bytes32 game,
        bytes32 matchId,
        bytes32 side
    ) internal returns (bytes32 commitment) {
        bytes32 id = tournament.innerGame(game, matchId);
        uint8 level = tournament.gameOf(id).level;
        Match memory m = tournament.matchOf(game, matchId);
        commitment = inner[_key(side, differenceOf(m))];
        History memory h = _histories[commitment];
        bytes32[] memory siblings = h.prove((1 << h.height) - 1);
        uint256 bond = tournament.joinBond(level);
        vm.deal(address(this), address(this).balance + bond);
        if (level == 2) {
            tournament.joinStretch{value: bond}(id, h.leaf((1 << h.height) - 1), siblings);
        } else {
            tournament.joinBlock{value: bond}(id, finalState(commitment), siblings);
        }
    }

    function finalState(
        bytes32 commitment
    ) internal view returns (FinalState memory end) {
        end.encoded = encodedOf[lastStateOf[commitment]];
        bytes32 memoryRoot = abi.decode(end.encoded, (bytes32));
        (end.leftRoot, end.header) = _halves(memoryRoot);
    }

    /// @dev The first leaf in which the two sides of a match differ, from their whole histories.
    function differenceOf(
        Match memory m
    ) internal view returns (uint256 index) {
        History memory one = _histories[m.one];
        History memory two = _histories[m.two];
        while (one.leaf(index) == two.leaf(index)) ++index;
    }

    function historyOf(
        bytes32 commitment
    ) internal view returns (History memory) {
        return _histories[commitment];
    }

    // ---- histories

    /// @dev Level 1 and 2 histories of one block; the state after it.
    function _block(
        uint256 index,
        bytes32[4] memory before,
        Lie memory lie
    ) private returns (bytes32 commitment, bytes32[4] memory state) {
        Toy memory t = ToyMachine.start(inputRoots[index], before);
        bytes32[] memory hashes = new bytes32[](17);
        hashes[0] = _rememberState(t);
        for (uint256 i = 1; i <= 16; ++i) {
            t.step();
            if (lie.blockIndex == index + 1 && lie.step == i) t.state[1] = lie.seed;
            hashes[i] = _rememberState(t);
        }
        state = t.state;
        bytes32 stateRoot = ToyMachine.stateRoot(state);
        _remember(stateRoot, state);
        _rememberHalves(t, stateRoot);
        commitment = _stretches(hashes);
        lastStateOf[commitment] = hashes[16];
    }

    /// @dev `hashes[i]`: the state after i steps.
    function _stretches(
        bytes32[] memory hashes
    ) private returns (bytes32 commitment) {
        uint256 stride = uint256(1) << heights()[2];
        uint256 count = stride >= 16 ? 1 : 16 / stride;
        History memory h;
        (h.height, h.tail) = (heights()[1], hashes[16]);
        h.leaves = new bytes32[](count);
        bytes32[] memory stretches = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            History memory s;
            s.height = heights()[2];
            s.leaves = new bytes32[](stride < 16 ? stride : 16);
            for (uint256 j = 0; j < s.leaves.length; ++j) {
                s.leaves[j] = hashes[i * stride + j + 1];
            }
            s.tail = s.leaves[s.leaves.length - 1];
            h.leaves[i] = s.tail;
            stretches[i] = _register(s);
        }
        commitment = _register(h);
        for (uint256 i = 0; i < count; ++i) {
            inner[_key(commitment, i)] = stretches[i];
        }
    }

    function _register(
        History memory h
    ) internal returns (bytes32 commitment) {
        commitment = h.root();
        _histories[commitment] = h;
    }

    function _rememberState(
        Toy memory t
    ) private returns (bytes32 hash) {
        bytes memory encoded = t.encode();
        hash = tournament.MACHINE().hashState(encoded);
        encodedOf[hash] = encoded;
        witnessOf[hash] = t.witness();
    }

    function _remember(
        bytes32 stateRoot,
        bytes32[4] memory state
    ) private {
        for (uint256 i = 0; i < 4; ++i) {
            stateOf[stateRoot][i] = state[i];
        }
    }

    mapping(bytes32 memoryRoot => bytes32[2]) private _halvesOf;

    function _rememberHalves(
        Toy memory t,
        bytes32 stateRoot
    ) private {
        _halvesOf[Histories.pair(t.leftRoot(), stateRoot)] = [t.leftRoot(), stateRoot];
    }

    function _halves(
        bytes32 memoryRoot
    ) private view returns (bytes32, StateHeader.Proof memory) {
        bytes32[2] memory halves = _halvesOf[memoryRoot];
        return (halves[0], headerOf(halves[1]));
    }

    function _inputs() private view returns (History memory h) {
        (h.height, h.leaves) = (2, inputRoots);
    }

    function _key(
        bytes32 outer,
        uint256 index
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(outer, index));
    }
}
