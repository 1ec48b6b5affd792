import { kernel } from "../kernel/kernel.ts";
import { compareBytes } from "./namespace.ts";
import { minNamespace, type NmtNode, NODE_BYTES } from "./nmt-node.ts";
import { coversNamespace, type NmtProof } from "./nmt-proof.ts";
import { SHARE_BYTES } from "./share.ts";

/** The namespaced Merkle tree of one row or column of an extended square. */
export interface NmtTree {
  readonly leafCount: number;
  readonly root: NmtNode;
  /** Proof of the leaves [start, end). */
  proveRange(start: number, end: number): NmtProof;
  /** Proof of all leaves of a namespace, or of its absence. */
  proveNamespace(namespace: Uint8Array): NmtProof;
}

/** Builds the tree over contiguous shares: the first `ownNamespaces` under their own namespace, the others as parity. */
export function createNmtTree(shares: Uint8Array, ownNamespaces: number): NmtTree {
  const levels = hashLevels(shares, ownNamespaces);
  const leafCount = shares.length / SHARE_BYTES;
  const nodeAt = (level: number, index: number): NmtNode =>
    levels[level]!.subarray(index * NODE_BYTES, (index + 1) * NODE_BYTES);
  const root = nodeAt(levels.length - 1, 0);

  const proveRange = (start: number, end: number): NmtProof => {
    const nodes: NmtNode[] = [];
    const visit = (level: number, index: number): void => {
      const first = index << level;
      const last = (index + 1) << level;
      if (last <= start || first >= end) {
        nodes.push(nodeAt(level, index));
      } else if (level > 0) {
        visit(level - 1, 2 * index);
        visit(level - 1, 2 * index + 1);
      }
    };
    visit(levels.length - 1, 0);
    return { start, end, nodes };
  };

  return {
    leafCount,
    root,
    proveRange,
    proveNamespace(namespace) {
      if (!coversNamespace(root, namespace)) return { start: 0, end: 0, nodes: [] };
      let start = 0;
      while (start < leafCount && compareBytes(minNamespace(nodeAt(0, start)), namespace) < 0) start++;
      let end = start;
      while (end < leafCount && compareBytes(minNamespace(nodeAt(0, end)), namespace) === 0) end++;
      if (end > start) return proveRange(start, end);
      return { ...proveRange(start, start + 1), leafHash: nodeAt(0, start) };
    },
  };
}

/** Levels of the tree, leaves first, each as contiguous nodes. */
function hashLevels(shares: Uint8Array, ownNamespaces: number): Uint8Array[] {
  const count = shares.length / SHARE_BYTES;
  const k = kernel();
  const from = k.reserve(shares.length + 2 * count * NODE_BYTES);
  k.bytes().set(shares, from);
  let level = from + shares.length;
  k.hashLeaves(from, ownNamespaces, level, false);
  k.hashLeaves(
    from + ownNamespaces * SHARE_BYTES,
    count - ownNamespaces,
    level + ownNamespaces * NODE_BYTES,
    true,
  );
  const levels = [k.bytes().slice(level, level + count * NODE_BYTES)];
  for (let width = count / 2; width >= 1; width /= 2) {
    const next = level + 2 * width * NODE_BYTES;
    k.hashPairs(level, level + NODE_BYTES, 2 * NODE_BYTES, width, next);
    level = next;
    levels.push(k.bytes().slice(level, level + width * NODE_BYTES));
  }
  return levels;
}
