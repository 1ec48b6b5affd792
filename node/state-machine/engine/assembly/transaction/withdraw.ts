import * as account from "../generated/account";
import { BAD_RECIPIENT, INSUFFICIENT_FUNDS, OK, WITHDRAWALS_FULL } from "../generated/codes";
import * as header from "../generated/header";
import * as withdrawal from "../generated/withdrawal";
import { readVarint, skip } from "../input/reader";
import { isZero20 } from "../memory/bytes";
import { debit } from "../money/cash";
import { appendWithdrawal, isTreeFull } from "../outbox/tree";
import { settleAllFunding } from "../position/funding";
import { withdrawable } from "../position/margin";

const ADDRESS_BYTES: u32 = 20;
const USDC: u32 = 0;

/** Rule M5: debits the account and appends a withdrawal leaf (W6). */
export function executeWithdraw(a: u32): u32 {
  const recipient = skip(ADDRESS_BYTES);
  const amount = readVarint();
  if (isZero20(recipient)) return BAD_RECIPIENT;
  if (amount > <u64>withdrawable(a)) return INSUFFICIENT_FUNDS;
  if (isTreeFull()) return WITHDRAWALS_FULL;
  settleAllFunding(a);
  debit(a, <i64>amount);
  header.setWithdrawn(header.withdrawn() + <i64>amount);
  const index = header.withdrawalCount();
  const leaf = appendWithdrawal(recipient, <u8>USDC, amount);

  const event = withdrawal.append();
  withdrawal.setAccount(event, account.indexOf(a));
  withdrawal.setIndex(event, index);
  withdrawal.setAmount(event, amount);
  withdrawal.setAsset(event, <u8>USDC);
  withdrawal.setRecipient(event, recipient);
  withdrawal.setLeaf(event, leaf);
  return OK;
}
