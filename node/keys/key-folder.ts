/** A folder of keystore files, one key a file: `<name>.json`, mode 0600. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { NovateError } from "../primitives/error.ts";
import {
  claimedAddress,
  MAX_KEYSTORE_BYTES,
  openKey,
  type ScryptCost,
  STANDARD_SCRYPT,
  sealKey,
} from "./keystore.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";
import { addressOf, createKey, generateSecret, type Key } from "./signer.ts";

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const SUFFIX = ".json";
/** Most keystore files one folder is listed to hold. */
export const MAX_KEYS = 1_024;

export interface KeyEntry {
  readonly name: string;
  readonly path: string;
  /** As the file claims it; only opening the key proves it. */
  readonly address: `0x${string}`;
}

export interface NewKey {
  readonly folder: string;
  /** Lower-case letters, digits and dashes; 1 to 63 characters. */
  readonly name: string;
  /** UTF-8 bytes; left as they are. */
  readonly password: Uint8Array;
  readonly cost?: ScryptCost;
}

function keyPath(folder: string, name: string): string {
  if (!NAME.test(name)) {
    throw new NovateError("KEY_NAME", "expected a name of 1 to 63 lower-case letters, digits and dashes", {
      name,
    });
  }
  return join(folder, name + SUFFIX);
}

/** Makes a random key and writes its file. Throws `FILE_EXISTS` or `KEY_NAME`. */
export async function createKeyFile(request: NewKey): Promise<KeyEntry> {
  return importKeyFile(request, generateSecret());
}

/** Writes the file of a given key and zeroes `secret`. Throws `KEY_INVALID`, `FILE_EXISTS` or `KEY_NAME`. */
export async function importKeyFile(request: NewKey, secret: Uint8Array): Promise<KeyEntry> {
  try {
    const path = keyPath(request.folder, request.name);
    const address = addressOf(secret);
    const bare = address.slice(2).toLowerCase();
    const text = await sealKey(secret, bare, request.password, request.cost ?? STANDARD_SCRYPT);
    await writePrivateFile(path, text);
    return { name: request.name, path, address };
  } finally {
    secret.fill(0);
  }
}

/** The keys of a folder by name, without opening any. Throws `KEYSTORE_MALFORMED` or `FILE_PERMISSIONS`, naming the file. */
export async function listKeyFiles(folder: string): Promise<KeyEntry[]> {
  const files = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
  const names = files
    .filter((file) => file.endsWith(SUFFIX) && NAME.test(file.slice(0, -SUFFIX.length)))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
  if (names.length > MAX_KEYS) {
    throw new NovateError("KEY_LIMIT", `expected at most ${MAX_KEYS} keys in ${folder}, got ${names.length}`);
  }
  const entries: KeyEntry[] = [];
  for (const name of names) {
    const path = keyPath(folder, name);
    const address = claimedAddress((await readPrivateFile(path, MAX_KEYSTORE_BYTES)).toString("utf8"));
    if (address === undefined) {
      throw new NovateError("KEYSTORE_MALFORMED", `expected ${path} to name its address`, { path });
    }
    entries.push({ name, path, address: `0x${address}` });
  }
  return entries;
}

/**
 * Opens a keystore file. Throws `FILE_NOT_FOUND`, `FILE_PERMISSIONS`, `KEYSTORE_MALFORMED`, `KEYSTORE_WRONG_PASSWORD`,
 * or `KEYSTORE_ADDRESS` when the file claims another key's address.
 */
export async function openKeyFile(path: string, password: Uint8Array): Promise<Key> {
  const text = (await readPrivateFile(path, MAX_KEYSTORE_BYTES)).toString("utf8");
  const key = createKey(await openKey(text, password));
  try {
    requireClaimed(path, text, key.account.address);
  } catch (error) {
    key.destroy();
    throw error;
  }
  return key;
}

/**
 * Writes the secret of a keystore file as 64 hex digits to a new file, mode 0600: what {@link importKeyFile} and other wallets read. Throws
 * `FILE_EXISTS`, or what {@link openKeyFile} throws.
 */
export async function exportKeyFile(path: string, password: Uint8Array, to: string): Promise<void> {
  const text = (await readPrivateFile(path, MAX_KEYSTORE_BYTES)).toString("utf8");
  const secret = Buffer.from(await openKey(text, password));
  requireClaimed(path, text, addressOf(secret));
  const digits = Buffer.from(secret.toString("hex"), "latin1");
  try {
    await writePrivateFile(to, digits);
  } finally {
    secret.fill(0);
    digits.fill(0);
  }
}

function requireClaimed(path: string, text: string, address: `0x${string}`): void {
  const claimed = claimedAddress(text);
  const actual = address.slice(2).toLowerCase();
  if (claimed === undefined || claimed === actual) return;
  const message = `expected the key of 0x${claimed}, got that of 0x${actual}`;
  throw new NovateError("KEYSTORE_ADDRESS", message, { path });
}
