/** Proof of a single share of an original square, the form that L1 checks (`contracts/src/libraries/CelestiaShare.sol`). */
import { NovateError } from "../../../primitives/error.ts";
import { fromBase64, fromList, fromRecord } from "./encoding.ts";
import { type ExtendedSquare, rowTree } from "./extended-square.ts";
import { type MerkleProof, proveLeaf, verifyLeaf } from "./merkle.ts";
import { equalBytes, NAMESPACE_BYTES } from "./namespace.ts";
import { hashLeaf, hashNodes, type NmtNode } from "./nmt-node.ts";
import type { NmtProof } from "./nmt-proof.ts";
import { nmtProofFromJson, rowProofFromJson } from "./proof-json.ts";
import { SHARE_BYTES } from "./share.ts";

export interface ShareProof {
  readonly row: number;
  readonly column: number;
  readonly share: Uint8Array;
  /** Siblings in the row's tree, from the leaf upwards; 2^nodes.length shares a row. */
  readonly nodes: readonly NmtNode[];
  /** Siblings of the row root in the tree over row and column roots, from the leaf upwards. */
  readonly rowPath: readonly Uint8Array[];
}

/** Proves share `index` (row * k + column) from the square itself. Throws `CELESTIA_SHARE` beyond it. */
export function proveShare(square: ExtendedSquare, index: number): ShareProof {
  const { size, shares } = square;
  if (!Number.isSafeInteger(index) || index < 0 || index >= size * size) {
    throw new NovateError("CELESTIA_SHARE", `expected a share below ${size * size}, got ${index}`);
  }
  const row = Math.floor(index / size);
  const column = index % size;
  const at = (row * 2 * size + column) * SHARE_BYTES;
  const share = shares.slice(at, at + SHARE_BYTES);
  const { nodes } = rowTree(square, row).proveRange(column, column + 1);
  const { aunts } = proveLeaf([...square.rowRoots, ...square.columnRoots], row);
  return { row, column, share, nodes: upwards(nodes, column), rowPath: aunts };
}

/**
 * The proof in celestia-node's answer to `share.GetRange(height, index, index + 1)`. Not verified. Throws `CELESTIA_ENCODING`,
 * `CELESTIA_SHARE`.
 */
export function shareProofFromRange(value: unknown): ShareProof {
  const answer = fromRecord(value);
  const proof = fromRecord(answer.Proof);
  const [share, ...moreShares] = fromList(answer.Shares).map(fromBase64);
  const [range, ...moreRanges] = fromList(proof.share_proofs).map(nmtProofFromJson);
  const [row, ...moreRows] = rowProofFromJson(proof.row_proof, "hex").proofs;
  const isSingle = moreShares.length + moreRanges.length + moreRows.length === 0;
  if (share === undefined || range === undefined || row === undefined || !isSingle || !isLeafProof(range)) {
    throw new NovateError("CELESTIA_SHARE", "expected the proof of one share");
  }
  return {
    row: row.index,
    column: range.start,
    share,
    nodes: upwards(range.nodes, range.start),
    rowPath: row.aunts,
  };
}

function isLeafProof({ start, end, leafHash, nodes }: NmtProof): boolean {
  return end === start + 1 && leafHash === undefined && start < 2 ** nodes.length;
}

/** Nodes outside a leaf, left to right, as siblings from the leaf upwards: those on the left come last first. */
function upwards(nodes: readonly NmtNode[], column: number): NmtNode[] {
  const levels = Array.from({ length: nodes.length }, (_, level) => (column >> level) & 1);
  const lefts = levels.reduce((sum, bit) => sum + bit, 0);
  const left = nodes.slice(0, lefts).reverse();
  const right = nodes.slice(lefts);
  return levels.map((bit) => (bit === 1 ? left.shift() : right.shift())!);
}

/** The share's index in the original square, or undefined unless the proof leads to the data root. Never throws; as on L1. */
export function shareIndex(
  proof: ShareProof,
  namespace: Uint8Array,
  dataRoot: Uint8Array,
): number | undefined {
  const { row, column, share, nodes, rowPath } = proof;
  const levels = nodes.length;
  if (share.length !== SHARE_BYTES || levels === 0 || levels > 16 || rowPath.length !== levels + 1)
    return undefined;
  const k = 2 ** (levels - 1);
  if (!isBelow(row, k) || !isBelow(column, k)) return undefined;
  if (!equalBytes(share.subarray(0, NAMESPACE_BYTES), namespace)) return undefined;
  let node: NmtNode | undefined = hashLeaf(namespace, share);
  for (const [level, sibling] of nodes.entries()) {
    node = (column >> level) & 1 ? hashNodes(sibling, node) : hashNodes(node, sibling);
    if (node === undefined) return undefined;
  }
  return verifyLeaf(rowLeaf(node, row, 4 * k, rowPath), node, dataRoot) ? row * k + column : undefined;
}

function isBelow(value: number, bound: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value < bound;
}

function rowLeaf(root: NmtNode, index: number, total: number, aunts: readonly Uint8Array[]): MerkleProof {
  return { total, index, leafHash: proveLeaf([root], 0).leafHash, aunts };
}
