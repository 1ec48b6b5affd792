/** Blocks that anyone appended on L1 (docs/spec/derivation.md S1-S4): made from the Inbox's messages alone, published nowhere else. */
import type { InboxMessage, L1Batch } from "../bridge/port.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { encodeBlock } from "../primitives/codec/index.ts";
import { NovateError } from "../primitives/error.ts";
import { inputRoot } from "../state-machine/index.ts";
import type { Slot } from "./payload.ts";

/** `Inbox.Batch.daKind` of a self-sequenced batch. */
const SELF_SEQUENCED = 3;

/** Messages as the Inbox delivered them, however old. */
export type MessageReader = (from: bigint, count: number) => Promise<readonly InboxMessage[]>;

export const isSelfSequenced = (batch: L1Batch): boolean => batch.pointer.kind === SELF_SEQUENCED;

/** The one block of a self-sequenced batch; its root is the batch's, as the Inbox computed it (S3). */
export function selfSequencedBlock(fields: {
  readonly number: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly l1Block: bigint;
  readonly messages: readonly InboxMessage[];
}): Uint8Array {
  return encodeBlock({ ...fields, inboxDue: 0n, selfSequenced: true, transactions: [] });
}

/**
 * The slot of a self-sequenced batch. Throws `L1_BEHIND` while a message is missing here, `L1_MISMATCH` when the messages do not make
 * the block that L1 computed.
 */
export async function selfSequencedSlots(batch: L1Batch, read: MessageReader): Promise<Slot[]> {
  const { height: from, start: count } = batch.pointer;
  const messages = count === 0 ? [] : await read(from, count);
  if (messages.length < count) {
    const message = `batch ${batch.index} uses L1 messages that are not confirmed here yet`;
    throw new NovateError("L1_BEHIND", message, { batch: batch.index });
  }
  const { firstBlock: number, lastTimestamp: timestamp, l1Block } = batch;
  const bytes = selfSequencedBlock({ number, timestamp, l1Block, messages });
  if (!equalBytes(inputRoot(bytes), batch.batchRoot)) {
    const message = `expected the messages of batch ${batch.index} to make the block that L1 computed`;
    throw new NovateError("L1_MISMATCH", message, { batch: batch.index });
  }
  return [{ number, bytes, transactions: 0 }];
}
