// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A message as the Inbox delivered it, opened against the accumulator. Its index follows from its place.
struct Message {
    uint8 kind;
    uint64 l1Block;
    uint64 l1Time;
    address sender;
    bytes payload;
}

/// @title The bytes of a block that holds L1 messages and nothing else (wire W1, W3), and their Merkle root.
/// @dev A pure function of the Inbox: no such block needs to be published anywhere.
library SelfSequencedBlock {
    uint256 private constant HEADER_BYTES = 64;
    uint256 private constant FRAME_BYTES = 47;
    /// @dev Depth of the tree over a block's 2^30 bytes of input.
    uint256 private constant DEPTH = 25;
    /// @dev The flag of a self-sequenced block, little-endian, with the reserved bytes behind it.
    bytes16 private constant FLAGS = hex"01000000000000000000000000000000";

    error HashingFailed();

    /// @notice Hash of message `index`, as it entered the accumulator.
    function messageHash(
        Message calldata m,
        uint64 index
    ) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(m.kind, index, m.l1Block, m.l1Time, m.sender, keccak256(m.payload)));
    }

    /// @notice Root and length of block `number` at `timestamp` (ms) with the messages from index `from` on.
    function inputRoot(
        uint64 number,
        uint64 timestamp,
        uint64 l1Block,
        uint64 from,
        Message[] calldata messages
    ) internal view returns (bytes32 root, uint32 length) {
        uint256 size = HEADER_BYTES;
        for (uint256 i = 0; i < messages.length; ++i) {
            size += FRAME_BYTES + messages[i].payload.length;
        }
        // Whole pairs of leaves; what lies behind the block is zero.
        bytes memory block_ = new bytes((size + 63) / 64 * 64);
        bytes memory header = abi.encodePacked(
            "NVB1",
            _le32(uint32(size - HEADER_BYTES)),
            _le64(number),
            _le64(timestamp),
            _le64(l1Block),
            uint64(0),
            _le32(uint32(messages.length)),
            uint32(0),
            FLAGS
        );
        uint256 offset = _put(block_, 0, header);
        for (uint256 i = 0; i < messages.length; ++i) {
            offset = _put(block_, offset, _frame(messages[i], from + uint64(i)));
        }
        // Safe: at most 256 messages of at most 2,048 bytes.
        // forge-lint: disable-next-line(unsafe-typecast)
        return (_merkleRoot(block_), uint32(size));
    }

    function _frame(
        Message calldata m,
        uint64 index
    ) private pure returns (bytes memory) {
        return abi.encodePacked(
            m.kind,
            _le64(index),
            _le64(m.l1Block),
            _le64(m.l1Time),
            m.sender,
            _le16(uint16(m.payload.length)),
            m.payload
        );
    }

    /// @dev Copies `piece` to byte `offset` of `target` and returns where it ends. The caller has made room for it.
    function _put(
        bytes memory target,
        uint256 offset,
        bytes memory piece
    ) private pure returns (uint256 end) {
        end = offset + piece.length;
        assembly ("memory-safe") {
            mcopy(add(add(target, 0x20), offset), add(piece, 0x20), mload(piece))
        }
    }

    /// @dev SHA-256 root over 32-byte leaves, zero padded to 2^25 of them. Overwrites `data`: the nodes of a level take the
    /// place of the first half of the level below, since a node's two children are 64 adjacent bytes.
    function _merkleRoot(
        bytes memory data
    ) private view returns (bytes32 root) {
        uint256 leaves = data.length / 32;
        bytes32 zero = 0;
        bool done = true;
        for (uint256 level = 0; level < DEPTH; ++level) {
            uint256 nodes = (leaves + 1) / 2;
            assembly ("memory-safe") {
                let base := add(data, 0x20)
                // An odd level ends with the root of an all-zero subtree; a level of one leaf has room behind it.
                if and(leaves, 1) { mstore(add(base, shl(5, leaves)), zero) }
                for { let i := 0 } lt(i, nodes) { i := add(i, 1) } {
                    // A starved precompile gives no root: the call fails as a whole.
                    done := and(
                        done,
                        staticcall(gas(), 2, add(base, shl(6, i)), 0x40, add(base, shl(5, i)), 0x20)
                    )
                }
            }
            leaves = nodes;
            zero = sha256(abi.encodePacked(zero, zero));
        }
        if (!done) revert HashingFailed();
        assembly ("memory-safe") {
            root := mload(add(data, 0x20))
        }
    }

    function _le16(
        uint16 value
    ) private pure returns (uint16) {
        return (value << 8) | (value >> 8);
    }

    function _le32(
        uint32 value
    ) private pure returns (uint32) {
        return (uint32(_le16(uint16(value))) << 16) | _le16(uint16(value >> 16));
    }

    function _le64(
        uint64 value
    ) private pure returns (uint64) {
        return (uint64(_le32(uint32(value))) << 32) | _le32(uint32(value >> 32));
    }
}
