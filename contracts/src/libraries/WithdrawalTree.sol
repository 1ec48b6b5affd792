// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The engine's tree of withdrawals: Keccak-256, depth 32, append-only.
/// @dev Leaves and nodes hash under different first bytes and different lengths, so neither can pass for the other.
/// Total: any bytes give a root. The caller must check `index < LEAVES`: higher bits would not reach the root.
library WithdrawalTree {
    /// @notice Number of leaves; indices are below it.
    uint64 internal constant LEAVES = 2 ** 32;

    /// @notice Hash of a withdrawal.
    function leafHash(
        uint64 index,
        address recipient,
        uint8 asset,
        uint64 amount
    ) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(uint8(0), index, recipient, asset, amount));
    }

    /// @notice The root that `leaf` at `index` and its siblings, lowest first, lead to.
    function root(
        bytes32 leaf,
        uint64 index,
        bytes32[32] calldata siblings
    ) internal pure returns (bytes32 node) {
        node = leaf;
        for (uint256 i = 0; i < 32; ++i) {
            bytes32 sibling = siblings[i];
            node = (index >> i) & 1 == 0
                ? keccak256(abi.encodePacked(uint8(1), node, sibling))
                : keccak256(abi.encodePacked(uint8(1), sibling, node));
        }
    }
}
