/** What opening a store checks before anything is served from it. */
import { equalBytes, viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { blockHash, inputRoot } from "../state-machine/roots.ts";
import { decodeBlock } from "./block-record.ts";
import { blockNumberOf } from "./keys.ts";
import type { StoredBlock, VoidBlocks } from "./port.ts";

const ZERO_HASH = new Uint8Array(32);
/** Offsets of W1 in a block's bytes. */
const NUMBER_OFFSET = 8;
const TIMESTAMP_OFFSET = 16;

const NO_VOID_BLOCKS: VoidBlocks = { count: 0, newest: undefined };

/** What is void up to `block`, after what is void before it. */
export function countedVoid(before: VoidBlocks, block: StoredBlock): VoidBlocks {
  return block.isVoid ? { count: before.count + 1, newest: block.number } : before;
}

function corrupt(block: bigint, expected: string): never {
  throw new NovateError("STORE_CORRUPT", `block ${block}: expected ${expected}`, { block });
}

/** Throws `STORE_CORRUPT` unless `block` holds together and follows `parent` (undefined for block 0). */
export function verifyBlock(block: StoredBlock, parent: StoredBlock | undefined): void {
  if (!equalBytes(block.parentHash, parent?.hash ?? ZERO_HASH))
    corrupt(block.number, "the hash of the block before it");
  if (!equalBytes(block.inputRoot, inputRoot(block.bytes)))
    corrupt(block.number, "the input root of its bytes");
  verifyKind(block, parent);
  if (!equalBytes(block.hash, blockHash(block))) corrupt(block.number, "the hash of its roots and receipts");
}

/** What no hash covers: the time, and whether the block counts. */
function verifyKind(block: StoredBlock, parent: StoredBlock | undefined): void {
  const changed = parent === undefined || !equalBytes(block.stateRoot, parent.stateRoot);
  if (block.isVoid) {
    if (changed || block.receipts.length > 0)
      corrupt(block.number, "a void block to leave the state as it was");
    if (block.timestamp !== parent.timestamp) corrupt(block.number, "the time of the state before it");
    return;
  }
  const { number, timestamp } = namesOf(block.bytes);
  if (!changed) corrupt(block.number, "a state of its own");
  if (block.number !== number || block.timestamp !== timestamp)
    corrupt(block.number, "the number and time that its bytes hold");
}

/** Number and time of W1; bytes that are not there are zero. */
function namesOf(bytes: Uint8Array): { readonly number: bigint; readonly timestamp: bigint } {
  const head = new Uint8Array(TIMESTAMP_OFFSET + 8);
  head.set(bytes.subarray(0, head.length));
  const view = viewOf(head);
  return {
    number: view.getBigUint64(NUMBER_OFFSET, true),
    timestamp: view.getBigUint64(TIMESTAMP_OFFSET, true),
  };
}

/**
 * Walks every row of the block namespace in key order and recomputes every hash: O(bytes of the chain), one block in
 * memory at a time. Returns the last block, undefined for an empty chain, and what was void. Throws `STORE_CORRUPT` with `data.block`, the
 * first block that is missing or damaged.
 */
export async function verifyChain(
  rows: AsyncIterable<[Uint8Array, Uint8Array]>,
): Promise<{ readonly last: StoredBlock | undefined; readonly voidBlocks: VoidBlocks }> {
  let parent: StoredBlock | undefined;
  let voidBlocks = NO_VOID_BLOCKS;
  let expected = 0n;
  for await (const [key, record] of rows) {
    if (key.length !== 9 || blockNumberOf(key) !== expected)
      corrupt(expected, "a record of it, it is missing");
    const block = decodeBlock(expected, record);
    verifyBlock(block, parent);
    voidBlocks = countedVoid(voidBlocks, block);
    parent = block;
    expected++;
  }
  return { last: parent, voidBlocks };
}
