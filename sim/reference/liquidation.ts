/** The scan of accounts (L1, L5) and what happens to one below maintenance (L2). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { LIQUIDATIONS, VISITS_OF_ORDER } from "./bounds.ts";
import { cancelAll } from "./cancels.ts";
import { coverDeficit } from "./deficit.ts";
import { type Closing, deleverage } from "./deleverage.ts";
import { emit } from "./events.ts";
import { equity, isStale, maintenanceMargin } from "./margin.ts";
import { match, type Taker } from "./matching.ts";
import { abs, floorDiv, max, min } from "./numbers.ts";
import { drawOrderId } from "./place.ts";
import { releaseIfEmpty, settleAllFunding } from "./positions.ts";
import { accountOf, type Position, type State } from "./state.ts";

export const STAGE = { orders: 1, positions: 2, deleveraged: 3, deficit: 4 } as const;
const INSURANCE_FEE = 1;

/** L1, L5. */
export function scanAccounts(s: State): void {
  let liquidations = 0;
  for (let due = s.accounts.length; due > 0; due--) {
    const id = s.scanCursor < s.accounts.length ? s.scanCursor + 1 : 1;
    if (mustLiquidate(s, id)) {
      if (liquidations === LIQUIDATIONS || s.riskVisitsLeft <= 0) return;
      liquidate(s, id);
      liquidations++;
    }
    s.scanCursor = id;
  }
}

export function mustLiquidate(s: State, id: number): boolean {
  const account = accountOf(s, id);
  if (equity(s, account) >= maintenanceMargin(s, account)) return false;
  return account.positions.every(({ size, market }) => size === 0n || !isStale(s, s.markets[market]!));
}

function report(s: State, id: number, stage: number, cancelledOrders = 0): void {
  const account = accountOf(s, id);
  const maintenance = maintenanceMargin(s, account);
  emit(s, "liquidation", { account: id, stage, cancelledOrders, equity: equity(s, account), maintenance });
}

function liquidate(s: State, id: number): void {
  const account = accountOf(s, id);
  settleAllFunding(s, account);
  report(s, id, STAGE.orders, cancelAll(s, id, undefined, resultCode.LIQUIDATION));
  const closings: Closing[] = [];
  if (account.positions.length > 0) {
    for (const position of [...account.positions]) {
      if (equity(s, account) >= maintenanceMargin(s, account)) break;
      offer(s, position);
    }
    report(s, id, STAGE.positions);
    const left = equity(s, account);
    if (account.positions.length > 0 && (left < 0n || 3n * left < maintenanceMargin(s, account))) {
      for (const position of [...account.positions]) closings.push(...deleverage(s, position));
      report(s, id, STAGE.deleveraged);
    }
  }
  if (account.positions.length === 0 && account.cash < 0n) {
    coverDeficit(s, account, closings);
    report(s, id, STAGE.deficit);
  }
}

/** L2: the whole position to the book, at its zero price or better. */
function offer(s: State, position: Position): void {
  const { account: id, market, size } = position;
  const taker: Taker = {
    account: id,
    market,
    isBuy: size < 0n,
    limit: zeroPrice(s, position),
    orderId: drawOrderId(s, 0),
    visitLimit: VISITS_OF_ORDER,
    guarded: false,
    liquidation: true,
    equity: 0n,
    remaining: Number(abs(size)),
    filled: 0,
    notional: 0n,
    fee: 0n,
    visits: 0,
    stop: resultCode.OK,
  };
  match(s, taker);
  s.riskVisitsLeft -= taker.visits;
  if (taker.fee !== 0n) {
    const { insurance, badDebt } = s;
    emit(s, "insurance", { account: id, reason: INSURANCE_FEE, amount: taker.fee, insurance, badDebt });
  }
  releaseIfEmpty(s, id, market);
}

/** Ticks. */
export function zeroPrice(s: State, position: Position): number {
  const account = accountOf(s, position.account);
  const { mark: ticks, config } = s.markets[position.market]!;
  const mark = BigInt(ticks);
  const share = mark * BigInt(config.mmfPpm) * max(equity(s, account), 0n);
  const d = floorDiv(share, 1_000_000n * maintenanceMargin(s, account));
  if (position.size > 0n) return Number(max(1n, mark - d));
  return Number(min((1n << BigInt(config.tickBits)) - 1n, mark + d));
}
