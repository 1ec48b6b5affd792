// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Opens one field element of an EIP-4844 blob with the point evaluation precompile.
/// @dev Element i is the value of the blob's polynomial at w^reverse(i), w a primitive 4096th root of unity of the scalar field of
/// BLS12-381 and reverse the reversal of 12 bits (EIP-4844, `blob_to_polynomial`).
library BlobElement {
    uint256 internal constant ELEMENTS = 4096;
    /// @notice Order of the scalar field.
    uint256 internal constant MODULUS = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001;
    /// @dev 7^((MODULUS - 1) / 4096).
    uint256 internal constant ROOT = 0x564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d36306;
    address private constant POINT_EVALUATION = address(0x0a);
    /// @dev It costs 50,000; when it fails it takes all it was given.
    uint256 private constant POINT_EVALUATION_GAS = 200_000;

    /// @notice Whether element `index` (below 4096) of the blob is `value`. `commitment` and `proof` must be 48 bytes.
    /// @dev A caller without gas for the precompile gets false.
    function isAt(
        bytes32 versionedHash,
        uint256 index,
        bytes32 value,
        bytes memory commitment,
        bytes memory proof
    ) internal view returns (bool) {
        if (index >= ELEMENTS || commitment.length != 48 || proof.length != 48) return false;
        bytes memory input = abi.encodePacked(versionedHash, point(index), value, commitment, proof);
        (bool ok, bytes memory answer) = POINT_EVALUATION.staticcall{gas: POINT_EVALUATION_GAS}(input);
        return ok && answer.length == 64 && abi.decode(answer, (uint256)) == ELEMENTS;
    }

    /// @notice Where the blob's polynomial has element `index`.
    function point(
        uint256 index
    ) internal pure returns (uint256 result) {
        result = 1;
        uint256 square = ROOT;
        // Bit 11 of the index is bit 0 of the exponent.
        for (uint256 bit = 12; bit > 0; --bit) {
            if ((index >> (bit - 1)) & 1 == 1) result = mulmod(result, square, MODULUS);
            square = mulmod(square, square, MODULUS);
        }
    }
}
