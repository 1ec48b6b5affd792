/** The history's own thread: indexes blocks and answers reads, so that neither takes time from the chain. */
import { parentPort, workerData } from "node:worker_threads";
import { errorCode, errorMessage, NovateError } from "../../primitives/error.ts";
import type { StoredBlock } from "../port.ts";
import { createHistoryDatabase } from "./database.ts";
import { History } from "./index.ts";
import type { FromThread, Query, ThreadData, ThreadError, ToThread } from "./protocol.ts";

const port = parentPort;
if (port === null) throw new Error("history/worker.ts runs as a worker thread only");
const say = (message: FromThread) => port.postMessage(message);

const data = workerData as ThreadData;
const asked = new Map<number, (block: StoredBlock | undefined) => void>();
let questions = 0;

function asThreadError(error: unknown): ThreadError {
  return {
    code: errorCode(error),
    message: errorMessage(error),
    data: error instanceof NovateError ? error.data : {},
  };
}

/** The node's block store, by asking for one block at a time. */
const blocks = {
  head: data.head,
  get(number: bigint): Promise<StoredBlock | undefined> {
    const id = questions++;
    return new Promise((resolve) => {
      asked.set(id, resolve);
      say({ type: "get", id, number });
    });
  },
};

let history: History | undefined;

async function read(query: Query, args: readonly unknown[]): Promise<unknown> {
  if (history === undefined) throw new NovateError("HISTORY_STOPPED", "expected an open history");
  // The two sides share the queries' types; here they are only passed on.
  return (history[query] as (...args: readonly unknown[]) => Promise<unknown>).apply(history, [...args]);
}

port.on("message", (message: ToThread) => {
  switch (message.type) {
    case "block":
      history?.onStored(message.block, message.digests);
      return;
    case "stored":
      asked.get(message.id)?.(message.block);
      asked.delete(message.id);
      return;
    case "query":
      read(message.query, message.args).then(
        (value) => say({ type: "answer", id: message.id, value }),
        (error) => say({ type: "refused", id: message.id, error: asThreadError(error) }),
      );
      return;
    case "close":
      (history?.close() ?? Promise.resolve())
        .catch((error) => say({ type: "stopped", error: asThreadError(error) }))
        .finally(() => {
          say({ type: "closed" });
          port.close();
        });
      return;
  }
});

try {
  const opened = await History.open(
    {
      domainSeparator: data.domainSeparator,
      onError: (error) => say({ type: "stopped", error: asThreadError(error) }),
      onIndexed: (indexed) => say({ type: "indexed", ...indexed }),
    },
    { db: createHistoryDatabase(data.path), blocks },
  );
  history = opened;
  say({ type: "ready", indexed: opened.indexed });
} catch (error) {
  say({ type: "stopped", error: asThreadError(error) });
}
