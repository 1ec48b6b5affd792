import type { AccountsStatus, Bridge } from "../bridge/index.ts";
import type { HealthIssue } from "../rpc/index.ts";
import { type DataHealth, dataIssues } from "./data.ts";
import { l1Issues } from "./l1.ts";
import { describeProgress, type Progress } from "./progress.ts";

export interface HealthDependencies {
  readonly bridge: Bridge;
  /** Why the node's own loop (sequencing or following) ended, if it did. */
  failure(): { readonly code: string; readonly message: string } | undefined;
  /** Why derivation stands still, if it does. */
  waiting(): { readonly code: string; readonly message: string } | undefined;
  stalled(): boolean;
  /** Blocks the history is behind the chain. */
  historyLag(): bigint;
  /** Milliseconds since the newest block became durable; undefined where blocks come from elsewhere. */
  sinceBlock(): number | undefined;
  /** How far the node is with the chain on L1. */
  progress(): Pick<Progress, "isCaughtUp" | "figures">;
  acceptsRisk(): boolean;
  /** What the shadow found, if it found something. */
  shadow(): { readonly code: string; readonly message: string } | undefined;
  /** Of this node's accounts on L1. */
  accounts(): AccountsStatus;
  /** Published data: the account that pays for it, the archive, the watcher. */
  data(): DataHealth;
}

/** Blocks close at least once a second: silence this long is a fault. */
const MAX_SILENCE_MS = 15_000;
/** A minute of blocks. */
const MAX_HISTORY_LAG = 600n;

/** What is wrong with the node now, each with what its operator can do. Empty when all is well. */
export function healthIssues(dependencies: HealthDependencies): HealthIssue[] {
  const { bridge } = dependencies;
  const issues: HealthIssue[] = [];
  const failure = dependencies.failure();
  if (failure !== undefined) {
    issues.push({
      code: failure.code,
      message: failure.message,
      action: "restart the node; if it ends again, see its log for the cause",
    });
  }
  const shadow = dependencies.shadow();
  if (shadow !== undefined) {
    issues.push({
      ...{ code: shadow.code, message: shadow.message },
      action:
        shadow.code === "SHADOW_MISMATCH"
          ? "assert nothing from this node and report the block: V8 and the machine disagree on it"
          : "restart the node; without its shadow it asserts nothing",
    });
  }
  const waiting = dependencies.waiting();
  if (waiting !== undefined) {
    issues.push({
      ...{ code: waiting.code, message: waiting.message },
      action:
        waiting.code === "DATA_INVALID"
          ? "challenge the batch's data on L1; blocks go on after the ruling"
          : "check the data-availability layer; blocks go on by themselves",
    });
  }
  if (!bridge.l1.status.caughtUp) {
    issues.push({
      code: "L1_NOT_READY",
      message: "L1 has not been read yet",
      action: "check that the L1 endpoint answers and is on the right chain",
    });
  }
  issues.push(...l1Issues(bridge.l1.status, dependencies.accounts()));
  const progress = dependencies.progress();
  if (bridge.l1.status.caughtUp && !progress.isCaughtUp) {
    issues.push({
      code: "CATCHING_UP",
      message: describeProgress(progress.figures),
      action: "wait: what is read here is old so far; if it stands still, see the log for what it waits for",
    });
  }
  if (dependencies.stalled()) {
    issues.push({
      code: "L1_STALLED",
      message: "no block can close: confirmed L1 time stands still",
      action: "check the L1 endpoint; blocks resume by themselves",
    });
  }
  const sinceBlock = dependencies.sinceBlock();
  if (failure === undefined && !dependencies.stalled() && (sinceBlock ?? 0) > MAX_SILENCE_MS) {
    issues.push({
      code: "NO_BLOCKS",
      message: `no block has become durable for ${Math.round(sinceBlock! / 1_000)} s`,
      action: "check the disk (full, slow?) and the machine's load; restart if it lasts",
    });
  }
  const historyLag = dependencies.historyLag();
  if (historyLag > MAX_HISTORY_LAG) {
    issues.push({
      code: "HISTORY_BEHIND",
      message: `the history is ${historyLag} blocks behind: lists and look-ups are old`,
      action: 'wait while the node catches up; if the lag grows, see the log for "history stopped"',
    });
  }
  if (!dependencies.acceptsRisk()) {
    issues.push({
      code: "DA_BACKLOG",
      message: "too many bytes wait to be published; new orders are refused",
      action: "check the data-availability layer and the poster's balance",
    });
  }
  const data = dependencies.data();
  issues.push(...dataIssues(data));
  const loops = {
    "L1 watcher": bridge.l1.status,
    "batch poster": bridge.poster?.status,
    asserter: bridge.asserter?.status,
    "data watcher": data.watcher,
  };
  for (const [name, loop] of Object.entries(loops)) {
    if (loop?.code === undefined) continue;
    const action = loop.halted
      ? "it has stopped for good: see the log, mend the cause, restart"
      : "it retries by itself; see the log if it lasts";
    issues.push({ code: loop.code, message: `the ${name} failed ${loop.failures} times in a row`, action });
  }
  return issues;
}
