import { Type } from "typebox";
import { PAGE_ENTRIES } from "../../limits.ts";
import { settledWithdrawalSchema, settledWithdrawals } from "../../present/l1.ts";
import { list, strict, u64Of, u64Text } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { limitField } from "../page-query.ts";

/** The account's withdrawals, newest first, each with the finality of its block, what is paid, and when the rest will be; the next page is asked for with `before` = the last index. */
export const withdrawalsInfo = defineInfo({
  type: "withdrawals",
  schema: strict({
    type: Type.Literal("withdrawals"),
    ...accountFields,
    ...limitField,
    before: Type.Optional(u64Text("index of the last withdrawal of the page before")),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(settledWithdrawalSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const before = query.before === undefined ? undefined : u64Of(query.before);
    const entries = await context.history.withdrawals(account, query.limit ?? PAGE_ENTRIES, before);
    return settledWithdrawals(entries, context);
  },
});
