import { Type } from "typebox";
import { oracle, oracleSchema } from "../../present/oracle.ts";
import { coin, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/** A market's index with the votes it is made of, in each block that renewed it or moved the mark. */
export const oracleFeed = defineFeed({
  type: "oracle",
  schema: strict({ type: Type.Literal("oracle"), coin }),
  snapshots: oracleSchema,
  updates: oracleSchema,
  key: (query, { markets }) => `oracle:${markets.bySymbol(query.coin).symbol}`,
  open(query, { markets, state }) {
    const market = markets.bySymbol(query.coin);
    const read = () => oracle(state.market(market.id)!, market, state);
    return {
      snapshot: read,
      onBlock(facts) {
        const isMoved = facts.events.some(
          (event) => event.kind === "markUpdate" && event.market === market.id,
        );
        return isMoved ? read() : undefined;
      },
    };
  },
});
