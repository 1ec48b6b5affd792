/** The outcomes of the latest transactions by their bytes: a repeat waits for, or gets, what the first one got. */
import type { TransactionOutcome } from "../../mempool/port.ts";
import { REMEMBERED_OUTCOMES } from "../limits.ts";

export interface Outcomes {
  /** Whether the same bytes are under way or done. */
  has(bytes: Uint8Array): boolean;
  /** The outcome of `bytes`, from `submit` unless the same bytes are under way or done. A failure is forgotten. */
  of(bytes: Uint8Array, submit: () => Promise<TransactionOutcome>): Promise<TransactionOutcome>;
}

export function createOutcomes(): Outcomes {
  const keyOf = (bytes: Uint8Array) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const known = new Map<string, Promise<TransactionOutcome>>();
  return {
    has: (bytes) => known.has(keyOf(bytes)),
    of(bytes, submit) {
      const key = keyOf(bytes);
      const earlier = known.get(key);
      if (earlier !== undefined) return earlier;
      const outcome = submit();
      known.set(key, outcome);
      outcome.catch(() => known.delete(key));
      if (known.size > REMEMBERED_OUTCOMES) known.delete(known.keys().next().value!);
      return outcome;
    },
  };
}
