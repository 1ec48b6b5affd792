import { Type } from "typebox";
import { aggregateField, combinedFills } from "../../present/combined-fills.ts";
import { fill, fillSchema } from "../../present/fill.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { newestPage, pageFields } from "../page-query.ts";

/** The account's latest fills, newest first. */
export const userFillsInfo = defineInfo({
  type: "userFills",
  schema: strict({ type: Type.Literal("userFills"), ...accountFields, ...pageFields, ...aggregateField }),
  ofHistory: true,
  weight: 20,
  answers: list(fillSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const fills = await context.history.fills(account, newestPage(query));
    if (query.aggregateByTime) return combinedFills(fills, context);
    return fills.map((entry) => fill(entry, context));
  },
});
