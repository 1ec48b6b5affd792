import { Type } from "typebox";
import { aggregateField, combinedFills } from "../../present/combined-fills.ts";
import { fill, fillSchema } from "../../present/fill.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { timeFields, timePage } from "../page-query.ts";

/** The account's fills from `startTime` on, oldest first (`reversed`: newest first). */
export const userFillsByTimeInfo = defineInfo({
  type: "userFillsByTime",
  schema: strict({
    type: Type.Literal("userFillsByTime"),
    ...accountFields,
    ...timeFields,
    ...aggregateField,
    reversed: Type.Optional(Type.Boolean({ description: "newest first" })),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(fillSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const fills = await context.history.fills(account, {
      ...timePage(query),
      oldestFirst: query.reversed !== true,
    });
    if (query.aggregateByTime) return combinedFills(fills, context);
    return fills.map((entry) => fill(entry, context));
  },
});
