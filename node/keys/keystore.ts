/**
 * Keystore v3 (Web3 Secret Storage Definition): one secp256k1 key under a password, readable by every Ethereum tool.
 * Written with scrypt (N 262144, r 8, p 1) and AES-128-CTR; read with scrypt or PBKDF2.
 */
import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from "node:crypto";
import { promisify } from "node:util";
import { scrypt as portableScrypt } from "hash-wasm";
import { concatBytes } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { keccak256 } from "../primitives/keccak.ts";

export const KEY_BYTES = 32;
/** Largest keystore file, in bytes; a real one is about 500. */
export const MAX_KEYSTORE_BYTES = 16 * 1024;
/** A foreign keystore may ask for at most this much memory and work: opening one must never hang the machine. */
const MAX_SCRYPT_BYTES = 1024 * 1024 * 1024;
const MAX_SCRYPT_P = 16;
const MAX_PBKDF2_ROUNDS = 10_000_000;
const DERIVED_BYTES = 32;
const CIPHER = "aes-128-ctr";

export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** The cost of the definition's own examples: about half a second and 256 MiB. */
export const STANDARD_SCRYPT: ScryptCost = { n: 262_144, r: 8, p: 1 };

type Kdf =
  | { readonly name: "scrypt"; readonly cost: ScryptCost; readonly salt: Buffer }
  | { readonly name: "pbkdf2"; readonly rounds: number; readonly salt: Buffer };

interface Sealed {
  readonly address: string | undefined;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly mac: Buffer;
  readonly kdf: Kdf;
}

const scryptAsync = promisify<Uint8Array, Uint8Array, number, object, Buffer>(scrypt);
const pbkdf2Async = promisify(pbkdf2);

function malformed(expected: string): never {
  throw new NovateError("KEYSTORE_MALFORMED", `expected a keystore v3 with ${expected}`);
}

async function derive(password: Uint8Array, kdf: Kdf): Promise<Buffer> {
  if (kdf.name === "pbkdf2") return pbkdf2Async(password, kdf.salt, kdf.rounds, DERIVED_BYTES, "sha256");
  const { n, r, p } = kdf.cost;
  // OpenSSL refuses N >= 2^(16 r), which the definition's own example (r = 1) uses.
  if (Math.log2(n) >= 16 * r) {
    return Buffer.from(
      await portableScrypt({
        password,
        salt: kdf.salt,
        costFactor: n,
        blockSize: r,
        parallelism: p,
        hashLength: DERIVED_BYTES,
        outputType: "binary",
      }),
    );
  }
  return scryptAsync(password, kdf.salt, DERIVED_BYTES, { N: n, r, p, maxmem: 2 * MAX_SCRYPT_BYTES });
}

