/** How final each block is, as L1 says at its confirmed depth and as this node agrees. */
import type { Timers } from "../primitives/timers.ts";
import type { Chain } from "../sequencer/port.ts";
import type { Judge } from "./asserter/judge.ts";
import type { Report } from "./events.ts";
import { greatest } from "./extremes.ts";
import type { L1Watcher } from "./l1/watcher.ts";
import { Loop } from "./loop.ts";
import type { FinalityHeights } from "./port.ts";

export interface FinalityOptions {
  /** Longest pause between two looks when L1 reports no change, ms. */
  readonly pollMs: number;
}

export interface FinalityDependencies {
  readonly chain: Chain;
  readonly watcher: Pick<L1Watcher, "assertions" | "publishedBlock" | "onChange">;
  readonly judge: Judge;
  readonly timers: Timers;
  readonly report: Report;
}

export class FinalityTracker {
  readonly #dependencies: FinalityDependencies;
  readonly #loop: Loop;
  readonly #listeners = new Set<(heights: FinalityHeights) => void>();
  readonly #unsubscribe: () => void;
  #published = 0n;
  #asserted = 0n;
  #final = 0n;

  constructor(options: FinalityOptions, dependencies: FinalityDependencies) {
    const { pollMs } = options;
    this.#dependencies = dependencies;
    this.#loop = new Loop(
      { name: "finality", intervalMs: pollMs, maxBackoffMs: 4 * pollMs, fatal: [] },
      { round: () => this.round(), timers: dependencies.timers, report: dependencies.report },
    );
    this.#unsubscribe = dependencies.watcher.onChange(() => this.#loop.wake());
  }

  start(): void {
    this.#loop.start();
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.#loop.close();
  }

  /** Heights never go down. The genesis block is final from the start. */
  get heights(): FinalityHeights {
    return {
      soft: this.#dependencies.chain.head.number,
      published: this.#published,
      asserted: this.#asserted,
      final: this.#final,
    };
  }

  /** Called when `published`, `asserted` or `final` rose. Must be quick and must not throw. */
  onChange(listener: (heights: FinalityHeights) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One look. An assertion counts only when it is this node's own state: a wrong one makes nothing final here. */
  async round(): Promise<void> {
    const { watcher, judge } = this.#dependencies;
    const tree = watcher.assertions;
    let { final, asserted } = { final: this.#final, asserted: this.#asserted };
    if (tree.confirmed !== undefined && (await judge.confirmed(tree.confirmed)) === "right") {
      final = tree.confirmed.lastBlock;
      const agreement = await judge.agreement(tree);
      asserted = agreement?.chain.at(-1)?.lastBlock ?? final;
    }
    const before = this.heights;
    this.#published = greatest(this.#published, watcher.publishedBlock, asserted, final);
    this.#asserted = greatest(this.#asserted, asserted, final);
    this.#final = greatest(this.#final, final);
    const { heights } = this;
    const rose =
      heights.published > before.published ||
      heights.asserted > before.asserted ||
      heights.final > before.final;
    if (rose) for (const listener of this.#listeners) listener(heights);
  }
}
