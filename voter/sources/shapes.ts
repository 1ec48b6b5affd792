/** How public exchanges are asked for a pair, and where their answers hold its prices. */
import { NovateError } from "../../node/primitives/error.ts";
import { parsePrice } from "../price.ts";
import type { Ticker } from "../quote.ts";
import { at, field, object } from "./json-path.ts";

export interface Shape {
  /** Of the public API. */
  readonly base: string;
  path(pair: string): string;
  /** Throws `SOURCE_ANSWER`, `BAD_DECIMAL`. */
  read(answer: unknown, pair: string): Ticker;
}

/** Prices that are there; a source that leaves a side out has none. */
function sides(bid: unknown, ask: unknown, last: unknown): Pick<Ticker, "bid" | "ask" | "last"> {
  const named = { bid, ask, last };
  const there = Object.entries(named).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(there.map(([name, value]) => [name, parsePrice(value)]));
}

/** Milliseconds since the Unix epoch, from a number, digits, or a date with its zone. */
export function timeOf(value: unknown): number {
  const text = String(value);
  const time = /^\d{1,16}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(time) && (typeof value === "number" || typeof value === "string")) return time;
  throw new NovateError("SOURCE_ANSWER", `expected a time, got ${text.slice(0, 40)}`);
}

function refused(expected: string, said: unknown): never {
  throw new NovateError("SOURCE_ANSWER", `expected ${expected}, got ${JSON.stringify(said)?.slice(0, 120)}`);
}

export const SHAPES = {
  coinbase: {
    base: "https://api.exchange.coinbase.com",
    path: (pair) => `/products/${encodeURIComponent(pair)}/ticker`,
    read(answer) {
      const { ask, bid, price, time } = object(answer);
      return { ...sides(bid, ask, price), at: timeOf(time) };
    },
  },
  kraken: {
    base: "https://api.kraken.com",
    path: (pair) => `/0/public/Ticker?pair=${encodeURIComponent(pair)}`,
    // Names the pair its own way (XBTUSD becomes XXBTZUSD), and gives no time.
    read(answer) {
      const { error, result } = object(answer);
      if (Array.isArray(error) && error.length > 0) refused("a ticker", error);
      const tickers = Object.values(object(result));
      if (tickers.length !== 1) refused("one ticker", tickers.length);
      return sides(at(tickers[0], ["b", 0]), at(tickers[0], ["a", 0]), at(tickers[0], ["c", 0]));
    },
  },
  binance: {
    base: "https://api.binance.com",
    path: (pair) => `/api/v3/ticker/24hr?symbol=${encodeURIComponent(pair)}`,
    read(answer, pair) {
      const { askPrice, bidPrice, closeTime, lastPrice, symbol } = object(answer);
      if (symbol !== pair) refused(`the ticker of ${pair}`, symbol);
      return { ...sides(bidPrice, askPrice, lastPrice), at: timeOf(closeTime) };
    },
  },
  okx: {
    base: "https://www.okx.com",
    path: (pair) => `/api/v5/market/ticker?instId=${encodeURIComponent(pair)}`,
    read(answer, pair) {
      const { code, data, msg } = object(answer);
      if (code !== "0") refused("a ticker", msg ?? code);
      const ticker = object(at(data, [0]));
      if (ticker.instId !== pair) refused(`the ticker of ${pair}`, ticker.instId);
      return { ...sides(ticker.bidPx, ticker.askPx, ticker.last), at: timeOf(ticker.ts) };
    },
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type Exchange = keyof typeof SHAPES;

/** Where any JSON holds a price, and its time where it has one. */
export interface JsonPaths {
  readonly price?: string;
  readonly bid?: string;
  readonly ask?: string;
  readonly time?: string;
}

export function readPaths(answer: unknown, { ask, bid, price, time }: JsonPaths): Ticker {
  const value = (path: string | undefined) => (path === undefined ? undefined : field(answer, path));
  return {
    ...sides(value(bid), value(ask), value(price)),
    ...(time === undefined ? {} : { at: timeOf(value(time)) }),
  };
}
