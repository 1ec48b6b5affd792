/** Rules B4 and B5 against the state as it is now, so that what cannot succeed never takes room in a block. */
import { equalBytes, toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { limits } from "../state-machine/layout/limits.ts";
import { nonceBounds } from "../state-machine/view/nonces.ts";
import type { StateView } from "../state-machine/view/state-view.ts";
import type { Entry } from "./entry.ts";
import { MAX_REMEMBERED_OWNERS } from "./limits.ts";

export type AdmissionView = Pick<StateView, "account" | "signer" | "nonce" | "validators">;
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
    entry.isOfAccount = !entry.isVote;
    if (entry.expiresAfter !== 0 && entry.expiresAfter < now) {
      refuse("TX_EXPIRED", `expiresAfter at or after ${now}, got ${entry.expiresAfter}`);
    }
    this.#checkNonce(entry.nonce, signer, now);
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

  /** Rule B5 without the change. Refusals carry the figures that a client needs to go on: the window, the floor, the newest nonce kept. */
  #checkNonce(nonce: number, signer: Signer, now: number): void {
    const least = now - limits.NONCE_PAST_MS + 1;
    const most = now + limits.NONCE_FUTURE_MS - 1;
    const bounds = nonceBounds(signer);
    if (nonce < least || nonce > most) {
      refuse("NONCE_OUT_OF_WINDOW", `a nonce from ${least} to ${most} ms, got ${nonce}`, {
        nonce,
        least,
        most,
        ...bounds,
      });
    }
    const standing = this.#view.nonce(signer, nonce);
    if (standing === "used") {
      refuse("NONCE_USED", `a nonce this signer has not used, got ${nonce}`, { nonce, ...bounds });
    }
    if (standing === "tooLow") {
      refuse("NONCE_TOO_LOW", `a nonce above the signer's floor ${bounds.floor}, got ${nonce}`, {
        nonce,
        ...bounds,
      });
    }
  }
}
