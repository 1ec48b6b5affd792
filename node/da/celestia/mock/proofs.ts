import { shareCommitment, subtreeRoots } from "../codec/commitment.ts";
import { toBase64, toUpperHex } from "../codec/encoding.ts";
import { rowTree } from "../codec/extended-square.ts";
import { type MerkleProof, proveLeaf } from "../codec/merkle.ts";
import { coversNamespace } from "../codec/nmt-proof.ts";
import { nmtProofToJson } from "../codec/proof-json.ts";
import { SHARE_BYTES } from "../codec/share.ts";
import type { PlacedInSquare } from "../codec/square.ts";
import type { MockBlock } from "./block.ts";

/** Answers of the share and proof methods, from the block's own trees. */

export function shareAt({ square }: MockBlock, row: number, column: number): Uint8Array {
  const at = (row * 2 * square.size + column) * SHARE_BYTES;
  return square.shares.subarray(at, at + SHARE_BYTES);
}

/** One entry per row whose root covers the namespace; a row without it proves the absence. */
export function namespaceDataToJson(block: MockBlock, namespace: Uint8Array): unknown[] {
  const { square } = block;
  const rows = Array.from({ length: square.size }, (_, row) => row);
  return rows
    .filter((row) => coversNamespace(square.rowRoots[row]!, namespace))
    .map((row) => {
      const proof = rowTree(square, row).proveNamespace(namespace);
      const count = proof.leafHash === undefined ? proof.end - proof.start : 0;
      const shares = Array.from({ length: count }, (_, i) => toBase64(shareAt(block, row, proof.start + i)));
      return { ...(count === 0 ? {} : { shares }), proof: nmtProofToJson(proof) };
    });
}

/** The rows of a blob, as [row, first column, end column). */
function rowsOf(
  { size }: { readonly size: number },
  start: number,
  count: number,
): Array<[number, number, number]> {
  const rows: Array<[number, number, number]> = [];
  for (let at = start; at < start + count; ) {
    const row = Math.floor(at / size);
    const end = Math.min(start + count, (row + 1) * size);
    rows.push([row, at - row * size, end - row * size]);
    at = end;
  }
  return rows;
}

/** Proofs, row by row, of all leaves of the blob's namespace. */
export function blobProofToJson(
  { square }: MockBlock,
  { blob, shareCount, start }: PlacedInSquare,
): unknown[] {
  return rowsOf(square, start, shareCount).map(([row]) =>
    nmtProofToJson(rowTree(square, row).proveNamespace(blob.namespace)),
  );
}

function merkleProofToJson({ aunts, index, leafHash, total }: MerkleProof): Record<string, unknown> {
  return {
    total: String(total),
    index: String(index),
    leaf_hash: toBase64(leafHash),
    aunts: aunts.map(toBase64),
  };
}

function rowProofToJson(
  { square }: MockBlock,
  first: number,
  last: number,
  root: (bytes: Uint8Array) => string,
): unknown {
  const roots = [...square.rowRoots, ...square.columnRoots];
  const rows = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return {
    row_roots: rows.map((row) => root(square.rowRoots[row]!)),
    proofs: rows.map((row) => merkleProofToJson(proveLeaf(roots, row))),
    ...(first === 0 ? {} : { start_row: first }),
    end_row: last,
  };
}

export function commitmentProofToJson(block: MockBlock, placed: PlacedInSquare): Record<string, unknown> {
  const rows = rowsOf(block.square, placed.start, placed.shareCount);
  return {
    subtree_roots: subtreeRoots(placed.blob).map(toBase64),
    subtree_root_proofs: rows.map(([row, start, end]) =>
      nmtProofToJson(rowTree(block.square, row).proveRange(start, end)),
    ),
    namespace_id: toBase64(placed.blob.namespace.subarray(1)),
    row_proof: rowProofToJson(block, rows[0]![0], rows.at(-1)![0], toBase64),
    namespace_version: placed.blob.namespace[0],
  };
}

/** Shares [start, end) of the original square with proofs to the data root; here roots are hexadecimal. */
export function rangeToJson(block: MockBlock, start: number, end: number): Record<string, unknown> {
  const rows = rowsOf(block.square, start, end - start);
  const shares = rows.flatMap(([row, first, last]) =>
    Array.from({ length: last - first }, (_, i) => toBase64(shareAt(block, row, first + i))),
  );
  const namespace = shareAt(block, rows[0]![0], rows[0]![1]).subarray(0, 29);
  return {
    Shares: shares,
    Proof: {
      data: shares,
      share_proofs: rows.map(([row, first, last]) =>
        nmtProofToJson(rowTree(block.square, row).proveRange(first, last)),
      ),
      namespace_id: toBase64(namespace.subarray(1)),
      row_proof: rowProofToJson(block, rows[0]![0], rows.at(-1)![0], toUpperHex),
      namespace_version: namespace[0],
    },
  };
}

/** `index` counts in the extended square: row * 2k + column. */
export function blobToJson({ square }: MockBlock, { blob, start }: PlacedInSquare): Record<string, unknown> {
  const row = Math.floor(start / square.size);
  return {
    namespace: toBase64(blob.namespace),
    data: toBase64(blob.data),
    share_version: blob.shareVersion,
    commitment: toBase64(shareCommitment(blob)),
    ...(blob.signer === undefined ? {} : { signer: toBase64(blob.signer) }),
    index: row * 2 * square.size + (start % square.size),
  };
}
