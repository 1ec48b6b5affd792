/** Rules V1-V5 of docs/spec/derivation.md: what L1 demands of the state that a block leaves. */
import type { L1Batch, L1View } from "../bridge/port.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { accumulate, MAX_MESSAGES } from "../primitives/codec/index.ts";
import type { HeaderJudge, HeaderRecord, Refusal } from "../state-machine/index.ts";

const MS_PER_SECOND = 1_000n;

/** What the state before the block says of the Inbox. */
export type InboxPosition = Pick<HeaderRecord, "inboxCursor" | "inboxAccumulator">;

/** The place of a block on L1. */
export interface SlotPlace {
  readonly number: bigint;
  readonly batch: Pick<L1Batch, "lastTimestamp" | "inboxCursor">;
}

/**
 * The judge of the block in a slot, on a state that stands at `before`. L1 as seen here must have confirmed every message up to the
 * batch's cursor. Codes: `WRONG_NUMBER`, `BEYOND_BATCH_TIME`, `BEYOND_BATCH_CURSOR`, `WRONG_MESSAGES`, `FORCED_MESSAGES_LEFT_OUT`.
 */
export function l1Judge(
  { number, batch }: SlotPlace,
  before: InboxPosition,
  l1: Pick<L1View, "messages" | "dueCount">,
): HeaderJudge {
  return (after) => {
    if (after.blockNumber !== number)
      return refuse("WRONG_NUMBER", `expected block ${number}, got ${after.blockNumber}`);
    if (after.timestamp > batch.lastTimestamp) {
      const message = `expected a time of at most ${batch.lastTimestamp} ms, got ${after.timestamp}`;
      return refuse("BEYOND_BATCH_TIME", message);
    }
    if (after.inboxCursor > batch.inboxCursor) {
      const message = `expected at most ${batch.inboxCursor} messages consumed, got ${after.inboxCursor}`;
      return refuse("BEYOND_BATCH_CURSOR", message);
    }
    if (!equalBytes(after.inboxAccumulator, accumulatorAfter(before, after.inboxCursor, l1)))
      return refuse("WRONG_MESSAGES", "expected the messages that the Inbox delivered");
    const due = dueAt(after.timestamp, before.inboxCursor, l1);
    if (after.inboxCursor < due) {
      const message = `expected at least ${due} messages consumed, got ${after.inboxCursor}`;
      return refuse("FORCED_MESSAGES_LEFT_OUT", message);
    }
    return undefined;
  };
}

const refuse = (code: string, message: string): Refusal => ({ code, message });

/** Messages that must be consumed by a block at `timestamp`; what is due beyond those one block can hold may wait for the next. */
function dueAt(timestamp: bigint, cursor: bigint, l1: Pick<L1View, "dueCount">): bigint {
  const due = l1.dueCount(timestamp / MS_PER_SECOND);
  const reachable = cursor + BigInt(MAX_MESSAGES);
  return due < reachable ? due : reachable;
}

function accumulatorAfter(before: InboxPosition, cursor: bigint, l1: Pick<L1View, "messages">): Uint8Array {
  const consumed = l1.messages(before.inboxCursor, Number(cursor - before.inboxCursor));
  return consumed.reduce((hash, message) => accumulate(hash, message), before.inboxAccumulator);
}
