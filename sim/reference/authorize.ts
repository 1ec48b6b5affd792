/** Who signed, whether they may, and once only: B4, B5, A2. */
import { resultCode as code } from "../../node/state-machine/layout/generated.ts";
import { DAY_MS, NONCES, NONCES_DROPPED } from "./bounds.ts";
import { accountOf, PHASE, type Signer, type State } from "./state.ts";
import type { Transaction } from "./wire.ts";

/** The address (hex) that signed, or undefined when the signature recovers none. */
export type Recover = (signature: Uint8Array) => string | undefined;

/** Half of the order of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** Checks a transaction whose turn has come; consumes the nonce when the code is OK. */
export function authorize(
  s: State,
  transaction: Transaction,
  recover: Recover,
): { code: number; signer?: string } {
  const signer = isLowS(transaction.signature) ? recover(transaction.signature) : undefined;
  if (s.phase !== PHASE.trading) return { code: code.WIND_DOWN, ...(signer && { signer }) };
  if (signer === undefined) return { code: code.BAD_SIGNATURE };
  return { code: check(s, transaction, signer), signer };
}

function isLowS(signature: Uint8Array): boolean {
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString("hex")}`) & ((1n << 255n) - 1n);
  return s <= HALF_ORDER;
}

function check(s: State, transaction: Transaction, address: string): number {
  const { account: id, body, expiresAfter, nonce } = transaction;
  const signer = s.signers.get(address);
  if (body.type === 5) {
    const validator = s.validators[id];
    if (!validator) return code.UNKNOWN_VALIDATOR;
    if (validator.address !== address) return code.NOT_AUTHORIZED;
  } else {
    if (id === 0 || id > s.accounts.length) return code.UNKNOWN_ACCOUNT;
    const { owner } = accountOf(s, id);
    if (owner !== address) {
      if (!signer || signer.agentOf !== owner || body.type !== 1) return code.NOT_AUTHORIZED;
      if (signer.agentExpiry <= s.timestamp) return code.AGENT_EXPIRED;
    }
  }
  if (expiresAfter !== 0 && expiresAfter < s.timestamp) return code.TX_EXPIRED;
  return acceptNonce(s, signer!, nonce);
}

/** B5. */
export function acceptNonce(s: State, signer: Signer, nonce: number): number {
  if (nonce <= s.timestamp - 2 * DAY_MS || nonce >= s.timestamp + DAY_MS) return code.NONCE_OUT_OF_WINDOW;
  if (nonce <= signer.nonceFloor) return code.NONCE_TOO_LOW;
  if (signer.nonces.includes(nonce)) return code.NONCE_USED;
  signer.nonces = [...signer.nonces, nonce]
    .filter((kept) => kept > s.timestamp - 2 * DAY_MS)
    .sort((a, b) => a - b);
  if (signer.nonces.length === NONCES + NONCES_DROPPED) {
    signer.nonceFloor = signer.nonces[NONCES_DROPPED - 1]!;
    signer.nonces = signer.nonces.slice(NONCES_DROPPED);
  }
  return code.OK;
}
