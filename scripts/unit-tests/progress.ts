import { relative } from "node:path";
import type { Reporter, TestModule, TestSpecification, Vitest } from "vitest/node";
import { expectedSeconds, readTimes, secondsLeft } from "./times.ts";

/** Shortest pause between two lines, ms. */
const PAUSE_MS = 5_000;

/** Tells, now and then, how many files are done of all, and about how long the rest takes. */
export default class Progress implements Reporter {
  readonly #times = readTimes();
  #root = "";
  #started = 0;
  #toldAt = 0;
  #files = 0;
  #done = 0;
  #doneSeconds = 0;
  #allSeconds = 0;

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunStart(files: readonly TestSpecification[]): void {
    this.#started = performance.now();
    this.#files = files.length;
    this.#allSeconds = files.reduce((sum, { moduleId }) => sum + this.#expected(moduleId), 0);
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.#done += 1;
    this.#doneSeconds += this.#expected(moduleId);
    const now = performance.now();
    if (this.#done === this.#files || now - this.#toldAt < PAUSE_MS) return;
    this.#toldAt = now;
    const elapsed = (now - this.#started) / 1_000;
    const left = secondsLeft(elapsed, this.#doneSeconds, this.#allSeconds - this.#doneSeconds);
    process.stdout.write(`   ${this.#done} of ${this.#files} files done, about ${duration(left)} left\n`);
  }

  #expected(moduleId: string): number {
    return expectedSeconds(this.#times, relative(this.#root, moduleId));
  }
}

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds / 5) * 5} s` : `${Math.ceil(seconds / 60)} min`;
}
