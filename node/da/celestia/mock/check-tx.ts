import { secp256k1 } from "@noble/curves/secp256k1.js";
import { errorMessage } from "../../../primitives/error.ts";
import { addressOfKey } from "../app/key.ts";
import { type Blob, checkBlob, sharesOf } from "../codec/blob.ts";
import { decodeBlobTx } from "../codec/blob-tx.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { equalBytes } from "../codec/namespace.ts";
import {
  decodePayForBlobs,
  PAY_FOR_BLOBS_TYPE_URL,
  type PayForBlobs,
  readMessages,
} from "../codec/pay-for-blobs.ts";
import { bytesField, lastBytes, lastUint32, readFields, stringBytes, uintField } from "../codec/protobuf.ts";
import { sha256 } from "../codec/sha256.ts";
import { SHARE_BYTES } from "../codec/share.ts";
import { createSquareBuilder } from "../codec/square.ts";
import { feeUp, GAS_PER_BLOB_BYTE, MIN_GAS_PRICE } from "../gas.ts";
import type { MockAccount } from "./account.ts";
import { addressText } from "./pay.ts";

/** celestia-app 9: the whole BlobTx. */
export const MAX_TX_BYTES = 8_388_608;

export interface CheckTxContext {
  readonly chainId: string;
  readonly maxSquareSize: number;
  readonly account: MockAccount;
}

/** A refusal in celestia-app's numbers and words. */
export interface Refusal {
  readonly code: number;
  readonly log: string;
}

export interface CheckedTx {
  /** SHA-256 of the transaction inside the BlobTx. */
  readonly hash: Uint8Array;
  readonly sequence: number;
  readonly fee: bigint;
}

class Refused extends Error {
  readonly refusal: Refusal;

  constructor(code: number, log: string) {
    super(log);
    this.refusal = { code, log };
  }
}

/** What CheckTx does with a payment for blobs, signature included. Changes nothing. */
export function checkTx(tx: Uint8Array, context: CheckTxContext): CheckedTx | Refusal {
  try {
    return check(tx, context);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    return { code: 2, log: `${errorMessage(error)}: tx parse error` };
  }
}

