/** A thread that runs blocks on the machine and compares their roots with V8's. It never sends more than one answer a message. */
import { parentPort } from "node:worker_threads";
import { equalBytes } from "../../primitives/bytes.ts";
import { addresses } from "../layout/generated.ts";
import type { Segment } from "../machine/image.ts";
import { BlockMachine } from "../program/block-machine.ts";
import type { ShadowAnswer, ShadowRequest } from "./protocol.ts";

const { CHUNK_BYTES, STATE } = addresses;

const port = parentPort;
if (port === null) throw new Error("shadow/worker.ts runs as a worker thread only");

const machine = new BlockMachine();
const waiting: Segment[] = [];

port.on("message", (request: ShadowRequest) => port.postMessage(answer(request)));

function answer(request: ShadowRequest): ShadowAnswer {
  if (request.kind === "run") return run(request);
  if (request.kind === "chunks") machine.patch(segmentsOf(request.chunks, request.bytes));
  else {
    waiting.push(...request.segments);
    if (request.last) machine.load(waiting.splice(0));
  }
  return { kind: "taken" };
}

function run(request: ShadowRequest & { readonly kind: "run" }): ShadowAnswer {
  const start = performance.now();
  const { status, stateRoot, exitCode, steps } = machine.apply(request.block);
  const applied = status === "applied";
  const agrees = applied === request.applied && equalBytes(stateRoot, request.stateRoot);
  const milliseconds = performance.now() - start;
  return { kind: "ran", number: request.number, agrees, applied, stateRoot, exitCode, steps, milliseconds };
}

function* segmentsOf(chunks: Uint32Array, bytes: Uint8Array): Generator<Segment> {
  for (let i = 0; i < chunks.length; i++) {
    const at = i * CHUNK_BYTES;
    yield { address: STATE + chunks[i]! * CHUNK_BYTES, bytes: bytes.subarray(at, at + CHUNK_BYTES) };
  }
}
