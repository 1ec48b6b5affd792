import { type MerkleProof, merkleRoot, verifyLeaf } from "./merkle.ts";
import { equalBytes, NAMESPACE_BYTES } from "./namespace.ts";
import { maxNamespace, minNamespace, type NmtNode } from "./nmt-node.ts";
import { type NmtProof, subtreeRanges, verifySubtreeRoots } from "./nmt-proof.ts";
import { SUBTREE_ROOT_THRESHOLD, subtreeWidth } from "./share-rules.ts";

/** Row roots, each with its place in the tree under the data root. */
export interface RowProof {
  readonly rowRoots: readonly NmtNode[];
  readonly proofs: readonly MerkleProof[];
  readonly startRow: number;
  /** Inclusive. */
  readonly endRow: number;
}

/** Proof that a blob with a given share commitment lies in the square of a given data root (celestia-node). */
export interface CommitmentProof {
  readonly namespace: Uint8Array;
  /** Their Merkle root is the share commitment. */
  readonly subtreeRoots: readonly NmtNode[];
  /** One for each row that the blob touches. */
  readonly subtreeRootProofs: readonly NmtProof[];
  readonly rowProof: RowProof;
}

export function commitmentOf(proof: CommitmentProof): Uint8Array {
  return merkleRoot(proof.subtreeRoots);
}

/**
 * True when the proof shows the blob of `commitmentOf(proof)` under `root`: the rows are consecutive rows of the data
 * root, the subtree roots are those of one unbroken run of shares in the proof's namespace, and nothing is left over.
 * Never throws; work is linear in the proof.
 */
export function verifyCommitmentProof(
  proof: CommitmentProof,
  root: Uint8Array,
  threshold: number = SUBTREE_ROOT_THRESHOLD,
): boolean {
  const { namespace, rowProof, subtreeRootProofs, subtreeRoots } = proof;
  if (!Number.isSafeInteger(threshold) || threshold < 1 || namespace.length !== NAMESPACE_BYTES) return false;
  const rows = rowProof.rowRoots.length;
  if (rows === 0 || subtreeRootProofs.length !== rows || !verifyRows(rowProof, root)) return false;
  const width = rowProof.proofs[0]!.total / 2;
  if (!isUnbroken(subtreeRootProofs, width)) return false;
  const shares = subtreeRootProofs.reduce((sum, { start, end }) => sum + end - start, 0);
  const subtree = subtreeWidth(shares, threshold);
  let used = 0;
  for (const [row, rowRoot] of rowProof.rowRoots.entries()) {
    const nmtProof = subtreeRootProofs[row]!;
    const ranges = subtreeRanges(nmtProof.start, nmtProof.end, subtree);
    if (ranges === undefined || used + ranges.length > subtreeRoots.length) return false;
    const roots = subtreeRoots.slice(used, used + ranges.length);
    if (!roots.every((node) => isOfNamespace(node, namespace))) return false;
    if (!verifySubtreeRoots(nmtProof, roots, subtree, rowRoot, width)) return false;
    used += ranges.length;
  }
  return used === subtreeRoots.length;
}

/** Row roots startRow..endRow of one tree over all rows and columns: `total` is four times the original width. */
function verifyRows({ rowRoots, proofs, startRow, endRow }: RowProof, root: Uint8Array): boolean {
  if (proofs.length !== rowRoots.length || endRow - startRow + 1 !== rowRoots.length) return false;
  const total = proofs[0]!.total;
  return proofs.every(
    (proof, i) =>
      proof.total === total &&
      proof.index === startRow + i &&
      proof.index < total / 4 &&
      verifyLeaf(proof, rowRoots[i]!, root),
  );
}

/** Shares of the original square without a gap: to the end of a row, then on from the start of the next. */
function isUnbroken(proofs: readonly NmtProof[], rowWidth: number): boolean {
  const size = rowWidth / 2;
  return proofs.every(
    ({ start, end }, row) =>
      Number.isSafeInteger(start) &&
      Number.isSafeInteger(end) &&
      start >= 0 &&
      start < end &&
      end <= size &&
      (row === 0 || start === 0) &&
      (row === proofs.length - 1 || end === size),
  );
}

function isOfNamespace(node: NmtNode, namespace: Uint8Array): boolean {
  return equalBytes(minNamespace(node), namespace) && equalBytes(maxNamespace(node), namespace);
}
