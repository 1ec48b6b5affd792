/** How a node reads L1. */
import { type Command, Option } from "commander";
import type { Confirmations } from "../node/bridge/index.ts";
import type { NodeOptions } from "../node/index.ts";
import { confirmationsOption, httpUrl, integer, l1Option, l1WitnessOption } from "./options.ts";

export interface L1Flags {
  readonly l1: string;
  readonly l1Fallback?: readonly string[];
  readonly l1Witness?: readonly string[];
  readonly l1LogBlocks?: number;
  readonly confirmations: Confirmations;
}

const MAX_LOG_BLOCKS = 1_000_000;

/** Adds the flags to a command. */
export function addL1Options(command: Command): Command {
  return command
    .addOption(l1Option())
    .addOption(
      new Option(
        "--l1-fallback <url>",
        "another endpoint of the same L1, may be repeated: asked when the one before does not answer",
      ).argParser((url, before: readonly string[] | undefined) => [...(before ?? []), httpUrl(url)]),
    )
    .addOption(l1WitnessOption())
    .option(
      "--l1-log-blocks <n>",
      "most L1 blocks in one query of logs; without it the node starts at 1000 and finds out what the endpoint takes",
      integer("the blocks of a query", 1, MAX_LOG_BLOCKS),
    )
    .addOption(confirmationsOption());
}

/** What the flags say, as `startNode` takes it. */
export function l1OptionsOf(
  flags: L1Flags,
): Pick<NodeOptions, "l1Url" | "l1Fallbacks" | "l1Witnesses" | "l1LogBlocks" | "confirmations"> {
  const { l1Fallback, l1Witness, l1LogBlocks } = flags;
  return {
    ...{ l1Url: flags.l1, confirmations: flags.confirmations },
    ...(l1Fallback && { l1Fallbacks: l1Fallback }),
    ...(l1Witness && { l1Witnesses: l1Witness }),
    ...(l1LogBlocks && { l1LogBlocks }),
  };
}
