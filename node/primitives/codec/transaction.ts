/** Transactions (docs/spec/wire.md W2): `type | account | nonce | expiresAfter | body | signature`. */
import { BodyFields, executionClass, readBody, toBody, writeBody } from "./body.ts";
import { Cursor } from "./cursor.ts";
import { SIGNATURE_BYTES, U32_LIMIT } from "./limits.ts";
import { Sink } from "./sink.ts";
import { TRANSACTION_TYPES, type Transaction, type UnsignedTransaction } from "./types.ts";

/** Where everything of one transaction lies, as numbers: overwritten by each read. */
export class TransactionFields {
  start = 0;
  type = 0;
  account = 0;
  /** Milliseconds. */
  nonce = 0;
  /** Milliseconds, 0 = none. */
  expiresAfter = 0;
  bodyAt = 0;
  readonly body = new BodyFields();
  signatureAt = 0;
  end = 0;

  /** Rule B2. */
  get executionClass(): 0 | 1 | 2 {
    return executionClass(this.body);
  }
}

/** Reads one transaction at the cursor into `out`, strictly and without allocation. */
export function readTransaction(cursor: Cursor, out: TransactionFields): void {
  out.start = cursor.position;
  out.type = cursor.u8();
  out.account = cursor.varintBelow(U32_LIMIT, 0, "account");
  out.nonce = cursor.u48();
  out.expiresAfter = cursor.u48();
  out.bodyAt = cursor.position;
  readBody(cursor, out.type, out.body);
  out.signatureAt = cursor.skip(SIGNATURE_BYTES);
  out.end = cursor.position;
}

/**
 * Where everything lies in `bytes`, which must be exactly one transaction. Throws `TRUNCATED`, `TRAILING_BYTES`,
 * `BAD_VARINT`, `FIELD_RANGE` or `MALFORMED`.
 */
export function scanTransaction(bytes: Uint8Array, out = new TransactionFields()): TransactionFields {
  const cursor = new Cursor(bytes);
  readTransaction(cursor, out);
  cursor.finish();
  return out;
}

/** The transaction as objects. Throws as {@link scanTransaction}. */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const fields = scanTransaction(bytes);
  return {
    account: fields.account,
    nonce: fields.nonce,
    expiresAfter: fields.expiresAfter,
    body: toBody(new Cursor(bytes, fields.bodyAt, fields.signatureAt), fields.type),
    signature: bytes.slice(fields.signatureAt, fields.end),
  };
}

/**
 * The canonical bytes. Throws `OUT_OF_RANGE`, `BAD_LENGTH`, or what a decoder would say of a value that has no
 * encoding (a zero amount, an empty Trade, ...).
 */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  const sink = new Sink();
  sink.u8(TRANSACTION_TYPES.indexOf(transaction.body.type));
  sink.varint(transaction.account);
  sink.u48(transaction.nonce);
  sink.u48(transaction.expiresAfter);
  writeBody(sink, transaction.body);
  sink.fixed(transaction.signature, SIGNATURE_BYTES);
  const bytes = sink.finish();
  scanTransaction(bytes);
  return bytes;
}

const UNSIGNED = new Uint8Array(SIGNATURE_BYTES);

/** The canonical bytes with a signature of zeros: the form whose digest is signed, see `withSignature`. */
export function encodeUnsigned(transaction: UnsignedTransaction): Uint8Array {
  return encodeTransaction({ ...transaction, signature: UNSIGNED });
}

/** A copy of an encoded transaction with its last 64 bytes replaced. */
export function withSignature(bytes: Uint8Array, signature: Uint8Array): Uint8Array {
  const sink = new Sink();
  sink.raw(bytes.subarray(0, bytes.length - SIGNATURE_BYTES));
  sink.fixed(signature, SIGNATURE_BYTES);
  return sink.finish();
}
