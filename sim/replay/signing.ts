import { BlockSignatures, type CheckedSignature } from "../../node/state-machine/index.ts";

/** What a session's transactions carry for signatures. Both ways leave the same state: nothing in it comes from a signature but its signer. */
export type Signing = "named" | "real";

const SIGNATURE_BYTES = 64;
const ADDRESS_AT = 12;

/** A mark in a signature's place that names its signer and is no signature of anything: r is the address, s is 1. */
export function markOf(address: Uint8Array): Uint8Array {
  const mark = new Uint8Array(SIGNATURE_BYTES);
  mark.set(address, ADDRESS_AT);
  mark[SIGNATURE_BYTES - 1] = 1;
  return mark;
}

/**
 * What the engine's host answers for a block of marked transactions, in their order: who is named. It neither hashes nor recovers, which is
 * nine tenths of a transaction's cost; the engine, its checks of account, agent and nonce included, is the same.
 */
export function namedSigners(
  signers: readonly { readonly mark: Uint8Array; readonly address: Uint8Array }[],
): BlockSignatures {
  return new BlockSignatures(
    signers.map(({ mark, address }): CheckedSignature => ({ signature: mark, signer: address })),
  );
}
