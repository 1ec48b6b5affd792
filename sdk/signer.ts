import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { encodeUnsigned, type UnsignedTransaction, withSignature } from "../node/primitives/codec/index.ts";
import { domainSeparator, transactionDigest, typedData } from "../node/primitives/eip712/index.ts";
import { packWalletSignature } from "../node/primitives/signature/compact.ts";
import { addressOf, signTransaction } from "../node/primitives/signature/sign.ts";

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

/** A signer over a 32-byte secret key in memory (hex). For bots and agents. */
export function privateKeySigner(privateKey: `0x${string}`): TransactionSigner {
  const secret = fromHex(privateKey, 32);
  return {
    address: toHex(addressOf(secret)),
    sign: async (transaction, domain) => signTransaction(transaction, domainSeparator(domain), secret),
  };
}

/** A signer over anything that signs 32-byte digests, such as an opened keystore: 64 packed bytes (EIP-2098) come back. */
export function digestSigner(key: {
  readonly address: Uint8Array;
  sign(digest: Uint8Array): Uint8Array;
}): TransactionSigner {
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

/** A signer over a wallet that shows its user what is signed (`eth_signTypedData_v4`). */
export function walletSigner(wallet: TypedDataWallet): TransactionSigner {
  return {
    address: wallet.address,
    async sign(transaction, domain) {
      const signature = await wallet.signTypedData(typedData(transaction, domain));
      return withSignature(encodeUnsigned(transaction), packWalletSignature(fromHex(signature, 65)));
    },
  };
}
