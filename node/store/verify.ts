/** What opening a store checks before anything is served from it. */
import { equalBytes } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { blockHash, inputRoot } from "../state-machine/roots.ts";
import { decodeBlock } from "./block-record.ts";
import { blockNumberOf } from "./keys.ts";
import type { StoredBlock } from "./port.ts";

const ZERO_HASH = new Uint8Array(32);

function corrupt(block: bigint, expected: string): never {
  throw new NovateError("STORE_CORRUPT", `block ${block}: expected ${expected}`, { block });
}

/** Throws `STORE_CORRUPT` unless `block` holds together and follows `parent` (undefined for block 0). */
export function verifyBlock(block: StoredBlock, parent: StoredBlock | undefined): void {
  if (!equalBytes(block.parentHash, parent?.hash ?? ZERO_HASH))
    corrupt(block.number, "the hash of the block before it");
  if (!equalBytes(block.inputRoot, inputRoot(block.bytes)))
    corrupt(block.number, "the input root of its bytes");
  if (!equalBytes(block.hash, blockHash(block))) corrupt(block.number, "the hash of its roots and receipts");
}

/**
 * Walks every row of the block namespace in key order and recomputes every hash: O(bytes of the chain), one block in
 * memory at a time. Returns the last block, undefined for an empty chain. Throws `STORE_CORRUPT` with `data.block`, the
 * first block that is missing or damaged.
 */
export async function verifyChain(
  rows: AsyncIterable<[Uint8Array, Uint8Array]>,
): Promise<StoredBlock | undefined> {
  let parent: StoredBlock | undefined;
  let expected = 0n;
  for await (const [key, record] of rows) {
    if (key.length !== 9 || blockNumberOf(key) !== expected)
      corrupt(expected, "a record of it, it is missing");
    const block = decodeBlock(expected, record);
    verifyBlock(block, parent);
    parent = block;
    expected++;
  }
  return parent;
}
