import { fromHex, isZero, toHex } from "../node/primitives/bytes.ts";
import { encodeUnsigned, type UnsignedTransaction, withSignature } from "../node/primitives/codec/index.ts";
import { domainSeparator, transactionDigest, typedData } from "../node/primitives/eip712/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { packWalletSignature } from "../node/primitives/signature/compact.ts";
import { addressOf, signTransaction } from "../node/primitives/signature/sign.ts";
import { type Check, refuse } from "./checks/check.ts";
import { address } from "./checks/values.ts";

/** What a signature is bound to: this chain and this bridge, no other. */
export interface SigningDomain {
  readonly chainId: bigint;
  /** The Inbox's 20-byte address. */
  readonly verifyingContract: Uint8Array;
}

/** Signs transactions; never shows its key. */
export interface TransactionSigner {
  readonly address: `0x${string}`;
  /** The canonical bytes of the transaction with its signature. */
  sign(transaction: UnsignedTransaction, domain: SigningDomain): Promise<Uint8Array>;
}

/** A signer over a 32-byte secret key in memory (hex). For bots and agents. Throws `BAD_REQUEST`, which never shows what came. */
export function privateKeySigner(privateKey: `0x${string}`): TransactionSigner {
  const secret = secretKey(privateKey, "/privateKey");
  return {
    address: toHex(addressOf(secret)),
    sign: async (transaction, domain) => signTransaction(transaction, domainSeparator(domain), secret),
  };
}

/** Signs 32-byte digests, such as an opened keystore: 64 packed bytes (EIP-2098) come back. */
export interface DigestKey {
  readonly address: Uint8Array;
  sign(digest: Uint8Array): Uint8Array;
}

/** A signer over a key that signs digests. Throws `BAD_REQUEST`. */
export function digestSigner(key: DigestKey): TransactionSigner {
  keyWith("sign", key, "/key");
  if (!(key.address instanceof Uint8Array) || key.address.length !== 20)
    refuse("/key/address", "an address of 20 bytes (Uint8Array)", key.address);
  return {
    address: toHex(key.address),
    async sign(transaction, domain) {
      const bytes = encodeUnsigned(transaction);
      return withSignature(bytes, key.sign(transactionDigest(bytes, domainSeparator(domain))));
    },
  };
}

/** The part of a wallet that is needed: viem's wallet clients and local accounts have it, as has any EIP-1193 provider behind viem. */
export interface TypedDataWallet {
  readonly address: `0x${string}`;
  signTypedData(data: ReturnType<typeof typedData>): Promise<`0x${string}`>;
}

/** A signer over a wallet that shows its user what is signed (`eth_signTypedData_v4`). Throws `BAD_REQUEST`. */
export function walletSigner(wallet: TypedDataWallet): TransactionSigner {
  keyWith("signTypedData", wallet, "/wallet");
  return {
    address: address(wallet.address, "/wallet/address"),
    async sign(transaction, domain) {
      const signature = await wallet.signTypedData(typedData(transaction, domain));
      return withSignature(encodeUnsigned(transaction), packWalletSignature(fromHex(signature, 65)));
    },
  };
}

/** Never shows what came: it may be a secret all the same. */
function secretKey(value: unknown, path: string): Uint8Array {
  const wrong = (expected: string) =>
    new NovateError("BAD_REQUEST", `expected at ${path}: ${expected}, got something else`, { path });
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{64}$/.test(value))
    throw wrong("a private key, 0x and 64 hex digits");
  const secret = fromHex(value, 32);
  try {
    if (!isZero(secret)) addressOf(secret);
    else throw wrong("a private key above zero");
  } catch {
    throw wrong("a private key of the curve secp256k1");
  }
  return secret;
}

/** Throws unless `value` is an object with the method `name`. */
function keyWith(name: string, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null) refuse(path, `an object with ${name}`, value);
  const method = (value as Readonly<Record<string, unknown>>)[name];
  if (typeof method !== "function") refuse(`${path}/${name}`, "a function", method);
}

export const checkSigner: Check<TransactionSigner> = (value, path) => {
  keyWith("sign", value, path);
  const signer = value as TransactionSigner;
  address(signer.address, `${path}/address`);
  return signer;
};

/** EIP-1193's code of a request that its user rejected. */
const REJECTED = 4001;

/**
 * What `sign` gives. Throws `WALLET_REFUSED` where its user refused, else `SIGNER_FAILED`, with the name of what was thrown alone: a
 * wallet's error may hold its endpoint and the key in it.
 */
export async function signed(sign: () => Promise<Uint8Array>): Promise<Uint8Array> {
  let bytes: unknown;
  try {
    bytes = await sign();
  } catch (error) {
    if (error instanceof NovateError) throw error;
    const { name, code, cause } = (error ?? {}) as {
      name?: unknown;
      code?: unknown;
      cause?: { code?: unknown };
    };
    if (code === REJECTED || cause?.code === REJECTED)
      throw new NovateError("WALLET_REFUSED", "expected the wallet to sign, its user refused");
    const kind = typeof name === "string" ? name : typeof error;
    throw new NovateError("SIGNER_FAILED", `expected a signature, the signer threw ${kind}`, { kind });
  }
  if (bytes instanceof Uint8Array) return bytes;
  throw new NovateError("SIGNER_FAILED", "expected the signed transaction as bytes, got something else");
}
