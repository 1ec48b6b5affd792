/** The outcomes of the latest transactions by their bytes: a repeat waits for, or gets, what the first one got. */
import type { TransactionOutcome } from "../../mempool/port.ts";
import { REMEMBERED_OUTCOMES } from "../limits.ts";

export interface Outcomes {
  /** Whether the same bytes are under way or done. */
  has(bytes: Uint8Array): boolean;
  /** The outcome of `bytes`, from `submit` unless the same bytes are under way or done. A failure is forgotten. */
  of(bytes: Uint8Array, submit: () => Promise<TransactionOutcome>): Promise<TransactionOutcome>;
}

type Generation = Map<string, Promise<TransactionOutcome>>;

/** Two generations of at most half the bound each: dropping the older one whole costs nothing per transaction. */
export function createOutcomes(): Outcomes {
  const keyOf = (bytes: Uint8Array) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  let young: Generation = new Map();
  let old: Generation = new Map();
  const known = (key: string) => young.get(key) ?? old.get(key);
  return {
    has: (bytes) => known(keyOf(bytes)) !== undefined,
    of(bytes, submit) {
      const key = keyOf(bytes);
      const earlier = known(key);
      if (earlier !== undefined) return earlier;
      const outcome = submit();
      if (young.size >= REMEMBERED_OUTCOMES / 2) {
        old = young;
        young = new Map();
      }
      young.set(key, outcome);
      outcome.catch(() => {
        young.delete(key);
        old.delete(key);
      });
      return outcome;
    },
  };
}
