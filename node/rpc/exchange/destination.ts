/** Withdrawals to the bridge's own contracts: the state knows the Inbox alone (rule M7), this port knows them all. */
import { toHex } from "../../primitives/bytes.ts";
import { scanTransaction } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import type { ChainInfo } from "../dependencies.ts";

const WITHDRAW = 2;
const ADDRESS_BYTES = 20;

/**
 * Refuses the canonical bytes of a withdrawal that pays one of `contracts` with `BAD_RECIPIENT`; all else passes, malformed bytes too:
 * others judge them.
 */
export function requireControlled(bytes: Uint8Array, contracts: ChainInfo["contracts"]): void {
  if (bytes[0] !== WITHDRAW) return;
  const recipient = recipientOf(bytes);
  const name = Object.entries(contracts).find(([, address]) => address.toLowerCase() === recipient)?.[0];
  if (name === undefined) return;
  throw new NovateError(
    "BAD_RECIPIENT",
    `expected a recipient that somebody controls, got the ${name} contract ${recipient}: the money would be nobody's`,
    { recipient },
  );
}

function recipientOf(bytes: Uint8Array): string | undefined {
  try {
    const { addressAt } = scanTransaction(bytes).body;
    return toHex(bytes.subarray(addressAt, addressAt + ADDRESS_BYTES));
  } catch {
    return undefined;
  }
}
