// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Inbox} from "../src/Inbox.sol";
import {Pausable} from "../src/Pausable.sol";
import {Vault} from "../src/Vault.sol";
import {TransferReceipt} from "../src/libraries/TransferReceipt.sol";
import {BridgeTest} from "./base/BridgeTest.sol";
import {bound, vm} from "./base/Vm.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @dev What was transferred to the bridge by mistake goes back to its sender on the proof of its receipt, and nothing else does.
/// Receipts of a real node are tried in `cli/reclaim.test.ts`.
contract ReturnTransferTest is BridgeTest {
    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");

    struct Log {
        address emitter;
        bytes32 topic;
        address from;
        address to;
        uint256 amount;
    }

    function test_a_plain_transfer_to_the_vault_goes_back_to_its_sender_once() public {
        token.mint(address(vault), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        vm.prank(BOB);
        vault.returnTransfer(proof);
        vm.assertEq(token.balanceOf(ALICE), 7e6);
        vm.assertEq(vault.surplus(), 0);
        // Once, also when there is money again.
        token.mint(address(vault), 7e6);
        bytes32 id = keccak256(abi.encode(keccak256(proof.header), uint256(0), uint256(0)));
        vm.assertTrue(vault.isReturned(id));
        vm.expectRevert(abi.encodeWithSelector(Vault.AlreadyReturned.selector, id));
        vault.returnTransfer(proof);
    }

    function test_one_to_the_inbox_is_swept_first() public {
        token.mint(address(inbox), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(inbox), 7e6), 2);
        vm.expectRevert(abi.encodeWithSelector(Vault.SurplusTooSmall.selector, 7e6, 0));
        vault.returnTransfer(proof);
        vm.expectEmit(address(inbox));
        emit Inbox.Swept(7e6);
        inbox.sweep();
        vault.returnTransfer(proof);
        vm.assertEq(token.balanceOf(ALICE), 7e6);
    }

    /// Whatever a proof says, what is owed stays: deposits, insurance, withdrawals that are not paid.
    function testFuzz_collateral_does_not_move(
        uint64 deposits,
        uint64 stray,
        uint64 claimed
    ) public {
        deposits = uint64(bound(deposits, MIN_DEPOSIT, 2 ** 53));
        stray = uint64(bound(stray, 0, 2 ** 53));
        claimed = uint64(bound(claimed, stray + 1, type(uint64).max));
        deposit(BOB, deposits);
        token.mint(BOB, 5e6);
        vm.startPrank(BOB);
        token.approve(address(vault), 5e6);
        vault.fundInsurance(5e6);
        vm.stopPrank();
        token.mint(address(vault), stray);
        vm.assertEq(vault.surplus(), stray);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), claimed), 0);
        vm.expectRevert(abi.encodeWithSelector(Vault.SurplusTooSmall.selector, claimed, stray));
        vault.returnTransfer(proof);
    }

    /// A deposit's own transfer is in a transaction in which the Inbox spoke; insurance's in one in which the Vault did.
    function test_a_transaction_that_the_bridge_accounted_for_holds_no_plain_transfer() public {
        deposit(ALICE, 7e6);
        token.mint(address(vault), 100e6);
        address[2] memory spoke = [address(inbox), address(vault)];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 before = 0; before < 2; ++before) {
                Log[] memory logs = new Log[](2);
                logs[before] = Log(address(token), TRANSFER, ALICE, address(vault), 7e6);
                logs[1 - before] = Log(spoke[i], keccak256("anything"), ALICE, BOB, 1);
                TransferReceipt.Proof memory proof = _mined(logs, 0);
                proof.log = before;
                vm.expectRevert(abi.encodeWithSelector(TransferReceipt.ReceiptOfBridge.selector, spoke[i]));
                vault.returnTransfer(proof);
            }
        }
    }

    function test_what_is_no_transfer_of_the_token_to_the_bridge_is_refused() public {
        token.mint(address(vault), 100e6);
        Log[] memory logs = new Log[](1);
        logs[0] = Log(address(0xbad), TRANSFER, ALICE, address(vault), 7e6);
        bytes memory reason = abi.encodeWithSelector(TransferReceipt.NotATransfer.selector, 0);
        _refused(logs, 0, 0, reason);
        logs[0] =
            Log(address(token), keccak256("Approval(address,address,uint256)"), ALICE, address(vault), 7e6);
        _refused(logs, 0, 0, reason);
        logs[0] = Log(address(token), TRANSFER, ALICE, BOB, 7e6);
        _refused(logs, 0, 0, abi.encodeWithSelector(Vault.NotToTheBridge.selector, BOB));
        logs[0] = Log(address(token), TRANSFER, ALICE, address(vault), 7e6);
        _refused(logs, 0, 1, abi.encodeWithSelector(TransferReceipt.NotATransfer.selector, 1));
    }

    function test_a_block_that_l1_does_not_know_proves_nothing() public {
        token.mint(address(vault), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        uint256 number = block.number - 1;
        vm.setBlockhash(number, keccak256("another"));
        bytes memory reason = abi.encodeWithSelector(TransferReceipt.UnknownBlock.selector, number);
        vm.expectRevert(reason);
        vault.returnTransfer(proof);
        vm.setBlockhash(number, keccak256(proof.header));
        vm.roll(number + 257);
        vm.expectRevert(reason);
        vault.returnTransfer(proof);
    }

    /// Another receipt, a changed one, or another place: the trie holds none of them.
    function testFuzz_a_proof_that_was_changed_is_refused(
        uint256 seed
    ) public {
        token.mint(address(vault), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        bytes memory node = proof.nodes[0];
        node[seed % node.length] ^= bytes1(uint8(bound(seed >> 64, 1, 255)));
        vm.expectRevert(
            abi.encodeWithSelector(
                TrieProof.TrieProofTraversalError.selector, TrieProof.ProofError.INVALID_ROOT
            )
        );
        vault.returnTransfer(proof);
    }

    function test_another_transaction_of_the_block_is_not_this_one() public {
        token.mint(address(vault), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        proof.transaction = 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                TrieProof.TrieProofTraversalError.selector, TrieProof.ProofError.INVALID_PATH_REMAINDER
            )
        );
        vault.returnTransfer(proof);
    }

    function test_nothing_goes_back_while_paused_or_before_the_rollup_is_set() public {
        token.mint(address(vault), 7e6);
        TransferReceipt.Proof memory proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        pause();
        vm.expectRevert(abi.encodeWithSelector(Pausable.BridgePaused.selector, guardian.pausedUntil()));
        vault.returnTransfer(proof);
        deployBridge(token);
        token.mint(address(vault), 7e6);
        proof = _mined(_transfer(ALICE, address(vault), 7e6), 0);
        vm.expectRevert(abi.encodeWithSelector(Vault.SurplusTooSmall.selector, 7e6, 0));
        vault.returnTransfer(proof);
    }

    function _refused(
        Log[] memory logs,
        uint8 kind,
        uint256 log,
        bytes memory reason
    ) private {
        TransferReceipt.Proof memory proof = _mined(logs, kind);
        proof.log = log;
        vm.expectRevert(reason);
        vault.returnTransfer(proof);
    }

    function _transfer(
        address from,
        address to,
        uint256 amount
    ) private view returns (Log[] memory logs) {
        logs = new Log[](1);
        logs[0] = Log(address(token), TRANSFER, from, to, amount);
    }

    /// @dev The last block had one transaction, of EIP-2718 type `kind`, with these logs.
    function _mined(
        Log[] memory logs,
        uint8 kind
    ) private returns (TransferReceipt.Proof memory proof) {
        bytes[] memory encoded = new bytes[](logs.length);
        for (uint256 i = 0; i < logs.length; ++i) {
            encoded[i] = _log(logs[i]);
        }
        bytes[] memory fields = new bytes[](4);
        (fields[0], fields[1], fields[2]) = (RLP.encode(uint256(1)), RLP.encode(uint256(21_000)), _bloom());
        fields[3] = RLP.encode(encoded);
        bytes memory receipt = RLP.encode(fields);
        if (kind != 0) receipt = bytes.concat(bytes1(kind), receipt);

        bytes[] memory leaf = new bytes[](2);
        // The key of transaction 0 is 0x80, whole in the one leaf.
        (leaf[0], leaf[1]) = (RLP.encode(bytes(hex"2080")), RLP.encode(receipt));
        proof.nodes = new bytes[](1);
        proof.nodes[0] = RLP.encode(leaf);

        vm.roll(block.number + 1);
        bytes[] memory header = new bytes[](9);
        for (uint256 i = 0; i < 8; ++i) {
            header[i] = RLP.encode(keccak256(abi.encode(i)));
        }
        header[5] = RLP.encode(keccak256(proof.nodes[0]));
        header[8] = RLP.encode(block.number - 1);
        proof.header = RLP.encode(header);
        vm.setBlockhash(block.number - 1, keccak256(proof.header));
    }

    function _bloom() private pure returns (bytes memory) {
        return RLP.encode(new bytes(256));
    }

    function _log(
        Log memory log
    ) private pure returns (bytes memory) {
        bytes[] memory topics = new bytes[](3);
        topics[0] = RLP.encode(log.topic);
        topics[1] = RLP.encode(bytes32(uint256(uint160(log.from))));
        topics[2] = RLP.encode(bytes32(uint256(uint160(log.to))));
        bytes[] memory fields = new bytes[](3);
        fields[0] = RLP.encode(log.emitter);
        fields[1] = RLP.encode(topics);
        fields[2] = RLP.encode(abi.encode(log.amount));
        return RLP.encode(fields);
    }
}
