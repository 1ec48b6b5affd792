/** A development market's outside price: a mean-reverting random walk in ticks, the same for the same seed. */
export interface PricePath {
  /** The next price, in ticks. */
  next(): number;
}

export interface PricePathOptions {
  readonly seed: number;
  /** Ticks. */
  readonly start: number;
  /** Standard step in millionths of the price. */
  readonly stepPpm: number;
}

const MULTIPLIER = 1_664_525;
const INCREMENT = 1_013_904_223;
const MODULUS = 2 ** 32;
/** Share of the distance to the start price that each step gives back. */
const REVERSION = 0.002;

/** A linear congruential generator is enough here: nothing but the look of a demonstration depends on it. */
export function createPricePath(options: PricePathOptions): PricePath {
  let state = options.seed >>> 0;
  let price = options.start;
  const uniform = () => {
    state = (Math.imul(state, MULTIPLIER) + INCREMENT) >>> 0;
    return state / MODULUS;
  };
  return {
    next() {
      const noise = (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3);
      price += (price * options.stepPpm * noise) / 1_000_000 + (options.start - price) * REVERSION;
      return Math.max(1, Math.round(price));
    },
  };
}
