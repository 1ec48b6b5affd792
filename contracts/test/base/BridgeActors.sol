// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Batch} from "../../src/interfaces/IInbox.sol";
import {WithdrawalTree} from "../../src/libraries/WithdrawalTree.sol";
import {BridgeTest} from "./BridgeTest.sol";
import {ReferenceTrees} from "./ReferenceTrees.sol";
import {bound, vm} from "./Vm.sol";

/// @dev Everybody who touches the bridge, in random order, and a plain record of what should have happened. Every action
/// either does something legal or checks that something illegal is refused; none may revert.
contract BridgeActors is BridgeTest {
    struct Message {
        uint8 kind;
        uint64 time;
        uint64 l1Block;
        address sender;
        bytes32 payloadHash;
    }

    struct Leaf {
        address recipient;
        uint64 amount;
        uint256 paid;
        /// What its recipient got so far.
        uint64 got;
    }

    struct Payment {
        uint256 time;
        uint256 amount;
    }

    Message[] public messages;
    Leaf[] public leaves;
    Payment[] public payments;
    bytes32[] public assertions;
    bytes32 public batchChain;
    uint256 public claimed;
    /// Collateral credited on the other side and not yet turned into withdrawal leaves.
    uint256 public credited;
    /// Collateral that was transferred to the Vault by mistake.
    uint256 public strayed;
    /// Number of leaves in the tree of each batch's state, and of each assertion's.
    uint256[] private _leavesAtBatch;
    mapping(bytes32 id => uint256) private _leavesAt;
    /// Times each kind of action took effect, so that a run that did nothing is seen.
    mapping(bytes32 action => uint256) public done;

    constructor() {
        setUp();
    }

    function someDeposit(
        uint256 amount,
        uint8 who
    ) external {
        amount = bound(amount, MIN_DEPOSIT, 700e6);
        address from = _actor(who);
        deposit(from, amount);
        credited += amount;
        _remember(1, from, abi.encodePacked(from, uint32(0), uint8(0), uint64(amount)));
    }

    function someForcedTransaction(
        bytes calldata payload,
        uint8 who
    ) external {
        bytes memory short = payload.length > 1024 ? bytes(payload[:1024]) : bytes(payload);
        vm.prank(_actor(who));
        inbox.forceTransaction(short);
        _remember(2, _actor(who), short);
    }

    function someGovernance(
        bytes32 payload
    ) external {
        vm.prank(address(timelock));
        inbox.governance(abi.encode(payload));
        _remember(3, address(timelock), abi.encode(payload));
    }

    /// Tokens that nobody deposited: to the Vault, or to the Inbox and swept.
    function someStrayTransfer(
        uint64 amount,
        uint8 who
    ) external {
        amount = uint64(bound(amount, 0, 900e6));
        address from = _actor(who);
        token.mint(from, amount);
        vm.prank(from);
        token.transfer(who % 2 == 0 ? address(vault) : address(inbox), amount);
        inbox.sweep();
        strayed += amount;
    }

    /// On the other side: some credit becomes a withdrawal.
    function someWithdrawalLeaf(
        uint256 amount,
        uint8 who
    ) external {
        if (credited == 0 || leaves.length == 24) return;
        // Some are above the whole cap.
        amount = bound(amount, 1, credited < 1300e6 ? credited : 1300e6);
        credited -= amount;
        leaves.push(Leaf(_actor(who), uint64(amount), 0, 0));
    }

    function someBatch(
        uint8 blocks,
        uint8 behind
    ) external {
        vm.warp(block.timestamp + 1 + behind % 60);
        vm.roll(block.number + 1);
        Batch memory b = nextBatch();
        b.lastBlock += blocks;
        b.inboxCursor = uint64(bound(behind, inbox.dueCount(b.lastTimestamp / 1000), inbox.messageCount()));
        uint64 previous = inbox.batchCount() == 0 ? 0 : inbox.batch(inbox.batchCount() - 1).inboxCursor;
        if (b.inboxCursor < previous) b.inboxCursor = previous;
        vm.prank(SEQUENCER);
        inbox.appendBatch(b);
        batchChain = keccak256(abi.encode(batchChain, b));
        _leavesAtBatch.push(leaves.length);
        ++done["batch"];
    }

    function someAssertion(
        uint8 who,
        uint256 parentSeed
    ) external {
        _assert(who, parentSeed, false);
    }

    /// Seldom, because a lie ends all confirmation behind its parent.
    function someLie(
        uint8 who,
        uint256 parentSeed
    ) external {
        if (parentSeed % 16 == 0) _assert(who, parentSeed >> 8, true);
    }

    function someConfirmation(
        uint256 seed
    ) external {
        if (assertions.length == 0) return;
        bytes32 id = assertions[seed % assertions.length];
        try rollup.confirm(id) {
            ++done["confirm"];
        } catch {}
    }

    function someClaim(
        uint8 who
    ) external {
        uint256 amount = rollup.claimable(_actor(who));
        vm.prank(_actor(who));
        try rollup.claim() {
            claimed += amount;
        } catch {
            vm.assertEq(amount, 0);
        }
    }

    function someWithdrawal(
        uint256 seed,
        uint256 wanted
    ) external {
        if (assertions.length == 0 || leaves.length == 0) return;
        bytes32 id = seed % 2 == 0 ? rollup.latestConfirmed() : assertions[seed % assertions.length];
        uint256 count = _leavesAt[id];
        // A few in a row press against the cap.
        for (uint256 i = 0; i < 4 && count > 0; ++i) {
            uint256 index = (wanted % leaves.length + i) % leaves.length;
            if (seed % 5 < 2) _withdrawPart(id, index, count, uint64(seed >> 32) % 200e6);
            else _withdraw(id, index, count, seed % 3 == 0);
        }
    }

    function someTime(
        uint32 time
    ) external {
        vm.warp(block.timestamp + bound(time, 1, 3 days));
        vm.roll(block.number + 1);
    }

    /// Half a window or so: what a greedy user of the cap would wait.
    function someShortTime(
        uint16 time
    ) external {
        vm.warp(block.timestamp + bound(time, 1, OUTFLOW_WINDOW));
    }

    function someChallengePeriod() external {
        vm.warp(block.timestamp + CHALLENGE_PERIOD);
        // Keep the bridge moving: confirm what can be confirmed.
        for (uint256 i = 0; i < assertions.length; ++i) {
            try rollup.confirm(assertions[i]) {
                ++done["confirm"];
            } catch {}
        }
    }

    function somePause(
        uint8 seed
    ) external {
        if (seed % 8 != 0) return;
        vm.prank(GUARDIAN_ROLE);
        try guardian.pause() {} catch {}
    }

    function assertionCount() external view returns (uint256) {
        return assertions.length;
    }

    function messageCount() external view returns (uint256) {
        return messages.length;
    }

    function leafCount() external view returns (uint256) {
        return leaves.length;
    }

    function paymentCount() external view returns (uint256) {
        return payments.length;
    }

    function contracts() external view returns (address, address, address, address) {
        return (address(inbox), address(rollup), address(vault), address(token));
    }

    function _assert(
        uint8 who,
        uint256 parentSeed,
        bool lie
    ) private {
        bytes32 parent = rollup.latestConfirmed();
        if (parentSeed % 3 > 0 && assertions.length > 0) parent = assertions[parentSeed % assertions.length];
        uint64 target = rollup.nextBatchCount(parent);
        if (target > inbox.batchCount()) return;
        // A lie claims withdrawals that nobody made. Unanswered it may be confirmed, but no leaf proves into it.
        uint256 count = lie ? 0 : _leavesAtBatch[target - 1];
        bytes32 root =
            lie ? keccak256("leaves that never were") : ReferenceTrees.withdrawalRoot(_leafHashes(count));
        Claim memory c = claimOn(parent, root);
        address proposer = _actor(who);
        vm.deal(proposer, BOND);
        vm.prank(proposer);
        try rollup.assertState{value: BOND}(rollupClaim(c), c.proof, c.siblings) returns (bytes32 id) {
            assertions.push(id);
            _leavesAt[id] = count;
            ++done["assert"];
        } catch {}
    }

    /// @dev Also tries leaves that the assertion's tree does not hold yet, and those already paid.
    function _withdraw(
        bytes32 id,
        uint256 index,
        uint256 count,
        bool relayedByRecipient
    ) private {
        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(_leafHashes(count), index);
        Leaf storage leaf = leaves[index];
        vm.prank(relayedByRecipient ? leaf.recipient : SEQUENCER);
        try vault.withdraw(id, uint64(index), leaf.recipient, 0, leaf.amount, proof) {
            leaf.paid += 1;
            payments.push(Payment(block.timestamp, leaf.amount - leaf.got));
            leaf.got = leaf.amount;
            ++done["withdraw"];
        } catch {}
    }

    function _withdrawPart(
        bytes32 id,
        uint256 index,
        uint256 count,
        uint64 least
    ) private {
        bytes32[32] memory proof = ReferenceTrees.withdrawalProof(_leafHashes(count), index);
        Leaf storage leaf = leaves[index];
        uint256 before = token.balanceOf(leaf.recipient);
        try vault.withdrawPart(id, uint64(index), leaf.recipient, 0, leaf.amount, least, proof) returns (
            uint64 part
        ) {
            vm.assertEq(token.balanceOf(leaf.recipient), before + part);
            leaf.got += part;
            vm.assertTrue(part >= least || leaf.got == leaf.amount);
            payments.push(Payment(block.timestamp, part));
            if (leaf.got == leaf.amount) leaf.paid += 1;
            else ++done["part"];
        } catch {}
    }

    function _leafHashes(
        uint256 count
    ) private view returns (bytes32[] memory hashes) {
        hashes = new bytes32[](count);
        for (uint64 i = 0; i < count; ++i) {
            hashes[i] = WithdrawalTree.leafHash(i, leaves[i].recipient, 0, leaves[i].amount);
        }
    }

    function _remember(
        uint8 kind,
        address sender,
        bytes memory payload
    ) private {
        messages.push(
            Message(kind, uint64(block.timestamp), uint64(block.number), sender, keccak256(payload))
        );
    }

    function _actor(
        uint8 who
    ) private pure returns (address) {
        return address(uint160(0xac0000) + who % 4);
    }
}
