/** An account's money and positions at the current marks. */
import { type Static, Type } from "typebox";
import { formatDecimal } from "../../primitives/decimal.ts";
import { NovateError } from "../../primitives/error.ts";
import type { MarketRecord } from "../../state-machine/layout/generated.ts";
import { liquidationPrice } from "../../state-machine/view/liquidation-price.ts";
import type { AccountMargin, PositionMargin } from "../../state-machine/view/margin.ts";
import type { ReadContext } from "../context.ts";
import { px, sz, usd } from "../format.ts";
import { coin, count, decimal, nullable, place, signed, strict, u32 } from "../schema.ts";
import type { PositionFunding, Tally } from "../tallies.ts";
import { maxLeverage } from "./market.ts";
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
    leverage: strict(
      { type: Type.Literal("cross"), value: count("1 / initial margin of the market, cut") },
      "every position is cross, at the leverage its market allows",
    ),
    maxLeverage: count("the same"),
    cumFunding: Type.Optional(
      strict(
        { allTime: signed("USD"), sinceOpen: signed("USD"), sinceChange: signed("USD") },
        "funding paid (below zero: received) of the market, settled or not; left out while the account's history is being summed, and in feeds",
      ),
    ),
    returnOnEquity: signed(
      "unrealized profit over the initial margin of what was paid, cut after six decimals",
    ),
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

const PPM = 1_000_000n;

/** Profit over the margin that the position's cost asks for, in parts per million. A position without cost has no margin to compare with. */
function returnOnEquity({ cost, unrealisedPnl }: PositionMargin, { imfPpm }: MarketRecord): string {
  const margin = (cost < 0n ? -cost : cost) * BigInt(imfPpm);
  return margin === 0n ? "0" : formatDecimal((unrealisedPnl * PPM * PPM) / margin, 6);
}

const NO_FUNDING: PositionFunding = { allTime: 0n, sinceOpen: 0n, sinceChange: 0n };

function cumFunding({ allTime, sinceOpen, sinceChange }: Readonly<PositionFunding> = NO_FUNDING) {
  return { allTime: usd(allTime), sinceOpen: usd(sinceOpen), sinceChange: usd(sinceChange) };
}

function assetPosition(
  position: PositionMargin,
  account: AccountMargin,
  context: Pick<ReadContext, "markets" | "state">,
  tally: Tally | undefined,
): Static<typeof positionSchema> {
  const market = context.markets.byId(position.market);
  const record = context.state.market(position.market);
  if (record === undefined) throw new NovateError("INTERNAL", "expected the market of a position");
  const ruin = liquidationPrice(account, position, record);
  const leverage = maxLeverage(record);
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
      leverage: { type: "cross", value: leverage },
      maxLeverage: leverage,
      ...(tally === undefined ? {} : { cumFunding: cumFunding(tally.funding.get(position.market)) }),
      returnOnEquity: returnOnEquity(position, record),
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

/** {@link clearinghouseState} with what the positions' funding came to. */
export async function wholeClearinghouseState(
  accountId: number | undefined,
  context: ReadContext,
): Promise<Static<typeof clearinghouseSchema>> {
  const tally = accountId === undefined ? undefined : await context.tallies.of(accountId);
  return clearinghouseState(accountId, context, tally);
}

/** `accountId` undefined = an owner who has no account yet: all zero. */
export function clearinghouseState(
  accountId: number | undefined,
  context: ReadContext,
  tally?: Tally,
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
      .map((position) => assetPosition(position, margin, context, tally)),
    ...stateAt(context.state),
  };
}
