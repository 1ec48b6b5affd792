import { type Static, Type } from "typebox";
import type { ReadContext } from "../../context.ts";
import { marketSchema, marketTerms } from "../../present/market.ts";
import { count, decimal, dex, list, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** A table of leverage has one tier here: a market's margin does not depend on the size of a position. */
export const marginTableSchema = strict({
  description: Type.String(),
  marginTiers: list(
    strict({ lowerBound: decimal("notional, USD"), maxLeverage: count("1 / initial margin") }),
  ),
});

type MarginTable = Static<typeof marginTableSchema>;

/** The table whose id is its leverage. */
export const marginTable = (leverage: number): MarginTable => {
  return { description: "", marginTiers: [{ lowerBound: "0", maxLeverage: leverage }] };
};

/** `universe`: the terms of every market, in the order of their ids. */
export const metaSchema = strict({
  universe: list(marketSchema),
  marginTables: list(
    Type.Unsafe<readonly [number, MarginTable]>({
      type: "array",
      prefixItems: [count("id"), marginTableSchema],
      minItems: 2,
      maxItems: 2,
    }),
  ),
  collateralToken: count("index of the collateral in spotMeta: always 0, USDC"),
});

/** The terms of every market, with the tables they name. */
export function meta({ state, markets }: Pick<ReadContext, "state" | "markets">): Static<typeof metaSchema> {
  const universe = state.markets().map((record) => marketTerms(record, markets.byId(record.id)));
  const leverages = [...new Set(universe.map(({ marginTableId }) => marginTableId))];
  const marginTables = leverages.map((leverage) => [leverage, marginTable(leverage)] as const);
  return { universe, marginTables, collateralToken: 0 };
}

/** The terms of every market. The place in `universe` is the market's id, the `a` of orders. */
export const metaInfo = defineInfo({
  type: "meta",
  schema: strict({ type: Type.Literal("meta"), dex }),
  weight: 20,
  answers: metaSchema,
  answer: (_query, context) => meta(context),
});
