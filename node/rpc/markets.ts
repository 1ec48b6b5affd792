/** The markets by id and by symbol, as the edge of the node needs them to read and write decimal strings. */
import { NovateError } from "../primitives/error.ts";
import type { MarketRecord } from "../state-machine/layout/generated.ts";

export interface Market {
  readonly id: number;
  readonly symbol: string;
  /** Usd6 per tick per lot. */
  readonly unit: number;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
}

export interface Markets {
  readonly all: readonly Market[];
  byId(id: number): Market;
  bySymbol(symbol: string): Market;
}

/** The ASCII of a symbol, without its zero padding. */
function symbolText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
}

/** What never changes in a market once it is listed (rule X2). Lookups throw `UNKNOWN_MARKET`. */
export function createMarkets(records: readonly MarketRecord[]): Markets {
  const all = records.map(({ id, symbol, unit, priceDecimals, sizeDecimals }) => {
    return { id, symbol: symbolText(symbol), unit, priceDecimals, sizeDecimals };
  });
  const symbols = new Map(all.map((market) => [market.symbol, market]));
  return {
    all,
    byId(id) {
      const market = all[id];
      if (market !== undefined) return market;
      throw new NovateError("UNKNOWN_MARKET", `expected a market id below ${all.length}, got ${id}`, {
        market: id,
      });
    },
    bySymbol(symbol) {
      const market = symbols.get(symbol);
      if (market !== undefined) return market;
      const known = all.map((item) => item.symbol).join(", ");
      throw new NovateError("UNKNOWN_MARKET", `expected one of ${known}, got ${symbol}`, { coin: symbol });
    },
  };
}
