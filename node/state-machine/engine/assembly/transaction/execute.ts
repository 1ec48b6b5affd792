import * as account from "../generated/account";
import { BAD_SIGNATURE, OK, WIND_DOWN } from "../generated/codes";
import * as header from "../generated/header";
import { MAX_BODY_BYTES, PHASE_TRADING } from "../generated/limits";
import * as transaction from "../generated/transaction";
import * as transactionReceipt from "../generated/transactionReceipt";
import * as work from "../generated/work";
import { openReader } from "../input/reader";
import { APPROVE_AGENT, CLASS_VOTE, TRADE, TRANSFER, WITHDRAW } from "../input/transactions";
import { executeVote } from "../oracle/vote";
import { forgetStanding } from "../position/margin";
import { authorizeAccount, authorizeValidator } from "../signing/authorize";
import { executeApproveAgent } from "./approve-agent";
import { reportAction, reportMoney } from "./results";
import { fetchAhead } from "./fetch";
import { executeTrade } from "./trade";
import { executeTransfer } from "./transfer";
import { executeWithdraw } from "./withdraw";

/** Transactions whose places in memory are asked for together: what they meet stays in a core's cache until it is used. */
const WAVE: u32 = 32;

/** Executes the decoded transactions of one class, in sequence (B2). */
export function executeClass(class_: u32, count: u32): void {
  for (let from: u32 = 0; from < count; from += WAVE) {
    const end = min<u32>(from + WAVE, count);
    fetchAhead(from, end, class_);
    for (let i = from; i < end; i++) {
      if (<u32>transaction.rank(transaction.at(i)) === class_) executeTransaction(i, class_);
    }
  }
}

function executeTransaction(index: u32, class_: u32): void {
  const t = transaction.at(index);
  const code = header.phase() === PHASE_TRADING ? authorize(t, class_) : WIND_DOWN;
  work.setTransaction(index);
  work.setNonce(transaction.nonce(t));
  const event = reportTransaction(index, t, code);
  if (code !== OK) return;
  // The frame was checked when it was decoded: reading cannot fail here.
  openReader(transaction.body(t), transaction.body(t) + MAX_BODY_BYTES);
  const results =
    class_ === CLASS_VOTE
      ? executeVote(transaction.account(t))
      : executeBody(account.at(transaction.account(t)), transaction.type(t));
  transactionReceipt.setResults(event, results);
}

/** Rule B4. */
function authorize(t: u32, class_: u32): u32 {
  if (transaction.recovered(t) === 0) return BAD_SIGNATURE;
  return class_ === CLASS_VOTE ? authorizeValidator(t) : authorizeAccount(t);
}

/** Executes the body at the cursor for account `a`; returns the number of results. */
export function executeBody(a: u32, type: u32): u32 {
  let results: u32 = 1;
  if (type === TRADE) results = executeTrade(a);
  else if (type === WITHDRAW) reportMoney(executeWithdraw(a));
  else if (type === TRANSFER) reportMoney(executeTransfer(a));
  else if (type === APPROVE_AGENT) reportAction(0, executeApproveAgent(a));
  forgetStanding();
  return results;
}

function reportTransaction(index: u32, t: u32, code: u32): u32 {
  const event = transactionReceipt.append();
  transactionReceipt.setTransaction(event, index);
  transactionReceipt.setCode(event, <u16>code);
  transactionReceipt.setType(event, transaction.type(t));
  transactionReceipt.setClass(event, transaction.rank(t));
  transactionReceipt.setGas(event, transaction.gas(t));
  transactionReceipt.setAccount(event, transaction.account(t));
  transactionReceipt.setNonce(event, transaction.nonce(t));
  // Without a recovered signer the field stays zero.
  if (transaction.recovered(t) !== 0) transactionReceipt.setSigner(event, transaction.signerAddress(t));
  return event;
}
