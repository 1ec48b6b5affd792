/** Snapshots from history, which runs a little behind the chain. */
import type { ReadContext } from "../context.ts";
import { HISTORY_WAIT_MS } from "../limits.ts";

/**
 * Reads the history as of the head at the time of the call, so that a snapshot and the deltas after it neither
 * overlap nor leave a gap. Throws `HISTORY_BEHIND` when it does not get there in time.
 */
export async function untilHead<Value>(
  { chain, history }: Pick<ReadContext, "chain" | "history">,
  read: (toBlock: bigint) => Promise<Value>,
): Promise<Value> {
  const head = chain.head.number;
  await history.reached(head, HISTORY_WAIT_MS);
  return read(head);
}
