/** The entries of one block of a table: keys in order, each without the start it shares with the one before. */
import { viewOf } from "../../primitives/bytes.ts";
import type { Extent } from "./damage.ts";
import { VarintReader } from "./varint.ts";

export interface BlockEntry {
  /** Of a data block: the user's key and 8 bytes behind it. */
  readonly key: Uint8Array;
  /** Where in the block its value lies. */
  readonly value: Extent;
}

/** Every entry of an uncompressed block, in order. `undefined` ends them where the block is not a block. */
export function* blockEntries(content: Uint8Array): Generator<BlockEntry | undefined> {
  const end = entriesEnd(content);
  if (end === undefined) return yield undefined;
  const reader = new VarintReader(content.subarray(0, end));
  for (let key = new Uint8Array(); reader.at < end; ) {
    const shared = reader.number();
    const added = reader.number();
    const length = reader.number();
    if (shared === undefined || added === undefined || length === undefined) return yield undefined;
    const valueAt = reader.at + added;
    if (shared > key.length || valueAt + length > end) return yield undefined;
    const next = new Uint8Array(shared + added);
    next.set(key.subarray(0, shared));
    next.set(content.subarray(reader.at, valueAt), shared);
    key = next;
    reader.at = valueAt + length;
    yield { key, value: { from: valueAt, to: reader.at } };
  }
}

/** Behind the entries stand the restart points, 4 bytes each, and their number. */
function entriesEnd(content: Uint8Array): number | undefined {
  if (content.length < 4) return undefined;
  const restarts = viewOf(content).getUint32(content.length - 4, true);
  const end = content.length - 4 - 4 * restarts;
  return end < 0 ? undefined : end;
}
