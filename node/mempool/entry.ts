/** A transaction inside the mempool, from its decoding to its outcome. */
import { ORACLE_VOTE } from "../primitives/codec/body.ts";
import { scanTransaction, TransactionFields } from "../primitives/codec/transaction.ts";
import { digestOf } from "../primitives/eip712/index.ts";
import { NovateError } from "../primitives/error.ts";
import { isLowS } from "../primitives/signature/compact.ts";
import { transactionGas } from "./gas.ts";
import { MAX_TRANSACTION_BYTES } from "./limits.ts";
import type { TakenTransaction, TransactionOutcome } from "./port.ts";

/** In the order in which blocks take them. */
export type Lane = "cancels" | "votes" | "orders";

interface Caller {
  readonly resolve: (outcome: TransactionOutcome) => void;
  readonly reject: (error: NovateError) => void;
}

export class Entry implements TakenTransaction {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly signature: Uint8Array;
  /** `hash` as a map key. */
  readonly key: string;
  readonly lane: Lane;
  readonly isVote: boolean;
  readonly isTrade: boolean;
  /** Account id; validator id of a vote. */
  readonly account: number;
  /** Milliseconds, as `expiresAfter` (0 = none). */
  readonly nonce: number;
  readonly expiresAfter: number;
  readonly gas: number;
  readonly callers: Caller[] = [];
  /** The 20 bytes of the signer as a map key, once recovered. */
  signerKey = "";

  constructor(bytes: Uint8Array, fields: TransactionFields, hash: Uint8Array) {
    this.bytes = bytes;
    this.hash = hash;
    this.key = keyOf(hash);
    this.signature = bytes.subarray(fields.signatureAt, fields.end);
    this.isVote = fields.type === ORACLE_VOTE;
    this.isTrade = fields.type === 1;
    this.lane = this.isVote ? "votes" : fields.executionClass === 0 ? "cancels" : "orders";
    this.account = fields.account;
    this.nonce = fields.nonce;
    this.expiresAfter = fields.expiresAfter;
    this.gas = transactionGas(bytes, fields);
  }

  resolve(outcome: TransactionOutcome): void {
    for (const caller of this.callers) caller.resolve(outcome);
  }

  reject(error: NovateError): void {
    for (const caller of this.callers) caller.reject(error);
  }
}

/** Bytes as a map key: Latin-1, the cheapest string that tells any two byte strings apart. */
export function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

// Overwritten by each transaction: decoding allocates nothing until the transaction is known to be well-formed.
const fields = new TransactionFields();

/**
 * The entry of canonical transaction bytes; `bytes` stay shared. Throws `TOO_LARGE`, what `scanTransaction` throws, or
 * `BAD_SIGNATURE` for an s in the upper half of the order.
 */
export function readEntry(bytes: Uint8Array, domainSeparator: Uint8Array): Entry {
  if (bytes.length > MAX_TRANSACTION_BYTES) {
    throw new NovateError(
      "TOO_LARGE",
      `expected at most ${MAX_TRANSACTION_BYTES} bytes of transaction, got ${bytes.length}`,
    );
  }
  scanTransaction(bytes, fields);
  if (!isLowS(bytes.subarray(fields.signatureAt, fields.end))) {
    throw new NovateError("BAD_SIGNATURE", "expected s in the lower half of the curve's order");
  }
  return new Entry(bytes, fields, digestOf(bytes, fields, domainSeparator));
}
