/** One price out of several: of the fresh quotes the median, without those that stray from it. */
import { isWithin, medianDown, type Price } from "./price.ts";
import type { Quote } from "./quote.ts";

export interface CombineRules {
  /** A quote older than this is not used. */
  readonly maxAgeMs: number;
  /** A quote from further in the future means that one of two clocks is wrong. */
  readonly maxAheadMs: number;
  /** A quote further from the median is not used. */
  readonly maxDeviationBps: number;
  /** Fewest quotes that must be left. */
  readonly quorum: number;
}

export type Verdict = "used" | "silent" | "stale" | "ahead" | "strays";

export interface Combined {
  /** Undefined without a quorum: then nothing is voted. */
  readonly price: Price | undefined;
  /** When the oldest quote that was used stops being fresh, ms; 0 without a price. */
  readonly freshUntil: number;
  /** One for each source, in their order. */
  readonly verdicts: readonly Verdict[];
}

/** `quotes` holds one entry a source, undefined for one that says nothing. Pure; linear but for the sorting. */
export function combine(quotes: readonly (Quote | undefined)[], now: number, rules: CombineRules): Combined {
  const first = quotes.map((quote): Verdict => {
    if (quote === undefined) return "silent";
    if (now - quote.at > rules.maxAgeMs) return "stale";
    return quote.at - now > rules.maxAheadMs ? "ahead" : "used";
  });
  const fresh = quotes.filter((quote, i): quote is Quote => quote !== undefined && first[i] === "used");
  if (fresh.length === 0) return { price: undefined, freshUntil: 0, verdicts: first };
  const centre = medianDown(fresh.map(({ price }) => price));
  const verdicts = first.map((verdict, i): Verdict => {
    if (verdict !== "used") return verdict;
    return isWithin(quotes[i]!.price, centre, rules.maxDeviationBps) ? "used" : "strays";
  });
  const used = quotes.filter((quote, i): quote is Quote => quote !== undefined && verdicts[i] === "used");
  // Most of those that speak must agree: two that contradict each other name no price.
  if (used.length < rules.quorum || used.length * 2 <= fresh.length)
    return { price: undefined, freshUntil: 0, verdicts };
  const oldest = Math.min(...used.map(({ at }) => at));
  return {
    price: medianDown(used.map(({ price }) => price)),
    freshUntil: oldest + rules.maxAgeMs,
    verdicts,
  };
}
