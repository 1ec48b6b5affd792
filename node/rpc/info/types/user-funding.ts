import { Type } from "typebox";
import { fundingPayment, fundingPaymentSchema } from "../../present/money.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { timeFields, timePage } from "../page-query.ts";

/** Funding the account settled from `startTime` on, oldest first. */
export const userFundingInfo = defineInfo({
  type: "userFunding",
  schema: strict({ type: Type.Literal("userFunding"), ...accountFields, ...timeFields }),
  weight: 20,
  answers: list(fundingPaymentSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const payments = await context.history.fundingPayments(account, timePage(query));
    return payments.map((entry) => fundingPayment(entry, context));
  },
});
