/** A seeded random source for test programs: xorshift64*, so that a failing seed can be run again. */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(seed) * 0x9e37_79b9_7f4a_7c15n + 0x1234_5678_9abc_def1n) & 0xffff_ffff_ffff_ffffn;
  }

  /** 64 random bits. */
  u64(): bigint {
    let x = this.#state;
    x ^= x >> 12n;
    x = (x ^ (x << 25n)) & 0xffff_ffff_ffff_ffffn;
    x ^= x >> 27n;
    this.#state = x;
    return (x * 0x2545_f491_4f6c_dd1dn) & 0xffff_ffff_ffff_ffffn;
  }

  u32(): number {
    return Number(this.u64() >> 32n);
  }

  /** 0 to bound - 1. */
  below(bound: number): number {
    return Math.floor((this.u32() / 2 ** 32) * bound);
  }

  /** True once in `n`. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.u32() >>> 24);
  }
}

/** Operands at which arithmetic changes its mind. */
export const CORNER_VALUES: readonly bigint[] = [
  0n,
  1n,
  2n,
  0xffff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_fffen,
  0x8000_0000_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000n,
  0x7fff_ffffn,
  0xffff_ffffn,
  0xffff_ffff_8000_0000n,
  0x1_0000_0000n,
  31n,
  32n,
  63n,
  64n,
  0x0123_4567_89ab_cdefn,
  0xfedc_ba98_7654_3210n,
];

/** A corner or any 64 bits, evenly. */
export function operand(random: Random): bigint {
  return random.oneIn(2) ? random.pick(CORNER_VALUES) : random.u64();
}
