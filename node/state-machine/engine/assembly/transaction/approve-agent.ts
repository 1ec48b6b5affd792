import * as account from "../generated/account";
import * as agentUpdate from "../generated/agentUpdate";
import {
  ACCOUNTS_FULL,
  AGENT_TAKEN,
  BAD_EXPIRY,
  OK,
  TOO_MANY_AGENTS,
  UNKNOWN_AGENT,
} from "../generated/codes";
import * as header from "../generated/header";
import { MAX_AGENT_DAYS, MAX_AGENTS_EVER, MAX_LIVE_AGENTS } from "../generated/limits";
import * as signer from "../generated/signer";
import * as validator from "../generated/validator";
import * as work from "../generated/work";
import { readU48, skip } from "../input/reader";
import { isZero20 } from "../memory/bytes";
import { findOrCreateSigner, findSigner } from "../signing/signers";

const ADDRESS_BYTES: u32 = 20;
const DAY_MS: u64 = 86_400_000;

/** Rule A1: approves, renews or revokes (expiry 0) an agent of the account's owner. */
export function executeApproveAgent(a: u32): u32 {
  const address = skip(ADDRESS_BYTES);
  const expiry = readU48();
  const owner = account.owner(a);
  const known = findSigner(address);
  const own = known !== 0 && signer.owner(known) === owner;
  if (expiry === 0) {
    if (!own) return UNKNOWN_AGENT;
    setExpiry(owner, known, 0);
    return OK;
  }
  if (isZero20(address) || (known !== 0 && isTaken(known, owner))) return AGENT_TAKEN;
  if (expiry <= work.timestamp() || expiry > work.timestamp() + MAX_AGENT_DAYS * DAY_MS) return BAD_EXPIRY;
  const o = signer.at(owner);
  if (liveAgents(o, known) >= MAX_LIVE_AGENTS) return TOO_MANY_AGENTS;
  if (!own && <u32>signer.agentCount(o) >= MAX_AGENTS_EVER) return TOO_MANY_AGENTS;
  const agent = findOrCreateSigner(address);
  if (agent === 0) return ACCOUNTS_FULL;
  if (!own) {
    signer.setOwner(agent, owner);
    signer.setNextAgent(agent, signer.firstAgent(o));
    signer.setFirstAgent(o, signer.indexOf(agent));
    signer.setAgentCount(o, signer.agentCount(o) + 1);
  }
  setExpiry(owner, agent, expiry);
  return OK;
}

/** Whether the address owns accounts, votes, or is another owner's agent. */
function isTaken(known: u32, owner: u32): bool {
  if (signer.firstAccount(known) !== 0) return true;
  const other = signer.owner(known);
  if (other !== 0 && other !== owner) return true;
  const slot = signer.indexOf(known);
  const validators = header.validatorCount();
  for (let i: u32 = 0; i < validators; i++) {
    if (validator.signer(validator.at(i)) === slot) return true;
  }
  return false;
}

/** Agents of the owner whose approval has not expired, without `except`. Walks at most 256. */
function liveAgents(o: u32, except: u32): u32 {
  let live: u32 = 0;
  let slot = signer.firstAgent(o);
  while (slot !== 0) {
    const agent = signer.at(slot);
    if (agent !== except && signer.agentExpiry(agent) > work.timestamp()) live++;
    slot = signer.nextAgent(agent);
  }
  return live;
}

function setExpiry(owner: u32, agent: u32, expiry: u64): void {
  signer.setAgentExpiry(agent, expiry);
  const event = agentUpdate.append();
  agentUpdate.setExpiry(event, expiry);
  agentUpdate.setOwner(event, signer.addressAddress(signer.at(owner)));
  agentUpdate.setAgent(event, signer.addressAddress(agent));
}
