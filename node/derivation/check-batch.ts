import type { L1Batch, L1View } from "../bridge/port.ts";
import { equalBytes } from "../primitives/bytes.ts";
import {
  type BlockScan,
  decodeBatch,
  type L1Message,
  MAX_MESSAGES,
  scanBlock,
} from "../primitives/codec/index.ts";
import { errorMessage, NovateError } from "../primitives/error.ts";
import { batchRoot, inputRoot } from "../state-machine/index.ts";

/** Where the chain stands before a batch. */
export interface DerivationCursor {
  readonly blockNumber: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly inboxCursor: bigint;
}

/** A block of a batch that obeys every rule that does not need execution. */
export interface CheckedBlock {
  readonly bytes: Uint8Array;
  readonly number: bigint;
  readonly timestamp: bigint;
  readonly transactions: number;
}

const MS_PER_SECOND = 1_000n;

/** `BATCH_VOID` with the rule of docs/spec/derivation.md that the batch breaks. */
function voidBatch(batch: L1Batch, rule: string, message: string): never {
  throw new NovateError("BATCH_VOID", `batch ${batch.index} breaks ${rule}: ${message}`, {
    batch: batch.index,
    rule,
  });
}

/**
 * Rules D3-D6 over a payload whose commitment was checked. With `start` in the middle of the batch (a restart) the blocks up to
 * it are left out: they were checked when they were applied. Throws `BATCH_VOID` where a rule is broken and `L1_BEHIND` while L1 as seen here has not confirmed the
 * messages that the batch claims.
 */
export function checkBatch(
  batch: L1Batch,
  payload: Uint8Array,
  start: DerivationCursor,
  l1: Pick<L1View, "messages" | "dueCount">,
): CheckedBlock[] {
  const known = Number(start.blockNumber + 1n - batch.firstBlock);
  const blocks = splitPayload(batch, payload).slice(known);
  let cursor = start;
  const checked = blocks.map((bytes) => {
    const scan = scanStrictly(batch, bytes);
    cursor = checkBlock(batch, scan, cursor, l1);
    const transactions = scan.transactionOffsets.length - 1;
    return { bytes, number: scan.number, timestamp: scan.timestamp, transactions };
  });
  if (cursor.timestamp !== batch.lastTimestamp) {
    voidBatch(batch, "D4", `expected the last block at ${batch.lastTimestamp} ms, got ${cursor.timestamp}`);
  }
  if (cursor.inboxCursor !== batch.inboxCursor) {
    voidBatch(batch, "D5", `expected ${batch.inboxCursor} messages consumed, got ${cursor.inboxCursor}`);
  }
  return checked;
}

function splitPayload(batch: L1Batch, payload: Uint8Array): Uint8Array[] {
  let blocks: Uint8Array[];
  try {
    blocks = decodeBatch(payload);
  } catch (error) {
    return voidBatch(batch, "D3", errorMessage(error));
  }
  const expected = batch.lastBlock - batch.firstBlock + 1n;
  if (BigInt(blocks.length) !== expected)
    voidBatch(batch, "D3", `expected ${expected} blocks, got ${blocks.length}`);
  if (!equalBytes(batchRoot(blocks.map(inputRoot)), batch.batchRoot))
    voidBatch(batch, "D3", "the blocks give another batch root");
  return blocks;
}

function scanStrictly(batch: L1Batch, bytes: Uint8Array): BlockScan {
  try {
    return scanBlock(bytes);
  } catch (error) {
    return voidBatch(batch, "D7", errorMessage(error));
  }
}

function checkBlock(
  batch: L1Batch,
  block: BlockScan,
  before: DerivationCursor,
  l1: Pick<L1View, "messages" | "dueCount">,
): DerivationCursor {
  if (block.number !== before.blockNumber + 1n)
    voidBatch(batch, "D4", `expected block ${before.blockNumber + 1n}, got ${block.number}`);
  if (block.timestamp <= before.timestamp)
    voidBatch(batch, "D4", `block ${block.number} is not later than its parent`);
  // What is due beyond the messages one block can hold is due in the next block.
  const reachable = before.inboxCursor + BigInt(MAX_MESSAGES);
  const dueNow = l1.dueCount(block.timestamp / MS_PER_SECOND);
  const due = dueNow < reachable ? dueNow : reachable;
  if (block.inboxDue < due)
    voidBatch(batch, "D6", `block ${block.number} counts ${block.inboxDue} messages due, L1 says ${due}`);
  const known = l1.messages(before.inboxCursor, block.messages.length);
  if (known.length < block.messages.length) {
    throw new NovateError(
      "L1_BEHIND",
      `batch ${batch.index} uses L1 messages that are not confirmed here yet`,
      { batch: batch.index },
    );
  }
  block.messages.forEach((message, position) => {
    const inbox = known[position];
    if (inbox === undefined || !sameMessage(message, inbox)) {
      voidBatch(
        batch,
        "D5",
        `block ${block.number} holds L1 message ${message.index} with other contents than the Inbox`,
      );
    }
  });
  return {
    blockNumber: block.number,
    timestamp: block.timestamp,
    inboxCursor: before.inboxCursor + BigInt(block.messages.length),
  };
}

function sameMessage(a: L1Message, b: L1Message): boolean {
  return (
    a.kind === b.kind &&
    a.index === b.index &&
    a.l1Block === b.l1Block &&
    a.l1Time === b.l1Time &&
    equalBytes(a.sender, b.sender) &&
    equalBytes(a.payload, b.payload)
  );
}
