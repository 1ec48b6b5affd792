import { Type } from "typebox";
import { ledgerEntry, ledgerSchema } from "../../present/ledger.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountIdOf } from "../account-query.ts";
import { defineInfo } from "../info-type.ts";
import { timeFields, timePage } from "../page-query.ts";

/** Every change of the account's cash from `startTime` on, oldest first, with its cause and the cash after it: nothing moves cash that is not here. */
export const ledgerInfo = defineInfo({
  type: "ledger",
  schema: strict({ type: Type.Literal("ledger"), ...accountFields, ...timeFields }),
  ofHistory: true,
  weight: 20,
  answers: list(ledgerSchema),
  async answer(query, context) {
    const account = accountIdOf(query, context);
    if (account === undefined) return [];
    const entries = await context.history.ledger(account, timePage(query));
    return entries.map((entry) => ledgerEntry(entry, context));
  },
});
