// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkleProof, DataRootTuple, IDAOracle} from "./interfaces/IDAOracle.sol";
import {BinaryMerkle} from "./libraries/BinaryMerkle.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title Celestia's data roots on the word of a fixed quorum of attestors.
/// @notice For development networks, and for chains without a Blobstream of their own. Immutable: no owner, no pause, no change of
/// attestors. Each run a Celestia node; a quorum of them that lies can void an honest batch or keep a withheld one.
contract AttestedOracle is IDAOracle {
    /// @notice Most attestors.
    uint256 public constant MAX_ATTESTORS = 32;
    /// @notice Most blocks of one commitment, as Blobstream's.
    uint64 public constant MAX_BLOCKS = 10_000;

    /// @notice Signatures that a commitment needs.
    uint256 public immutable QUORUM;
    /// @notice Number of attestors.
    uint256 public immutable ATTESTORS;

    /// @notice Whether an account is an attestor.
    mapping(address attestor => bool) public isAttestor;
    /// @notice Data commitments by nonce, from 1 on: roots over `abi.encode(height, dataRoot)` of consecutive blocks.
    mapping(uint256 nonce => bytes32 commitment) public commitmentOf;
    /// @notice The next commitment's nonce.
    uint256 public nextNonce = 1;

    /// @dev Blocks from `startBlock` on, below `endBlock`. The event of SP1Blobstream.
    event DataCommitmentStored(
        uint256 proofNonce, uint64 indexed startBlock, uint64 indexed endBlock, bytes32 indexed dataCommitment
    );

    error InvalidAttestors(uint256 attestors, uint256 quorum);
    error InvalidRange(uint64 startBlock, uint64 endBlock);
    error InvalidSignature(uint256 position);
    error NoQuorum(uint256 given, uint256 expected);

    /// @param attestors 1 to MAX_ATTESTORS accounts in strictly increasing order, none zero
    /// @param quorum more than half of them
    constructor(
        address[] memory attestors,
        uint256 quorum
    ) {
        uint256 count = attestors.length;
        // None at all are not more than half of none.
        if (count > MAX_ATTESTORS || quorum > count || quorum * 2 <= count) {
            revert InvalidAttestors(count, quorum);
        }
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            if (attestors[i] <= previous) revert InvalidAttestors(count, quorum);
            previous = attestors[i];
            isAttestor[previous] = true;
        }
        QUORUM = quorum;
        ATTESTORS = count;
    }

    /// @notice Store the commitment to the data roots of blocks `startBlock` to `endBlock - 1`. Anyone, with QUORUM signatures of
    /// `digest(...)` by attestors in strictly increasing order of their addresses.
    function commit(
        uint64 startBlock,
        uint64 endBlock,
        bytes32 dataCommitment,
        bytes[] calldata signatures
    ) external returns (uint256 nonce) {
        if (endBlock <= startBlock || endBlock - startBlock > MAX_BLOCKS) {
            revert InvalidRange(startBlock, endBlock);
        }
        if (signatures.length != QUORUM) revert NoQuorum(signatures.length, QUORUM);
        bytes32 signed = digest(startBlock, endBlock, dataCommitment);
        address previous = address(0);
        for (uint256 i = 0; i < signatures.length; ++i) {
            (address attestor, ECDSA.RecoverError failure,) = ECDSA.tryRecover(signed, signatures[i]);
            if (failure != ECDSA.RecoverError.NoError || attestor <= previous || !isAttestor[attestor]) {
                revert InvalidSignature(i);
            }
            previous = attestor;
        }
        nonce = nextNonce++;
        commitmentOf[nonce] = dataCommitment;
        emit DataCommitmentStored(nonce, startBlock, endBlock, dataCommitment);
    }

    /// @inheritdoc IDAOracle
    function verifyAttestation(
        uint256 nonce,
        DataRootTuple calldata tuple,
        BinaryMerkleProof calldata proof
    ) external view returns (bool) {
        bytes32 root = commitmentOf[nonce];
        if (root == 0) return false;
        bytes32 leaf = BinaryMerkle.leafHash(abi.encode(tuple));
        return BinaryMerkle.isLeaf(root, leaf, proof.key, proof.numLeaves, proof.sideNodes);
    }

    /// @notice What attestors sign: bound to this oracle and its chain.
    function digest(
        uint64 startBlock,
        uint64 endBlock,
        bytes32 dataCommitment
    ) public view returns (bytes32) {
        return keccak256(
            abi.encode(
                "novate data commitment", block.chainid, address(this), startBlock, endBlock, dataCommitment
            )
        );
    }
}
