/** Random numbers. Consensus code never uses them; the node does for jitter and peers, tests inject a seeded one. */
export interface Rng {
  /** Uniform integer in 0 .. 2^32 - 1. */
  uint32(): number;
}

/** Cryptographic randomness of the platform (Node and browser). */
export const systemRng: Rng = {
  uint32: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
};

/** SplitMix32 from `seed`: the same sequence everywhere, for simulations and tests. Not for secrets. */
export function seededRng(seed: number): Rng {
  let state = seed >>> 0;
  return {
    uint32() {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    },
  };
}
