/** Seeded draws: the same seed gives the same run everywhere. */
import { seededRng } from "../../../node/primitives/rng.ts";

export class Draw {
  readonly #uint32: () => number;

  constructor(seed: number) {
    const rng = seededRng(seed);
    this.#uint32 = () => rng.uint32();
  }

  /** 0 .. below - 1. */
  int(below: number): number {
    return Math.floor((this.#uint32() / 2 ** 32) * below);
  }

  /** least .. most. */
  between(least: number, most: number): number {
    return least + this.int(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.#uint32() < probability * 2 ** 32;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(values.length)]!;
  }

  maybe<T>(values: readonly T[]): T | undefined {
    return values.length > 0 ? this.pick(values) : undefined;
  }

  /** One of the choices, each as likely as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    let rest = (this.#uint32() / 2 ** 32) * total;
    for (const [weight, value] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return choices.at(-1)![1];
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(256));
  }
}
