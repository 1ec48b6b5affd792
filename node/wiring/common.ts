import type { Logger } from "pino";
import type { Report } from "../bridge/index.ts";
import { type Clock, systemClock } from "../primitives/clock.ts";
import { systemTimers, type Timers } from "../primitives/timers.ts";
import { createBlockTimings, createRegistry } from "../rpc/index.ts";
import { type Ending, openEnding } from "./ending.ts";
import type { NodeKeys, NodeOptions } from "./options.ts";

/** What every part of one node is made from: its options, its keys, and what all parts share. */
export interface Common {
  readonly options: NodeOptions;
  readonly keys: NodeKeys;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Into the log, with the code of what happened. */
  readonly report: Report;
  /** The node's metrics. */
  readonly registry: ReturnType<typeof createRegistry>;
  readonly timings: ReturnType<typeof createBlockTimings>;
  /** How the chain of this node ended, if it did. */
  readonly ending: Ending;
  /** Aborts when the node stops. */
  readonly stopping: AbortSignal;
}

/** `stopping` aborts when the node stops. */
export function common(
  options: NodeOptions,
  keys: NodeKeys,
  { logger, stopping }: { readonly logger: Logger; readonly stopping: AbortSignal },
): Common {
  const registry = createRegistry();
  return {
    ...{ options, keys, logger, registry, stopping, clock: systemClock, timers: systemTimers },
    report: ({ level, code, message, data }) =>
      logger[level === "alarm" ? "error" : level]({ code, ...data }, message),
    timings: createBlockTimings(registry),
    ending: openEnding(logger),
  };
}
