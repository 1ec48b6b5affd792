/** Receipts of arrival: that the sequencer signed them, and that blocks keep their order (docs/spec/api.md). */
import { secp256k1 } from "@noble/curves/secp256k1.js";
import {
  type ArrivalReceipt,
  arrivalLeaf,
  arrivalRoot,
  arrivalTickDigest,
} from "../node/primitives/arrival/index.ts";
import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { scanTransaction } from "../node/primitives/codec/index.ts";
import { domainSeparator } from "../node/primitives/eip712/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { keccak256 } from "../node/primitives/keccak.ts";
import { address as addressField } from "./checks/values.ts";
import type { SigningDomain } from "./signer.ts";

export type { ArrivalReceipt };

const RECOVERY_BASE = 27;
const ORACLE_VOTE = 5;
const VOTES = -1;

const NUMBERS = ["count", "first", "sequence", "session", "tick", "tickTime", "time"] as const;
const HEX = ["previous", "path", "signature"] as const;

/** What came from a node, or from a file: fields of a receipt that are none are named. */
function requireReceipt(receipt: ArrivalReceipt): void {
  const given = (receipt ?? {}) as unknown as Readonly<Record<string, unknown>>;
  const number = NUMBERS.find((name) => !Number.isSafeInteger(given[name]) || (given[name] as number) < 0);
  const wrong = number ?? HEX.find((name) => !/^0x([0-9a-fA-F]{2})*$/.test(String(given[name])));
  if (wrong === undefined) return;
  const path = `/receipt/${wrong}`;
  throw new NovateError(
    "BAD_ARRIVAL",
    `expected at ${path}: ${number ? "a whole number" : "0x and hex"}, got another`,
    { path },
  );
}

/** The address that signed the receipt of the transaction `hash`. Throws `BAD_ARRIVAL` when nobody can have signed such a one. */
export function arrivalSigner(
  hash: `0x${string}`,
  receipt: ArrivalReceipt,
  domain: SigningDomain,
): `0x${string}` {
  requireReceipt(receipt);
  const { count, first, previous, sequence, session, tick, tickTime: time } = receipt;
  if (sequence < first || sequence >= first + count) {
    throw new NovateError("BAD_ARRIVAL", `expected a sequence from ${first} to ${first + count - 1}`, {
      sequence,
    });
  }
  const leaf = arrivalLeaf(fromHex(hash, 32), sequence, receipt.time);
  const root = arrivalRoot(leaf, sequence - first, count, fromHex(receipt.path));
  const signed = { session, tick, first, count, time, previous: fromHex(previous, 32), root };
  const digest = arrivalTickDigest(signed, domainSeparator(domain));
  const signature = fromHex(receipt.signature, 65);
  const recovered = new Uint8Array([signature[64]! - RECOVERY_BASE, ...signature.subarray(0, 64)]);
  try {
    const key = secp256k1.recoverPublicKey(recovered, digest, { prehash: false });
    const point = secp256k1.Point.fromBytes(key).toBytes(false);
    return toHex(keccak256(point.subarray(1)).subarray(12));
  } catch (error) {
    throw new NovateError(
      "BAD_ARRIVAL",
      "expected a signature that recovers an address",
      {},
      { cause: error },
    );
  }
}

/** Checks that `sequencer` signed that the transaction `hash` arrived so. Throws `BAD_ARRIVAL`. */
export function verifyArrival(
  hash: `0x${string}`,
  receipt: ArrivalReceipt,
  { domain, sequencer }: { readonly domain: SigningDomain; readonly sequencer: `0x${string}` },
): void {
  addressField(sequencer, "/sequencer");
  const signer = arrivalSigner(hash, receipt, domain);
  if (signer.toLowerCase() === sequencer.toLowerCase()) return;
  throw new NovateError("BAD_ARRIVAL", `expected a receipt signed by ${sequencer}, ${signer} signed it`, {
    hash,
  });
}

/** A receipt, and where its transaction came to lie. */
export interface PlacedArrival {
  readonly hash: `0x${string}`;
  readonly receipt: ArrivalReceipt;
  readonly block: number;
  /** Among the block's transactions. */
  readonly position: number;
  /** 0 cancels and the owner's affairs, 1 post-only orders, 2 other orders; votes are none of them (docs/spec/rules.md B2). */
  readonly executionClass: number;
}

/** The class that the rules execute a transaction in, from its canonical bytes. Votes, which come first, are -1. */
export function executionClassOf(transaction: Uint8Array): number {
  const fields = scanTransaction(transaction);
  return fields.type === ORACLE_VOTE ? VOTES : fields.executionClass;
}

export interface OrderFault {
  /** Arrived first, and lies behind. */
  readonly earlier: PlacedArrival;
  readonly later: PlacedArrival;
}

const isBehind = (one: PlacedArrival, other: PlacedArrival): boolean =>
  one.block === other.block ? one.position > other.position : one.block > other.block;

/**
 * The receipts that the chain's order contradicts: of one session and one class, an earlier arrival behind a later one. Each is told
 * once, with the later one that lies furthest ahead. O(n log n).
 */
export function orderFaults(arrivals: readonly PlacedArrival[]): OrderFault[] {
  const groups = new Map<string, PlacedArrival[]>();
  for (const arrival of arrivals) {
    const key = `${arrival.receipt.session}/${arrival.executionClass}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [arrival]);
    else group.push(arrival);
  }
  const faults: OrderFault[] = [];
  for (const group of groups.values()) {
    // From the last arrival back: the one that lies furthest ahead of all that came later.
    group.sort((one, other) => other.receipt.sequence - one.receipt.sequence);
    let foremost: PlacedArrival | undefined;
    for (const earlier of group) {
      if (foremost !== undefined && isBehind(earlier, foremost)) faults.push({ earlier, later: foremost });
      else foremost = earlier;
    }
  }
  return faults;
}

/** Two receipts that no honest sequencer signs both: one number given twice, or two versions of one tick. */
export function areContradictory(one: PlacedArrival, other: PlacedArrival): boolean {
  const [a, b] = [one.receipt, other.receipt];
  if (a.session !== b.session) return false;
  if (a.sequence === b.sequence) return one.hash.toLowerCase() !== other.hash.toLowerCase();
  return a.tick === b.tick && (a.first !== b.first || a.count !== b.count || a.previous !== b.previous);
}
