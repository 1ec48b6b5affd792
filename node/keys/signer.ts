/** A key in memory: signs digests for Novate transactions, and serves L1 as a viem account. */
import { randomBytes } from "node:crypto";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import {
  type Address,
  bytesToHex,
  hashMessage,
  hashTypedData,
  hexToBytes,
  keccak256 as keccakOfHex,
  type LocalAccount,
  serializeTransaction,
} from "viem";
import { publicKeyToAddress, toAccount } from "viem/accounts";
import { NovateError } from "../primitives/error.ts";
import { KEY_BYTES } from "./keystore.ts";

/** Signs 32-byte digests. */
export interface Signer {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** 64 bytes as in docs/spec/wire.md W2: r, then s (lower half) whose top bit is yParity. Throws `KEY_DESTROYED`. */
  sign(digest: Uint8Array): Uint8Array;
}

/** A loaded key. The secret stays in one buffer, never in a string, until {@link Key.destroy} zeroes it. */
export interface Key extends Signer {
  /** Compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** The same key as viem's account, for L1. */
  readonly account: LocalAccount;
  /** Zeroes the secret; every later signature throws `KEY_DESTROYED`. */
  destroy(): void;
}

/** A fresh uniformly random secret key; the caller zeroes it. */
export function generateSecret(): Uint8Array {
  for (;;) {
    const secret = randomBytes(KEY_BYTES);
    if (secp256k1.utils.isValidSecretKey(secret)) return secret;
  }
}

/**
 * The secret key written as 64 hex digits, with or without `0x` and surrounding white space, as ASCII bytes that are
 * zeroed. Throws `KEY_INVALID`.
 */
export function parseSecret(text: Uint8Array): Uint8Array {
  try {
    let start = 0;
    let end = text.length;
    while (start < end && text[start]! <= 0x20) start++;
    while (end > start && text[end - 1]! <= 0x20) end--;
    if (text[start] === 0x30 && text[start + 1] === 0x78) start += 2;
    const secret = new Uint8Array(KEY_BYTES);
    for (let i = 0; i < 2 * KEY_BYTES; i++) {
      const digit = end - start === 2 * KEY_BYTES ? hexDigit(text[start + i]!) : -1;
      if (digit < 0) {
        secret.fill(0);
        throw new NovateError("KEY_INVALID", "expected 64 hex digits");
      }
      secret[i >> 1]! |= i % 2 === 0 ? digit << 4 : digit;
    }
    return secret;
  } finally {
    text.fill(0);
  }
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The checksummed address of a 32-byte secret key. Throws `KEY_INVALID` when it is zero or not below the group order. */
export function addressOf(secret: Uint8Array): Address {
  if (secret.length !== KEY_BYTES || !secp256k1.utils.isValidSecretKey(secret)) {
    throw new NovateError("KEY_INVALID", "expected a secp256k1 key of 32 bytes");
  }
  return publicKeyToAddress(bytesToHex(secp256k1.getPublicKey(secret, false)));
}

/** Takes ownership of `secret` (32 bytes): `destroy` zeroes that very buffer. Throws `KEY_INVALID`. */
export function createKey(secret: Uint8Array): Key {
  const address = addressOf(secret);
  const publicKey = secp256k1.getPublicKey(secret, true);
  let destroyed = false;

  function signRecovered(digest: Uint8Array): Uint8Array {
    if (destroyed)
      throw new NovateError("KEY_DESTROYED", "expected a key in memory, got one that was destroyed");
    if (digest.length !== 32)
      throw new NovateError("OUT_OF_RANGE", `expected a 32-byte digest, got ${digest.length}`);
    // noble puts the recovery bit first, then r and s; s is in the lower half by default.
    return secp256k1.sign(digest, secret, { prehash: false, format: "recovered" });
  }

  function signHash(hash: `0x${string}`) {
    const signature = signRecovered(hexToBytes(hash));
    const yParity = signature[0]! & 1;
    return {
      r: bytesToHex(signature.subarray(1, 33)),
      s: bytesToHex(signature.subarray(33, 65)),
      yParity,
      v: BigInt(27 + yParity),
      hex: bytesToHex(Uint8Array.of(...signature.subarray(1, 65), 27 + yParity)),
    };
  }

  const account = toAccount({
    address,
    sign: async ({ hash }) => signHash(hash).hex,
    signMessage: async ({ message }) => signHash(hashMessage(message)).hex,
    signTypedData: async (data) => signHash(hashTypedData(data)).hex,
    async signTransaction(transaction, options) {
      const serialize = options?.serializer ?? serializeTransaction;
      // The sidecars of a blob transaction travel beside the signed part.
      const signable =
        transaction.type === "eip4844" ? { ...transaction, sidecars: false as const } : transaction;
      const { r, s, yParity, v } = signHash(keccakOfHex(await serialize(signable)));
      return serialize(transaction, { r, s, yParity, v });
    },
  });

  return {
    address: hexToBytes(address),
    publicKey,
    account: account as LocalAccount,
    sign(digest) {
      const signature = signRecovered(digest);
      const compact = signature.slice(1, 65);
      if ((signature[0]! & 1) === 1) compact[32]! |= 0x80;
      return compact;
    },
    destroy() {
      destroyed = true;
      secret.fill(0);
    },
  };
}
