/**
 * The order of arrival, signed: each admitted transaction gets the next number, and what came since the last block is signed at once, right
 * before the next block takes from the queue. Hashing waits until the block was executed, so that it costs no block its time.
 */
import {
  type ArrivalReceipt,
  type ArrivalTick,
  arrivalLayers,
  arrivalLeaf,
  arrivalPath,
  arrivalTickDigest,
} from "../primitives/arrival/index.ts";
import { toHex } from "../primitives/bytes.ts";

/** When a transaction came. */
export interface Arrival {
  readonly sequence: number;
  /** Milliseconds. */
  readonly time: number;
  /** Resolves once its tick is signed; undefined when the node could not sign. Never rejects. */
  receipt(): Promise<ArrivalReceipt | undefined>;
}

export interface ArrivalLogDependencies {
  /** The chain's EIP-712 domain separator. */
  readonly separator: Uint8Array;
  /** Signs a 32-byte digest: 65 bytes, r, s, v. */
  sign(digest: Uint8Array): Promise<Uint8Array>;
  /** A tick could not be signed: its transactions have no receipt. */
  onError(error: unknown): void;
}

interface Signed {
  readonly tick: ArrivalTick;
  readonly layers: readonly (readonly Uint8Array[])[];
  readonly previous: `0x${string}`;
  readonly signature: `0x${string}`;
}

class OpenTick {
  readonly first: number;
  readonly hashes: Uint8Array[] = [];
  readonly times: number[] = [];
  readonly signed: Promise<Signed | undefined>;
  settle: (signed: Signed | undefined) => void = () => {};

  constructor(first: number) {
    this.first = first;
    this.signed = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}

export class ArrivalLog {
  readonly #session: number;
  readonly #dependencies: ArrivalLogDependencies;
  #open = new OpenTick(0);
  #ticks = 0;
  #previous: Uint8Array = new Uint8Array(32);

  /** `session`: when the node began to count, ms. */
  constructor({ session }: { readonly session: number }, dependencies: ArrivalLogDependencies) {
    this.#session = session;
    this.#dependencies = dependencies;
  }

  /** Numbers a transaction (its 32-byte hash) that was admitted at `time` (ms). */
  add(hash: Uint8Array, time: number): Arrival {
    const tick = this.#open;
    const index = tick.hashes.push(hash) - 1;
    tick.times.push(time);
    const sequence = tick.first + index;
    return { sequence, time, receipt: async () => receiptOf(await tick.signed, index, time) };
  }

  /** Ends the tick, if anything arrived in it; it is signed after the caller's turn. */
  close(now: number): void {
    const tick = this.#open;
    if (tick.hashes.length === 0) return;
    this.#open = new OpenTick(tick.first + tick.hashes.length);
    setImmediate(() => {
      this.#sign(tick, now).then(tick.settle, (error) => {
        tick.settle(undefined);
        this.#dependencies.onError(error);
      });
    });
  }

  async #sign({ first, hashes, times }: OpenTick, now: number): Promise<Signed> {
    const leaves = hashes.map((hash, i) => arrivalLeaf(hash, first + i, times[i]!));
    const layers = arrivalLayers(leaves);
    const tick: ArrivalTick = {
      session: this.#session,
      tick: this.#ticks++,
      first,
      count: hashes.length,
      time: now,
      previous: this.#previous,
      root: layers.at(-1)![0]!,
    };
    const digest = arrivalTickDigest(tick, this.#dependencies.separator);
    this.#previous = digest;
    const signature = toHex(await this.#dependencies.sign(digest));
    return { tick, layers, previous: toHex(tick.previous), signature };
  }
}

function receiptOf(signed: Signed | undefined, index: number, time: number): ArrivalReceipt | undefined {
  if (signed === undefined) return undefined;
  const { layers, previous, signature, tick } = signed;
  const { count, first, session } = tick;
  // Five times faster than `toHex`, which browsers can have too.
  const path = `0x${Buffer.from(arrivalPath(layers, index).buffer).toString("hex")}` as const;
  const place = { session, sequence: first + index, time };
  return { ...place, tick: tick.tick, first, count, tickTime: tick.time, previous, path, signature };
}
