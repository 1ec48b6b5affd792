/** Builds what the data-availability layer gets, and refuses to trust its own encoder. */
import { equalBytes } from "../../primitives/bytes.ts";
import { decodeBatch, encodeBatch, MAX_BATCH_BLOCKS, peekBlock } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { batchRoot, inputRoot } from "../../state-machine/index.ts";
import type { BlockStore, StoredBlock } from "../../store/port.ts";

/** Bytes of a payload besides its blocks: the head, and each block's entry in the table. */
const PAYLOAD_HEAD_BYTES = 8;
const TABLE_ENTRY_BYTES = 4;

export interface Payload {
  readonly bytes: Uint8Array;
  readonly batchRoot: Uint8Array;
}

/** What a block adds to a payload. */
export const payloadCost = (block: StoredBlock): number => TABLE_ENTRY_BYTES + block.bytes.length;

/**
 * The payload of these blocks, decoded again and compared with the store: numbers, bytes, roots. Throws `BATCH_MISMATCH`:
 * posting would publish something that is not the chain.
 */
export function buildPayload(blocks: readonly StoredBlock[]): Payload {
  const bytes = encodeBatch(blocks.map((block) => block.bytes));
  const decoded = decodeBatch(bytes);
  const root = batchRoot(blocks.map((block) => block.inputRoot));
  const same = decoded.every((block, i) => {
    const stored = blocks[i]!;
    return equalBytes(block, stored.bytes) && peekBlock(block).number === stored.number;
  });
  if (!same || decoded.length !== blocks.length || !equalBytes(batchRoot(decoded.map(inputRoot)), root)) {
    throw new NovateError("BATCH_MISMATCH", "expected the payload to decode to the stored blocks");
  }
  return { bytes, batchRoot: root };
}

/** Blocks `first..last` of the store. Throws `BATCH_MISMATCH` when one is missing. */
export async function readBlocks(
  store: Pick<BlockStore, "range">,
  first: bigint,
  last: bigint,
): Promise<StoredBlock[]> {
  const blocks: StoredBlock[] = [];
  for await (const block of store.range(first, last)) blocks.push(block);
  if (BigInt(blocks.length) !== last - first + 1n) {
    throw new NovateError(
      "BATCH_MISMATCH",
      `expected blocks ${first}..${last} in the store, got ${blocks.length}`,
    );
  }
  return blocks;
}

/** The blocks from `first` on that fit `maxBytes` together, at most to `head`; at least one. Throws `BATCH_BLOCK_TOO_LARGE`. */
export async function blocksThatFit(
  store: Pick<BlockStore, "range">,
  first: bigint,
  head: bigint,
  maxBytes: number,
): Promise<StoredBlock[]> {
  const blocks: StoredBlock[] = [];
  let bytes = PAYLOAD_HEAD_BYTES;
  for await (const block of store.range(first, head)) {
    bytes += payloadCost(block);
    if (bytes > maxBytes || blocks.length === MAX_BATCH_BLOCKS) {
      if (blocks.length > 0) return blocks;
      throw new NovateError(
        "BATCH_BLOCK_TOO_LARGE",
        `expected block ${block.number} to fit ${maxBytes} bytes alone`,
      );
    }
    blocks.push(block);
  }
  return blocks;
}
