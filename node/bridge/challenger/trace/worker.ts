/** The tracing thread: minutes of computing that must not hold up the node. */
import { createReadStream } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { concatBytes } from "../../../primitives/bytes.ts";
import { errorCode, errorMessage, NovateError } from "../../../primitives/error.ts";
import { signaturesOf } from "../../../sequencer/replay-signers.ts";
import { BlockTrace, blockImage } from "../../../state-machine/dispute/index.ts";
import { createStateMachine, type StateMachine } from "../../../state-machine/index.ts";
import { Machine } from "../../../state-machine/machine/machine.ts";
import type { TraceAnswers, TraceReply, TraceRequest, TraceSetup } from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("trace/worker.ts runs as a worker thread only");
const { levels, program } = workerData as TraceSetup;

const machine = new Machine();
let state: StateMachine | undefined;
let trace: BlockTrace | undefined;

function expected<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NovateError("TRACE_ORDER", `expected ${what} first`);
  return value;
}

async function reset(snapshot: string | undefined): Promise<Uint8Array> {
  trace = undefined;
  state = await createStateMachine();
  if (snapshot !== undefined) await state.restore(createReadStream(snapshot, { highWaterMark: 1 << 20 }));
  return state.stateRoot;
}

async function answer(request: TraceRequest): Promise<TraceAnswers[TraceRequest["kind"]]> {
  switch (request.kind) {
    case "reset":
      return reset(request.snapshot);
    case "apply": {
      const chain = expected(state, "a reset");
      return concatBytes(
        request.blocks.map((block) => {
          // Genesis is no block of the wire format.
          const signatures = chain.touchedPages().length > 0 ? signaturesOf(block) : undefined;
          return chain.applyBlock(block.bytes, undefined, signatures).stateRoot;
        }),
      );
    }
    case "open": {
      const chain = expected(state, "a reset");
      const image = blockImage(program, request.input, chain);
      const { tampering } = request;
      trace = new BlockTrace(levels, {
        machine,
        image,
        ...(tampering === undefined ? {} : { tampering }),
      });
      const { startHash, end } = trace;
      return { startHash, end, before: chain.proveHeader(), leaves: trace.history.leaves };
    }
    case "stretch":
      return expected(trace, "an opened block").stretch(request.index).leaves;
    case "prove":
      return expected(trace, "an opened block").prove(request.step);
  }
}

port.on("message", (request: TraceRequest) => {
  answer(request).then(
    (value) => port.postMessage({ ok: true, value } satisfies TraceReply),
    (error: unknown) =>
      port.postMessage({
        ok: false,
        code: errorCode(error),
        message: errorMessage(error),
      } satisfies TraceReply),
  );
});
