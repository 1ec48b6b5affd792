/** Addresses that money must not be sent to: nobody could move it from there. */
import { getAddress } from "viem";
import { NovateError } from "../../node/primitives/error.ts";
import type { ChainFacts } from "../types.ts";

/** Of the contracts, those that hold or move money but never pay out what is sent to them as to a user. */
const NAMES: Readonly<Record<keyof ChainFacts["contracts"], string>> = {
  inbox: "the Inbox",
  vault: "the Vault",
  rollup: "the Rollup",
  token: "the token's own contract",
};

/**
 * The address as given, if somebody may control it. Throws `BAD_CHECKSUM` for letters whose case is not the EIP-55 checksum (all of one case
 * carry none), and `BAD_RECIPIENT` for zero and the bridge's own contracts.
 */
export function requireDestination(
  address: string,
  contracts: ChainFacts["contracts"],
  what = "the recipient",
): `0x${string}` {
  requireChecksum(address, what);
  const found = address.toLowerCase();
  const name =
    BigInt(found) === 0n
      ? "the zero address"
      : Object.entries(NAMES).find(
          ([key]) => contracts[key as keyof typeof NAMES].toLowerCase() === found,
        )?.[1];
  if (name === undefined) return address as `0x${string}`;
  const message = `expected ${what} as an address that somebody controls, got ${address}: that is ${name}, money sent there is lost`;
  throw new NovateError("BAD_RECIPIENT", message, { address });
}

/** Throws `BAD_ARGUMENT` unless it is `0x` and 40 hex digits, `BAD_CHECKSUM` where their case says that a digit is wrong. */
export function requireChecksum(address: string, what: string): `0x${string}` {
  if (typeof address !== "string" || !/^0x[0-9a-fA-F]{40}$/.test(address)) {
    throw new NovateError("BAD_ARGUMENT", `expected ${what} as 0x and 40 hex digits, got "${address}"`);
  }
  const digits = address.slice(2);
  if (digits === digits.toLowerCase() || digits === digits.toUpperCase()) return address as `0x${string}`;
  if (getAddress(address) === address) return address;
  const message = `expected ${what} with its EIP-55 checksum, got ${address}: a digit is wrong, or the case was changed`;
  throw new NovateError("BAD_CHECKSUM", message, { address });
}
