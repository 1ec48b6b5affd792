import * as header from "../generated/header";
import * as withdrawal from "../generated/withdrawal";
import { appendWithdrawal, isTreeFull } from "./tree";

const USDC: u32 = 0;

/** Appends a withdrawal leaf (W6) of money that was already taken from account `id` (0 = from no account), and reports it. */
export function payWithdrawal(id: u32, recipient: u32, amount: u64): void {
  header.setWithdrawn(header.withdrawn() + <i64>amount);
  const index = header.withdrawalCount();
  const leaf = appendWithdrawal(recipient, <u8>USDC, amount);

  const event = withdrawal.append();
  withdrawal.setAccount(event, id);
  withdrawal.setIndex(event, index);
  withdrawal.setAmount(event, amount);
  withdrawal.setAsset(event, <u8>USDC);
  withdrawal.setRecipient(event, recipient);
  withdrawal.setLeaf(event, leaf);
}

/** Rules Z4, Z5: pays by a leaf; with a full tree the amount joins the unclaimed balance. */
export function payOut(id: u32, recipient: u32, amount: u64): void {
  if (isTreeFull()) header.setUnclaimed(header.unclaimed() + <i64>amount);
  else payWithdrawal(id, recipient, amount);
}
