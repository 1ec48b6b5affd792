/** Addresses that money must not be sent to: nobody could move it from there. */
import { NovateError } from "../../node/primitives/error.ts";
import type { ChainFacts } from "../types.ts";
import { destination } from "./values.ts";

/** Of the contracts, those that hold or move money but never pay out what is sent to them as to a user. */
const NAMES: Readonly<Record<keyof ChainFacts["contracts"], string>> = {
  inbox: "the Inbox",
  vault: "the Vault",
  rollup: "the Rollup",
  token: "the token's own contract",
};

/**
 * The address as given, if somebody may control it. Throws as the SDK's `destination` (`BAD_REQUEST`, `BAD_CHECKSUM` for letters whose case
 * is not the EIP-55 checksum, `FIELD_RANGE` for zero), and `BAD_RECIPIENT` for the bridge's own contracts.
 */
export function requireDestination(
  address: string,
  contracts: ChainFacts["contracts"],
  path = "/recipient",
): `0x${string}` {
  destination(address, path);
  const found = address.toLowerCase();
  const name = Object.entries(NAMES).find(
    ([key]) => contracts[key as keyof typeof NAMES].toLowerCase() === found,
  )?.[1];
  if (name === undefined) return address as `0x${string}`;
  const message = `expected at ${path}: an address that somebody controls, got ${address}: that is ${name}, money sent there is lost`;
  throw new NovateError("BAD_RECIPIENT", message, { path, address });
}
