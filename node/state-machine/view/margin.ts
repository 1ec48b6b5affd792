/** Margin of an account at the current marks, by rules M1, M5, R1 and R2. Exact; for display and admission, not for consensus. */
import type { AccountRecord, MarketRecord, PositionRecord } from "../layout/generated.ts";

const PPM = 1_000_000n;
const PPB = 1_000_000_000n;

export interface PositionMargin {
  readonly market: number;
  /** Lots, signed. */
  readonly size: bigint;
  /** Usd6 paid (received, negative) for the open position. */
  readonly cost: bigint;
  /** `size * mark * unit`, signed. */
  readonly value: bigint;
  readonly unrealisedPnl: bigint;
  /** Funding that settling now would take from cash. */
  readonly pendingFunding: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
}

export interface AccountMargin {
  /** Cash after pending funding is settled. */
  readonly cash: bigint;
  readonly equity: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** Rule M5: what may be withdrawn now. */
  readonly withdrawable: bigint;
  /** Sum of |value| of the positions. */
  readonly notional: bigint;
  readonly positions: readonly PositionMargin[];
}

/** Quotient rounded toward plus infinity; `divisor` > 0. */
function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor > 0n ? quotient + 1n : quotient;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
const largest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const smallest = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Rule R1: lots. */
export function exposure(position: PositionRecord): bigint {
  const long = absolute(position.size + BigInt(position.openBuyLots));
  const short = absolute(position.size - BigInt(position.openSellLots));
  return largest(long, short);
}

function positionMargin(position: PositionRecord, market: MarketRecord): PositionMargin {
  const perLot = BigInt(market.mark) * BigInt(market.unit);
  const value = position.size * perLot;
  return {
    market: position.market,
    size: position.size,
    cost: position.cost,
    value,
    unrealisedPnl: value - position.cost,
    pendingFunding: divideUp(position.size * (market.fundingIndex - position.fundingIndex), PPB),
    initialMargin: divideUp(exposure(position) * perLot * BigInt(market.imfPpm), PPM),
    maintenanceMargin: divideUp(absolute(value) * BigInt(market.mmfPpm), PPM),
  };
}

/** `positions` with the record of each one's market. */
export function accountMargin(
  account: AccountRecord,
  positions: readonly (readonly [PositionRecord, MarketRecord])[],
): AccountMargin {
  const margins = positions.map(([position, market]) => positionMargin(position, market));
  const sum = (of: (margin: PositionMargin) => bigint) =>
    margins.reduce((total, margin) => total + of(margin), 0n);
  const cash = account.cash - sum((margin) => margin.pendingFunding);
  const initialMargin = sum((margin) => margin.initialMargin);
  const losses = sum((margin) => smallest(0n, margin.unrealisedPnl));
  return {
    cash,
    equity: cash + sum((margin) => margin.unrealisedPnl),
    initialMargin,
    maintenanceMargin: sum((margin) => margin.maintenanceMargin),
    withdrawable: largest(0n, smallest(cash, cash + losses - initialMargin)),
    notional: sum((margin) => absolute(margin.value)),
    positions: margins,
  };
}
