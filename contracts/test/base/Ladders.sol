// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev A batch root of one block, and what leads from it down to leaf 0: at each rung the nodes that an answer reveals, and the
/// siblings of their ancestor up to the root, lowest first.
struct Ladder {
    bytes32 root;
    uint8[4] levels;
    bytes32[][4] nodes;
    bytes32[][4] siblings;
}

library Ladders {
    /// @dev Nodes beside the way down are arbitrary.
    function build() internal pure returns (Ladder memory l) {
        l.levels = [25, 17, 9, 1];
        bytes32[][4] memory beside;
        for (uint256 i = 4; i > 0; --i) {
            uint256 rung = i - 1;
            uint256 width = rung == 3 ? 2 : 256;
            bytes32[] memory nodes = new bytes32[](width);
            for (uint256 j = 0; j < width; ++j) {
                nodes[j] = keccak256(abi.encode(rung, j));
            }
            if (rung < 3) nodes[0] = l.root;
            l.nodes[rung] = nodes;
            (l.root, beside[rung]) = _climb(nodes);
        }
        for (uint256 rung = 1; rung < 4; ++rung) {
            l.siblings[rung] = _joined(beside[rung - 1], l.siblings[rung - 1]);
        }
    }

    /// @dev Root of the nodes, and the siblings of the first one.
    function _climb(
        bytes32[] memory nodes
    ) private pure returns (bytes32 root, bytes32[] memory siblings) {
        uint256 depth;
        while (1 << depth < nodes.length) ++depth;
        siblings = new bytes32[](depth);
        bytes32[] memory level = nodes;
        for (uint256 d = 0; d < depth; ++d) {
            siblings[d] = level[1];
            bytes32[] memory above = new bytes32[](level.length / 2);
            for (uint256 i = 0; i < above.length; ++i) {
                above[i] = sha256(bytes.concat(level[2 * i], level[2 * i + 1]));
            }
            level = above;
        }
        root = level[0];
    }

    function _joined(
        bytes32[] memory lower,
        bytes32[] memory upper
    ) private pure returns (bytes32[] memory both) {
        both = new bytes32[](lower.length + upper.length);
        for (uint256 i = 0; i < both.length; ++i) {
            both[i] = i < lower.length ? lower[i] : upper[i - lower.length];
        }
    }
}
