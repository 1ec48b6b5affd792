/** Deposits, withdrawals (M5) and transfers (M6). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { findAccount, findOrOpenAccount } from "./accounts.ts";
import { DEPOSIT, DEPOSITED, WITHDRAWALS } from "./bounds.ts";
import { emit } from "./events.ts";
import { withdrawable } from "./margin.ts";
import { settleAllFunding } from "./positions.ts";
import { Reader, toHex } from "./reader.ts";
import { type Account, PHASE, type State } from "./state.ts";
import type { Message } from "./wire.ts";
import { appendWithdrawal } from "./withdrawal-tree.ts";

const DEPOSIT_BYTES = 33;
const USDC = 0;

export function deposit(s: State, message: Message): number {
  if (message.payload.length !== DEPOSIT_BYTES) return resultCode.MALFORMED;
  const reader = new Reader(message.payload);
  const to = reader.hex(20);
  const sub = Number(reader.bigEndian(4));
  const asset = reader.uint(1);
  const amount = reader.bigEndian(8);
  if (asset !== USDC) return resultCode.UNSUPPORTED_ASSET;
  if (amount === 0n || amount > DEPOSIT || s.deposited + amount > DEPOSITED) return resultCode.BAD_AMOUNT;
  s.deposited += amount;
  if (s.phase !== PHASE.trading) {
    payOut(s, 0, to, amount);
    return resultCode.WIND_DOWN;
  }
  const account = findOrOpenAccount(s, to, sub);
  if (account) account.cash += amount;
  else s.unclaimed += amount;
  emit(s, "deposit", { account: account?.id ?? 0, index: message.index, amount, sub, asset, to });
  return account ? resultCode.OK : resultCode.UNCLAIMED;
}

/** The largest figure that a record shows. */
const MOST_SHOWN = 2n ** 63n - 1n;

function isFree(s: State, account: Account, amount: bigint): boolean {
  const have = withdrawable(s, account);
  s.figures = { have, need: amount < MOST_SHOWN ? amount : MOST_SHOWN };
  return amount <= have;
}

export function withdraw(s: State, account: Account, recipient: string, amount: bigint): number {
  if (/^0*$/.test(recipient) || recipient === s.inbox) return resultCode.BAD_RECIPIENT;
  if (!isFree(s, account, amount)) return resultCode.INSUFFICIENT_FUNDS;
  if (s.withdrawals[0]!.length >= WITHDRAWALS) return resultCode.WITHDRAWALS_FULL;
  settleAllFunding(s, account);
  account.cash -= amount;
  payOut(s, account.id, recipient, amount);
  return resultCode.OK;
}

/** Appends a leaf for money that was taken from an account (0 = none); with a full tree it is unclaimed (Z4). */
export function payOut(s: State, account: number, recipient: string, amount: bigint): void {
  const index = s.withdrawals[0]!.length;
  if (index >= WITHDRAWALS) {
    s.unclaimed += amount;
    return;
  }
  s.withdrawn += amount;
  const leaf = toHex(appendWithdrawal(s.withdrawals, recipient, USDC, amount));
  emit(s, "withdrawal", { account, index: BigInt(index), amount, asset: USDC, recipient, leaf });
}

export function transfer(s: State, account: Account, toSub: number, amount: bigint): number {
  if (toSub === account.sub) return resultCode.SELF_TRANSFER;
  if (!isFree(s, account, amount)) return resultCode.INSUFFICIENT_FUNDS;
  const isNew = findAccount(s, account.owner, toSub) === undefined;
  if (isNew && amount < s.parameters.minDeposit) return resultCode.BAD_AMOUNT;
  const to = findOrOpenAccount(s, account.owner, toSub)!;
  settleAllFunding(s, account);
  account.cash -= amount;
  to.cash += amount;
  emit(s, "transfer", { fromAccount: account.id, toAccount: to.id, amount });
  return resultCode.OK;
}
