import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { fill } from "../../present/fill.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** The account's latest fills, newest first. */
export const userFillsInfo = defineInfo({
  type: "userFills",
  schema: strict({ type: Type.Literal("userFills"), ...accountFields, ...limitField }),
  weight: 20,
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const fills = await context.history.fills(account, { limit: query.limit ?? PAGE_ENTRIES });
    return fills.map((entry) => fill(entry, context));
  },
});
