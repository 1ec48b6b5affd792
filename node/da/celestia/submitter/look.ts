import { errorCode } from "../../../primitives/error.ts";
import { sleep, type Timers } from "../../../primitives/timers.ts";
import { shareCommitment } from "../codec/commitment.ts";
import type { NamespaceReader } from "../namespace-reader.ts";
import type { SubmitRecord } from "./record.ts";

/** Where a blob is: height, first share in the original square, number of shares. */
export interface Place {
  readonly height: number;
  readonly start: number;
  readonly length: number;
}

/** `absent`: it is in no block up to the head; `late`: nor can it come any more; `undecided`: reading failed. */
export type Look =
  | { readonly kind: "found"; readonly place: Place }
  | { readonly kind: "absent" | "late" | "undecided" };

export interface LookOptions {
  /** Pause between looks, about one block. */
  readonly pollMs: number;
  /** Longest time of waiting, in pauses of `pollMs`. */
  readonly maxLookMs: number;
}

/** Looks for the first copy of a sent blob, by its commitment. */
export interface Looker {
  /** Looks once, up to the head. Never throws for what the endpoint does. */
  once(record: SubmitRecord, signal?: AbortSignal): Promise<Look>;
  /** Looks until it is found, can come no more, or the time is over (`undecided`). */
  untilSettled(record: SubmitRecord, signal?: AbortSignal): Promise<Look>;
}

export function createLooker(
  { maxLookMs, pollMs }: LookOptions,
  { reader, timers }: { readonly reader: NamespaceReader; readonly timers: Timers },
): Looker {
  /** Looks from `height` up to the head; the place, or the next height to look at. */
  const scan = async (commitment: string, height: number, signal?: AbortSignal): Promise<Place | number> => {
    const head = await reader.head(signal);
    for (let at = height; at <= head; at++) {
      for (const blob of await reader.blobsAt(at, signal)) {
        if (Buffer.from(shareCommitment(blob)).toString("hex") !== commitment) continue;
        return { height: at, start: blob.start, length: blob.shareCount };
      }
    }
    return Math.max(height, head + 1);
  };

  /** One look from `cursor.next` on, which it moves. */
  const step = async (
    record: SubmitRecord,
    cursor: { next: number },
    signal?: AbortSignal,
  ): Promise<Look> => {
    try {
      const found = await scan(record.commitment, cursor.next, signal);
      if (typeof found !== "number") return { kind: "found", place: found };
      cursor.next = found;
      return { kind: found > record.deadline ? "late" : "absent" };
    } catch (error) {
      if (signal?.aborted || errorCode(error).startsWith("DA_")) return { kind: "undecided" };
      throw error;
    }
  };

  return {
    once: (record, signal) => step(record, { next: record.fromHeight }, signal),
    async untilSettled(record, signal) {
      const cursor = { next: record.fromHeight };
      const looks = Math.max(1, Math.ceil(maxLookMs / pollMs));
      for (let look = 1; look <= looks && !signal?.aborted; look++) {
        const seen = await step(record, cursor, signal);
        if (seen.kind === "found" || seen.kind === "late") return seen;
        if (look < looks) await sleep(timers, pollMs, signal).catch(() => {});
      }
      return { kind: "undecided" };
    },
  };
}
