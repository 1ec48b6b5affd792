/** A worker thread that recovers signers in batches. */
import { parentPort } from "node:worker_threads";
import { recoverSigner } from "../../primitives/signature/recover.ts";
import {
  ANSWER_BYTES,
  DIGEST_BYTES,
  REQUEST_BYTES,
  type RecoverAnswer,
  type RecoverRequest,
} from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("signature/worker.ts runs as a worker thread only");

port.on("message", ({ requests }: RecoverRequest) => {
  const count = requests.length / REQUEST_BYTES;
  const answers = new Uint8Array(count * ANSWER_BYTES);
  for (let i = 0; i < count; i++) {
    const at = i * REQUEST_BYTES;
    const digest = requests.subarray(at, at + DIGEST_BYTES);
    const signer = recoverSigner(digest, requests.subarray(at + DIGEST_BYTES, at + REQUEST_BYTES));
    if (signer === undefined) continue;
    answers[i * ANSWER_BYTES] = 1;
    answers.set(signer, i * ANSWER_BYTES + 1);
  }
  port.postMessage({ answers } satisfies RecoverAnswer, [answers.buffer]);
});
