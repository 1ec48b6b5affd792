import { type Static, Type } from "typebox";
import type { ReadContext } from "../../context.ts";
import { usd } from "../../format.ts";
import { fill, fillSchema } from "../../present/fill.ts";
import {
  deposit,
  depositSchema,
  fundingPayment,
  fundingPaymentSchema,
  withdrawal,
  withdrawalSchema,
} from "../../present/money.ts";
import { list, signed, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import type { AccountFacts } from "../block-facts.ts";
import { defineFeed } from "../feed.ts";

/** By the number in the event, from 1. */
const LIQUIDATION_STAGES = ["orders", "positions", "deleveraging", "deficit"] as const;

const eventSchema = Type.Union([
  strict({ fill: fillSchema }),
  strict({ funding: fundingPaymentSchema }),
  strict({ deposit: depositSchema }),
  strict({ withdrawal: withdrawalSchema }),
  strict({
    liquidation: strict({
      stage: Type.Enum([...LIQUIDATION_STAGES]),
      accountValue: signed("equity then, USD"),
      maintenanceMargin: signed("USD"),
    }),
  }),
]);
const shownSchema = strict({ ...ownerFields, events: list(eventSchema) });

type Event = Static<typeof eventSchema>;

function entryEvent(item: AccountFacts["entries"][number], context: ReadContext): Event {
  switch (item.kind) {
    case "fill":
      return { fill: fill(item.entry, context) };
    case "fundingPayment":
      return { funding: fundingPayment(item.entry, context) };
    case "deposit":
      return { deposit: deposit(item.entry, context) };
    case "withdrawal":
      return { withdrawal: withdrawal(item.entry, context) };
  }
}

function events(facts: AccountFacts, context: ReadContext): Event[] {
  const shown = facts.entries.map((item) => entryEvent(item, context));
  for (const event of facts.liquidations) {
    const { stage, equity, maintenance } = event;
    shown.push({
      liquidation: {
        stage: LIQUIDATION_STAGES[stage - 1]!,
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
  snapshots: shownSchema,
  updates: shownSchema,
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
