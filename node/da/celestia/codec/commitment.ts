import { kernel } from "../kernel/kernel.ts";
import { type Blob, checkBlobShape, sharesOf, writeBlobShares } from "./blob.ts";
import { merkleRoot } from "./merkle.ts";
import { type NmtNode, NODE_BYTES } from "./nmt-node.ts";
import { SHARE_BYTES } from "./share.ts";
import { mountainSizes, SUBTREE_ROOT_THRESHOLD, subtreeWidth } from "./share-rules.ts";

/** The 32 bytes by which a blob is paid for and found: the Merkle root over its subtree roots. */
export function shareCommitment(blob: Blob, threshold: number = SUBTREE_ROOT_THRESHOLD): Uint8Array {
  return merkleRoot(subtreeRoots(blob, threshold));
}

/** Roots of the blob's Merkle mountain range: namespaced trees over runs of its shares. */
export function subtreeRoots(blob: Blob, threshold: number = SUBTREE_ROOT_THRESHOLD): NmtNode[] {
  checkBlobShape(blob);
  const count = sharesOf(blob);
  const k = kernel();
  const shares = k.reserve(count * (SHARE_BYTES + 2 * NODE_BYTES));
  const area = k.bytes().subarray(shares, shares + count * SHARE_BYTES);
  area.fill(0);
  writeBlobShares(blob, area, 0);
  const leaves = shares + count * SHARE_BYTES;
  k.hashLeaves(shares, count, leaves, false);

  const width = subtreeWidth(count, threshold);
  const sizes = mountainSizes(count, width);
  const full = sizes.filter((size) => size === width).length;
  const roots = reduce(leaves, full * width, width, leaves + count * NODE_BYTES);
  let done = full * width;
  for (const size of sizes.slice(full)) {
    roots.push(...reduce(leaves + done * NODE_BYTES, size, size, leaves + count * NODE_BYTES));
    done += size;
  }
  return roots;
}

/** Roots of the trees of `width` leaves over `count` contiguous nodes; `scratch` has room for as many nodes. */
function reduce(nodes: number, count: number, width: number, scratch: number): NmtNode[] {
  const k = kernel();
  let from = nodes;
  let to = scratch;
  let left = count;
  for (let size = width; size > 1; size /= 2) {
    left /= 2;
    k.hashPairs(from, from + NODE_BYTES, 2 * NODE_BYTES, left, to);
    from = to;
    to += left * NODE_BYTES;
  }
  const bytes = k.bytes();
  return Array.from({ length: left }, (_, i) =>
    bytes.slice(from + i * NODE_BYTES, from + (i + 1) * NODE_BYTES),
  );
}
