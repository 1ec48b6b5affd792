/** A hand-made state for worked examples: one market and a few accounts, everything else at rest. */
import { emptyState } from "../genesis.ts";
import { setMarket } from "../governance.ts";
import { openPosition, trade } from "../positions.ts";
import { accountOf, type Market, type Order, type State, takeSlot } from "../state.ts";
import { NO_CLIENT_ID, type OrderAction, TIF } from "../wire.ts";
import type { MarketConfig } from "../wire-config.ts";

const CONFIG: MarketConfig = {
  id: 0,
  tickBits: 14,
  status: 1,
  unit: 1,
  imfPpm: 100_000,
  mmfPpm: 50_000,
  makerFeePpm: 0,
  takerFeePpm: 0,
  maxPositionLots: 1_000_000,
  markBandPpm: 100_000,
  priceBandPpm: 100_000,
  impactNotional: 1_000n,
  minNotional: 0n,
  liquidationFeePpm: 10_000,
  symbol: "4558".padEnd(24, "0"),
  priceDecimals: 0,
  sizeDecimals: 0,
  reserved: "0".repeat(20),
};

const NOW = 1_000_000;

/** A state with one fresh market at `mark`; accounts 1.. have `cash` each and owners of their own. */
export function scene(mark: number, config: Partial<MarketConfig>, ...cash: readonly bigint[]): State {
  const s = emptyState();
  s.timestamp = NOW;
  s.parameters = { ...s.parameters, indexMaxAge: NOW, fundingInterval: 3_600_000 };
  s.visitsLeft = 1_000;
  s.riskVisitsLeft = 1_000;
  setMarket(s, { ...CONFIG, ...config });
  const market = marketOf(s);
  market.index = mark;
  market.mark = mark;
  market.indexTime = NOW;
  for (const [i, amount] of cash.entries())
    s.accounts.push({ id: i + 1, owner: `${i}`, sub: 0, cash: amount, positions: [], orders: [] });
  s.events = [];
  return s;
}

export const marketOf = (s: State): Market => s.markets[0]!;

/** Gives an account a position; a negative size is short. */
export function hold(s: State, account: number, size: bigint, price: bigint): void {
  const position = openPosition(s, account, 0);
  trade(s, position, size > 0n, size > 0n ? size : -size, price);
}

/** Puts an order on the book without any check. */
export function put(
  s: State,
  account: number,
  isBuy: boolean,
  price: number,
  lots: number,
  flags = 0,
): Order {
  const slot = takeSlot(s.orderSlots);
  s.orderSequence += 1n;
  openPosition(s, account, 0);
  const order: Order = {
    id: (s.orderSequence << 22n) | BigInt(slot),
    slot,
    account,
    market: 0,
    flags: flags | (isBuy ? 1 : 0),
    price,
    lots,
    goodTill: 0,
    clientId: NO_CLIENT_ID,
  };
  s.orders.set(slot, order);
  marketOf(s).book.push(order);
  accountOf(s, account).orders.push(order);
  return order;
}

/** An order to place: good till cancelled unless said. */
export function limitOrder(
  isBuy: boolean,
  price: number,
  size: number,
  more: Partial<OrderAction> = {},
): OrderAction {
  return {
    kind: "order",
    flags: isBuy ? 1 : 0,
    tif: TIF.gtc,
    isBuy,
    reduceOnly: false,
    isMarket: false,
    market: 0,
    price,
    size,
    goodTill: 0,
    clientId: NO_CLIENT_ID,
    ...more,
  };
}
