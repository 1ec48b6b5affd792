/** Who must and who may be liquidated, by a scan of its own (I11, I19, I24), what covers new risk (I20), and the bounds of marks (I23). */
import type { Account, Event, Order, State } from "../../reference/index.ts";
import type { Step } from "../play.ts";

const TRADING = 0;
const PPM = 1_000_000n;
const PPB = 1_000_000_000n;
const LIQUIDATIONS = 64;
const OPENED = 1;
const BUY = 1;
const REDUCE_ONLY = 16;

/** Asks after every block. */
export function watchRisk({ state: s, code }: Step): string | undefined {
  return code === 0 && s.phase === TRADING
    ? (liquidated(s) ?? spared(s) ?? covered(s) ?? marks(s))
    : undefined;
}

/** I19: nobody healthy was liquidated. */
function liquidated(s: State): string | undefined {
  for (const event of s.events) {
    if (event.kind !== "liquidation" || event.stage !== 1) continue;
    if ((event.equity as bigint) >= (event.maintenance as bigint))
      return `I19: account ${event.account} was liquidated with ${event.equity} over ${event.maintenance}`;
  }
  return undefined;
}

/** I11, I19: nobody below maintenance is left, but who was hurt by a liquidation after the scan passed. */
function spared(s: State): string | undefined {
  const stages = s.events.filter((event) => event.kind === "liquidation" && event.stage === 1);
  if (stages.length >= LIQUIDATIONS) return undefined;
  const hurt = new Set(s.events.flatMap(accountsInRisk));
  for (const account of s.accounts) {
    if (hurt.has(account.id) || account.positions.some(({ market }) => isStale(s, market))) continue;
    const { equity, maintenance } = figures(s, account);
    if (equity < maintenance) return `I19: account ${account.id} has ${equity} under ${maintenance}`;
    if (account.positions.length === 0 && account.cash < 0n)
      return `I11: account ${account.id} owes ${account.cash}`;
  }
  return undefined;
}

/**
 * I20: an order that raised what its account may come to hold, and was all that happened to the account, is covered by its equity. (One that
 * takes the account's own order off the book on its way may leave less at risk than there was, and needs no cover: R3.)
 */
function covered(s: State): string | undefined {
  const only = new Map<number, Event | undefined>();
  // Forced orders are checked at the marks of the block before.
  const signed = s.events.findIndex((event) => event.kind === "transactionReceipt");
  for (const event of signed < 0 ? [] : s.events.slice(signed))
    for (const id of accountsOf(event)) only.set(id, only.has(id) ? undefined : event);
  for (const [id, event] of only) {
    if (event?.kind !== "orderUpdate" || event.event !== OPENED || event.lots !== event.change) continue;
    const account = s.accounts.find((one) => one.id === id)!;
    const order = account.orders.find((one) => one.id === event.orderId);
    if (order === undefined || (order.flags & REDUCE_ONLY) !== 0) continue;
    const without = account.orders.filter((one) => one !== order);
    if (exposure(account, account.orders, order.market) === exposure(account, without, order.market))
      continue;
    const required = initialMargin(s, account);
    const { equity } = figures(s, account);
    if (equity < required) return `I20: account ${id} has ${equity} under ${required} for order ${order.id}`;
  }
  return undefined;
}

/** Accounts whose money, positions or orders an event changed. */
function accountsOf(event: Event): number[] {
  if (event.kind === "fill") return [Number(event.takerAccount), Number(event.makerAccount)];
  if (event.kind === "transfer") return [Number(event.fromAccount), Number(event.toAccount)];
  if (event.kind === "orderUpdate" || event.kind === "withdrawal") return [Number(event.account)];
  return accountsInRisk(event);
}

/** Accounts that a liquidation touched. */
function accountsInRisk(event: Event): number[] {
  if (event.kind === "fill" && event.liquidation === 1)
    return [Number(event.makerAccount), Number(event.takerAccount)];
  if (event.kind === "liquidation") return [Number(event.account)];
  return event.kind === "deleveraging" || event.kind === "insurance" ? [Number(event.counterparty)] : [];
}

/** R1, in lots. */
function exposure(account: Account, orders: readonly Order[], market: number): bigint {
  let [most, least] = [0n, 0n];
  for (const order of orders) {
    if (order.market !== market || (order.flags & REDUCE_ONLY) !== 0) continue;
    if ((order.flags & BUY) !== 0) most += BigInt(order.lots);
    else least -= BigInt(order.lots);
  }
  const size = account.positions.find((position) => position.market === market)?.size ?? 0n;
  const [high, low] = [size + most, -(size + least)];
  return high > low ? high : low;
}

/** R2, over the markets in which the account has a position or orders. */
function initialMargin(s: State, account: Account): bigint {
  let sum = 0n;
  for (const { market: id } of account.positions) {
    const { config, mark } = s.markets[id]!;
    const value = exposure(account, account.orders, id) * BigInt(mark) * BigInt(config.unit);
    sum += up(value * BigInt(config.imfPpm), PPM);
  }
  return sum;
}

function isStale(s: State, market: number): boolean {
  return s.markets[market]!.indexTime + s.parameters.indexMaxAge < s.timestamp;
}

/** M1, R2: exact sums over a common denominator, rounded once a position. */
function figures(s: State, account: Account): { equity: bigint; maintenance: bigint } {
  let equity = account.cash;
  let maintenance = 0n;
  for (const { market: id, size, cost, fundingIndex } of account.positions) {
    const market = s.markets[id]!;
    const value = size * BigInt(market.mark) * BigInt(market.config.unit);
    const unsettled = size * (market.fundingIndex - fundingIndex);
    equity += value - cost - up(unsettled, PPB);
    maintenance += up((value < 0n ? -value : value) * BigInt(market.config.mmfPpm), PPM);
  }
  return { equity, maintenance };
}

const up = (a: bigint, b: bigint): bigint => -BigInt.asIntN(256, floor(-a, b));
const floor = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/** I23: a fresh mark is on the grid and within the band around its index. */
function marks(s: State): string | undefined {
  for (const event of s.events) {
    if (event.kind !== "markUpdate" || event.stale === 1) continue;
    const { config } = s.markets[Number(event.market)]!;
    const band = Math.floor((Number(event.index) * config.markBandPpm) / 1e6);
    const far = Math.abs(Number(event.mark) - Number(event.index));
    const onGrid = Number(event.mark) >= 1 && Number(event.mark) < 2 ** config.tickBits;
    if (far > Math.max(band, 1) || !onGrid) return `I23: mark ${event.mark} of index ${event.index}`;
  }
  return undefined;
}
