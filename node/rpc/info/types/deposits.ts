import { Type } from "typebox";
import { deliveredDeposit, deliveredDepositSchema } from "../../present/l1.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { newestPage, pageFields } from "../page-query.ts";

/** The account's deposits, newest first. */
export const depositsInfo = defineInfo({
  type: "deposits",
  schema: strict({ type: Type.Literal("deposits"), ...accountFields, ...pageFields }),
  ofHistory: true,
  weight: 20,
  answers: list(deliveredDepositSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const entries = await context.history.deposits(account, newestPage(query));
    return Promise.all(entries.map((entry) => deliveredDeposit(entry, context)));
  },
});
