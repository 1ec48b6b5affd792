import { NODE_BYTES } from "../kernel/kernel.ts";
import { compareBytes, equalBytes, NAMESPACE_BYTES, PARITY_NAMESPACE } from "./namespace.ts";
import { sha256 } from "./sha256.ts";

export { NODE_BYTES };

/** A node of a namespaced Merkle tree: least namespace (29), greatest namespace (29), SHA-256 digest (32). */
export type NmtNode = Uint8Array;

const LEAF_PREFIX = Uint8Array.of(0);
const INNER_PREFIX = Uint8Array.of(1);

export function minNamespace(node: NmtNode): Uint8Array {
  return node.subarray(0, NAMESPACE_BYTES);
}

export function maxNamespace(node: NmtNode): Uint8Array {
  return node.subarray(NAMESPACE_BYTES, 2 * NAMESPACE_BYTES);
}

/** True for 90 bytes whose least namespace is not above the greatest. */
export function isNode(bytes: Uint8Array): boolean {
  return bytes.length === NODE_BYTES && compareBytes(minNamespace(bytes), maxNamespace(bytes)) <= 0;
}

/** The leaf of a share under the namespace it has in the tree: its own in the original square, else the parity one. */
export function hashLeaf(namespace: Uint8Array, share: Uint8Array): NmtNode {
  return concat(namespace, namespace, sha256(LEAF_PREFIX, namespace, share));
}

/** The parent of two nodes, or undefined when their namespaces are out of order. Parity does not raise the maximum. */
export function hashNodes(left: NmtNode, right: NmtNode): NmtNode | undefined {
  if (compareBytes(minNamespace(right), maxNamespace(left)) < 0) return undefined;
  const max = equalBytes(minNamespace(right), PARITY_NAMESPACE) ? maxNamespace(left) : maxNamespace(right);
  return concat(minNamespace(left), max, sha256(INNER_PREFIX, left, right));
}

function concat(min: Uint8Array, max: Uint8Array, digest: Uint8Array): NmtNode {
  const node = new Uint8Array(NODE_BYTES);
  node.set(min);
  node.set(max, NAMESPACE_BYTES);
  node.set(digest, 2 * NAMESPACE_BYTES);
  return node;
}
