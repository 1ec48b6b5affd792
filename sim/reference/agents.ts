/** Approving and revoking agents (A1). */
import { resultCode } from "../../node/state-machine/layout/generated.ts";
import { signerOf } from "./accounts.ts";
import { AGENT_DAYS, AGENTS_EVER, DAY_MS, LIVE_AGENTS } from "./bounds.ts";
import { emit } from "./events.ts";
import type { State } from "./state.ts";

export function approveAgent(s: State, owner: string, agent: string, expiry: number): number {
  const known = s.signers.get(agent);
  const isOwn = known?.agentOf === owner;
  if (expiry === 0) {
    if (!isOwn) return resultCode.UNKNOWN_AGENT;
    known.agentExpiry = 0;
    emit(s, "agentUpdate", { expiry: 0n, owner, agent });
    return resultCode.OK;
  }
  if (isTaken(s, owner, agent)) return resultCode.AGENT_TAKEN;
  if (expiry <= s.timestamp || expiry > s.timestamp + AGENT_DAYS * DAY_MS) return resultCode.BAD_EXPIRY;
  const principal = s.signers.get(owner)!;
  const others = principal.agents.filter(
    (other) => other !== agent && s.signers.get(other)!.agentExpiry > s.timestamp,
  );
  if (others.length >= LIVE_AGENTS) return resultCode.TOO_MANY_AGENTS;
  if (!isOwn && principal.agents.length >= AGENTS_EVER) return resultCode.TOO_MANY_AGENTS;
  const signer = signerOf(s, agent);
  if (!isOwn) principal.agents.push(agent);
  signer.agentOf = owner;
  signer.agentExpiry = expiry;
  emit(s, "agentUpdate", { expiry: BigInt(expiry), owner, agent });
  return resultCode.OK;
}

function isTaken(s: State, owner: string, agent: string): boolean {
  if (/^0*$/.test(agent)) return true;
  const known = s.signers.get(agent);
  if (!known) return false;
  if (known.accounts.length > 0 || s.validators.some((validator) => validator.address === agent)) return true;
  return known.agentOf !== undefined && known.agentOf !== owner;
}
