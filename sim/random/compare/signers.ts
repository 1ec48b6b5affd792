/** Signer records: roles, lists and the kept nonces (B5), whose ring is the engine's own form of a sorted list. */
import { readSigner, signerLayout } from "../../../node/state-machine/layout/generated.ts";
import { type State, toHex } from "../../reference/index.ts";

const KEPT = 64;

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
    nonceCount: signer.nonces.length,
  };
  const actual: typeof expected = {
    ...record,
    address: toHex(record.address),
    agentExpiry: Number(record.agentExpiry),
  };
  for (const [name, value] of Object.entries(expected)) {
    const held = actual[name as keyof typeof expected];
    if (held !== value) return `signer ${signer.slot}: ${name}: engine ${held}, reference ${value}`;
  }
  const base = Number(record.nonceBase);
  for (const [i, nonce] of signer.nonces.entries()) {
    const held = base + record.nonces[(record.nonceHead + i) % KEPT]!;
    // What is older than the base reads as the base, which no nonce in the window equals.
    if (held !== Math.max(base, nonce))
      return `signer ${signer.slot}: nonce ${i}: engine ${held}, reference ${nonce}`;
  }
  return undefined;
}
