/** Signer records: roles, lists and the kept nonces (B5), whose pages are the engine's own form of a sorted list. */
import { readSigner, type SignerRecord, signerLayout } from "../../../node/state-machine/layout/generated.ts";
import { keptNonces } from "../../../node/state-machine/view/nonces.ts";
import { type State, toHex } from "../../reference/index.ts";

const WINDOW_MS = 2 * 86_400_000;

type Signer = NonNullable<ReturnType<State["signers"]["get"]>>;

export function signerFault(memory: DataView, s: State, signer: Signer): string | undefined {
  const record = readSigner(memory, signerLayout.base + signer.slot * signerLayout.size);
  const principal = signer.agentOf === undefined ? undefined : s.signers.get(signer.agentOf)!;
  const slotOf = (address: string | undefined): number =>
    address === undefined ? 0 : s.signers.get(address)!.slot;
  const expected = {
    address: signer.address,
    firstAccount: signer.accounts[0] ?? 0,
    lastAccount: signer.accounts.at(-1) ?? 0,
    owner: slotOf(signer.agentOf),
    agentExpiry: signer.agentExpiry,
    firstAgent: slotOf(signer.agents.at(-1)),
    nextAgent: principal ? slotOf(principal.agents[principal.agents.indexOf(signer.address) - 1]) : 0,
    agentCount: signer.agents.length,
    nonceFloor: signer.nonceFloor,
  };
  const actual: typeof expected = {
    ...record,
    address: toHex(record.address),
    agentExpiry: Number(record.agentExpiry),
    nonceFloor: Number(record.nonceFloor),
  };
  for (const [name, value] of Object.entries(expected)) {
    const held = actual[name as keyof typeof expected];
    if (held !== value) return `signer ${signer.slot}: ${name}: engine ${held}, reference ${value}`;
  }
  return nonceFault(memory, s, signer, record);
}

/** Both may hold what has left the window: nothing asks for it any more. */
function nonceFault(memory: DataView, s: State, signer: Signer, record: SignerRecord): string | undefined {
  const held = keptNonces(memory, record);
  if (held.length !== record.nonceCount)
    return `signer ${signer.slot}: ${held.length} nonces, counted ${record.nonceCount}`;
  const inWindow = (nonces: readonly number[]) => nonces.filter((nonce) => nonce > s.timestamp - WINDOW_MS);
  const [engine, reference] = [inWindow(held), inWindow(signer.nonces)];
  for (let i = 0; i < Math.max(engine.length, reference.length); i++) {
    if (engine[i] !== reference[i])
      return `signer ${signer.slot}: nonce ${i}: engine ${engine[i]}, reference ${reference[i]}`;
  }
  return undefined;
}
