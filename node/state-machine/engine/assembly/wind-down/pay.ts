import { min64 } from "../arithmetic/rounding";
import { mulDivDown } from "../arithmetic/wide";
import * as account from "../generated/account";
import * as header from "../generated/header";
import { WIND_DOWN_PAID } from "../generated/limits";
import * as signer from "../generated/signer";
import { payOut } from "../outbox/pay";
import { reportWindDown } from "./report";

/** A leaf and its hashes, in units of the budget. */
const PAYMENT: i32 = 4;

/**
 * Rule Z4 for one account: pays its claim, or its share floor(claim * payable / claims), to its owner; what is cut off takes away
 * bad debt, the rest of the rounding is dust. Returns the work.
 */
export function payAccount(a: u32): i32 {
  const claim = account.cash(a);
  if (claim === 0) return 1;
  const paid = <i64>mulDivDown(<u64>claim, <u64>header.windDownPayable(), <u64>header.windDownClaims());
  const cut = claim - paid;
  const debt = min64(cut, header.badDebt());
  header.setBadDebt(header.badDebt() - debt);
  header.setDust(header.dust() + cut - debt);
  account.setCash(a, 0);
  const id = account.indexOf(a);
  reportWindDown(WIND_DOWN_PAID, id, claim, paid);
  if (paid !== 0) payOut(id, signer.addressAddress(signer.at(account.owner(a))), <u64>paid);
  return PAYMENT;
}
