/** Rules B4 and B5 against the state as it is now, so that what cannot succeed never takes room in a block. */
import { equalBytes, toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { limits } from "../state-machine/layout/limits.ts";
import type { StateView } from "../state-machine/view/state-view.ts";
import type { Entry } from "./entry.ts";
import { MAX_REMEMBERED_OWNERS } from "./limits.ts";

export type AdmissionView = Pick<StateView, "account" | "signer" | "validators">;
type Signer = NonNullable<ReturnType<StateView["signer"]>>;

function refuse(code: string, expected: string, data: Record<string, unknown> = {}): never {
  throw new NovateError(code, `expected ${expected}`, data);
}

export class Admission {
  readonly #view: AdmissionView;
  readonly #owners = new Map<number, number>();
  #signers = new Map<string, Signer | undefined>();
  #validators: readonly Uint8Array[] | undefined;

  constructor(dependencies: { readonly view: AdmissionView }) {
    this.#view = dependencies.view;
  }

  /** Forgets what a block may have changed. */
  refresh(): void {
    if (this.#signers.size > 0) this.#signers = new Map();
    this.#validators = undefined;
  }

  /**
   * Throws the code the engine would give `entry`, its signer known, in a block at `now` (ms): `UNKNOWN_ACCOUNT`,
   * `UNKNOWN_VALIDATOR`, `NOT_AUTHORIZED`, `AGENT_EXPIRED`, `TX_EXPIRED`, `NONCE_OUT_OF_WINDOW`, `NONCE_USED`, `NONCE_TOO_LOW`.
   */
  check(entry: Entry, now: number): void {
    const address = entry.signer;
    const signer = entry.isVote ? this.#validator(entry, address) : this.#owner(entry, address, now);
    if (entry.expiresAfter !== 0 && entry.expiresAfter < now) {
      refuse("TX_EXPIRED", `expiresAfter at or after ${now}, got ${entry.expiresAfter}`);
    }
    checkNonce(entry.nonce, signer, now);
  }

  #validator(entry: Entry, address: Uint8Array): Signer {
    this.#validators ??= this.#view.validators().map((validator) => validator.address);
    const expected = this.#validators[entry.account];
    if (expected === undefined) refuse("UNKNOWN_VALIDATOR", `a validator's id, got ${entry.account}`);
    const signer = this.#signer(entry, address);
    if (signer === undefined || !equalBytes(expected, address)) {
      refuse("NOT_AUTHORIZED", "the validator's own signature", {
        recovered: toHex(address),
        expected: toHex(expected),
      });
    }
    return signer;
  }

  #owner(entry: Entry, address: Uint8Array, now: number): Signer {
    const owner = this.#ownerOf(entry.account);
    if (owner === undefined) refuse("UNKNOWN_ACCOUNT", `an account's id, got ${entry.account}`);
    const signer = this.#signer(entry, address);
    const isAgent = signer !== undefined && signer.owner === owner && entry.isTrade;
    if (signer === undefined || (signer.slot !== owner && !isAgent)) {
      refuse("NOT_AUTHORIZED", "a signature of the account's owner or, for a Trade, of its agent", {
        recovered: toHex(address),
      });
    }
    if (signer.slot !== owner && signer.agentExpiry <= BigInt(now)) {
      refuse("AGENT_EXPIRED", "an agent whose approval has not expired", { recovered: toHex(address) });
    }
    return signer;
  }

  #ownerOf(account: number): number | undefined {
    const known = this.#owners.get(account);
    if (known !== undefined) return known;
    const owner = this.#view.account(account)?.owner;
    if (owner === undefined) return undefined;
    if (this.#owners.size >= MAX_REMEMBERED_OWNERS) this.#owners.clear();
    this.#owners.set(account, owner);
    return owner;
  }

  #signer(entry: Entry, address: Uint8Array): Signer | undefined {
    const key = entry.signerKey;
    if (!this.#signers.has(key)) this.#signers.set(key, this.#view.signer(address));
    return this.#signers.get(key);
  }
}

/** Rule B5 without the change. */
function checkNonce(nonce: number, signer: Signer, now: number): void {
  if (nonce <= now - limits.NONCE_PAST_MS || nonce >= now + limits.NONCE_FUTURE_MS) {
    refuse("NONCE_OUT_OF_WINDOW", `a nonce within two days before and one day after ${now} ms, got ${nonce}`);
  }
  const offset = nonce - Number(signer.nonceBase);
  const kept = (i: number) => signer.nonces[(signer.nonceHead + i) % limits.NONCES_KEPT]!;
  for (let i = signer.nonceCount - 1; i >= 0 && kept(i) >= offset; i--) {
    if (kept(i) === offset) refuse("NONCE_USED", `a nonce this signer has not used, got ${nonce}`);
  }
  if (signer.nonceCount === limits.NONCES_KEPT && offset < kept(0)) {
    refuse("NONCE_TOO_LOW", `a nonce above the smallest of the 64 kept, got ${nonce}`);
  }
}
