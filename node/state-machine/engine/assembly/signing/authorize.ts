import * as account from "../generated/account";
import {
  AGENT_EXPIRED,
  NOT_AUTHORIZED,
  OK,
  TX_EXPIRED,
  UNKNOWN_ACCOUNT,
  UNKNOWN_VALIDATOR,
} from "../generated/codes";
import * as header from "../generated/header";
import * as signer from "../generated/signer";
import * as transaction from "../generated/transaction";
import * as validator from "../generated/validator";
import * as work from "../generated/work";
import { TRADE } from "../input/transactions";
import { acceptNonce } from "./nonces";
import { findSigner } from "./signers";

/** Rule B4 for a transaction of an account, whose signature has recovered; consumes the nonce when all is well. */
export function authorizeAccount(t: u32): u32 {
  const id = transaction.account(t);
  if (id === 0 || id >= header.accountTop()) return UNKNOWN_ACCOUNT;
  const signedBy = findSigner(transaction.signerAddress(t));
  if (signedBy === 0) return NOT_AUTHORIZED;
  const owner = account.owner(account.at(id));
  if (signer.at(owner) !== signedBy) {
    if (signer.owner(signedBy) !== owner || transaction.type(t) !== TRADE) return NOT_AUTHORIZED;
    if (signer.agentExpiry(signedBy) <= work.timestamp()) return AGENT_EXPIRED;
  }
  return acceptInTime(t, signedBy);
}

/** Rule B4 for an oracle vote: the account field is the validator's id. */
export function authorizeValidator(t: u32): u32 {
  const id = transaction.account(t);
  if (id >= header.validatorCount()) return UNKNOWN_VALIDATOR;
  const signedBy = signer.at(validator.signer(validator.at(id)));
  if (findSigner(transaction.signerAddress(t)) !== signedBy) return NOT_AUTHORIZED;
  return acceptInTime(t, signedBy);
}

function acceptInTime(t: u32, signedBy: u32): u32 {
  const expiresAfter = transaction.expiresAfter(t);
  if (expiresAfter !== 0 && expiresAfter < work.timestamp()) return TX_EXPIRED;
  return acceptNonce(signedBy, transaction.nonce(t));
}
