/** A transaction inside the mempool, from its decoding to its outcome. */
import { ORACLE_VOTE } from "../primitives/codec/body.ts";
import { scanTransaction, TransactionFields } from "../primitives/codec/transaction.ts";
import { NovateError } from "../primitives/error.ts";
import { isLowS } from "../primitives/signature/compact.ts";
import type { Arrival } from "./arrival-log.ts";
import { transactionGas } from "./gas.ts";
import { MAX_TRANSACTION_BYTES } from "./limits.ts";
import type { TakenTransaction, TransactionOutcome } from "./port.ts";
import { Refusal } from "./refusal.ts";

/** In the order in which blocks take them. */
export type Lane = "cancels" | "votes" | "orders";

interface Caller {
  readonly resolve: (outcome: TransactionOutcome) => void;
  readonly reject: (error: NovateError) => void;
}

const NOTHING = new Uint8Array(0);

export class Entry implements TakenTransaction {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly lane: Lane;
  readonly isVote: boolean;
  readonly isTrade: boolean;
  /** A Trade without orders. */
  readonly onlyCancels: boolean;
  /** Account id; validator id of a vote. */
  readonly account: number;
  /** Milliseconds, as `expiresAfter` (0 = none). */
  readonly nonce: number;
  readonly expiresAfter: number;
  readonly gas: number;
  readonly callers: Caller[] = [];
  /** Known once the signature was looked at: the digest, the signer, and both as map keys. */
  digest: Uint8Array = NOTHING;
  signer: Uint8Array = NOTHING;
  key = "";
  signerKey = "";
  /** Whether its signer may act for its account: known once that was looked at. */
  isOfAccount = false;
  /** Place in the order of admission. */
  order = 0;
  arrival: Arrival | undefined;

  constructor(bytes: Uint8Array, fields: TransactionFields) {
    this.bytes = bytes;
    this.signature = bytes.subarray(fields.signatureAt, fields.end);
    this.isVote = fields.type === ORACLE_VOTE;
    this.isTrade = fields.type === 1;
    this.onlyCancels = this.isTrade && fields.executionClass === 0;
    this.lane = this.isVote ? "votes" : fields.executionClass === 0 ? "cancels" : "orders";
    this.account = fields.account;
    this.nonce = fields.nonce;
    this.expiresAfter = fields.expiresAfter;
    this.gas = transactionGas(bytes, fields);
  }

  identify(digest: Uint8Array, signer: Uint8Array): void {
    this.digest = digest;
    this.signer = signer;
    this.key = keyOf(digest);
    this.signerKey = keyOf(signer);
  }

  resolve(outcome: TransactionOutcome): void {
    for (const caller of this.callers) caller.resolve(outcome);
  }

  reject(error: NovateError): void {
    // What nobody knows the outcome of was not refused.
    const isRefusal = this.isOfAccount && error.code !== "TX_UNKNOWN";
    const told = isRefusal ? new Refusal(error, Promise.resolve(true)) : error;
    for (const caller of this.callers) caller.reject(told);
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
export function readEntry(bytes: Uint8Array): Entry {
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
  return new Entry(bytes, fields);
}
