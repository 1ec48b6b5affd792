import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { fed, limitMs } = workerData as {
  readonly fed: BigInt64Array<SharedArrayBuffer>;
  readonly limitMs: number;
};
const LOOK_MS = 500;
const STDERR = 2;

setInterval(() => {
  const silentMs = Number((process.hrtime.bigint() - Atomics.load(fed, 0)) / 1_000_000n);
  if (silentMs <= limitMs) return;
  writeSync(STDERR, `error VOTER_STUCK: no vote counted for ${silentMs} ms, the process is killed\n`);
  process.kill(process.pid, "SIGKILL");
}, LOOK_MS);
