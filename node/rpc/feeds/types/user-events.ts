import { type Static, Type } from "typebox";
import { toHex } from "../../../primitives/bytes.ts";
import { resultCode } from "../../../state-machine/layout/generated.ts";
import type { FillEntry } from "../../../store/history/index.ts";
import type { ReadContext } from "../../context.ts";
import { id, usd } from "../../format.ts";
import { fill, fillSchema } from "../../present/fill.ts";
import {
  deposit,
  depositSchema,
  fundingPayment,
  fundingPaymentSchema,
  transfer,
  transferSchema,
  withdrawal,
  withdrawalSchema,
} from "../../present/money.ts";
import { address, coin, count, decimal, list, orderId, signed, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { AccountOrders } from "../account-orders.ts";
import type { AccountFacts, BlockFacts } from "../block-facts.ts";
import { defineFeed, Several } from "../feed.ts";
import { fundingOf } from "../funding-of.ts";
import { isCancelled } from "../order-changes.ts";

/** By the number in the event, from 1. */
const LIQUIDATION_STAGES = ["orders", "positions", "deleveraging", "deficit"] as const;
/** Nobody liquidates here but the rules. */
const NOBODY = `0x${"00".repeat(20)}`;

const liquidationSchema = strict({
  lid: count("block of the liquidation"),
  liquidator: { ...address, description: "always zero: the rules liquidate, nobody does" },
  liquidated_user: address,
  liquidated_ntl_pos: decimal("what this block closed, USD"),
  liquidated_account_value: signed("equity then, USD"),
  stage: Type.Enum([...LIQUIDATION_STAGES]),
  maintenanceMargin: signed("USD"),
});

const shownSchema = Type.Union([
  strict({ ...ownerFields, fills: list(fillSchema) }),
  strict({ ...ownerFields, funding: fundingPaymentSchema }),
  strict({ ...ownerFields, liquidation: liquidationSchema }),
  strict({ ...ownerFields, nonUserCancel: list(strict({ coin, oid: orderId })) }),
  strict({ ...ownerFields, deposit: depositSchema }),
  strict({ ...ownerFields, transfer: transferSchema }),
  strict({ ...ownerFields, withdrawal: withdrawalSchema }),
]);

type Shown = Static<typeof shownSchema>;

function moneyEvent(
  item: Exclude<AccountFacts["entries"][number], { kind: "fill" }>,
  context: ReadContext,
): Shown {
  switch (item.kind) {
    case "deposit":
      return { deposit: deposit(item.entry, context) };
    case "transfer":
      return { transfer: transfer(item.entry, context) };
    case "withdrawal":
      return { withdrawal: withdrawal(item.entry, context) };
  }
}

/** USD value of what a liquidation traded, Usd6. */
function closed(fills: readonly FillEntry[], { markets }: ReadContext): bigint {
  const values = fills
    .filter((entry) => entry.kind !== "trade")
    .map((entry) => BigInt(entry.price) * BigInt(entry.lots) * BigInt(markets.byId(entry.market).unit));
  return values.reduce((sum, value) => sum + value, 0n);
}

function events(facts: AccountFacts, block: BlockFacts, context: ReadContext): Shown[] {
  const shown: Shown[] = [];
  const fills = facts.entries.filter((item) => item.kind === "fill").map((item) => item.entry);
  if (fills.length > 0) shown.push({ fills: fills.map((entry) => fill(entry, context)) });
  for (const item of facts.entries) if (item.kind !== "fill") shown.push(moneyEvent(item, context));
  for (const { account, equity, maintenance, stage } of facts.liquidations) {
    const record = context.state.account(account);
    shown.push({
      liquidation: {
        lid: block.number,
        liquidator: NOBODY,
        liquidated_user: record === undefined ? NOBODY : toHex(record.ownerAddress),
        liquidated_ntl_pos: usd(closed(fills, context)),
        liquidated_account_value: usd(equity),
        stage: LIQUIDATION_STAGES[stage - 1]!,
        maintenanceMargin: usd(maintenance),
      },
    });
  }
  const nonUserCancel = facts.orders.flatMap((change) => {
    if (change.kind !== "update" || !isCancelled(change.event)) return [];
    if (change.event.reason === resultCode.CANCELLED) return [];
    const { market, orderId: oid } = change.event;
    return [{ coin: context.markets.byId(market).symbol, oid: id(oid) }];
  });
  if (nonUserCancel.length > 0) shown.push({ nonUserCancel });
  return shown;
}

/** Everything that moved an account's money, and the orders that left its book without its doing: one message for each, `fills` and `nonUserCancel` together. */
export const userEventsFeed = defineFeed({
  type: "userEvents",
  channel: "user",
  schema: strict({ type: Type.Literal("userEvents"), ...accountFields }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: (query, context) => `userEvents:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const orders = new AccountOrders(account, context);
    return {
      opening: orders.opening,
      snapshot: () => ({ ...owner(query), fills: [] }),
      onBlock(block) {
        const found = orders.facts(block);
        if (found === undefined) return undefined;
        return new Several(events(found, block, context).map((event) => ({ ...owner(query), ...event })));
      },
      async onFunding(block) {
        const entries = await fundingOf(account(), block, context);
        const shown = entries.map((entry) => ({ ...owner(query), funding: fundingPayment(entry, context) }));
        return () => new Several(shown);
      },
    };
  },
});
