// Nodes of the namespaced Merkle tree, hashed four at a time. A node is min namespace (29) || max namespace (29) || digest (32).
import { copyDigest, copyNamespace, copyNode, copyShare } from "./copy";
import { sha256x4 } from "./sha256x4";

const NAMESPACE: usize = 29;
const SHARE: usize = 512;
const NODE: usize = 90;

/** 0x00 || namespace || share, padded: 9 blocks. */
const LEAF_BYTES: usize = 1 + NAMESPACE + SHARE;
const LEAF_BLOCKS: usize = 9;
const LEAF_STRIDE: usize = LEAF_BLOCKS * 64;
/** 0x01 || left || right, padded: 3 blocks. */
const INNER_BYTES: usize = 1 + 2 * NODE;
const INNER_BLOCKS: usize = 3;
const INNER_STRIDE: usize = INNER_BLOCKS * 64;

const leafMessages: usize = memory.data(4 * 576, 16);
const innerMessages: usize = memory.data(4 * 192, 16);
const digests: usize = memory.data(4 * 32, 16);

/** Writes the SHA-256 padding of a message of `length` bytes that ends in the last of `blocks` blocks. */
function pad(message: usize, length: usize, blocks: usize): void {
  const end = blocks * 64;
  memory.fill(message + length, 0, end - length);
  store<u8>(message + length, 0x80);
  store<u64>(message + end - 8, bswap<u64>(<u64>length << 3));
}

/** Prepares the constant parts of the message buffers. Must be called once, before anything else of this file. */
export function prepare(): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    store<u8>(leafMessages + lane * LEAF_STRIDE, 0);
    pad(leafMessages + lane * LEAF_STRIDE, LEAF_BYTES, LEAF_BLOCKS);
    store<u8>(innerMessages + lane * INNER_STRIDE, 1);
    pad(innerMessages + lane * INNER_STRIDE, INNER_BYTES, INNER_BLOCKS);
  }
}

/**
 * Hashes `count` contiguous shares into `count` contiguous leaf nodes. The namespace of a leaf is the share's own, or,
 * for `parity`, the greatest one (29 bytes 0xFF).
 */
export function hashLeaves(shares: usize, count: usize, nodes: usize, parity: bool): void {
  for (let first: usize = 0; first < count; first += 4) {
    const lanes = min<usize>(4, count - first);
    for (let lane: usize = 0; lane < lanes; lane++) {
      const share = shares + (first + lane) * SHARE;
      const message = leafMessages + lane * LEAF_STRIDE;
      if (parity) memory.fill(message + 1, 0xff, NAMESPACE);
      else copyNamespace(message + 1, share);
      copyShare(message + 1 + NAMESPACE, share);
    }
    sha256x4(leafMessages, LEAF_STRIDE, LEAF_BLOCKS, digests, 32);
    for (let lane: usize = 0; lane < lanes; lane++) {
      const node = nodes + (first + lane) * NODE;
      const namespace = leafMessages + lane * LEAF_STRIDE + 1;
      copyNamespace(node, namespace);
      copyNamespace(node + NAMESPACE, namespace);
      copyDigest(node + 2 * NAMESPACE, digests + lane * 32);
    }
  }
}

/** True when the 29 bytes at `namespace` are all 0xFF: they are 0xFF up to byte 16 and from byte 13 on. */
@inline
function isParity(namespace: usize): bool {
  return i8x16.all_true(v128.eq<i8>(v128.and(v128.load(namespace), v128.load(namespace + 13)), v128.splat<i8>(-1)));
}

/**
 * Hashes `count` pairs of nodes into `count` contiguous parents. Lefts and rights start at `left` and `right` and are
 * `stride` bytes apart. A parent takes the left child's maximum when the right child holds parity only.
 */
export function hashPairs(left: usize, right: usize, stride: usize, count: usize, nodes: usize): void {
  for (let first: usize = 0; first < count; first += 4) {
    const lanes = min<usize>(4, count - first);
    for (let lane: usize = 0; lane < lanes; lane++) {
      const message = innerMessages + lane * INNER_STRIDE;
      copyNode(message + 1, left + (first + lane) * stride);
      copyNode(message + 1 + NODE, right + (first + lane) * stride);
    }
    sha256x4(innerMessages, INNER_STRIDE, INNER_BLOCKS, digests, 32);
    for (let lane: usize = 0; lane < lanes; lane++) {
      const node = nodes + (first + lane) * NODE;
      const l = innerMessages + lane * INNER_STRIDE + 1;
      const r = l + NODE;
      copyNamespace(node, l);
      copyNamespace(node + NAMESPACE, (isParity(r) ? l : r) + NAMESPACE);
      copyDigest(node + 2 * NAMESPACE, digests + lane * 32);
    }
  }
}
