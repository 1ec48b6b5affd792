import { compareBytes, equalBytes } from "./namespace.ts";
import { hashLeaf, hashNodes, isNode, maxNamespace, minNamespace, type NmtNode } from "./nmt-node.ts";
import { previousPowerOfTwo } from "./share-rules.ts";

/**
 * Proof about leaves [start, end) of a namespaced Merkle tree whose number of leaves is a known power of two: the roots
 * of the largest subtrees outside the range, left to right. In a proof of absence `leafHash` is the leaf at `start`, the
 * first one above the namespace. start = end with no nodes says that the root's range excludes the namespace.
 */
export interface NmtProof {
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly NmtNode[];
  readonly leafHash?: NmtNode;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface Side {
  readonly left: NmtNode[];
  readonly right: NmtNode[];
}

/**
 * Recomputes the root from the roots of `inside`, which tile [start, end) in order, and the proof's nodes outside it.
 * Undefined when the proof does not fit the tree exactly. At most 2 * leafCount steps.
 */
function computeRoot(
  proof: NmtProof,
  leafCount: number,
  inside: ReadonlyArray<{ range: Range; node: NmtNode }>,
): { root: NmtNode; outside: Side } | undefined {
  let nextInside = 0;
  let nextNode = 0;
  const outside: Side = { left: [], right: [] };
  const visit = (start: number, end: number): NmtNode | undefined => {
    if (end <= proof.start || start >= proof.end) {
      const node = proof.nodes[nextNode++];
      if (node === undefined) return undefined;
      (end <= proof.start ? outside.left : outside.right).push(node);
      return node;
    }
    const candidate = inside[nextInside];
    if (candidate?.range.start === start && candidate.range.end === end) {
      nextInside++;
      return candidate.node;
    }
    if (end - start === 1) return undefined;
    const middle = start + (end - start) / 2;
    const left = visit(start, middle);
    if (left === undefined) return undefined;
    const right = visit(middle, end);
    return right === undefined ? undefined : hashNodes(left, right);
  };
  const root = visit(0, leafCount);
  if (root === undefined || nextInside !== inside.length || nextNode !== proof.nodes.length) return undefined;
  return { root, outside };
}

function isWellFormed(proof: NmtProof, root: NmtNode, leafCount: number): boolean {
  return (
    Number.isSafeInteger(leafCount) &&
    leafCount > 0 &&
    previousPowerOfTwo(leafCount) === leafCount &&
    Number.isSafeInteger(proof.start) &&
    Number.isSafeInteger(proof.end) &&
    proof.start >= 0 &&
    proof.start <= proof.end &&
    proof.end <= leafCount &&
    isNode(root) &&
    proof.nodes.every(isNode) &&
    (proof.leafHash === undefined || isNode(proof.leafHash))
  );
}

function leavesAsRanges(proof: NmtProof, leaves: readonly NmtNode[]): Array<{ range: Range; node: NmtNode }> {
  return leaves.map((node, i) => ({ range: { start: proof.start + i, end: proof.start + i + 1 }, node }));
}

/** True when `shares` are exactly the leaves [start, end) under `root`, in a range of one namespace. Never throws. */
export function verifyRange(
  proof: NmtProof,
  namespace: Uint8Array,
  shares: readonly Uint8Array[],
  root: NmtNode,
  leafCount: number,
): boolean {
  if (!isWellFormed(proof, root, leafCount) || proof.leafHash !== undefined) return false;
  if (proof.start === proof.end || shares.length !== proof.end - proof.start) return false;
  const leaves = shares.map((share) => hashLeaf(namespace, share));
  const computed = computeRoot(proof, leafCount, leavesAsRanges(proof, leaves));
  return computed !== undefined && equalBytes(computed.root, root);
}

/**
 * True when `shares` are all the leaves of `namespace` under `root`: present and complete, or provably absent (no shares).
 * Never throws.
 */
export function verifyNamespace(
  proof: NmtProof,
  namespace: Uint8Array,
  shares: readonly Uint8Array[],
  root: NmtNode,
  leafCount: number,
): boolean {
  if (!isWellFormed(proof, root, leafCount)) return false;
  if (proof.start === proof.end) {
    if (proof.nodes.length > 0 || proof.leafHash !== undefined || shares.length > 0) return false;
    return !coversNamespace(root, namespace);
  }
  const leaves = leavesOf(proof, namespace, shares);
  if (leaves?.length !== proof.end - proof.start) return false;
  const computed = computeRoot(proof, leafCount, leavesAsRanges(proof, leaves));
  if (computed === undefined || !equalBytes(computed.root, root)) return false;
  return (
    computed.outside.left.every((node) => compareBytes(maxNamespace(node), namespace) < 0) &&
    computed.outside.right.every((node) => compareBytes(minNamespace(node), namespace) > 0)
  );
}

function leavesOf(
  proof: NmtProof,
  namespace: Uint8Array,
  shares: readonly Uint8Array[],
): NmtNode[] | undefined {
  if (proof.leafHash === undefined) return shares.map((share) => hashLeaf(namespace, share));
  if (shares.length > 0) return undefined;
  const min = minNamespace(proof.leafHash);
  const isAbove = compareBytes(min, namespace) > 0 && equalBytes(min, maxNamespace(proof.leafHash));
  return isAbove ? [proof.leafHash] : undefined;
}

/** True when a namespace lies within the range that a root states. */
export function coversNamespace(root: NmtNode, namespace: Uint8Array): boolean {
  return compareBytes(minNamespace(root), namespace) <= 0 && compareBytes(namespace, maxNamespace(root)) <= 0;
}

/**
 * Ranges of the subtree roots that commit to leaves [start, end) of one row: as many leaves as fit, at most `width`, in
 * falling powers of two. Undefined when one would not be a node of the tree.
 */
export function subtreeRanges(start: number, end: number, width: number): Range[] | undefined {
  const ranges: Range[] = [];
  for (let at = start; at < end; ) {
    const size = previousPowerOfTwo(Math.min(end - at, width));
    if (at % size !== 0) return undefined;
    ranges.push({ start: at, end: at + size });
    at += size;
  }
  return ranges;
}

/** True when `subtreeRoots` are the roots of `subtreeRanges(start, end, width)` under `root`. Never throws. */
export function verifySubtreeRoots(
  proof: NmtProof,
  subtreeRoots: readonly NmtNode[],
  width: number,
  root: NmtNode,
  leafCount: number,
): boolean {
  if (!isWellFormed(proof, root, leafCount) || proof.leafHash !== undefined || proof.start === proof.end)
    return false;
  if (!subtreeRoots.every(isNode)) return false;
  const ranges = subtreeRanges(proof.start, proof.end, width);
  if (ranges?.length !== subtreeRoots.length) return false;
  const inside = ranges.map((range, i) => ({ range, node: subtreeRoots[i]! }));
  const computed = computeRoot(proof, leafCount, inside);
  return computed !== undefined && equalBytes(computed.root, root);
}
