/** What can still be read of a store that does not open: blocks that prove themselves, read without LevelDB. */

import { join } from "node:path";
import { decodeBlock } from "./block-record.ts";
import { intactRows } from "./files/rows.ts";
import { blockNumberOf } from "./keys.ts";
import { requireUnlocked } from "./lock.ts";
import { Namespace } from "./namespaces.ts";
import type { StoredBlock } from "./port.ts";
import { verifyBlock } from "./verify.ts";

const BLOCK_KEY_BYTES = 9;

/** The folder of the database within a store's. */
export const databaseOf = (path: string): string => join(path, "blocks");

/**
 * The blocks behind `parent` in the store at `path`, each checked against the hash of the one before; ends at the first that is missing,
 * damaged or another chain's. Holds the place of each block behind `parent` in memory. Throws `STORE_LOCKED`.
 */
export async function* intactBlocks(path: string, parent: StoredBlock): AsyncGenerator<StoredBlock> {
  const folder = databaseOf(path);
  await requireUnlocked(folder);
  const records = new Map<bigint, () => Promise<Uint8Array>>();
  for await (const { number, value } of blockRows(folder)) {
    if (number > parent.number) records.set(number, value);
  }
  for (let last = parent; ; ) {
    const number = last.number + 1n;
    const record = await records.get(number)?.();
    const block = record && intact(number, record, last);
    if (block === undefined) return;
    yield block;
    last = block;
  }
}

/** The first block of which the database in `folder` holds no record with a right checksum. Work: O(bytes of the chain); a bit of memory a block. */
export async function firstHole(folder: string): Promise<bigint> {
  let seen = new Uint8Array(1024);
  for await (const { number } of blockRows(folder)) {
    const at = Number(number >> 3n);
    if (at >= seen.length) {
      const grown = new Uint8Array(2 * at);
      grown.set(seen);
      seen = grown;
    }
    seen[at]! |= 1 << Number(number & 7n);
  }
  const at = seen.findIndex((bits) => bits !== 0xff);
  if (at < 0) return 8n * BigInt(seen.length);
  return 8n * BigInt(at) + BigInt(Math.log2(~seen[at]! & (seen[at]! + 1)));
}

async function* blockRows(
  folder: string,
): AsyncGenerator<{ readonly number: bigint; value(): Promise<Uint8Array> }> {
  for await (const { key, value } of intactRows(folder)) {
    if (key.length === BLOCK_KEY_BYTES && key[0] === Namespace.Block)
      yield { number: blockNumberOf(key), value };
  }
}

function intact(number: bigint, record: Uint8Array, parent: StoredBlock): StoredBlock | undefined {
  try {
    const block = decodeBlock(number, record);
    verifyBlock(block, parent);
    return block;
  } catch {
    return undefined;
  }
}
