import { Type } from "typebox";
import { fundingPayment, fundingPaymentSchema } from "../../present/money.ts";
import { NO_HASH } from "../../present/nothing.ts";
import { hex, list, nullable, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { timeFields, timePage } from "../page-query.ts";

/** The account's funding from `startTime` on, oldest first: one entry for each interval and market it held, with rate, size and time. */
export const userFundingInfo = defineInfo({
  type: "userFunding",
  schema: strict({
    type: Type.Literal("userFunding"),
    ...accountFields,
    ...timeFields,
    startTime: Type.Optional(nullable(timeFields.startTime)),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(
    strict({
      time: fundingPaymentSchema.properties.time,
      hash: hex(32, "always zero: no transaction causes funding"),
      delta: strict({ type: Type.Literal("funding"), ...fundingPaymentSchema.properties }),
      block: fundingPaymentSchema.properties.block,
      cursor: fundingPaymentSchema.properties.cursor,
    }),
  ),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const payments = await context.history.funding(
      account,
      timePage({ ...query, startTime: query.startTime ?? 0 }),
    );
    return payments.map((entry) => {
      const delta = { type: "funding" as const, ...fundingPayment(entry, context) };
      const { block, cursor, time } = delta;
      return { time, hash: NO_HASH, delta, block, cursor };
    });
  },
});
