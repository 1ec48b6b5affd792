import { Type } from "typebox";
import type { ReadContext } from "../context.ts";
import { middle } from "../format.ts";
import { decimal } from "../schema.ts";

const mid = decimal("middle of the spread");
export const midsSchema = Type.Unsafe<Readonly<Record<string, string>>>({
  type: "object",
  additionalProperties: mid,
  description: "mid prices by symbol",
});

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
