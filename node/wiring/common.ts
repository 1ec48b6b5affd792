import type { Logger } from "pino";
import type { PublicClient } from "viem";
import { createL1Client, type Report } from "../bridge/index.ts";
import { type Clock, systemClock } from "../primitives/clock.ts";
import { systemTimers, type Timers } from "../primitives/timers.ts";
import { createBlockTimings, createRegistry } from "../rpc/index.ts";
import { type Ending, openEnding } from "./ending.ts";
import { L1_TIMEOUT_MS, type NodeKeys, type NodeOptions } from "./options.ts";

/** What every part of one node is made from: its options, its keys, and what all parts share. */
export interface Common {
  readonly options: NodeOptions;
  readonly keys: NodeKeys;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Into the log, with the code of what happened. */
  readonly report: Report;
  /** Of the node's L1, at whichever of its endpoints answers. */
  readonly l1: PublicClient;
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
  const report: Report = ({ level, code, message, data }) =>
    logger[level === "alarm" ? "error" : level]({ code, ...data }, message);
  return {
    ...{ options, keys, logger, registry, stopping, clock: systemClock, timers: systemTimers },
    report,
    l1: openL1(options, report),
    timings: createBlockTimings(registry),
    ending: openEnding(logger),
  };
}

function openL1(
  options: Pick<NodeOptions, "l1Url" | "l1Fallbacks" | "l1LogBlocks">,
  report: Report,
): PublicClient {
  const { l1Url: url, l1Fallbacks: fallbacks, l1LogBlocks: logBlocks } = options;
  return createL1Client(
    {
      ...{ url, timeoutMs: L1_TIMEOUT_MS },
      ...(fallbacks && { fallbacks }),
      ...(logBlocks && { logBlocks }),
    },
    {
      onFailover: ({ from, to }) =>
        report({
          level: "warn",
          code: "L1_FAILOVER",
          message: `L1 is asked at ${to} now, no longer at ${from}`,
        }),
    },
  );
}
