import { Type } from "typebox";
import type { ReadContext } from "../../context.ts";
import { usd } from "../../format.ts";
import { fill } from "../../present/fill.ts";
import { deposit, fundingPayment, withdrawal } from "../../present/money.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner } from "../account-feed.ts";
import type { AccountFacts } from "../block-facts.ts";
import { defineFeed } from "../feed.ts";

const LIQUIDATION_STAGES = ["", "orders", "positions", "deleveraging", "deficit"] as const;

function events(facts: AccountFacts, context: ReadContext): object[] {
  const shown = facts.entries.map((item): object => {
    switch (item.kind) {
      case "fill":
        return { fill: fill(item.entry, context) };
      case "fundingPayment":
        return { funding: fundingPayment(item.entry, context) };
      case "deposit":
        return { deposit: deposit(item.entry, context) };
      case "withdrawal":
        return { withdrawal: withdrawal(item.entry, context) };
      default:
        return {};
    }
  });
  for (const event of facts.liquidations) {
    const { stage, equity, maintenance } = event;
    shown.push({
      liquidation: {
        stage: LIQUIDATION_STAGES[stage] ?? String(stage),
        accountValue: usd(equity),
        maintenanceMargin: usd(maintenance),
      },
    });
  }
  return shown;
}

/** Everything that moved an account's money: fills, funding, deposits, withdrawals, liquidations. */
export const userEventsFeed = defineFeed({
  type: "userEvents",
  schema: strict({ type: Type.Literal("userEvents"), ...accountFields }),
  key: (query, context) => `userEvents:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    return {
      snapshot: () => ({ ...owner(query), events: [] }),
      onBlock(facts) {
        const id = account();
        const found = id === undefined ? undefined : facts.account(id);
        if (found === undefined) return undefined;
        const shown = events(found, context);
        return shown.length === 0 ? undefined : { ...owner(query), events: shown };
      },
    };
  },
});
