// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestedOracle} from "../../src/AttestedOracle.sol";
import {DataAvailability} from "../../src/DataAvailability.sol";
import {DataChallenges} from "../../src/DataChallenges.sol";
import {BinaryMerkleProof, DataRootTuple, IDAOracle} from "../../src/interfaces/IDAOracle.sol";
import {Batch} from "../../src/interfaces/IInbox.sol";
import {BinaryMerkle} from "../../src/libraries/BinaryMerkle.sol";
import {vm} from "./Vm.sol";

/// @dev The cheatcodes that only these tests use.
interface VmData {
    function readFile(
        string calldata path
    ) external view returns (string memory);
    function parseJsonBytes(
        string calldata json,
        string calldata key
    ) external pure returns (bytes memory);
    function parseJsonBytes32(
        string calldata json,
        string calldata key
    ) external pure returns (bytes32);
    function parseJsonBytes32Array(
        string calldata json,
        string calldata key
    ) external pure returns (bytes32[] memory);
    function blobhashes(
        bytes32[] calldata hashes
    ) external;
    function addr(
        uint256 key
    ) external pure returns (address);
    function sign(
        uint256 key,
        bytes32 digest
    ) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectPartialRevert(
        bytes4 selector
    ) external;
}

VmData constant vmData = VmData(address(uint160(uint256(keccak256("hevm cheat code")))));

/// @dev Data roots under one nonce, and what a real oracle may do besides.
contract OracleStub is IDAOracle {
    enum Mood {
        Honest,
        Frozen,
        Silent,
        Hungry
    }

    bytes32 public root;
    uint256 public nonce = 3;
    Mood public mood;

    function set(
        bytes32 root_
    ) external {
        root = root_;
    }

    function setMood(
        Mood mood_
    ) external {
        mood = mood_;
    }

    function verifyAttestation(
        uint256 nonce_,
        DataRootTuple calldata tuple,
        BinaryMerkleProof calldata proof
    ) external view returns (bool) {
        if (mood == Mood.Frozen) revert("ContractFrozen");
        if (mood == Mood.Silent) {
            assembly ("memory-safe") {
                return(0, 0)
            }
        }
        while (mood == Mood.Hungry) {}
        bytes32 leaf = BinaryMerkle.leafHash(abi.encode(tuple));
        return nonce_ == nonce && BinaryMerkle.isLeaf(root, leaf, proof.key, proof.numLeaves, proof.sideNodes);
    }
}

/// @dev An Inbox that has appended one batch.
contract InboxStub {
    bytes32 private _hash;
    uint64 public time;

    function set(
        Batch calldata b
    ) external {
        _hash = keccak256(abi.encode(bytes32(0), b));
        time = uint64(block.timestamp);
    }

    function batchCount() external view returns (uint64) {
        return _hash == 0 ? 0 : 1;
    }

    function batchHash(
        uint64
    ) external view returns (bytes32) {
        return _hash;
    }

    function batchTime(
        uint64
    ) external view returns (uint64) {
        return time;
    }
}

/// @dev Batches with proofs of their leaves, made by the node's code: contracts/testing/data-vectors.ts.
abstract contract DataVectors {
    struct Case {
        uint64 blockIndex;
        uint32 leaf;
        DataChallenges.Answer answer;
    }

    string internal json;
    OracleStub internal oracle = new OracleStub();
    DataAvailability internal data;

    function setUp() public virtual {
        json = vmData.readFile("test/vectors/data.json");
        data = new DataAvailability(address(oracle), bytes29(vmData.parseJsonBytes(json, ".namespace")));
        useRoot("celestia");
    }

    function useRoot(
        string memory name
    ) internal {
        oracle.set(vmData.parseJsonBytes32(json, string.concat(".", name, ".tupleRoot")));
    }

    function batchOf(
        string memory name
    ) internal view returns (Batch memory) {
        return abi.decode(vmData.parseJsonBytes(json, string.concat(".", name, ".batch")), (Batch));
    }

    function casesOf(
        string memory name
    ) internal view returns (Case[] memory) {
        return abi.decode(vmData.parseJsonBytes(json, string.concat(".", name, ".cases")), (Case[]));
    }

    function shares(
        bytes memory openings
    ) internal pure returns (DataAvailability.CelestiaProof memory) {
        return abi.decode(openings, (DataAvailability.CelestiaProof));
    }

    function elements(
        bytes memory openings
    ) internal pure returns (DataAvailability.BlobProof memory) {
        return abi.decode(openings, (DataAvailability.BlobProof));
    }
}
