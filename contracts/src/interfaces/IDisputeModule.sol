// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An assertion as it enters its dispute module: the root of its block roots, by its two children.
struct Entry {
    bytes32 parent;
    bytes32 id;
    bytes32 left;
    bytes32 right;
    address proposer;
    uint96 bond;
    uint64 closesAt;
}

/// @title One kind of dispute: decides between assertions of its kind that share a parent. The Rollup calls nothing else.
interface IDisputeModule {
    /// @notice The one Rollup that this module decides for.
    function ROLLUP() external view returns (address);

    /// @notice The Inbox whose batches it decides about: the Rollup's.
    function INBOX() external view returns (address);

    /// @notice The shortest challenge period that this module's clocks allow, seconds.
    function minChallengePeriod() external view returns (uint64);

    /// @notice Seconds after the challenge period in which two rivals are decided at the latest, one for each side wherever
    /// either may join, however slowly both move. More rivals take longer.
    function longestDispute() external view returns (uint64);

    /// @notice Height of the tree over the block roots of an assertion.
    function blocksHeight() external view returns (uint8);

    /// @notice Hear a new assertion. Only the Rollup. Must revert when the question on `e.parent` is closed.
    function enter(
        Entry calldata e
    ) external;

    /// @notice Whether `id` may be confirmed: it has no rival on `parent` of this kind, or has beaten them all.
    /// @dev Must never be true for two children of one parent once the join window is over.
    function mayConfirm(
        bytes32 parent,
        bytes32 id
    ) external view returns (bool);
}
