/** One game of level 0 as the model plays it: who asks, about which blocks, with which clocks. */
import type { Hash } from "viem";
import type { DisputeLevels } from "../../../state-machine/dispute/index.ts";

export interface ModelOptions {
  readonly levels: DisputeLevels;
  readonly programRoot: Uint8Array;
  readonly parent: Hash;
  readonly parentState: Uint8Array;
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  readonly moveTime: bigint;
  readonly allowance: bigint;
  readonly joinWindow: bigint;
  readonly grace: bigint;
}