const macOf = (derived: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  keccak256(concatBytes([derived.subarray(16, 32), ciphertext]));

/**
 * The keystore file's text for `key` (32 bytes) under `password` (UTF-8 bytes). `address` is the key's 20 bytes, in hex
 * without prefix. `cost` below the standard is for tests only.
 */
export async function sealKey(
  key: Uint8Array,
  address: string,
  password: Uint8Array,
  cost: ScryptCost = STANDARD_SCRYPT,
): Promise<string> {
  const salt = randomBytes(32);
  const iv = randomBytes(16);
  const derived = await derive(password, { name: "scrypt", cost, salt });
  try {
    const cipher = createCipheriv(CIPHER, derived.subarray(0, 16), iv);
    const ciphertext = Buffer.concat([cipher.update(key), cipher.final()]);
    const crypto = {
      cipher: CIPHER,
      cipherparams: { iv: iv.toString("hex") },
      ciphertext: ciphertext.toString("hex"),
      kdf: "scrypt",
      kdfparams: { dklen: DERIVED_BYTES, ...cost, salt: salt.toString("hex") },
      mac: Buffer.from(macOf(derived, ciphertext)).toString("hex"),
    };
    return `${JSON.stringify({ version: 3, id: randomUUID(), address, crypto }, null, 2)}\n`;
  } finally {
    derived.fill(0);
  }
}

/**
 * The 32-byte key of a keystore's text; the caller zeroes it after use. Throws `KEYSTORE_MALFORMED` (not a keystore, or
 * a cost beyond the bounds above) or `KEYSTORE_WRONG_PASSWORD`.
 */
export async function openKey(text: string, password: Uint8Array): Promise<Uint8Array> {
  const sealed = parseKeystore(text);
  const derived = await derive(password, sealed.kdf);
  try {
    if (!timingSafeEqual(macOf(derived, sealed.ciphertext), sealed.mac)) {
      throw new NovateError("KEYSTORE_WRONG_PASSWORD", "expected the password that sealed this keystore");
    }
    const decipher = createDecipheriv(CIPHER, derived.subarray(0, 16), sealed.iv);
    const key = decipher.update(sealed.ciphertext);
    decipher.final();
    return key;
  } finally {
    derived.fill(0);
  }
}

/** The address a keystore claims (lower-case hex, no prefix), without its password; undefined when it names none. */
export function claimedAddress(text: string): string | undefined {
  return parseKeystore(text).address;
}

function parseKeystore(text: string): Sealed {
  if (text.length > MAX_KEYSTORE_BYTES) malformed(`at most ${MAX_KEYSTORE_BYTES} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    malformed("valid JSON");
  }
  const root = record(parsed, "an object");
  if (root.version !== 3) malformed("version 3");
  const crypto = record(root.crypto ?? root.Crypto, "a crypto section");
  if (crypto.cipher !== CIPHER) malformed(`cipher ${CIPHER}`);
  const address = root.address;
  return {
    address: address === undefined ? undefined : hex(address, 20, "a 20-byte address").toString("hex"),
    iv: hex(record(crypto.cipherparams, "cipherparams").iv, 16, "a 16-byte iv"),
    ciphertext: hex(crypto.ciphertext, KEY_BYTES, "a 32-byte ciphertext"),
    mac: hex(crypto.mac, 32, "a 32-byte mac"),
    kdf: parseKdf(crypto.kdf, record(crypto.kdfparams, "kdfparams")),
  };
}

function parseKdf(name: unknown, params: Record<string, unknown>): Kdf {
  if (params.dklen !== DERIVED_BYTES) malformed(`dklen ${DERIVED_BYTES}`);
  const salt = hex(params.salt, undefined, "a salt of at most 64 bytes");
  if (name === "pbkdf2") {
    if (params.prf !== "hmac-sha256") malformed("prf hmac-sha256");
    return { name, rounds: integer(params.c, MAX_PBKDF2_ROUNDS, "c"), salt };
  }
  if (name !== "scrypt") malformed("kdf scrypt or pbkdf2");
  const n = integer(params.n, 2 ** 30, "n");
  const r = integer(params.r, 1024, "r");
  const p = integer(params.p, MAX_SCRYPT_P, "p");
  if ((n & (n - 1)) !== 0 || n < 2 || 128 * n * r > MAX_SCRYPT_BYTES)
    malformed("scrypt below 1 GiB, n a power of two");
  return { name, cost: { n, r, p }, salt };
}

function record(value: unknown, expected: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) malformed(expected);
  return value as Record<string, unknown>;
}

function integer(value: unknown, max: number, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > max) {
    malformed(`${name} in 1..${max}`);
  }
  return value;
}

function hex(value: unknown, bytes: number | undefined, expected: string): Buffer {
  if (typeof value !== "string" || !/^(0x)?([0-9a-fA-F]{2}){1,64}$/.test(value)) malformed(expected);
  const decoded = Buffer.from(value.replace(/^0x/, ""), "hex");
  if (bytes !== undefined && decoded.length !== bytes) malformed(expected);
  return decoded;
}
