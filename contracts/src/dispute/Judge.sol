// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Batch, BatchRange, IInbox} from "../interfaces/IInbox.sol";
import {BlockInput, DisputedBlock, FinalState, ITournament} from "../interfaces/ITournament.sol";
import {StateHeader} from "../libraries/StateHeader.sol";
import {Calldata} from "../machine/Calldata.sol";
import {MachineState} from "../machine/MachineState.sol";
import {Precompiles} from "../machine/Precompiles.sol";
import {History} from "./History.sol";

/// @title Judge: what a block leads to, given what the machine left (docs/spec/dispute.md T2).
/// @notice No storage, no owner. Reverts only when the arguments prove nothing; what they prove has exactly one answer.
contract Judge {
    using Calldata for bytes;
    using StateHeader for StateHeader.Proof;

    /// @notice Where a program starts (docs/spec/machine.md).
    uint64 public constant PROGRAM_ENTRY = 0x3000_0000;
    /// @notice Most messages that a block takes over from the Inbox.
    uint64 public constant MESSAGES_PER_BLOCK = 256;

    uint8 private constant EXITED = 1;

    /// @notice The Inbox whose batches are judged.
    IInbox public immutable INBOX;

    /// @param inbox of the Rollup that the disputes are about
    constructor(
        address inbox
    ) {
        INBOX = IInbox(inbox);
    }

    /// @notice Hash of the machine state that block `number` starts from, and the Inbox cursor of the state before it. `input`
    /// must open the block: its batch against the Inbox, its input root against the batch. `before` must prove the header of
    /// `stateBefore`.
    function open(
        uint64 number,
        BlockInput calldata input,
        bytes32 programRoot,
        bytes32 stateBefore,
        StateHeader.Proof calldata before
    ) external view returns (bytes32 initial, uint64 cursorBefore) {
        _checkInput(number, input);
        bytes32 proven = before.root();
        if (proven != stateBefore) revert ITournament.InvalidHeaderProof(stateBefore, proven);
        return (_initialState(programRoot, input.inputRoot, stateBefore), before.inboxCursor());
    }

    function _checkInput(
        uint64 number,
        BlockInput calldata input
    ) private view {
        Batch calldata batch = input.batch;
        bytes32 hash = keccak256(abi.encode(input.previousHash, batch));
        bytes32 expected = INBOX.batchHash(input.batchIndex);
        if (hash != expected) revert ITournament.WrongBatchHash(expected, hash);
        if (number < batch.firstBlock || number > batch.lastBlock) {
            revert ITournament.WrongBatch(number, batch.firstBlock, batch.lastBlock);
        }
        uint256 height = 0;
        while (uint256(1) << height <= batch.lastBlock - batch.firstBlock) ++height;
        bytes32 root = History.root(input.inputRoot, number - batch.firstBlock, input.siblings, height);
        if (root != batch.batchRoot) revert ITournament.WrongLeaf(batch.batchRoot, root);
    }

    /// @notice Check that batch `batchIndex` holds block `number`.
    function checkRange(
        uint64 number,
        uint64 batchIndex
    ) external view {
        BatchRange memory range = INBOX.batch(batchIndex);
        if (number < range.firstBlock || number > range.lastBlock) {
            revert ITournament.WrongBatch(number, range.firstBlock, range.lastBlock);
        }
    }

    function _initialState(
        bytes32 programRoot,
        bytes32 inputRoot,
        bytes32 stateBefore
    ) private view returns (bytes32) {
        bytes32 registers = 0;
        for (uint256 i = 0; i < 3; ++i) {
            registers = Precompiles.pair(registers, registers);
        }
        bytes32 memoryRoot = Precompiles.pair(Precompiles.pair(programRoot, inputRoot), stateBefore);
        return
            Precompiles.pair(memoryRoot, Precompiles.pair(bytes32(uint256(PROGRAM_ENTRY) << 192), registers));
    }

    /// @notice The state root after the block when the machine's last state is `end`, and the hash of that state.
    function impliedRoot(
        DisputedBlock calldata b,
        FinalState calldata end
    ) external view returns (bytes32 stateRoot, bytes32 leaf) {
        leaf = MachineState.hashEncoded(end.encoded);
        uint256 control = uint256(end.encoded.word(32));
        // Safe: status and exit code are the control word's last byte and its second eight bytes.
        // forge-lint: disable-next-line(unsafe-typecast)
        if (uint8(control) != EXITED || uint64(control >> 128) != 0) return (b.stateBefore, leaf);
        bytes32 candidate = end.header.root();
        bytes32 memoryRoot = Precompiles.pair(end.leftRoot, candidate);
        if (memoryRoot != end.encoded.word(0)) {
            revert ITournament.InvalidHeaderProof(end.encoded.word(0), memoryRoot);
        }
        return (_keepsRules(b, end.header) ? candidate : b.stateBefore, leaf);
    }

    /// @dev The rules that the engine cannot check, because they are about L1.
    function _keepsRules(
        DisputedBlock calldata b,
        StateHeader.Proof calldata header
    ) private view returns (bool) {
        BatchRange memory range = INBOX.batch(b.batchIndex);
        uint64 cursor = header.inboxCursor();
        uint64 timestamp = header.timestamp();
        if (header.blockNumber() != b.number || timestamp > range.lastTimestamp) return false;
        // Also keeps the two reads below within the Inbox's messages, and their answers from changing later.
        if (cursor > range.inboxCursor) return false;
        if (header.inboxAccumulator() != INBOX.accumulatorAt(cursor)) return false;
        uint64 due = INBOX.dueCount(timestamp / 1000);
        return cursor >= due || cursor >= uint256(b.cursorBefore) + MESSAGES_PER_BLOCK;
    }
}
