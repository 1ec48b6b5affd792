import { NovateError } from "../../../primitives/error.ts";
import { kernel, MAX_SQUARE_SIZE } from "../kernel/kernel.ts";
import { merkleRoot } from "./merkle.ts";
import { type NmtNode, NODE_BYTES } from "./nmt-node.ts";
import { createNmtTree, type NmtTree } from "./nmt-tree.ts";
import { SHARE_BYTES } from "./share.ts";
import { nextPowerOfTwo } from "./share-rules.ts";

/** Roots of the rows and of the columns of an extended square; 2k of each. */
export interface DataAvailabilityHeader {
  readonly rowRoots: readonly NmtNode[];
  readonly columnRoots: readonly NmtNode[];
}

/** An original square of k by k shares, extended to 2k by 2k with Reed-Solomon parity. */
export interface ExtendedSquare extends DataAvailabilityHeader {
  /** k: the width of the original square. */
  readonly size: number;
  /** The 4k^2 shares, row by row. */
  readonly shares: Uint8Array;
}

/** A header's data hash: the Merkle root over the row roots followed by the column roots. */
export function dataRoot({ rowRoots, columnRoots }: DataAvailabilityHeader): Uint8Array {
  return merkleRoot([...rowRoots, ...columnRoots]);
}

/** Width of a square given by its contiguous shares. Throws `CELESTIA_SQUARE_SIZE` unless k^2 shares, k a power of two up to 512. */
export function squareSizeOf(shares: Uint8Array): number {
  const size = Math.sqrt(shares.length / SHARE_BYTES);
  if (!Number.isInteger(size) || size < 1 || size > MAX_SQUARE_SIZE || nextPowerOfTwo(size) !== size) {
    throw new NovateError(
      "CELESTIA_SQUARE_SIZE",
      `expected k^2 shares, k a power of two up to ${MAX_SQUARE_SIZE}`,
      {
        bytes: shares.length,
      },
    );
  }
  return size;
}

/** The roots of the extended square of `original`, without keeping its shares. */
export function dataAvailabilityHeader(original: Uint8Array): DataAvailabilityHeader {
  return roots(extendInKernel(original), squareSizeOf(original));
}

/** Extends a square and keeps the shares, so that proofs can be made from it. */
export function extendSquare(original: Uint8Array): ExtendedSquare {
  const size = squareSizeOf(original);
  const at = extendInKernel(original);
  const header = roots(at, size);
  return {
    size,
    shares: kernel()
      .bytes()
      .slice(at, at + 4 * original.length),
    ...header,
  };
}

/** The tree of one row of an extended square. */
export function rowTree({ shares, size }: ExtendedSquare, row: number): NmtTree {
  const rowBytes = 2 * size * SHARE_BYTES;
  return createNmtTree(shares.subarray(row * rowBytes, (row + 1) * rowBytes), row < size ? size : 0);
}

/** Writes the extended square to the kernel's arena, followed by room for its nodes; returns its address. */
function extendInKernel(original: Uint8Array): number {
  const size = squareSizeOf(original);
  const width = 2 * size;
  const k = kernel();
  const at = k.reserve(width * width * (SHARE_BYTES + 2 * NODE_BYTES));
  const rowBytes = width * SHARE_BYTES;
  const half = size * SHARE_BYTES;
  const bytes = k.bytes();
  for (let row = 0; row < size; row++)
    bytes.set(original.subarray(row * half, (row + 1) * half), at + row * rowBytes);
  for (let row = 0; row < size; row++) {
    const from = at + row * rowBytes;
    k.encode(from, SHARE_BYTES, from + half, SHARE_BYTES, size);
  }
  for (let column = 0; column < size; column++) {
    const from = at + column * SHARE_BYTES;
    k.encode(from, rowBytes, from + size * rowBytes, rowBytes, size);
  }
  for (let row = size; row < width; row++) {
    const from = at + row * rowBytes;
    k.encode(from, SHARE_BYTES, from + half, SHARE_BYTES, size);
  }
  return at;
}

/** Hashes every share once: its leaf is the same in the tree of its row and of its column. */
function roots(square: number, size: number): DataAvailabilityHeader {
  const width = 2 * size;
  const k = kernel();
  const leaves = square + width * width * SHARE_BYTES;
  for (let row = 0; row < width; row++) {
    const shares = square + row * width * SHARE_BYTES;
    const nodes = leaves + row * width * NODE_BYTES;
    const own = row < size ? size : 0;
    k.hashLeaves(shares, own, nodes, false);
    k.hashLeaves(shares + own * SHARE_BYTES, width - own, nodes + own * NODE_BYTES, true);
  }
  const scratch = leaves + width * width * NODE_BYTES;
  return { rowRoots: rowRootsOf(leaves, width, scratch), columnRoots: columnRootsOf(leaves, width, scratch) };
}

function rowRootsOf(leaves: number, width: number, scratch: number): NmtNode[] {
  let from = leaves;
  let to = scratch;
  for (let count = (width * width) / 2; count >= width; count /= 2) {
    kernel().hashPairs(from, from + NODE_BYTES, 2 * NODE_BYTES, count, to);
    from = to;
    to += count * NODE_BYTES;
  }
  return readNodes(from, width);
}

function columnRootsOf(leaves: number, width: number, scratch: number): NmtNode[] {
  const rowBytes = width * NODE_BYTES;
  let from = leaves;
  let to = scratch;
  for (let rows = width / 2; rows >= 1; rows /= 2) {
    for (let row = 0; row < rows; row++) {
      const upper = from + 2 * row * rowBytes;
      kernel().hashPairs(upper, upper + rowBytes, NODE_BYTES, width, to + row * rowBytes);
    }
    from = to;
    to += rows * rowBytes;
  }
  return readNodes(from, width);
}

function readNodes(at: number, count: number): NmtNode[] {
  const bytes = kernel().bytes();
  return Array.from({ length: count }, (_, i) => bytes.slice(at + i * NODE_BYTES, at + (i + 1) * NODE_BYTES));
}
