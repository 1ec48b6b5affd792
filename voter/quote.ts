/** What one source says, and what of it may be used. */
import type { Price } from "./price.ts";

export interface Quote {
  readonly price: Price;
  /** When it was true, ms since the Unix epoch: the source's own time, or when it was asked for. */
  readonly at: number;
}

/** What a source's answer holds: both sides of its book where it has one, its last trade else. */
export interface Ticker {
  readonly bid?: Price;
  readonly ask?: Price;
  readonly last?: Price;
  /** The source's own time, ms. */
  readonly at?: number;
}

export type Refusal = "NO_PRICE" | "CROSSED" | "WIDE_SPREAD";

/** The price of a ticker: the middle of its book, else its last trade. A book wider than `maxSpreadBps` is nobody's price. */
export function priceOf({ ask, bid, last }: Ticker, maxSpreadBps: number): Price | Refusal {
  if (bid !== undefined && ask !== undefined && bid > 0n && ask > 0n) {
    if (bid > ask) return "CROSSED";
    const middle = (bid + ask) / 2n;
    return (ask - bid) * 10_000n <= middle * BigInt(maxSpreadBps) ? middle : "WIDE_SPREAD";
  }
  return last !== undefined && last > 0n ? last : "NO_PRICE";
}
