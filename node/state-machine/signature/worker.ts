/** A worker thread that hashes transactions and recovers their signers, in batches. */
import { parentPort, workerData } from "node:worker_threads";
import { viewOf } from "../../primitives/bytes.ts";
import { scanTransaction, TransactionFields } from "../../primitives/codec/transaction.ts";
import { digestOf } from "../../primitives/eip712/index.ts";
import { isLowS } from "../../primitives/signature/compact.ts";
import { recoverSigner } from "../../primitives/signature/recover.ts";
import {
  ANSWER_BYTES,
  DIGEST_BYTES,
  LENGTH_BYTES,
  type RecoverAnswer,
  type RecoverRequest,
  type RecoverSettings,
} from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("signature/worker.ts runs as a worker thread only");

const { domainSeparator } = workerData as RecoverSettings;
const fields = new TransactionFields();

function check(transaction: Uint8Array, answer: Uint8Array): void {
  scanTransaction(transaction, fields);
  const digest = digestOf(transaction, fields, domainSeparator);
  answer.set(digest, 1);
  const signature = transaction.subarray(fields.signatureAt, fields.end);
  // The engine takes the lower half only (rule B4).
  const signer = isLowS(signature) ? recoverSigner(digest, signature) : undefined;
  if (signer === undefined) return;
  answer[0] = 1;
  answer.set(signer, 1 + DIGEST_BYTES);
}

port.on("message", ({ requests, count }: RecoverRequest) => {
  const view = viewOf(requests);
  const answers = new Uint8Array(count * ANSWER_BYTES);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const begin = at + LENGTH_BYTES;
    at = begin + view.getUint32(at, true);
    check(requests.subarray(begin, at), answers.subarray(i * ANSWER_BYTES, (i + 1) * ANSWER_BYTES));
  }
  port.postMessage({ answers } satisfies RecoverAnswer, [answers.buffer]);
});
