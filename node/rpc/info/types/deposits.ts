import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { deposit } from "../../present/money.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** The account's deposits, newest first. */
export const depositsInfo = defineInfo({
  type: "deposits",
  schema: strict({ type: Type.Literal("deposits"), ...accountFields, ...limitField }),
  weight: 20,
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const entries = await context.history.deposits(account, { limit: query.limit ?? PAGE_ENTRIES });
    return entries.map((entry) => deposit(entry, context));
  },
});
