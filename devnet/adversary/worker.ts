/** The thread in which somebody else's engine runs: it may never come back. */
import { parentPort, workerData } from "node:worker_threads";
import { errorCode, errorMessage } from "../../node/primitives/error.ts";
import { SignerCache } from "../../node/state-machine/index.ts";
import { engineFromFile } from "./engine.ts";
import type { EngineJob, EngineNews } from "./foreign-engine.ts";
import { LieMaker } from "./lie.ts";
import { toldChain } from "./told-chain.ts";

const port = parentPort;
if (port === null) throw new Error("adversary/worker.ts runs as a worker thread only");

/** Arrives also while the engine, which runs next, holds this thread. */
const tell = (news: EngineNews) => port.postMessage(news);

async function work({ path, story }: EngineJob): Promise<void> {
  const make = await engineFromFile(path, {
    runs: () => tell({ kind: "runs" }),
    rests: () => tell({ kind: "rests" }),
  });
  if (story === undefined) return tell({ kind: "done" });
  const { chain, first, last } = story;
  const lie = await new LieMaker(toldChain(chain, new SignerCache())).tell(make, first, last);
  tell(lie === undefined ? { kind: "done" } : { kind: "done", lie });
}

work(workerData as EngineJob).catch((error: unknown) =>
  tell({ kind: "failed", code: errorCode(error), message: errorMessage(error) }),
);
