import { Type } from "typebox";
import { MAX_VOTE_PRICES } from "../../../primitives/codec/limits.ts";
import { parsePrice } from "../../../primitives/market-decimals.ts";
import { decimal, marketId, strict } from "../../schema.ts";
import { defineAction } from "../action.ts";

const price = strict({
  a: marketId,
  index: decimal("index price"),
  mark: Type.Optional(decimal("mark price seen at other venues")),
});

/** A validator's prices, in increasing market order; `account` of the request is the validator's id. */
export const voteAction = defineAction({
  type: "vote",
  schema: strict({
    type: Type.Literal("vote"),
    prices: Type.Array(price, { minItems: 1, maxItems: MAX_VOTE_PRICES }),
  }),
  build: (action, markets) => ({
    type: "oracleVote",
    prices: action.prices.map((item) => ({
      market: item.a,
      index: parsePrice(item.index, markets.byId(item.a)),
      externalMark: item.mark === undefined ? 0 : parsePrice(item.mark, markets.byId(item.a)),
    })),
  }),
});
