// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What somebody claims about the state after a number of batches. Its id is keccak256(abi.encode(claim)).
struct Claim {
    bytes32 parent;
    /// Which dispute module decides between this claim and its rivals.
    uint32 kind;
    uint64 batchCount;
    bytes32 batchHash;
    bytes32 blocksRoot;
    bytes32 stateRoot;
}

/// @notice A claim on record. Batch hash and root of block roots are bound by its id.
struct Assertion {
    bytes32 parent;
    bytes32 stateRoot;
    bytes32 withdrawalsRoot;
    address proposer;
    uint96 bond;
    uint64 createdAt;
    uint64 confirmableAt;
    uint64 batchCount;
    uint64 lastBlock;
    /// What children must cover and run, fixed when this was asserted.
    uint64 nextBatchCount;
    uint32 nextProgramVersion;
    /// What this one claims to have run.
    uint32 programVersion;
    uint32 kind;
    uint32 childCount;
    bool confirmed;
    /// The bond has left the Rollup, or its owner can claim it.
    bool bondGone;
}

/// @title What the Vault and the dispute modules need from the Rollup.
interface IRollup {
    /// @notice The Inbox whose batches the assertions are about.
    function INBOX() external view returns (address);

    /// @notice Root of the withdrawal tree of a confirmed assertion; zero for any other id.
    function confirmedWithdrawalsRoot(
        bytes32 id
    ) external view returns (bytes32);

    /// @notice The assertion `id`; reverts for an unknown one.
    function assertion(
        bytes32 id
    ) external view returns (Assertion memory);

    /// @notice Root of the program of `version`, as recorded in assertions.
    function programHashAt(
        uint32 version
    ) external view returns (bytes32);

    /// @notice Give the bond of an assertion that lost to its dispute module, which calls this. Returns the wei sent.
    function forfeit(
        bytes32 id
    ) external returns (uint256);
}
