// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BinaryMerkleProof, DataRootTuple, IDAOracle} from "./interfaces/IDAOracle.sol";
import {Chunk, IDataAvailability} from "./interfaces/IDataAvailability.sol";
import {Batch} from "./interfaces/IInbox.sol";
import {BlobElement} from "./libraries/BlobElement.sol";
import {CelestiaShare} from "./libraries/CelestiaShare.sol";

/// @title Opens places of a payload on Celestia and in Ethereum blobs.
/// @notice Immutable, without storage. Where byte i of a payload lies: docs/spec/data.md.
contract DataAvailability is IDataAvailability {
    /// @notice Shares of a batch's payload, the first share first, then in increasing order.
    struct CelestiaProof {
        uint256 nonce;
        bytes32 dataRoot;
        BinaryMerkleProof attestation;
        CelestiaShare.Proof[] shares;
    }

    /// @notice Field elements of a batch's payload, element 0 first, then in increasing order; element i of blob b is number
    /// 4096 b + i.
    struct BlobProof {
        bytes32[] versionedHashes;
        ElementProof[] elements;
    }

    struct ElementProof {
        uint256 number;
        bytes32 value;
        bytes commitment;
        bytes proof;
    }

    uint8 internal constant CELESTIA = 1;
    uint8 internal constant ETHEREUM = 2;
    /// @notice Most places that one proof opens.
    uint256 public constant MAX_OPENINGS = 16;
    /// @dev Content of a share: from this offset, this many bytes.
    uint256 private constant NEXT_OFFSET = 30;
    uint256 private constant FIRST_OFFSET = 34;
    uint256 private constant SIGNER_BYTES = 20;
    uint256 private constant SHARE_BYTES = 512;
    /// @dev Bytes of one field element, of a blob, and of what precedes the payload in the first one.
    uint256 private constant ELEMENT_BYTES = 31;
    uint256 private constant BLOB_BYTES = 31 * 4096;
    uint256 private constant STREAM_HEAD = 5;
    uint8 private constant STREAM_VERSION = 1;

    /// @notice Celestia's data roots; zero where Celestia is not used.
    IDAOracle public immutable ORACLE;
    /// @notice Our namespace on Celestia: version byte and 28 bytes.
    bytes29 public immutable NAMESPACE;

    error InvalidNamespace(bytes29 namespace);
    error InvalidProof();

    /// @param oracle zero when batches never lie on Celestia
    /// @param namespace a version 0 namespace that is not reserved, when there is an oracle
    constructor(
        address oracle,
        bytes29 namespace
    ) {
        // Version 0 and 18 zero bytes, then 10 bytes above the reserved namespaces.
        if (oracle != address(0) && (uint232(namespace) >> 80 != 0 || uint232(namespace) <= 0xff)) {
            revert InvalidNamespace(namespace);
        }
        ORACLE = IDAOracle(oracle);
        NAMESPACE = namespace;
    }

    /// @inheritdoc IDataAvailability
    function isOpenable(
        uint8 daKind
    ) public view returns (bool) {
        return daKind == ETHEREUM || (daKind == CELESTIA && address(ORACLE) != address(0));
    }

    /// @inheritdoc IDataAvailability
    function open(
        Batch calldata b,
        bytes calldata proof
    ) external view returns (bool ok, uint256 length, Chunk[] memory chunks) {
        // One frame deeper, everything may revert: malformed ABI, a frozen oracle, the precompile.
        try this.openStrictly(b, proof) returns (uint256 length_, Chunk[] memory chunks_) {
            return (true, length_, chunks_);
        } catch {
            return (false, 0, new Chunk[](0));
        }
    }

    /// @notice As `open`, but reverts where that says false.
    function openStrictly(
        Batch calldata b,
        bytes calldata proof
    ) external view returns (uint256 length, Chunk[] memory chunks) {
        if (!isOpenable(b.daKind)) revert InvalidProof();
        if (b.daKind == CELESTIA) return _openShares(b, abi.decode(proof, (CelestiaProof)));
        return _openElements(b, abi.decode(proof, (BlobProof)));
    }

    function _openShares(
        Batch calldata b,
        CelestiaProof memory proof
    ) private view returns (uint256 length, Chunk[] memory chunks) {
        if (!ORACLE.verifyAttestation(
                proof.nonce, DataRootTuple(b.daHeight, proof.dataRoot), proof.attestation
            )) revert InvalidProof();
        uint256 count = proof.shares.length;
        if (count == 0 || count > MAX_OPENINGS) revert InvalidProof();
        chunks = new Chunk[](count);
        CelestiaShare.Row memory row;
        uint256 version;
        uint256 previous;
        for (uint256 i = 0; i < count; ++i) {
            CelestiaShare.Proof memory share = proof.shares[i];
            uint256 index = CelestiaShare.index(share, NAMESPACE, proof.dataRoot, row);
            if (index < b.daStart || (i == 0 ? index != b.daStart : index <= previous)) {
                revert InvalidProof();
            }
            previous = index;
            index -= b.daStart;
            if (index >= b.daLength) revert InvalidProof();
            uint256 info = uint8(share.share[29]);
            if (i == 0) {
                version = info >> 1;
                length = _sequenceLength(share.share, info, b.daLength);
            } else if (info != version << 1) {
                // Another version, or the start of another blob.
                revert InvalidProof();
            }
            chunks[i] = _shareContent(share.share, index, version, length);
        }
    }

    /// @dev Length of the blob whose first share this is. It must need exactly `shares` shares.
    function _sequenceLength(
        bytes memory share,
        uint256 info,
        uint256 shares
    ) private pure returns (uint256 length) {
        if (info & 1 == 0 || info >> 1 > 1) revert InvalidProof();
        length = uint32(bytes4(CelestiaShare.word(share, 30)));
        uint256 first = _firstCapacity(info >> 1);
        uint256 next = SHARE_BYTES - NEXT_OFFSET;
        uint256 needed = length <= first ? 1 : 1 + (length - first + next - 1) / next;
        if (length == 0 || needed != shares) revert InvalidProof();
    }

    function _firstCapacity(
        uint256 version
    ) private pure returns (uint256) {
        return SHARE_BYTES - FIRST_OFFSET - version * SIGNER_BYTES;
    }

    function _shareContent(
        bytes memory share,
        uint256 index,
        uint256 version,
        uint256 length
    ) private pure returns (Chunk memory chunk) {
        uint256 first = _firstCapacity(version);
        uint256 offset = index == 0 ? SHARE_BYTES - first : NEXT_OFFSET;
        chunk.position = index == 0 ? 0 : first + (index - 1) * (SHARE_BYTES - NEXT_OFFSET);
        chunk.data = _slice(share, offset, _least(SHARE_BYTES - offset, length - chunk.position));
    }

    function _openElements(
        Batch calldata b,
        BlobProof memory proof
    ) private view returns (uint256 length, Chunk[] memory chunks) {
        uint256 count = proof.elements.length;
        if (
            count == 0 || count > MAX_OPENINGS || proof.versionedHashes.length != b.daLength
                || keccak256(abi.encodePacked(proof.versionedHashes)) != b.daCommitment
        ) revert InvalidProof();
        chunks = new Chunk[](count);
        for (uint256 i = 0; i < count; ++i) {
            ElementProof memory element = proof.elements[i];
            uint256 number = element.number;
            if (i == 0 ? number != 0 : number <= proof.elements[i - 1].number) revert InvalidProof();
            uint256 blob = number / BlobElement.ELEMENTS;
            if (
                blob >= b.daLength || element.value[0] != 0
                    || !BlobElement.isAt(
                        proof.versionedHashes[blob],
                        number % BlobElement.ELEMENTS,
                        element.value,
                        element.commitment,
                        element.proof
                    )
            ) revert InvalidProof();
            if (i == 0) length = _streamLength(element.value, b.daLength);
            chunks[i] = _elementContent(element.value, number, length);
        }
    }

    /// @dev Length of the payload whose first element this is. It must need exactly `blobs` blobs.
    function _streamLength(
        bytes32 first,
        uint256 blobs
    ) private pure returns (uint256 length) {
        if (uint8(first[1]) != STREAM_VERSION) revert InvalidProof();
        length = uint256(uint8(first[2])) | uint256(uint8(first[3])) << 8 | uint256(uint8(first[4])) << 16
            | uint256(uint8(first[5])) << 24;
        if (length == 0 || (STREAM_HEAD + length + BLOB_BYTES - 1) / BLOB_BYTES != blobs) {
            revert InvalidProof();
        }
    }

    function _elementContent(
        bytes32 value,
        uint256 number,
        uint256 length
    ) private pure returns (Chunk memory chunk) {
        uint256 skipped = number == 0 ? STREAM_HEAD : 0;
        chunk.position = number * ELEMENT_BYTES + skipped - STREAM_HEAD;
        if (chunk.position >= length) revert InvalidProof();
        chunk.data = _slice(
            abi.encodePacked(value), 1 + skipped, _least(ELEMENT_BYTES - skipped, length - chunk.position)
        );
    }

    /// @dev Bytes `offset` to `offset + count - 1` of `data`, which has them.
    function _slice(
        bytes memory data,
        uint256 offset,
        uint256 count
    ) private pure returns (bytes memory part) {
        part = new bytes(count);
        assembly ("memory-safe") {
            mcopy(add(part, 0x20), add(add(data, 0x20), offset), count)
        }
    }

    function _least(
        uint256 a,
        uint256 b
    ) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
