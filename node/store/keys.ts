/** Keys of the database: one namespace byte, then a fixed-width big-endian number or ASCII. */
import { NovateError } from "../primitives/error.ts";
import { META_KEYS, Namespace } from "./namespaces.ts";

function numbered(namespace: number, bytes: 4 | 8, value: bigint): Uint8Array {
  const key = new Uint8Array(1 + bytes);
  key[0] = namespace;
  const view = new DataView(key.buffer);
  if (bytes === 8) view.setBigUint64(1, value);
  else view.setUint32(1, Number(value));
  return key;
}

export const blockKey = (number: bigint): Uint8Array => numbered(Namespace.Block, 8, number);
export const batchKey = (index: number): Uint8Array => numbered(Namespace.Batch, 4, BigInt(index));
export const journalKey = (slot: number): Uint8Array => numbered(Namespace.Journal, 4, BigInt(slot));
export const headKey = Uint8Array.of(Namespace.Head);
export const formatKey = Uint8Array.of(Namespace.Format);

export function l1TransactionKey(what: number, index: bigint): Uint8Array {
  const key = new Uint8Array(10);
  key[0] = Namespace.L1Transaction;
  key[1] = what;
  new DataView(key.buffer).setBigUint64(2, index);
  return key;
}

/** The block number of a block key. */
export function blockNumberOf(key: Uint8Array): bigint {
  return new DataView(key.buffer, key.byteOffset, key.byteLength).getBigUint64(1);
}

/** Throws `STORE_UNKNOWN_KEY` for a key that `namespaces.ts` does not list. */
export function metaKey(key: string): Uint8Array {
  if (!(META_KEYS as readonly string[]).includes(key)) {
    throw new NovateError("STORE_UNKNOWN_KEY", `expected one of ${META_KEYS.join(", ")}, got ${key}`);
  }
  const bytes = new Uint8Array(1 + key.length);
  bytes[0] = Namespace.Meta;
  for (let i = 0; i < key.length; i++) bytes[1 + i] = key.charCodeAt(i);
  return bytes;
}

/** Bounds of an iteration over one whole namespace. */
export function wholeNamespace(namespace: number): { gte: Uint8Array; lt: Uint8Array } {
  return { gte: Uint8Array.of(namespace), lt: Uint8Array.of(namespace + 1) };
}
