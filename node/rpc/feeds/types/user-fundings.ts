import { Type } from "typebox";
import { SNAPSHOT_FILLS } from "../../limits.ts";
import { fundingPayment, fundingPaymentSchema } from "../../present/money.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";
import { untilHead } from "../until-head.ts";

const shared = { ...ownerFields, fundings: list(fundingPaymentSchema) };

/** Funding an account settled: the latest, newest first, then as it happens. */
export const userFundingsFeed = defineFeed({
  type: "userFundings",
  schema: strict({ type: Type.Literal("userFundings"), ...accountFields }),
  snapshots: strict({ ...shared, isSnapshot: Type.Literal(true) }),
  updates: strict(shared),
  key: (query, context) => `userFundings:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    return {
      snapshot: () =>
        untilHead(context, async (toBlock) => {
          const id = account();
          const page = { limit: SNAPSHOT_FILLS, toBlock };
          const payments = id === undefined ? [] : await context.history.fundingPayments(id, page);
          const fundings = payments.map((entry) => fundingPayment(entry, context));
          return { ...owner(query), isSnapshot: true as const, fundings };
        }),
      onBlock(facts) {
        const id = account();
        const entries = id === undefined ? [] : (facts.account(id)?.entries ?? []);
        const payments = entries.filter((item) => item.kind === "fundingPayment");
        if (payments.length === 0) return undefined;
        return { ...owner(query), fundings: payments.map((item) => fundingPayment(item.entry, context)) };
      },
    };
  },
});
