import * as account from "../generated/account";
import { BAD_AMOUNT, MALFORMED, OK, UNCLAIMED, UNSUPPORTED_ASSET, WIND_DOWN } from "../generated/codes";
import * as deposit from "../generated/deposit";
import * as header from "../generated/header";
import { PHASE_TRADING } from "../generated/limits";
import { loadBigEndian32, loadBigEndian64 } from "../memory/bytes";
import { findOrOpenAccount } from "../money/accounts";
import { credit } from "../money/cash";
import { payOut } from "../outbox/pay";

const BYTES: u32 = 33;
const MAX_AMOUNT: u64 = (<u64>1) << 53;
const MAX_TOTAL: i64 = (<i64>1) << 61;

/** Rule M5, deposit: credits the account of (to, sub), opened if new; if it cannot be, the unclaimed balance. */
export function executeDeposit(index: u64, payload: u32, length: u32): u32 {
  if (length !== BYTES) return MALFORMED;
  const sub = loadBigEndian32(payload + 20);
  const asset = load<u8>(payload, 24);
  const amount = loadBigEndian64(payload + 25);
  if (asset !== 0) return UNSUPPORTED_ASSET;
  if (amount === 0 || amount > MAX_AMOUNT || header.deposited() + <i64>amount > MAX_TOTAL) return BAD_AMOUNT;
  if (header.phase() !== PHASE_TRADING) return returnDeposit(payload, amount);
  const a = findOrOpenAccount(payload, sub);
  header.setDeposited(header.deposited() + <i64>amount);
  if (a !== 0) credit(a, <i64>amount);
  else header.setUnclaimed(header.unclaimed() + <i64>amount);

  const event = deposit.append();
  deposit.setAccount(event, a === 0 ? 0 : account.indexOf(a));
  deposit.setIndex(event, index);
  deposit.setAmount(event, amount);
  deposit.setSub(event, sub);
  deposit.setAsset(event, asset);
  deposit.setTo(event, payload);
  return a === 0 ? UNCLAIMED : OK;
}

/** Rule Z5: goes straight back, as a withdrawal of the owner it was for. */
function returnDeposit(to: u32, amount: u64): u32 {
  header.setDeposited(header.deposited() + <i64>amount);
  payOut(0, to, amount);
  return WIND_DOWN;
}
