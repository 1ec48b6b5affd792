import type { ReadContext } from "../context.ts";
import { middle } from "../format.ts";

/** Mid prices by symbol, of the markets that have both sides. */
export function allMids({ state, markets }: Pick<ReadContext, "state" | "markets">): Record<string, string> {
  const mids: Record<string, string> = {};
  for (const { id, bestBid, bestAsk } of state.markets()) {
    if (bestBid === 0 || bestAsk === 0) continue;
    const market = markets.byId(id);
    mids[market.symbol] = middle(bestBid, bestAsk, market);
  }
  return mids;
}
