import * as account from "../generated/account";
import { GAS_MESSAGE, MALFORMED, OK, UNKNOWN_ACCOUNT, WIND_DOWN } from "../generated/codes";
import * as header from "../generated/header";
import * as l1MessageReceipt from "../generated/l1MessageReceipt";
import { MAX_FORCED_ACTIONS, MAX_TRANSACTIONS, PHASE_TRADING } from "../generated/limits";
import * as transaction from "../generated/transaction";
import * as work from "../generated/work";
import { isFinished, openReader, position, readByte, skip } from "../input/reader";
import { readBody, TRADE } from "../input/transactions";
import { loadBigEndian32 } from "../memory/bytes";
import { findAccount } from "../money/accounts";
import { findSigner } from "../signing/signers";
import { executeBody } from "../transaction/execute";
import { FORCED } from "../transaction/results";

/** Rule X1: runs a body as the sender's, without signature and nonce. `event` is the message's receipt. */
export function executeForced(sender: u32, payload: u32, length: u32, event: u32): u32 {
  if (header.phase() !== PHASE_TRADING) return WIND_DOWN;
  const t = transaction.at(MAX_TRANSACTIONS);
  transaction.setGas(t, 0);
  openReader(payload, payload + length);
  skip(4);
  const type = readByte();
  const body = position();
  readBody(t, type, 0, 0, 0, false);
  if (!isFinished() || (type === TRADE && load<u8>(body) > MAX_FORCED_ACTIONS)) return MALFORMED;
  l1MessageReceipt.setGas(event, GAS_MESSAGE + transaction.gas(t));
  l1MessageReceipt.setOp(event, <u8>type);
  const owner = findSigner(sender);
  const a = owner === 0 ? 0 : findAccount(owner, loadBigEndian32(payload));
  if (a === 0) return UNKNOWN_ACCOUNT;
  l1MessageReceipt.setAccount(event, account.indexOf(a));
  openReader(body, payload + length);
  work.setTransaction(FORCED);
  executeBody(a, type);
  return OK;
}
