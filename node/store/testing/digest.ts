import { createHash } from "node:crypto";
import type { BlockStore, StoredBlock } from "../port.ts";

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export async function blocksOf(store: BlockStore): Promise<StoredBlock[]> {
  return store.head === undefined ? [] : all(store.range(0n, store.head.number));
}

/** Every byte of a chain as one hash: a failed comparison of whole chains would print for minutes. */
export function digestOf(blocks: readonly StoredBlock[]): string {
  const hash = createHash("sha256");
  for (const { number, timestamp, isVoid, ...parts } of blocks) {
    hash.update(`${number},${timestamp},${isVoid}`);
    for (const name of Object.keys(parts).sort()) hash.update(name).update(parts[name as keyof typeof parts]);
  }
  return hash.digest("hex");
}
