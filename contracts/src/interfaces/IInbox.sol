// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A batch of blocks as the sequencer posts it: where its bytes are, and what they claim to contain.
/// @dev Times are milliseconds, counts are absolute. Opened against `batchHash`, which chains all batches.
struct Batch {
    uint64 firstBlock;
    uint64 lastBlock;
    uint64 lastTimestamp;
    uint64 inboxCursor;
    uint8 daKind;
    uint64 daHeight;
    uint32 daStart;
    uint32 daLength;
    bytes32 daCommitment;
    bytes32 batchRoot;
}

/// @notice The part of a batch that L1 keeps in storage: one slot.
struct BatchRange {
    uint64 firstBlock;
    uint64 lastBlock;
    uint64 lastTimestamp;
    uint64 inboxCursor;
}

/// @title What the Rollup and the Vault need from the Inbox.
interface IInbox {
    /// @notice The Vault that deposits go to.
    function VAULT() external view returns (address);

    /// @notice Sum of all deposits, 1e-6 USD.
    function deposited() external view returns (uint256);

    /// @notice Seconds after which a batch must have consumed a message.
    function FORCE_DELAY() external view returns (uint64);

    /// @notice How far the last block of a batch may lie behind the L1 time, seconds.
    function MAX_BATCH_AGE() external view returns (uint64);

    /// @notice Seconds without a batch of the sequencer after which anyone may append; at least FORCE_DELAY.
    function SELF_DELAY() external view returns (uint64);

    /// @notice Number of batches appended so far.
    function batchCount() external view returns (uint64);

    /// @notice Range of batch `index`; reverts for an unknown one.
    function batch(
        uint64 index
    ) external view returns (BatchRange memory);

    /// @notice Hash chain over batches 0 to `index`; reverts for an unknown one.
    function batchHash(
        uint64 index
    ) external view returns (bytes32);

    /// @notice L1 time at which batch `index` was appended, seconds; reverts for an unknown one.
    function batchTime(
        uint64 index
    ) external view returns (uint64);

    /// @notice Message accumulator after the first `count` messages; reverts beyond the last.
    function accumulatorAt(
        uint64 count
    ) external view returns (bytes32);

    /// @notice Number of messages that a block at `time` (seconds) must have consumed. Never decreases with `time`.
    function dueCount(
        uint64 time
    ) external view returns (uint64);
}
