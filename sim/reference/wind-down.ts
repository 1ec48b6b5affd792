/** The chain closes itself when nobody sequences (Z1-Z4). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { WIND_DOWN_WORK } from "./bounds.ts";
import { cancelAll } from "./cancels.ts";
import { emit } from "./events.ts";
import { settlementPrice } from "./mark.ts";
import { payOut } from "./money.ts";
import { abs, floorDiv, max, min } from "./numbers.ts";
import { reportMark } from "./oracle.ts";
import { releaseIfEmpty, settleAllFunding, trade } from "./positions.ts";
import { type Account, accountOf, PHASE, type State } from "./state.ts";

const STAGE = { entered: 1, closed: 2, paying: 3, paid: 4, done: 5 } as const;
const PAYMENT_WORK = 4;

function report(s: State, stage: number, account: number, amount: bigint, paid: bigint): void {
  emit(s, "windDown", { stage, account, amount, paid });
}

/** Z1, Z2: before the messages of a block. */
export function beginIfDue(s: State, selfSequenced: boolean): void {
  const { windDownAfter } = s.parameters;
  if (!selfSequenced || s.phase !== PHASE.trading || windDownAfter === 0) return;
  if (s.timestamp - s.lastOrdinaryTime < 1000 * windDownAfter) return;
  s.phase = PHASE.closing;
  report(s, STAGE.entered, 0, 0n, 0n);
  for (const market of s.markets) {
    const price = settlementPrice(market);
    if (price === market.mark) continue;
    market.mark = price;
    reportMark(s, market, true);
  }
}

/** Z3, Z4: the work of one block, after its transactions. */
export function windDown(s: State): void {
  let left = WIND_DOWN_WORK;
  const each = (work: (s: State, account: Account) => number): boolean => {
    while (left > 0 && s.windDownCursor < s.accounts.length)
      left -= work(s, accountOf(s, ++s.windDownCursor));
    return s.windDownCursor === s.accounts.length;
  };
  if (s.phase === PHASE.closing && each(closeAccount)) beginPaying(s);
  if (s.phase === PHASE.paying && each(payAccount)) {
    s.phase = PHASE.done;
    report(s, STAGE.done, 0, s.badDebt, s.dust);
  }
}

/** Z3; returns the work. */
function closeAccount(s: State, account: Account): number {
  const cancelled = cancelAll(s, account.id, undefined, resultCode.WIND_DOWN);
  settleAllFunding(s, account);
  const positions = [...account.positions];
  for (const position of positions) {
    const { market, size } = position;
    const { mark: price } = s.markets[market]!;
    const profit = trade(s, position, size < 0n, abs(size), BigInt(price));
    emit(s, "positionClosed", { account: account.id, market, price, size, profit });
    releaseIfEmpty(s, account.id, market);
  }
  const { cash } = account;
  if (cash !== 0n) report(s, STAGE.closed, account.id, cash, 0n);
  if (cash < 0n) {
    s.badDebt -= cash;
    account.cash = 0n;
  } else {
    s.windDownClaims += cash;
  }
  return 1 + cancelled + positions.length;
}

/** Z4: who bears the bad debt before the claims do. */
function beginPaying(s: State): void {
  const insured = min(s.badDebt, s.insurance);
  s.insurance -= insured;
  s.badDebt -= insured;
  const charged = min(s.badDebt, s.feePool);
  s.feePool -= charged;
  s.badDebt -= charged;
  const swept = max(0n, min(s.badDebt, s.dust));
  s.dust -= swept;
  s.badDebt -= swept;
  s.phase = PHASE.paying;
  s.windDownCursor = 0;
  s.windDownPayable = max(0n, s.windDownClaims - s.badDebt);
  report(s, STAGE.paying, 0, s.windDownClaims, s.windDownPayable);
}

/** Z4; returns the work. */
function payAccount(s: State, account: Account): number {
  const claim = account.cash;
  if (claim === 0n) return 1;
  const paid = floorDiv(claim * s.windDownPayable, s.windDownClaims);
  const cut = claim - paid;
  const debt = min(cut, s.badDebt);
  s.badDebt -= debt;
  s.dust += cut - debt;
  account.cash = 0n;
  report(s, STAGE.paid, account.id, claim, paid);
  if (paid > 0n) payOut(s, account.id, account.owner, paid);
  return PAYMENT_WORK;
}
