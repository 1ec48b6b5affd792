import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { withdrawal } from "../../present/money.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** The account's withdrawals, newest first, each with the finality of its block. */
export const withdrawalsInfo = defineInfo({
  type: "withdrawals",
  schema: strict({ type: Type.Literal("withdrawals"), ...accountFields, ...limitField }),
  weight: 20,
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const entries = await context.history.withdrawals(account, query.limit ?? PAGE_ENTRIES);
    return entries.map((entry) => withdrawal(entry, context));
  },
});
