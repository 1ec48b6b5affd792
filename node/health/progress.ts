/** How far a node has come with the blocks that L1 and the published data hold. */

/** Samples of the head kept to tell the pace. */
const MAX_SAMPLES = 12;

export interface ProgressSources {
  /** The newest durable block here. */
  head(): bigint;
  /** The newest block in a confirmed batch; undefined before L1 was read. */
  published(): bigint | undefined;
  /** Milliseconds that only grow. */
  now(): number;
}

export interface ProgressFigures {
  readonly blocks: bigint;
  /** Blocks there are; undefined before L1 was read. */
  readonly of: bigint | undefined;
  readonly behind: bigint;
  readonly perSecond: number;
  /** Seconds until the rest is here at this pace; undefined while nothing moves. */
  readonly secondsLeft: number | undefined;
}

/** Must be sampled at a steady pace. */
export class Progress {
  readonly #maxLag: bigint;
  readonly #sources: ProgressSources;
  readonly #samples: { readonly at: number; readonly blocks: bigint }[] = [];

  /** `maxLag`: blocks by which a node may be behind and still be called caught up. */
  constructor({ maxLag }: { readonly maxLag: number }, sources: ProgressSources) {
    this.#maxLag = BigInt(maxLag);
    this.#sources = sources;
    this.sample();
  }

  sample(): void {
    this.#samples.push({ at: this.#sources.now(), blocks: this.#sources.head() });
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
  }

  /** False before L1 was read: nobody knows how much there is. */
  get isCaughtUp(): boolean {
    const { behind, of } = this.figures;
    return of !== undefined && behind <= this.#maxLag;
  }

  get figures(): ProgressFigures {
    const blocks = this.#sources.head();
    const of = this.#sources.published();
    const behind = of === undefined || of <= blocks ? 0n : of - blocks;
    const { at, blocks: before } = this.#samples[0]!;
    const seconds = (this.#sources.now() - at) / 1_000;
    const perSecond = seconds > 0 ? Number(blocks - before) / seconds : 0;
    const secondsLeft = behind === 0n ? 0 : perSecond > 0 ? Number(behind) / perSecond : undefined;
    return { blocks, of, behind, perSecond, secondsLeft };
  }
}

/** In words: `block 3 of 19,577 (0.0%), 310 blocks/s, 63 s left`. */
export function describeProgress({ blocks, of, perSecond, secondsLeft }: ProgressFigures): string {
  if (of !== undefined && blocks > of)
    return `block ${count(blocks)}, of which ${count(of)} are in confirmed batches`;
  if (of === undefined) return `block ${count(blocks)}; how many there are is not known before L1 was read`;
  const share = of === 0n ? 100 : Math.min(100, (Number(blocks) / Number(of)) * 100);
  const left = secondsLeft === undefined ? "standing still" : `${Math.ceil(secondsLeft)} s left`;
  return `block ${count(blocks)} of ${count(of)} (${share.toFixed(1)}%), ${Math.round(perSecond)} blocks/s, ${left}`;
}

const count = (blocks: bigint): string => blocks.toLocaleString("en");
