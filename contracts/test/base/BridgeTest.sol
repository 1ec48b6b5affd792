// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Guardian} from "../../src/Guardian.sol";
import {Inbox} from "../../src/Inbox.sol";
import {Machine} from "../../src/Machine.sol";
import {Rollup} from "../../src/Rollup.sol";
import {Tournament} from "../../src/Tournament.sol";
import {Vault} from "../../src/Vault.sol";
import {ClockParameters} from "../../src/dispute/Clocks.sol";
import {Judge} from "../../src/dispute/Judge.sol";
import {Batch} from "../../src/interfaces/IInbox.sol";
import {Claim as RollupClaim} from "../../src/interfaces/IRollup.sol";
import {StateHeader} from "../../src/libraries/StateHeader.sol";
import {ReferenceTrees} from "./ReferenceTrees.sol";
import {PlainToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @dev A whole bridge as a deployment wires it, and the steps that tests take with it.
abstract contract BridgeTest {
    uint64 internal constant MIN_DEPOSIT = 1e6;
    uint64 internal constant FORCE_DELAY = 1 hours;
    uint64 internal constant MAX_BATCH_AGE = 1 days;
    uint64 internal constant MAX_DRIFT = 10 minutes;
    uint64 internal constant SELF_DELAY = 2 days;
    uint64 internal constant CHALLENGE_PERIOD = 7 days;
    uint64 internal constant MAX_PAUSE = 7 days;
    uint64 internal constant PAUSE_COOLDOWN = 14 days;
    uint64 internal constant OUTFLOW_CAP = 1000e6;
    uint64 internal constant OUTFLOW_WINDOW = 11 hours;
    uint96 internal constant BOND = 1 ether;
    bytes32 internal constant GENESIS_ROOT = keccak256("genesis");
    bytes32 internal constant PROGRAM = keccak256("program");
    uint8 internal constant BLOCKS_HEIGHT = 26;

    address internal immutable SEQUENCER = address(0x5e9);
    address internal immutable GUARDIAN_ROLE = address(0x6a);
    address internal immutable ALICE = address(0xa11ce);
    address internal immutable BOB = address(0xb0b);

    TimelockController internal timelock;
    Guardian internal guardian;
    PlainToken internal token;
    Vault internal vault;
    Inbox internal inbox;
    Rollup internal rollup;
    Tournament internal tournament;

    function setUp() public virtual {
        deployBridge(new PlainToken());
        vault.setRollup(address(rollup));
    }

    function deployBridge(
        PlainToken token_
    ) internal {
        token = token_;
        timelock = new TimelockController(1, new address[](0), new address[](0), address(0));
        guardian = new Guardian(address(timelock), GUARDIAN_ROLE, MAX_PAUSE, PAUSE_COOLDOWN);
        vault = new Vault(
            address(timelock), address(guardian), IERC20Metadata(address(token)), OUTFLOW_CAP, OUTFLOW_WINDOW
        );
        inbox = new Inbox(address(timelock), address(vault), parameters());
        rollup = newRollup(address(inbox));
    }

    /// @dev A Rollup and its tournament: each names the other, so the Rollup's address is foreseen.
    function newRollup(
        address inbox_
    ) internal returns (Rollup) {
        Machine machine = new Machine();
        Judge judge = new Judge(inbox_);
        address data = dataChallenges(inbox_);
        address expected = vm.computeCreateAddress(address(this), vm.getNonce(address(this)) + 1);
        tournament = new Tournament(expected, address(machine), address(judge), data, tournamentParameters());
        return
            new Rollup(address(timelock), address(guardian), inbox_, address(tournament), rollupParameters());
    }

    /// @dev Who rules on batches without data; nobody here.
    function dataChallenges(
        address
    ) internal virtual returns (address) {
        return address(0);
    }

    function rollupParameters() internal view virtual returns (Rollup.Parameters memory) {
        return Rollup.Parameters({
            genesisStateRoot: GENESIS_ROOT,
            programHash: PROGRAM,
            challengePeriod: CHALLENGE_PERIOD,
            exitWindow: 7 days,
            bond: BOND,
            blocksHeight: BLOCKS_HEIGHT
        });
    }

    function tournamentParameters() internal view virtual returns (Tournament.Parameters memory) {
        return Tournament.Parameters({
            heights: [BLOCKS_HEIGHT, 17, 17],
            clocks: ClockParameters({
                allowance: 2 days, moveTime: 10 minutes, joinWindow: 26 hours, grace: 1 days, offline: 1 days
            }),
            blockBond: 0.2 ether,
            stretchBond: 0.2 ether,
            tipCap: 2 gwei
        });
    }

    function parameters() internal view returns (Inbox.Parameters memory) {
        return Inbox.Parameters({
            sequencer: SEQUENCER,
            minDeposit: MIN_DEPOSIT,
            forceDelay: FORCE_DELAY,
            maxBatchAge: MAX_BATCH_AGE,
            maxDrift: MAX_DRIFT,
            selfDelay: SELF_DELAY,
            daKinds: 3
        });
    }

    /// @dev A valid next batch: one block, now, with every message consumed.
    function nextBatch() internal view returns (Batch memory b) {
        b.firstBlock = inbox.nextBlock();
        b.lastBlock = b.firstBlock;
        b.lastTimestamp = nowMs();
        b.inboxCursor = inbox.messageCount();
        b.daLength = 100;
        b.daCommitment = keccak256("payload");
        b.batchRoot = keccak256("batch");
    }

    /// @dev Appends `nextBatch()` one second later.
    function appendBatch() internal returns (Batch memory b) {
        vm.warp(block.timestamp + 1);
        b = nextBatch();
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
    }

    function deposit(
        address from,
        uint256 amount
    ) internal {
        token.mint(from, amount);
        vm.startPrank(from);
        token.approve(address(inbox), amount);
        inbox.deposit(from, 0, amount);
        vm.stopPrank();
    }

    /// @dev Header leaves as the engine would hold them after the first `batchCount` batches.
    function headerLeaves(
        uint64 batchCount,
        bytes32 withdrawalsRoot
    ) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](8);
        uint64 cursor = inbox.batch(batchCount - 1).inboxCursor;
        leaves[0] = firstLeaf(
            uint64(block.chainid),
            inbox.batch(batchCount - 1).lastBlock,
            inbox.batch(batchCount - 1).lastTimestamp
        );
        leaves[1] = withdrawalsRoot;
        leaves[2] = inbox.accumulatorAt(cursor);
        leaves[3] = bytes32(ReferenceTrees.littleEndian(cursor));
        leaves[4] = keccak256("domain separator");
        leaves[5] = keccak256("inbox");
    }

    function firstLeaf(
        uint64 chainId,
        uint64 number,
        uint64 timestamp
    ) internal pure returns (bytes32) {
        return bytes32(
            bytes.concat(
                hex"0100000000000000",
                ReferenceTrees.littleEndian(chainId),
                ReferenceTrees.littleEndian(number),
                ReferenceTrees.littleEndian(timestamp)
            )
        );
    }

    struct Claim {
        bytes32 parent;
        uint32 kind;
        uint64 batchCount;
        bytes32 batchHash;
        bytes32 blocksRoot;
        bytes32 stateRoot;
        StateHeader.Proof proof;
        bytes32[] siblings;
    }

    /// @dev The claim that an honest party would make on `parent`, for a given withdrawal tree.
    function claimOn(
        bytes32 parent,
        bytes32 withdrawalsRoot
    ) internal view returns (Claim memory c) {
        c.parent = parent;
        c.batchCount = rollup.nextBatchCount(parent);
        c.batchHash = inbox.batchHash(c.batchCount - 1);
        (c.stateRoot, c.proof) = ReferenceTrees.stateRoot(headerLeaves(c.batchCount, withdrawalsRoot));
        c.siblings = new bytes32[](rollup.BLOCKS_HEIGHT());
        withHistory(c);
    }

    /// @dev Sets the root over the blocks to what the claim's last state and siblings lead to.
    function withHistory(
        Claim memory c
    ) internal view {
        uint64 index = inbox.batch(c.batchCount - 1).lastBlock - rollup.assertion(c.parent).lastBlock - 1;
        bytes32 node = c.stateRoot;
        for (uint256 i = 0; i < c.siblings.length; ++i) {
            node = (index >> i) % 2 == 0
                ? sha256(bytes.concat(node, c.siblings[i]))
                : sha256(bytes.concat(c.siblings[i], node));
        }
        c.blocksRoot = node;
    }

    function rollupClaim(
        Claim memory c
    ) internal pure returns (RollupClaim memory) {
        return RollupClaim(c.parent, c.kind, c.batchCount, c.batchHash, c.blocksRoot, c.stateRoot);
    }

    function idOf(
        Claim memory c
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(rollupClaim(c)));
    }

    /// @dev One call, so that a prank or an expected revert before it is meant for the Rollup.
    function assertWith(
        Claim memory c,
        uint256 value
    ) internal returns (bytes32) {
        return rollup.assertState{value: value}(rollupClaim(c), c.proof, c.siblings);
    }

    function assertClaim(
        address proposer,
        Claim memory c
    ) internal returns (bytes32) {
        vm.deal(proposer, proposer.balance + rollup.bond());
        uint256 value = rollup.bond();
        vm.prank(proposer);
        return assertWith(c, value);
    }

    /// @dev Batch, assertion, time travel, confirmation: the withdrawal root is payable afterwards.
    function finalize(
        bytes32 withdrawalsRoot
    ) internal returns (bytes32 id) {
        appendBatch();
        id = assertClaim(ALICE, claimOn(rollup.latestConfirmed(), withdrawalsRoot));
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        rollup.confirm(id);
    }

    function pause() internal {
        vm.prank(GUARDIAN_ROLE);
        guardian.pause();
    }

    function nowMs() internal view returns (uint64) {
        return uint64(block.timestamp * 1000);
    }
}
