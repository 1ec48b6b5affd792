// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Memory} from "@openzeppelin/contracts/utils/Memory.sol";
import {RLP} from "@openzeppelin/contracts/utils/RLP.sol";
import {TrieProof} from "@openzeppelin/contracts/utils/cryptography/TrieProof.sol";

/// @title A token transfer as the receipt of its transaction tells it, proven from a block hash that L1 still knows.
library TransferReceipt {
    using RLP for Memory.Slice;
    using RLP for bytes;
    using Memory for bytes;
    using Memory for Memory.Slice;

    /// @notice Where the transfer is.
    struct Proof {
        /// RLP of the block's header.
        bytes header;
        /// Index of the transaction in its block.
        uint256 transaction;
        /// Nodes of the block's trie of receipts from the root to the receipt.
        bytes[] nodes;
        /// Index of the transfer among the logs of the receipt.
        uint256 log;
    }

    struct Transfer {
        /// Names this transfer and no other.
        bytes32 id;
        address from;
        address to;
        uint256 amount;
    }

    bytes32 private constant TRANSFER = keccak256("Transfer(address,address,uint256)");
    /// @dev Fields of a receipt: status, gas, bloom, logs; of a log: address, topics, data.
    uint256 private constant LOGS = 3;
    /// @dev The first byte of an RLP list; a typed receipt (EIP-2718) has its type before it.
    uint8 private constant FIRST_LIST = 0xc0;

    error UnknownBlock(uint256 number);
    error NotATransfer(uint256 log);
    error ReceiptOfBridge(address emitter);

    /// @notice The transfer of `token` that the proof shows. Reverts when `bridge` said anything in the same transaction: then
    /// the money that moved may be a deposit's, and is not a plain transfer.
    /// @param bridge contracts whose logs tell that the transaction was accounted for
    function open(
        Proof memory proof,
        address token,
        address[2] memory bridge
    ) internal view returns (Transfer memory t) {
        bytes32 blockHash = keccak256(proof.header);
        Memory.Slice[] memory header = BlockHeader.parseHeader(proof.header);
        uint256 number = BlockHeader.getNumber(header);
        if (Blockhash.blockHash(number) != blockHash) revert UnknownBlock(number);
        bytes memory receipt = TrieProof.traverse(
            BlockHeader.getReceiptsRoot(header), RLP.encode(proof.transaction), proof.nodes
        );
        Memory.Slice[] memory logs = _fields(receipt)[LOGS].readList();
        for (uint256 i = 0; i < logs.length; ++i) {
            address emitter = logs[i].readList()[0].readAddress();
            if (emitter == bridge[0] || emitter == bridge[1]) revert ReceiptOfBridge(emitter);
        }
        if (proof.log >= logs.length) revert NotATransfer(proof.log);
        Memory.Slice[] memory log = logs[proof.log].readList();
        Memory.Slice[] memory topics = log[1].readList();
        bytes memory data = log[2].readBytes();
        if (
            log[0].readAddress() != token || topics.length != 3 || topics[0].readBytes32() != TRANSFER
                || data.length != 32
        ) revert NotATransfer(proof.log);
        t.id = keccak256(abi.encode(blockHash, proof.transaction, proof.log));
        t.from = address(uint160(topics[1].readUint256()));
        t.to = address(uint160(topics[2].readUint256()));
        t.amount = abi.decode(data, (uint256));
    }

    function _fields(
        bytes memory receipt
    ) private pure returns (Memory.Slice[] memory) {
        return uint8(receipt[0]) < FIRST_LIST ? receipt.asSlice().slice(1).readList() : receipt.decodeList();
    }
}
