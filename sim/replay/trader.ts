import secp256k1 from "secp256k1";
import { encodeUnsigned, type TransactionBody, withSignature } from "../../node/primitives/codec/index.ts";
import { transactionDigest } from "../../node/primitives/eip712/index.ts";
import { keccak256 } from "../../node/primitives/keccak.ts";
import { packSignature } from "../../node/primitives/signature/compact.ts";
import { addressOf } from "../../node/primitives/signature/sign.ts";
import { markOf } from "./signing.ts";

/** A signer of the replay. */
export interface Trader {
  readonly address: Uint8Array;
  /** What stands for its signature where nobody checks any. */
  readonly mark: Uint8Array;
  /** Canonical signed bytes. `nonce` is the block's time in ms plus a small counter. */
  sign(
    transaction: { readonly account: number; readonly nonce: number; readonly body: TransactionBody },
    separator: Uint8Array,
  ): Uint8Array;
}

/** A trader whose key is derived from a label: the same label, the same key, on every run. For replays only. */
export function createTrader(label: string): Trader {
  const secret = keccak256(new TextEncoder().encode(`novate replay ${label}`));
  const address = addressOf(secret);
  return {
    address,
    mark: markOf(address),
    sign(transaction, separator) {
      const bytes = encodeUnsigned({ ...transaction, expiresAfter: 0 });
      const { signature, recid } = secp256k1.ecdsaSign(transactionDigest(bytes, separator), secret);
      return withSignature(bytes, packSignature(signature, recid));
    },
  };
}
