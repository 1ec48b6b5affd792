/** Signers are recovered by workers ahead of execution, so that they are there when the engine asks. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { decodeBlock, framedBlock, SIGNATURE_BYTES } from "../primitives/codec/index.ts";
import { BlockSignatures, type CheckedSignature, type SignerPool } from "../state-machine/index.ts";
import type { DerivedBatch } from "./derive.ts";
import type { Slot } from "./payload.ts";

/** Signatures asked for and not answered; a block is asked for while there are fewer. Well below the pool's bound. */
export const MAX_PREFETCH = 32_768;

/** Advice only: no answer of the engine depends on it. */
export interface SignaturePrefetch {
  /** Whether another block may be asked for. */
  readonly hasRoom: boolean;
  /** The signatures of a slot's bytes; undefined when they cannot be read or found. Never rejects. */
  ask(bytes: Uint8Array): Promise<BlockSignatures | undefined>;
}

export function createSignaturePrefetch(dependencies: {
  readonly pool: Pick<SignerPool, "recover" | "pending">;
}): SignaturePrefetch {
  const { pool } = dependencies;
  return {
    get hasRoom() {
      return pool.pending < MAX_PREFETCH;
    },
    ask: (bytes) =>
      new Promise((resolve) => {
        const transactions = transactionsOf(framedBlock(bytes));
        const checked: CheckedSignature[] = new Array(transactions.length);
        let left = transactions.length;
        if (left === 0) resolve(undefined);
        transactions.forEach((transaction, i) => {
          const signature = transaction.subarray(-SIGNATURE_BYTES);
          pool.recover(transaction, {
            recovered(digest, signer) {
              checked[i] = { digest, signature, signer };
              if (--left === 0) resolve(new BlockSignatures(checked));
            },
            // No failure of the derivation: the engine recovers in place.
            failed: () => resolve(undefined),
          });
        });
      }),
  };
}

/** Those of a block that cannot be read are none: the engine will find it void, and asks for no signer. */
function transactionsOf(block: Uint8Array): readonly Uint8Array[] {
  try {
    return decodeBlock(block).transactions;
  } catch {
    return [];
  }
}

/** One slot of a batch, its signers recovered as far as a prefetch was given. */
export interface ReadySlot {
  readonly derived: DerivedBatch;
  readonly slot: Slot;
  readonly isLast: boolean;
  /** Where a prefetch found them. */
  readonly signatures?: BlockSignatures;
}

interface Waiting extends ReadySlot {
  ready?: Promise<BlockSignatures | undefined>;
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
      const signatures = await first.ready;
      // Execution is synchronous: without a turn of the event loop the workers' answers would never be read.
      await nextTurn();
      const { derived, slot, isLast } = first;
      yield { derived, slot, isLast, ...(signatures && { signatures }) };
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