function check(tx: Uint8Array, context: CheckTxContext): CheckedTx {
  if (tx.length > MAX_TX_BYTES) {
    const limit = `the application's configured MaxTxSize of ${MAX_TX_BYTES} bytes for version 9`;
    throw new Refused(11142, `tx size ${tx.length} bytes is larger than ${limit}: exceeds max tx size`);
  }
  const blobTx = decodeBlobTx(tx);
  if (blobTx === undefined) throw new Refused(11131, "no blobs provided");
  const raw = readFields(blobTx.tx);
  const messages = readMessages(blobTx.tx);
  if (messages.length !== 1) throw new Refused(11129, "not yet supported: multiple sdk.Msgs found in BlobTx");
  if (messages[0]!.typeUrl !== PAY_FOR_BLOBS_TYPE_URL)
    throw new Refused(11126, "no MsgPayForBlobs found in blob transaction");
  const payment = decodePayForBlobs(messages[0]!.value);
  checkBlobs(blobTx.blobs, payment);
  const [body, authInfo, signature] = [1, 2, 3].map((field) => lastBytes(raw, field)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const { fee, gas, publicKey, sequence } = readAuthInfo(authInfo);
  checkFee(blobTx.blobs, gas, fee, context.account);
  checkSigner({ payment, publicKey, sequence, body, authInfo, signature }, context);
  if (!createSquareBuilder({ maxSquareSize: context.maxSquareSize }).add(tx)) {
    throw new Refused(11139, "the blobs do not fit the square: blob(s) too large");
  }
  return { hash: sha256(blobTx.tx), sequence, fee };
}

function checkBlobs(blobs: readonly Blob[], payment: PayForBlobs): void {
  const { blobSizes, namespaces, shareCommitments, shareVersions, signer } = payment;
  const counts = [blobSizes, namespaces, shareCommitments, shareVersions].map(({ length }) => length);
  if (counts.some((count) => count !== blobs.length))
    throw new Refused(11125, "mismatched number of blobs per MsgPayForBlob");
  for (const [i, blob] of blobs.entries()) {
    checkBlob(blob);
    if (blob.data.length !== blobSizes[i])
      throw new Refused(11113, "actual blob size differs from that specified in the MsgPayForBlob");
    if (!equalBytes(blob.namespace, namespaces[i]!))
      throw new Refused(11127, "namespace of blob and its respective MsgPayForBlobs differ");
    if (blob.shareVersion !== shareVersions[i])
      throw new Refused(11141, "share version of blob and its respective MsgPayForBlobs differ");
    if (blob.signer !== undefined && addressText(blob.signer) !== signer)
      throw new Refused(11140, "invalid blob signer");
    if (!equalBytes(shareCommitment(blob), shareCommitments[i]!))
      throw new Refused(11116, "invalid commitment for share");
  }
}

function readAuthInfo(bytes: Uint8Array) {
  const fields = readFields(bytes);
  const signer = readFields(lastBytes(fields, 1));
  const fee = readFields(lastBytes(fields, 2));
  const coin = readFields(lastBytes(fee, 1));
  const text = (part: Uint8Array): string => new TextDecoder().decode(part);
  if (text(lastBytes(coin, 1)) !== "utia") throw new Refused(13, "expected utia: insufficient fee");
  return {
    publicKey: lastBytes(readFields(lastBytes(readFields(lastBytes(signer, 1)), 2)), 1),
    sequence: lastUint32(signer, 3),
    fee: BigInt(text(lastBytes(coin, 2))),
    gas: lastUint32(fee, 2),
  };
}

function checkFee(blobs: readonly Blob[], gas: number, fee: bigint, account: MockAccount): void {
  const required = feeUp(gas, MIN_GAS_PRICE);
  if (fee < required) {
    const minimum = `(min gas price: ${MIN_GAS_PRICE} utia/gas)`;
    const got = `got: ${fee}utia, required: ${required}utia`;
    throw new Refused(
      13,
      `insufficient minimum gas price for this node; ${got} ${minimum}: insufficient fee`,
    );
  }
  const needed = blobs.reduce((sum, blob) => sum + sharesOf(blob) * SHARE_BYTES * GAS_PER_BLOB_BYTE, 0);
  if (gas < needed) {
    const log = `not enough gas to pay for blobs (minimum: ${needed}, got: ${gas}): insufficient fee`;
    throw new Refused(13, log);
  }
  if (fee > account.balance) {
    const log = `spendable balance ${account.balance}utia is smaller than ${fee}utia: insufficient funds`;
    throw new Refused(5, log);
  }
}

interface SignedTx {
  readonly payment: PayForBlobs;
  readonly publicKey: Uint8Array;
  readonly sequence: number;
  readonly body: Uint8Array;
  readonly authInfo: Uint8Array;
  readonly signature: Uint8Array;
}

function checkSigner(tx: SignedTx, { account, chainId }: CheckTxContext): void {
  if (tx.payment.signer !== addressText(account.address))
    throw new Refused(9, `account ${tx.payment.signer} does not exist: unknown address`);
  if (tx.publicKey.length !== 33 || !equalBytes(addressOfKey(tx.publicKey), account.address))
    throw new Refused(8, "pubKey does not match signer address: invalid pubkey");
  if (tx.sequence !== account.sequence) {
    const log = `account sequence mismatch, expected ${account.sequence}, got ${tx.sequence}`;
    throw new Refused(32, `${log}: incorrect account sequence`);
  }
  const signed = Buffer.concat([
    bytesField(1, tx.body),
    bytesField(2, tx.authInfo),
    bytesField(3, stringBytes(chainId)),
    uintField(4, account.number),
  ]);
  if (secp256k1.verify(tx.signature, sha256(signed), tx.publicKey, { prehash: false })) return;
  const facts = `account number (${account.number}), sequence (${account.sequence}) and chain-id (${chainId})`;
  throw new Refused(4, `signature verification failed; please verify ${facts}: unauthorized`);
}
