/** What can still be read of a store that does not open: blocks that prove themselves. */

import { join } from "node:path";
import { errorCode } from "../primitives/error.ts";
import { decodeBlock } from "./block-record.ts";
import { blockKey } from "./keys.ts";
import { openDatabase } from "./open.ts";
import type { StoredBlock } from "./port.ts";
import { verifyBlock } from "./verify.ts";

/**
 * The blocks behind `parent` in the store at `path`, each checked against the hash of the one before; ends at the first that is missing,
 * damaged or another chain's, and is empty when the database can't be opened at all. Throws `STORE_LOCKED`.
 */
export async function* intactBlocks(path: string, parent: StoredBlock): AsyncGenerator<StoredBlock> {
  const db = await openDatabase(join(path, "blocks")).catch((error: unknown) => {
    if (errorCode(error) === "STORE_LOCKED") throw error;
  });
  if (db === undefined) return;
  try {
    for (let last = parent; ; ) {
      const number = last.number + 1n;
      const block = await db.get(blockKey(number)).then(
        (record) => (record === undefined ? undefined : intact(number, record, last)),
        () => undefined,
      );
      if (block === undefined) return;
      yield block;
      last = block;
    }
  } finally {
    await db.close();
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

/** Throws `STORE_LOCKED` while a process has the store at `path` open; a damaged store is nobody's. */
export async function requireUnlocked(path: string): Promise<void> {
  const db = await openDatabase(join(path, "blocks")).catch((error: unknown) => {
    if (errorCode(error) === "STORE_LOCKED") throw error;
  });
  await db?.close();
}
