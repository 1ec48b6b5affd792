import * as account from "../generated/account";
import { ACCOUNTS_FULL, BAD_AMOUNT, INSUFFICIENT_FUNDS, OK, SELF_TRANSFER } from "../generated/codes";
import * as header from "../generated/header";
import * as signer from "../generated/signer";
import * as transfer from "../generated/transfer";
import { readVarint } from "../input/reader";
import { findAccount, openAccount } from "../money/accounts";
import { credit, debit } from "../money/cash";
import { settleAllFunding } from "../position/funding";
import { refuse } from "../order/refuse";
import { withdrawable } from "../position/margin";

/** Rule M6: moves cash to another sub-account of the same owner; opening one takes at least the minimum deposit. */
export function executeTransfer(a: u32): u32 {
  const sub = <u32>readVarint();
  const amount = readVarint();
  if (sub === account.sub(a)) return SELF_TRANSFER;
  const free = withdrawable(a);
  if (amount > <u64>free) return refuse(INSUFFICIENT_FUNDS, free, <i64>min<u64>(amount, i64.MAX_VALUE));
  const owner = signer.at(account.owner(a));
  let to = findAccount(owner, sub);
  if (to === 0) {
    if (amount < header.minDeposit()) return BAD_AMOUNT;
    to = openAccount(owner, sub);
    if (to === 0) return ACCOUNTS_FULL;
  }
  settleAllFunding(a);
  debit(a, <i64>amount);
  credit(to, <i64>amount);

  const event = transfer.append();
  transfer.setFromAccount(event, account.indexOf(a));
  transfer.setToAccount(event, account.indexOf(to));
  transfer.setAmount(event, amount);
  return OK;
}
