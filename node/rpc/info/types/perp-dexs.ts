/** The groups of perpetual markets, as Hyperliquid's clients ask for them: there is one, and it has no name. */
import { type Static, Type } from "typebox";
import { NovateError } from "../../../primitives/error.ts";
import { usd } from "../../format.ts";
import { count, dex, list, signed, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";
import { marginTable, marginTableSchema, meta, metaSchema } from "./meta.ts";

/** `[null]`: the group without a name, and none of any builder. */
export const perpDexsInfo = defineInfo({
  type: "perpDexs",
  schema: strict({ type: Type.Literal("perpDexs") }),
  weight: 2,
  answers: list(Type.Null()),
  answer: () => [null],
});

/** `meta` of each group. */
export const allPerpMetasInfo = defineInfo({
  type: "allPerpMetas",
  schema: strict({ type: Type.Literal("allPerpMetas") }),
  weight: 20,
  answers: list(metaSchema),
  answer: (_query, context) => [meta(context)],
});

/** What was deposited to the chain, less what was withdrawn. */
export const perpDexStatusInfo = defineInfo({
  type: "perpDexStatus",
  schema: strict({ type: Type.Literal("perpDexStatus"), dex }),
  weight: 2,
  answers: strict({ totalNetDeposit: signed("USD") }),
  answer(_query, { state }) {
    const { deposited, withdrawn } = state.header();
    return { totalNetDeposit: usd(deposited - withdrawn) };
  },
});

/** A table of `meta`'s. Throws `NOT_FOUND`. */
export const marginTableInfo = defineInfo({
  type: "marginTable",
  schema: strict({ type: Type.Literal("marginTable"), id: count("as meta names it"), dex }),
  weight: 2,
  answers: marginTableSchema,
  answer({ id }, context): Static<typeof marginTableSchema> {
    if (meta(context).marginTables.some(([known]) => known === id)) return marginTable(id);
    throw new NovateError("NOT_FOUND", `expected the id of a margin table of meta, got ${id}`);
  },
});
