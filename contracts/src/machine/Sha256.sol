// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SHA-256 through its precompile, safe from gas starvation
/// @notice A precompile call given too little gas fails, and the caller keeps 1/64 of its own. Every failure is
/// therefore turned into a revert of the whole step: less gas can stop a step, never change it.
library Sha256 {
    /// The caller gave too little gas for a precompile.
    error PrecompileStarved();

    /// @notice SHA-256 of two nodes of a Merkle tree.
    function pair(
        bytes32 left,
        bytes32 right
    ) internal view returns (bytes32 result) {
        bool ok;
        // Assembly, because abi.encodePacked would allocate new memory for each of the hundreds of nodes of a step.
        // 0x00-0x3f is Solidity's scratch space: it holds the 64 bytes of input, then the 32 bytes of output. Address 2
        // is the SHA-256 precompile; it always returns 32 bytes when it succeeds.
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            ok := staticcall(gas(), 0x02, 0x00, 0x40, 0x00, 0x20)
            result := mload(0x00)
        }
        if (!ok) revert PrecompileStarved();
    }

    /// @notice SHA-256 of a message.
    function message(
        bytes memory data
    ) internal view returns (bytes32) {
        (bool ok, bytes memory result) = address(2).staticcall(data);
        if (!ok || result.length != 32) revert PrecompileStarved();
        return abi.decode(result, (bytes32));
    }
}
