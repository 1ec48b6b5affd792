import { Type } from "typebox";
import { SNAPSHOT_FILLS } from "../../limits.ts";
import { fundingPayment, fundingPaymentSchema } from "../../present/money.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";
import { fundingOf } from "../funding-of.ts";

const shared = { ...ownerFields, fundings: list(fundingPaymentSchema) };

/** An account's funding, one entry for each interval and market it held: the latest, newest first, then each interval as it accrues. */
export const userFundingsFeed = defineFeed({
  type: "userFundings",
  schema: strict({ type: Type.Literal("userFundings"), ...accountFields }),
  snapshots: strict({ ...shared, isSnapshot: Type.Literal(true) }),
  updates: strict(shared),
  key: (query, context) => `userFundings:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const { history } = context;
    // A snapshot holds what was told before it, and nothing that will be told after it.
    let told = history.indexed;
    return {
      async snapshot() {
        const id = account();
        const page = { limit: SNAPSHOT_FILLS, toBlock: told };
        const entries = id === undefined || told < 0n ? [] : await history.funding(id, page);
        const fundings = entries.map((entry) => fundingPayment(entry, context));
        return { ...owner(query), isSnapshot: true as const, fundings };
      },
      async onFunding(block) {
        const entries = await fundingOf(account(), block, context);
        const fundings = entries.map((entry) => fundingPayment(entry, context));
        return () => {
          told = block;
          return fundings.length === 0 ? undefined : { ...owner(query), fundings };
        };
      },
    };
  },
});
