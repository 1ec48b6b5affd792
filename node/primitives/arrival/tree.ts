/** The tree of a tick: leaves in order of arrival, pairs hashed, an odd last node taken up as it is. Leaves are 48 bytes before hashing, nodes 64: none stands for the other. */
import { NovateError } from "../error.ts";
import { keccak256, keccak256Pair } from "../keccak.ts";

const HASH_BYTES = 32;
const leaf = new Uint8Array(48);
const view = new DataView(leaf.buffer);

/** The leaf of a transaction (its 32-byte hash) that arrived as number `sequence` at `time` (ms). */
export function arrivalLeaf(hash: Uint8Array, sequence: number, time: number): Uint8Array {
  view.setBigUint64(0, BigInt(sequence));
  view.setBigUint64(8, BigInt(time));
  leaf.set(hash, 16);
  return keccak256(leaf);
}

/** Every layer, leaves first, the root alone last. `leaves` is not empty. */
export function arrivalLayers(leaves: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const layers = [leaves];
  for (let below = leaves; below.length > 1; below = layers.at(-1)!) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < below.length; i += 2) {
      const right = below[i + 1];
      above.push(right === undefined ? below[i]! : keccak256Pair(below[i]!, right));
    }
    layers.push(above);
  }
  return layers;
}

/** The siblings on the way from leaf `index` to the root, joined; lowest first. */
export function arrivalPath(layers: readonly (readonly Uint8Array[])[], index: number): Uint8Array {
  const siblings: Uint8Array[] = [];
  for (let height = 0, at = index; height < layers.length - 1; height++, at >>= 1) {
    const sibling = layers[height]![at ^ 1];
    if (sibling !== undefined) siblings.push(sibling);
  }
  const path = new Uint8Array(siblings.length * HASH_BYTES);
  siblings.forEach((sibling, i) => {
    path.set(sibling, i * HASH_BYTES);
  });
  return path;
}

/** The root that `path` leads to from leaf `index` of `count`. Throws `BAD_ARRIVAL` for a path of another length. */
export function arrivalRoot(from: Uint8Array, index: number, count: number, path: Uint8Array): Uint8Array {
  let node = from;
  let used = 0;
  for (let at = index, width = count; width > 1; at >>= 1, width = (width + 1) >> 1) {
    if ((at ^ 1) >= width) continue;
    const sibling = path.subarray(used, used + HASH_BYTES);
    used += HASH_BYTES;
    if (sibling.length < HASH_BYTES) break;
    node = (at & 1) === 0 ? keccak256Pair(node, sibling) : keccak256Pair(sibling, node);
  }
  if (used !== path.length) {
    throw new NovateError("BAD_ARRIVAL", `expected a path of ${used} bytes, got ${path.length}`, { count });
  }
  return node;
}
