import * as account from "../generated/account";
import { forgetSafety } from "../risk/odometer";

/** Adds `amount` to the account's cash. */
// @ts-expect-error: decorator
@inline
export function credit(a: u32, amount: i64): void {
  account.setCash(a, account.cash(a) + amount);
}

/** Takes `amount` from the account's cash; its margin must be assessed again. */
export function debit(a: u32, amount: i64): void {
  account.setCash(a, account.cash(a) - amount);
  forgetSafety(account.indexOf(a));
}
