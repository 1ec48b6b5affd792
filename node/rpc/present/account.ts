/** An account's money and positions at the current marks. */
import { type Static, Type } from "typebox";
import { formatDecimal } from "../../primitives/decimal.ts";
import { liquidationPrice } from "../../state-machine/view/liquidation-price.ts";
import type { AccountMargin, PositionMargin } from "../../state-machine/view/margin.ts";
import type { ReadContext } from "../context.ts";
import { px, sz, usd } from "../format.ts";
import { coin, decimal, nullable, place, signed, strict, u32 } from "../schema.ts";
import { stateAt } from "./state-at.ts";

/** Decimals of an entry price beyond the market's own; the rest is cut off. */
const ENTRY_DECIMALS = 4;

const positionSchema = strict({
  type: Type.Literal("oneWay"),
  position: strict({
    coin,
    szi: signed("position in base units"),
    entryPx: decimal("average entry price"),
    positionValue: decimal("USD at the mark"),
    unrealizedPnl: signed("USD"),
    pendingFunding: signed("USD owed at the next settlement"),
    marginUsed: decimal("initial margin, USD"),
    maintenanceMargin: decimal("USD"),
    liquidationPx: nullable(
      decimal("mark at which the account would be liquidated, other marks as they are; null = none"),
    ),
  }),
});

const summarySchema = strict({
  accountValue: signed("equity, USD"),
  totalNtlPos: decimal("notional of the positions, USD"),
  totalRawUsd: signed("cash, USD"),
  totalMarginUsed: decimal("initial margin, USD"),
});

export const clearinghouseSchema = strict(
  {
    account: nullable(u32("account id; null before the first deposit")),
    marginSummary: summarySchema,
    crossMarginSummary: summarySchema,
    crossMaintenanceMarginUsed: decimal("USD"),
    withdrawable: signed("USD"),
    assetPositions: Type.Array(positionSchema),
    ...place,
  },
  "money, margin and positions of an account",
);

function entryPrice(position: PositionMargin, market: { unit: number; priceDecimals: number }): string {
  const scaled = (position.cost * 10n ** BigInt(ENTRY_DECIMALS)) / (position.size * BigInt(market.unit));
  return formatDecimal(scaled, market.priceDecimals + ENTRY_DECIMALS);
}

function assetPosition(
  position: PositionMargin,
  account: AccountMargin,
  context: Pick<ReadContext, "markets" | "state">,
): Static<typeof positionSchema> {
  const market = context.markets.byId(position.market);
  const record = context.state.market(position.market);
  const ruin = record && liquidationPrice(account, position, record);
  return {
    type: "oneWay",
    position: {
      coin: market.symbol,
      szi: sz(position.size, market),
      entryPx: entryPrice(position, market),
      positionValue: usd(position.value < 0n ? -position.value : position.value),
      unrealizedPnl: usd(position.unrealisedPnl),
      pendingFunding: usd(position.pendingFunding),
      marginUsed: usd(position.initialMargin),
      maintenanceMargin: usd(position.maintenanceMargin),
      liquidationPx: ruin === undefined ? null : px(ruin, market),
    },
  };
}

const NOTHING: AccountMargin = {
  cash: 0n,
  equity: 0n,
  initialMargin: 0n,
  maintenanceMargin: 0n,
  withdrawable: 0n,
  notional: 0n,
  positions: [],
};

/** `accountId` undefined = an owner who has no account yet: all zero. */
export function clearinghouseState(
  accountId: number | undefined,
  context: ReadContext,
): Static<typeof clearinghouseSchema> {
  const margin = accountId === undefined ? NOTHING : (context.state.margin(accountId) ?? NOTHING);
  const summary = {
    accountValue: usd(margin.equity),
    totalNtlPos: usd(margin.notional),
    totalRawUsd: usd(margin.cash),
    totalMarginUsed: usd(margin.initialMargin),
  };
  return {
    account: accountId ?? null,
    marginSummary: summary,
    crossMarginSummary: summary,
    crossMaintenanceMarginUsed: usd(margin.maintenanceMargin),
    withdrawable: usd(margin.withdrawable),
    assetPositions: margin.positions
      .filter((position) => position.size !== 0n)
      .map((position) => assetPosition(position, margin, context)),
    ...stateAt(context.state),
  };
}
