/** Signers are recovered by workers ahead of execution, so that the engine finds them in the cache when it asks. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { framedBlock, scanBlock } from "../primitives/codec/index.ts";
import { digestOf } from "../primitives/eip712/index.ts";
import type { SignerPool } from "../state-machine/index.ts";
import type { DerivedBatch } from "./derive.ts";
import type { Slot } from "./payload.ts";

/** Signatures asked for and not answered; a block is asked for while there are fewer. Well below the cache's capacity. */
export const MAX_PREFETCH = 32_768;

/** Advice only: no answer of the engine depends on it. */
export interface SignaturePrefetch {
  /** Whether another block may be asked for. */
  readonly hasRoom: boolean;
  /** Asks for the signers of a slot's bytes, as far as they can be read; resolves when all are answered, never rejects. */
  ask(bytes: Uint8Array): Promise<void>;
}

export function createSignaturePrefetch(
  options: { readonly domainSeparator: Uint8Array },
  dependencies: { readonly pool: Pick<SignerPool, "recover" | "pending"> },
): SignaturePrefetch {
  const { pool } = dependencies;
  return {
    get hasRoom() {
      return pool.pending < MAX_PREFETCH;
    },
    async ask(bytes) {
      const block = framedBlock(bytes);
      const asked: Promise<unknown>[] = [];
      try {
        scanBlock(block, (fields) => {
          const digest = digestOf(block, fields, options.domainSeparator);
          asked.push(pool.recover(digest, block.slice(fields.signatureAt, fields.end)));
        });
      } catch {
        // Nothing that can be read: the engine will find the block void, and asks for no signer.
      }
      // A failure here is no failure: the engine recovers in place what is missing from the cache.
      await Promise.allSettled(asked);
    },
  };
}

/** One slot of a batch, its signers recovered as far as a prefetch was given. */
export interface ReadySlot {
  readonly derived: DerivedBatch;
  readonly slot: Slot;
  readonly isLast: boolean;
}

interface Waiting extends ReadySlot {
  ready?: Promise<void>;
}

/**
 * The slots of the batches in order. While one is executed, the next batch is read and the signers of the blocks behind it are
 * recovered: at most two batches and {@link MAX_PREFETCH} signatures (and one block) are ahead.
 */
export async function* blocksAhead(
  batches: AsyncGenerator<DerivedBatch>,
  prefetch: SignaturePrefetch | undefined,
): AsyncGenerator<ReadySlot> {
  const queue: Waiting[] = [];
  let asked = 0;
  let pulled = pull(batches);
  try {
    for (;;) {
      if (queue.length === 0 || (pulled.arrived && queue.at(-1)!.derived === queue[0]!.derived)) {
        const result = await pulled.result;
        if (result.done === true && queue.length === 0) return;
        if (result.done !== true) {
          for (const slot of waitingSlots(result.value)) queue.push(slot);
          pulled = pull(batches);
        }
      }
      while (prefetch !== undefined && asked < queue.length && (prefetch.hasRoom || asked === 0)) {
        const next = queue[asked++]!;
        if (next.slot.bytes !== undefined) next.ready = prefetch.ask(next.slot.bytes);
      }
      const first = queue.shift();
      if (first === undefined) continue;
      asked = Math.max(0, asked - 1);
      await first.ready;
      // Execution is synchronous: without a turn of the event loop the workers' answers would never be read.
      await nextTurn();
      yield first;
    }
  } finally {
    // An early end of the consumer must also end the source; what it was about to say no longer matters.
    pulled.result.catch(() => undefined);
    void batches.return(undefined).catch(() => undefined);
  }
}

function waitingSlots(derived: DerivedBatch): Waiting[] {
  const last = derived.slots.length - 1;
  return derived.slots.map((slot, i) => ({ derived, slot, isLast: i === last }));
}

/** Asks for the next batch without waiting; `arrived` says when waiting would be short. */
function pull(batches: AsyncGenerator<DerivedBatch>): {
  readonly result: Promise<IteratorResult<DerivedBatch>>;
  arrived: boolean;
} {
  const pulled = { result: batches.next(), arrived: false };
  pulled.result.then(
    ({ done }) => {
      pulled.arrived = done !== true;
    },
    // Seen by whoever awaits the result, when its turn comes.
    () => undefined,
  );
  return pulled;
}
