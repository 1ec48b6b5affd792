/** Conservation, block by block, from the events alone: I1, I3-I7, I10, I35, I36. */
import type { Event, State } from "../../reference/index.ts";
import type { Step } from "../play.ts";

interface Totals {
  readonly feePool: bigint;
  readonly dust: bigint;
  readonly insurance: bigint;
  readonly badDebt: bigint;
  readonly deposited: bigint;
  readonly withdrawn: bigint;
  readonly withdrawals: number;
  readonly cursor: bigint;
  /** Sum of costs, by market. */
  readonly costs: readonly bigint[];
}

const TRADING = 0;
const LIQUIDATION_FEE = 1;
const COVER = 2;
const BAD_DEBT = 4;

/** Remembers the totals of the block before, and asks that every change is an event. */
export class MoneyWatch {
  #before: Totals | undefined;

  readonly watch = (step: Step): string | undefined => {
    const { state: s, code } = step;
    const before = this.#before;
    const after = totals(s);
    this.#before = after;
    if (!before || code !== 0) return standing(s);
    // A wind-down moves money in ways of its own (Z3-Z5): the sums must hold all the same.
    return standing(s) ?? (s.phase === TRADING ? moved(s.events, before, after) : indices(s.events, before));
  };
}

function totals(s: State): Totals {
  const costs = s.markets.map(() => 0n);
  for (const account of s.accounts) for (const { market, cost } of account.positions) costs[market]! += cost;
  const { feePool, dust, insurance, badDebt, deposited, withdrawn, inboxCursor: cursor } = s;
  const withdrawals = s.withdrawals[0]!.length;
  return { feePool, dust, insurance, badDebt, deposited, withdrawn, withdrawals, cursor, costs };
}

/** I1, I3, I4, I10. */
function standing(s: State): string | undefined {
  let money = s.feePool + s.insurance + s.dust + s.unclaimed - s.badDebt;
  const sizes = s.markets.map(() => 0n);
  for (const account of s.accounts) {
    money += account.cash;
    for (const { market, size, cost } of account.positions) {
      money -= cost;
      sizes[market]! += size;
    }
  }
  if (money !== s.deposited - s.withdrawn) return `I1: ${money} held, ${s.deposited - s.withdrawn} owed`;
  const unbalanced = sizes.findIndex((size) => size !== 0n);
  if (unbalanced >= 0) return `I3, I4: sizes of market ${unbalanced} sum to ${sizes[unbalanced]}`;
  if (s.insurance < 0n || s.feePool < 0n || s.badDebt < 0n || s.unclaimed < 0n)
    return "I10: a fund is negative";
  return undefined;
}

function moved(events: readonly Event[], before: Totals, after: Totals): string | undefined {
  const sum = (kind: string, value: (event: Event) => bigint): bigint =>
    events.reduce((total, event) => (event.kind === kind ? total + value(event) : total), 0n);
  const big = (value: number | bigint | string | undefined): bigint => (value ?? 0n) as bigint;
  const insured = (reason: number): bigint =>
    sum("insurance", (event) => (event.reason === reason ? big(event.amount) : 0n));
  const fees = sum("fill", (e) => big(e.makerFee) + (e.liquidation === 1 ? 0n : big(e.takerFee)));
  const changes: readonly (readonly [string, bigint, bigint])[] = [
    ["I6: fee pool", after.feePool - before.feePool, fees],
    ["I7: dust", after.dust - before.dust, sum("fundingPayment", (e) => big(e.payment))],
    ["I10: insurance", after.insurance - before.insurance, insured(LIQUIDATION_FEE) - insured(COVER)],
    [
      "I10: insurance fees",
      insured(LIQUIDATION_FEE),
      sum("fill", (e) => (e.liquidation === 1 ? big(e.takerFee) : 0n)),
    ],
    ["I11: bad debt", after.badDebt - before.badDebt, insured(BAD_DEBT)],
    ["I35: deposits", after.deposited - before.deposited, sum("deposit", (e) => big(e.amount))],
    ["I35: messages", after.cursor - before.cursor, sum("l1MessageReceipt", () => 1n)],
    ["I36: withdrawals", after.withdrawn - before.withdrawn, sum("withdrawal", (e) => big(e.amount))],
    ["I36: leaves", BigInt(after.withdrawals - before.withdrawals), sum("withdrawal", () => 1n)],
    ...after.costs.map((cost, market): [string, bigint, bigint] => [
      `I5: profits of market ${market}`,
      cost - (before.costs[market] ?? 0n),
      sum("fill", (e) => (e.market === market ? big(e.makerPnl) + big(e.takerPnl) : 0n)) +
        sum("deleveraging", (e) => (e.market === market ? big(e.accountPnl) + big(e.counterpartyPnl) : 0n)),
    ]),
  ];
  const wrong = changes.find(([, change, explained]) => change !== explained);
  if (wrong) return `${wrong[0]} changed by ${wrong[1]}, events say ${wrong[2]}`;
  return indices(events, before);
}

/** I35, I36: every message once, every leaf once, in order. */
function indices(events: readonly Event[], before: Totals): string | undefined {
  let message = before.cursor;
  let leaf = BigInt(before.withdrawals);
  for (const event of events) {
    if (event.kind === "l1MessageReceipt" && event.index !== message++) return `I35: message ${event.index}`;
    if (event.kind === "withdrawal" && event.index !== leaf++) return `I36: leaf ${event.index}`;
  }
  return undefined;
}
