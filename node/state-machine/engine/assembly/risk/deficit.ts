import { min64 } from "../arithmetic/rounding";
import { mulDivDown } from "../arithmetic/wide";
import * as account from "../generated/account";
import * as counterparty from "../generated/counterparty";
import * as header from "../generated/header";
import { INSURANCE_BAD_DEBT, INSURANCE_COVER, INSURANCE_SOCIALISED } from "../generated/limits";
import { debit } from "../money/cash";
import { counterpartyCount } from "./deleverage";
import { reportInsurance } from "./insurance";
import { sortByKey } from "./sort";

/**
 * Rule L4: brings the negative cash of an account without positions to zero: from the insurance fund, then from the
 * profit its counterparties realised in this liquidation, pro rata; what remains is bad debt.
 */
export function coverDeficit(a: u32): void {
  const id = account.indexOf(a);
  const deficit = -account.cash(a);
  account.setCash(a, 0);
  const cover = min64(deficit, header.insurance());
  if (cover > 0) {
    header.setInsurance(header.insurance() - cover);
    reportInsurance(id, INSURANCE_COVER, 0, cover);
  }
  const rest = deficit - cover;
  if (rest === 0) return;
  const unpaid = rest - socialise(id, rest);
  if (unpaid === 0) return;
  header.setBadDebt(header.badDebt() + unpaid);
  reportInsurance(id, INSURANCE_BAD_DEBT, 0, unpaid);
}

/** Takes up to `rest` from the counterparties' profits; returns what they bore. */
function socialise(id: u32, rest: i64): i64 {
  const count = counterpartyCount();
  sortByKey(counterparty.BASE, counterparty.SIZE, count);
  let total: i64 = 0;
  for (let i: u32 = 0; i < count; i++) total += counterparty.profit(counterparty.at(i));
  if (total === 0) return 0;
  const borne = min64(rest, total);
  let left = borne;
  for (let i: u32 = 0; i < count; i++) {
    const c = counterparty.at(i);
    const share = <i64>mulDivDown(<u64>borne, <u64>counterparty.profit(c), <u64>total);
    counterparty.setShare(c, share);
    left -= share;
  }
  for (let i: u32 = 0; i < count; i++) {
    const c = counterparty.at(i);
    const more: i64 = left > 0 && counterparty.share(c) < counterparty.profit(c) ? 1 : 0;
    left -= more;
    charge(id, <u32>(counterparty.key(c) >> 32), counterparty.share(c) + more);
  }
  return borne;
}

function charge(id: u32, other: u32, amount: i64): void {
  if (amount === 0) return;
  const b = account.at(other);
  debit(b, amount);
  reportInsurance(id, INSURANCE_SOCIALISED, other, amount);
}
