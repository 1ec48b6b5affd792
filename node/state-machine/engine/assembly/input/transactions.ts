import * as action from "../generated/action";
import {
  GAS_APPROVE_AGENT,
  GAS_CANCEL,
  GAS_CANCEL_ALL,
  GAS_CANCEL_BY_CLIENT_ID,
  GAS_FILL_OR_KILL,
  GAS_ORDER,
  GAS_TRANSACTION,
  GAS_TRANSFER,
  GAS_VOTE,
  GAS_WITHDRAW,
  VOID_APPLIED,
  VOID_BAD_TRANSACTION,
  VOID_GAS_LIMIT,
} from "../generated/codes";
import * as header from "../generated/header";
import {
  MAX_ACTIONS,
  MAX_SUB,
  MAX_VOTE_PRICES,
  TICKS_LIMIT,
  TIF_FOK,
  TIF_POST_ONLY,
} from "../generated/limits";
import * as transaction from "../generated/transaction";
import * as work from "../generated/work";
import {
  approveAgentDigest,
  hashAction,
  hashPrice,
  tradeDigest,
  transferDigest,
  voteDigest,
  withdrawDigest,
} from "../signing/digest";
import { recoverSigner } from "../signing/recover";
import { CANCEL, CANCEL_ALL, CANCEL_BY_CLIENT_ID, ORDER, REDUCE, readAction } from "./action";
import { foresee } from "./foresee";
import { breakReader, isBroken, isFinished, position, readByte, readU48, readVarint, readVarintIn, skip } from "./reader";

export const TRADE: u32 = 1;
export const WITHDRAW: u32 = 2;
export const TRANSFER: u32 = 3;
export const APPROVE_AGENT: u32 = 4;
export const ORACLE_VOTE: u32 = 5;

export const CLASS_CANCEL: u32 = 0;
export const CLASS_POST_ONLY: u32 = 1;
export const CLASS_TAKE: u32 = 2;
export const CLASS_VOTE: u32 = 3;

const U32_LIMIT: u64 = 0x1_0000_0000;
const ADDRESS_BYTES: u32 = 20;
const SIGNATURE_BYTES: u32 = 64;

/**
 * Decodes the last `count` transactions of a block at the cursor into the transaction table, with class (B2), gas (B3) and recovered signer.
 * Returns a void code. Reads the state (domain, gas limit), writes none of it.
 */
export function decodeTransactions(count: u32): u32 {
  let total: u64 = 0;
  let risky: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const t = transaction.at(i);
    decodeTransaction(t);
    if (isBroken()) return VOID_BAD_TRANSACTION;
    const gas = <u64>transaction.gas(t);
    const class_ = <u32>transaction.rank(t);
    total += gas;
    if (class_ === CLASS_POST_ONLY || class_ === CLASS_TAKE) risky += gas;
  }
  if (!isFinished()) return VOID_BAD_TRANSACTION;
  const limit = header.blockGasLimit();
  return total > limit || risky > (limit * 4) / 5 ? VOID_GAS_LIMIT : VOID_APPLIED;
}

function decodeTransaction(t: u32): void {
  const type = readByte();
  const account = readVarintIn(0, U32_LIMIT);
  const nonce = readU48();
  const expiresAfter = readU48();
  transaction.setBody(t, position());
  transaction.setAccount(t, <u32>account);
  transaction.setType(t, <u8>type);
  transaction.setNonce(t, nonce);
  transaction.setExpiresAfter(t, expiresAfter);
  transaction.setForeseen(t, work.foreseen());
  readBody(t, type, account, nonce, expiresAfter, true);
  transaction.setForeseenEnd(t, work.foreseen());
  transaction.setGas(t, transaction.gas(t) + GAS_TRANSACTION);
  const signature = skip(SIGNATURE_BYTES);
  if (isBroken()) return;
  const signer = recoverSigner(signature);
  transaction.setRecovered(t, signer !== 0 ? 1 : 0);
  if (signer !== 0) transaction.setSigner(t, signer);
}

/** Reads a body, writes its class and gas (without the transaction's own) to `t` and, where `signed`, its digest. */
export function readBody(t: u32, type: u32, account: u64, nonce: u64, expiresAfter: u64, signed: bool): void {
  transaction.setRank(t, <u8>CLASS_CANCEL);
  if (type === TRADE) {
    const count = readTrade(t, signed);
    if (signed) tradeDigest(account, nonce, expiresAfter, count);
  } else if (type === WITHDRAW) {
    const recipient = skip(ADDRESS_BYTES);
    const amount = readAmount();
    transaction.setGas(t, GAS_WITHDRAW);
    if (signed) withdrawDigest(account, recipient, amount, nonce, expiresAfter);
  } else if (type === TRANSFER) {
    const toSub = readVarintIn(0, MAX_SUB + 1);
    const amount = readAmount();
    transaction.setGas(t, GAS_TRANSFER);
    if (signed) transferDigest(account, toSub, amount, nonce, expiresAfter);
  } else if (type === APPROVE_AGENT) {
    const agent = skip(ADDRESS_BYTES);
    const expiry = readU48();
    transaction.setGas(t, GAS_APPROVE_AGENT);
    if (signed) approveAgentDigest(account, agent, expiry, nonce, expiresAfter);
  } else if (type === ORACLE_VOTE && signed) {
    transaction.setRank(t, <u8>CLASS_VOTE);
    const count = readVote(t);
    voteDigest(account, nonce, expiresAfter, count);
  } else {
    breakReader();
  }
}

export function readAmount(): u64 {
  const amount = readVarint();
  if (amount === 0) breakReader();
  return amount;
}

function readTrade(t: u32, signed: bool): u32 {
  const count = readByte();
  if (count === 0 || count > MAX_ACTIONS) breakReader();
  let gas: u32 = 0;
  let orders = false;
  let takers = false;
  for (let i: u32 = 0; i < count && !isBroken(); i++) {
    readAction();
    if (signed) hashAction(i);
    gas += actionGas();
    foresee();
    if (action.kind() === ORDER) {
      orders = true;
      if (action.timeInForce() !== TIF_POST_ONLY) takers = true;
    }
  }
  transaction.setGas(t, gas);
  transaction.setRank(t, <u8>(takers ? CLASS_TAKE : orders ? CLASS_POST_ONLY : CLASS_CANCEL));
  return count;
}

function actionGas(): u32 {
  const kind = action.kind();
  if (kind === ORDER) return action.timeInForce() === TIF_FOK ? GAS_FILL_OR_KILL : GAS_ORDER;
  if (kind === CANCEL || kind === REDUCE) return GAS_CANCEL;
  if (kind === CANCEL_BY_CLIENT_ID) return GAS_CANCEL_BY_CLIENT_ID;
  return kind === CANCEL_ALL ? GAS_CANCEL_ALL : 0;
}

function readVote(t: u32): u32 {
  const count = readByte();
  if (count === 0 || count > MAX_VOTE_PRICES) breakReader();
  let least: u64 = 0;
  for (let i: u32 = 0; i < count && !isBroken(); i++) {
    const market = readVarintIn(least, U32_LIMIT);
    const index = readVarintIn(1, TICKS_LIMIT);
    const externalMark = readVarintIn(0, TICKS_LIMIT);
    least = market + 1;
    hashPrice(i, market, index, externalMark);
  }
  transaction.setGas(t, count * GAS_VOTE);
  return count;
}
