import * as header from "../generated/header";
import * as insurance from "../generated/insurance";

/** Reports a movement between an account (or counterparty) and the insurance fund or the bad debt. */
export function reportInsurance(account: u32, reason: u32, counterparty: u32, amount: i64): void {
  const event = insurance.append();
  insurance.setAccount(event, account);
  insurance.setReason(event, reason);
  insurance.setCounterparty(event, counterparty);
  insurance.setAmount(event, amount);
  insurance.setInsurance(event, header.insurance());
  insurance.setBadDebt(event, header.badDebt());
}
