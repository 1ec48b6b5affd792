/** Options that hold a span of time: one declaration, so that a test can try each of them at its default and its extremes. */
import { InvalidArgumentError, Option } from "commander";

export interface DurationRange {
  /** Smallest and largest value taken, in the option's unit. */
  readonly low: number;
  readonly high: number;
  /** Absent: no value unless one is given. */
  readonly usual?: number;
}

/** An option that takes a whole number of milliseconds or of seconds. */
export class DurationOption extends Option {
  readonly range: DurationRange;
  readonly #millisecondsEach: number;

  constructor(name: string, unit: "ms" | "s", text: string, range: DurationRange) {
    super(`${name} <${unit}>`, text);
    this.range = range;
    this.#millisecondsEach = unit === "ms" ? 1 : 1_000;
    const { low, high, usual } = range;
    this.argParser((given: string) => {
      const value = Number(given);
      if (/^\d+$/.test(given) && value >= low && value <= high) return value;
      const words = unit === "ms" ? "milliseconds" : "seconds";
      throw new InvalidArgumentError(
        `expected ${name} as a whole number of ${words} in ${low}..${high}, got "${given}"`,
      );
    });
    if (usual !== undefined) this.default(usual);
  }

  milliseconds(value: number): number {
    return value * this.#millisecondsEach;
  }
}

export const milliseconds = (name: string, text: string, range: DurationRange) =>
  new DurationOption(name, "ms", text, range);

export const seconds = (name: string, text: string, range: DurationRange) =>
  new DurationOption(name, "s", text, range);
