/** How far this machine's clock is from L1's time, as new L1 blocks show it. */

/** Milliseconds between two looks beyond which a new block may have been there for long. */
const FRESH_MS = 5_000;
/** New blocks of which the youngest tells: one that was late says nothing of the clock. */
const SAMPLES = 8;

export class ClockSkew {
  #number: bigint | undefined;
  #lookedAt = 0;
  readonly #ages: number[] = [];

  /** A look at L1's newest block: its number and time (seconds), at `now` (ms) of this machine's clock. */
  look(number: bigint, time: bigint, now: number): void {
    const isNew = this.#number !== undefined && number > this.#number && now - this.#lookedAt < FRESH_MS;
    if (isNew) {
      this.#ages.push(now / 1_000 - Number(time));
      if (this.#ages.length > SAMPLES) this.#ages.shift();
    }
    this.#number = number;
    this.#lookedAt = now;
  }

  /**
   * Seconds, to a tenth, that the clock is ahead of L1's, negative when behind; undefined before a block was seen to come. A sound clock shows the
   * seconds a block needs to reach us: the least of the latest ones.
   */
  get seconds(): number | undefined {
    return this.#ages.length === 0 ? undefined : Math.round(Math.min(...this.#ages) * 10) / 10;
  }
}
