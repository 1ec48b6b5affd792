// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A Celestia block and the root of its data.
struct DataRootTuple {
    uint256 height;
    bytes32 dataRoot;
}

/// @notice Path from a leaf of an RFC 6962 tree to its root: siblings from the leaf upwards.
struct BinaryMerkleProof {
    bytes32[] sideNodes;
    uint256 key;
    uint256 numLeaves;
}

/// @title Says which data roots Celestia's blocks have. The interface of Blobstream and SP1Blobstream.
interface IDAOracle {
    /// @notice Whether `tuple` is a leaf of the data commitment number `nonce`.
    /// @dev SP1Blobstream reverts while frozen; callers here treat a revert as "no".
    function verifyAttestation(
        uint256 nonce,
        DataRootTuple calldata tuple,
        BinaryMerkleProof calldata proof
    ) external view returns (bool);
}
