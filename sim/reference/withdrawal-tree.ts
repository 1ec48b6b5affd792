/** The withdrawal tree (W6): every node of every layer, leaves first. */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { fromHex } from "./reader.ts";

const DEPTH = 32;
const LEAF_TAG = 0;
const NODE_TAG = 1;

const node = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  keccak_256(Uint8Array.of(NODE_TAG, ...left, ...right));

/** Root of an empty subtree of each height. */
const EMPTY: Uint8Array[] = [new Uint8Array(32)];
for (let height = 0; height < DEPTH; height++) EMPTY.push(node(EMPTY[height]!, EMPTY[height]!));

export const emptyTree = (): Uint8Array[][] => Array.from({ length: DEPTH + 1 }, () => []);

export const treeRoot = (layers: readonly Uint8Array[][]): Uint8Array => layers[DEPTH]![0] ?? EMPTY[DEPTH]!;

/** Appends the next leaf, renews the path above it, and returns the leaf's hash. */
export function appendWithdrawal(
  layers: Uint8Array[][],
  recipient: string,
  asset: number,
  amount: bigint,
): Uint8Array {
  let index = layers[0]!.length;
  const leaf = keccak_256(
    Uint8Array.of(
      LEAF_TAG,
      ...bigEndian64(BigInt(index)),
      ...fromHex(recipient),
      asset,
      ...bigEndian64(amount),
    ),
  );
  layers[0]!.push(leaf);
  for (let height = 0; height < DEPTH; height++) {
    index = index >>> 1;
    const children = layers[height]!;
    layers[height + 1]![index] = node(
      children[2 * index] ?? EMPTY[height]!,
      children[2 * index + 1] ?? EMPTY[height]!,
    );
  }
  return leaf;
}

export function bigEndian64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
