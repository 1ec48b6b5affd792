/** How far the history is, and who waits for it. */
import { NovateError } from "../../primitives/error.ts";
import type { CandleChange } from "./candles.ts";

/** A block that the history took. */
export interface Indexed {
  readonly number: bigint;
  /** The bars it changed. */
  readonly candles: readonly CandleChange[];
  /** Whether funding accrued in it. */
  readonly accrued: boolean;
}

export class Progress {
  #indexed = -1n;
  readonly #waiting = new Set<{ readonly number: bigint; readonly done: () => void }>();
  readonly #listeners = new Set<(candles: readonly CandleChange[]) => void>();
  readonly #accruals = new Set<(number: bigint) => void>();

  /** Last block that queries see, -1 while there is none. */
  get indexed(): bigint {
    return this.#indexed;
  }

  /** Where an opened history begins. */
  start(indexed: bigint): void {
    this.#indexed = indexed;
  }

  /** A block is in the history; tells who waits, then the listeners when it traded or accrued funding. */
  advance({ accrued, candles, number }: Indexed): void {
    this.#indexed = number;
    for (const waiter of this.#waiting) if (waiter.number <= number) waiter.done();
    if (candles.length > 0) for (const listener of this.#listeners) listener(candles);
    if (accrued) for (const listener of this.#accruals) listener(number);
  }

  /** Called with the number of each block in which funding accrued, once its entries can be read. Returns the unsubscribe function. */
  onFunding(listener: (number: bigint) => void): () => void {
    this.#accruals.add(listener);
    return () => this.#accruals.delete(listener);
  }

  /** Called with the bars that changed, after each block that traded. Returns the unsubscribe function. */
  onCandles(listener: (candles: readonly CandleChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once block `number` is indexed; throws `HISTORY_BEHIND` after `timeoutMs`. */
  reached(number: bigint, timeoutMs: number): Promise<void> {
    if (this.indexed >= number) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter = { number, done: () => finish(resolve) };
      const timer = setTimeout(() => {
        const message = `expected the history at block ${number}, got ${this.indexed}`;
        finish(() => reject(new NovateError("HISTORY_BEHIND", message, { indexed: this.indexed })));
      }, timeoutMs);
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        settle();
      };
      this.#waiting.add(waiter);
    });
  }
}
