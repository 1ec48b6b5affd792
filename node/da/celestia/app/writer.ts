import { errorCode, errorMessage } from "../../../primitives/error.ts";
import { sleep, type Timers } from "../../../primitives/timers.ts";
import { celestiaError } from "../client/errors.ts";
import type { SubmitPrice } from "../client/node-client.ts";
import type { Blob } from "../codec/blob.ts";
import { toUpperHex } from "../codec/encoding.ts";
import type { BlobWriter } from "../endpoint.ts";
import { addressOfKey, type CelestiaKey } from "./key.ts";
import type { BlobPayment, Payer } from "./payer.ts";
import type { TxStatus } from "./tx-status.ts";

/** Signatures of one submission with another sequence each: more mismatches mean that somebody else uses the account. */
const MAX_SEQUENCE_FIXES = 3;
/** Polls in a row that may not know a transaction which was accepted: it may not have reached that node yet. */
const MAX_UNKNOWN_POLLS = 10;

export interface AppWriterOptions {
  /** Pause between two looks at a transaction, about one block. */
  readonly pollMs: number;
  /** Longest wait for inclusion, in pauses of `pollMs`; then the outcome is unknown (`CELESTIA_TIMEOUT`). */
  readonly submitTimeoutMs: number;
}

export interface AppWriterDependencies {
  readonly key: CelestiaKey;
  readonly payer: Payer;
  readonly status: (hash: Uint8Array, signal?: AbortSignal) => Promise<TxStatus>;
  readonly timers: Timers;
}

/**
 * Pays for blobs with `MsgPayForBlobs` through a consensus node. The sequence of CheckTx runs ahead of the committed one, so
 * it is counted here and put right by what a refusal says (celestia-app `pkg/user/tx_client.go`). A dropped transaction is
 * sent again byte by byte, so that it can land only once.
 */
export function createAppWriter(
  { pollMs, submitTimeoutMs }: AppWriterOptions,
  { key, payer, status, timers }: AppWriterDependencies,
): BlobWriter {
  let sequence: number | undefined;

  const sendSigned = async (blobs: readonly Blob[], price: SubmitPrice): Promise<BlobPayment> => {
    for (let fix = 0; ; fix++) {
      sequence ??= await payer.committedSequence();
      const payment = await payer.sign(blobs, price, sequence);
      try {
        await payer.broadcast(payment);
      } catch (error) {
        if (errorCode(error) !== "CELESTIA_PENDING") {
          const expected = expectedSequence(error);
          sequence = expected;
          if (expected === undefined || fix === MAX_SEQUENCE_FIXES) throw error;
          continue;
        }
      }
      sequence = payment.sequence + 1;
      return payment;
    }
  };

  const untilIncluded = async (payment: BlobPayment, signal?: AbortSignal): Promise<number> => {
    const name = `transaction ${toUpperHex(payment.hash)}`;
    let unknown = 0;
    for (let poll = Math.max(1, Math.ceil(submitTimeoutMs / pollMs)); poll > 0; poll--) {
      const seen = await status(payment.hash, signal);
      unknown = seen.status === "UNKNOWN" ? unknown + 1 : 0;
      if (seen.status === "COMMITTED") return seen.height;
      if (seen.status === "REJECTED") {
        sequence = payment.sequence;
        throw celestiaError("CELESTIA_REJECTED", `${name} was rejected by the node: ${seen.error}`);
      }
      if (seen.status === "EVICTED")
        await payer.broadcast(payment).catch((error: unknown) => rebroadcast(error, name));
      if (unknown > MAX_UNKNOWN_POLLS) throw celestiaError("CELESTIA_TX_LOST", `${name} not found`);
      await sleep(timers, pollMs, signal);
    }
    throw celestiaError("CELESTIA_TIMEOUT", `${name} is not included yet`);
  };

  return {
    async submit(blobs, price, signal) {
      return untilIncluded(await sendSigned(blobs, price), signal);
    },
    account: async () => addressOfKey(key.publicKey),
    balance: () => payer.balance(),
  };
}

/** The sequence that a refusal asks for: the first number of `account sequence mismatch, expected 5, got 6`. */
function expectedSequence(error: unknown): number | undefined {
  if (errorCode(error) !== "CELESTIA_SEQUENCE") return undefined;
  const digits = /expected (\d{1,15}), got \d+/.exec(errorMessage(error))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A dropped transaction that is not taken again may still be with other nodes: keep looking, unless we can't know. */
function rebroadcast(error: unknown, name: string): void {
  if (errorCode(error) === "CELESTIA_SEQUENCE")
    throw celestiaError("CELESTIA_EVICTED", `${name} was evicted, and its sequence is taken`, error);
}
