// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SHA-256 and ecrecover through their precompiles, safe from gas starvation
/// @notice A precompile given too little gas fails, while its caller keeps 1/64 of what it had and could go on. Every
/// failure is therefore a revert of the whole step: less gas can stop a step, never change it. The two dear calls check
/// the gas before, so that starving them has a name; a starved tree hash leaves too little for any name and runs out.
library Precompiles {
    /// The caller gave too little gas for a precompile.
    error PrecompileStarved();

    /// What ecrecover costs.
    uint256 private constant RECOVER_GAS = 3000;
    /// What SHA-256 costs.
    uint256 private constant SHA256_GAS = 60;
    uint256 private constant SHA256_GAS_PER_WORD = 12;
    /// For the call itself and what follows it.
    uint256 private constant MARGIN = 5000;

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
    function sha256Of(
        bytes memory message
    ) internal view returns (bytes32) {
        requireGas(SHA256_GAS + SHA256_GAS_PER_WORD * ((message.length + 31) / 32));
        (bool ok, bytes memory result) = address(2).staticcall(message);
        if (!ok || result.length != 32) revert PrecompileStarved();
        return abi.decode(result, (bytes32));
    }

    /// @notice The address, in 32 bytes, whose key signed `digest`; zero for a signature that no key made.
    function recover(
        bytes32 digest,
        uint256 v,
        bytes32 r,
        bytes32 s
    ) internal view returns (bytes32) {
        requireGas(RECOVER_GAS);
        // It answers nothing for a signature that no key made, and fails only for want of gas.
        (bool ok, bytes memory result) = address(1).staticcall(abi.encode(digest, v, r, s));
        if (!ok) revert PrecompileStarved();
        return result.length == 32 ? abi.decode(result, (bytes32)) : bytes32(0);
    }

    /// @dev A call gets 63/64 of what is left, so `MARGIN` covers the 64th for any cost below 300,000.
    function requireGas(
        uint256 cost
    ) private view {
        if (gasleft() < cost + MARGIN) revert PrecompileStarved();
    }
}
