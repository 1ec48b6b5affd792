import * as account from "../generated/account";
import * as header from "../generated/header";
import { BAD_RECIPIENT, INSUFFICIENT_FUNDS, OK, WITHDRAWALS_FULL } from "../generated/codes";
import { readVarint, skip } from "../input/reader";
import { equal20, isZero20 } from "../memory/bytes";
import { debit } from "../money/cash";
import { payWithdrawal } from "../outbox/pay";
import { isTreeFull } from "../outbox/tree";
import { settleAllFunding } from "../position/funding";
import { refuse } from "../order/refuse";
import { withdrawable } from "../position/margin";

const ADDRESS_BYTES: u32 = 20;

/** Rule M5: debits the account and appends a withdrawal leaf (W6). */
export function executeWithdraw(a: u32): u32 {
  const recipient = skip(ADDRESS_BYTES);
  const amount = readVarint();
  if (isZero20(recipient) || equal20(recipient, header.inboxAddress())) return BAD_RECIPIENT;
  const free = withdrawable(a);
  if (amount > <u64>free) return refuse(INSUFFICIENT_FUNDS, free, <i64>min<u64>(amount, i64.MAX_VALUE));
  if (isTreeFull()) return WITHDRAWALS_FULL;
  settleAllFunding(a);
  debit(a, <i64>amount);
  payWithdrawal(account.indexOf(a), recipient, amount);
  return OK;
}
