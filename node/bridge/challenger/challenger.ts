/** The challenger of a node: finds the contract that decides, then plays every dispute and shows how each stands. */
import type { Address, PublicClient } from "viem";
import { rollupAbi } from "../../../contracts/generated/abi.ts";
import type { DataAvailability } from "../../da/port.ts";
import type { Clock } from "../../primitives/clock.ts";
import type { NovateError } from "../../primitives/error.ts";
import type { Timers } from "../../primitives/timers.ts";
import { checkLevels, type DisputeLevels } from "../../state-machine/dispute/index.ts";
import { checkOnContract } from "../../state-machine/machine/check.ts";
import type { Image } from "../../state-machine/machine/image.ts";
import type { BlockStore } from "../../store/port.ts";
import type { Judge } from "../asserter/judge.ts";
import type { StateRoots } from "../asserter/state-roots.ts";
import type { Report } from "../events.ts";
import type { AssertionTree } from "../l1/assertion-tree.ts";
import type { L1Sender } from "../l1/sender.ts";
import { Loop, type LoopHealth } from "../loop.ts";
import { BlockInputs } from "./block-input.ts";
import { DisputeLog } from "./dispute-log.ts";
import type { HistorySource } from "./history-source.ts";
import { DisputeMonitor } from "./monitor.ts";
import { NodeHistory } from "./node-history.ts";
import { Player, type PlayerStatus } from "./player.ts";
import type { DisputeReport } from "./report.ts";
import { TournamentContract } from "./tournament-contract.ts";
import { type SnapshotFiles, Tracer } from "./trace/tracer.ts";

export interface ChallengerOptions {
  readonly addresses: { readonly inbox: Address; readonly rollup: Address };
  /** L1 block of the deployment. */
  readonly fromBlock: bigint;
  readonly maxLogBlocks: number;
  readonly pollMs: number;
  readonly maxBackoffMs: number;
  readonly standbySeconds: number;
}

/** What a source of histories may be made of. */
export interface SourceParts {
  readonly levels: DisputeLevels;
  readonly contract: TournamentContract;
  readonly inputs: BlockInputs;
  readonly tracer: Tracer;
}

export interface ChallengerDependencies {
  readonly client: PublicClient;
  /** Without one the challenger only looks. */
  readonly sender: L1Sender | undefined;
  readonly watcher: { readonly assertions: AssertionTree };
  readonly judge: Judge;
  readonly roots: StateRoots;
  readonly store: Pick<BlockStore, "get" | "range">;
  readonly snapshots: SnapshotFiles;
  readonly da?: Pick<DataAvailability, "read">;
  readonly program: Image;
  /** Another source than this node's own chain: what a rehearsed adversary plays by. */
  readonly source?: (parts: SourceParts) => HistorySource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly report: Report;
  /** Why this node must not trust its own states now: nothing is played as long as there is a reason. */
  doubt(): NovateError | undefined;
}

export interface ChallengerStatus extends LoopHealth, PlayerStatus {}

/** Kind of assertion that this challenger plays for. */
const TOURNAMENT_KIND = 0;

export class Challenger {
  readonly #options: ChallengerOptions;
  readonly #dependencies: ChallengerDependencies;
  readonly #loop: Loop;
  #player: Player | undefined;
  #monitor: DisputeMonitor | undefined;
  #tracer: Tracer | undefined;

  constructor(options: ChallengerOptions, dependencies: ChallengerDependencies) {
    const { pollMs, maxBackoffMs } = options;
    const { timers, report } = dependencies;
    this.#options = options;
    this.#dependencies = dependencies;
    this.#loop = new Loop(
      { name: "challenger", intervalMs: pollMs, maxBackoffMs, fatal: [] },
      { round: (signal) => this.round(signal), timers, report },
    );
  }

  start(): void {
    this.#loop.start();
  }

  async close(): Promise<void> {
    await this.#loop.close();
    await this.#tracer?.close();
  }

  get status(): ChallengerStatus {
    const player = this.#player?.status ?? { games: 0, moves: {}, doubts: [] };
    return { ...this.#loop.health, ...player };
  }

  /** Every assertion and dispute as of the last round; undefined before the first. */
  get report(): DisputeReport | undefined {
    return this.#monitor?.latest;
  }

  /** One look and every move that is due. Throws what L1, the source and the sender throw. */
  async round(signal: AbortSignal): Promise<void> {
    if (this.#monitor === undefined) await this.#open();
    await this.#monitor?.round();
    const doubt = this.#dependencies.doubt();
    if (doubt !== undefined) throw doubt;
    if (((await this.#player?.round(signal)) ?? 0) > 0) this.#loop.wake();
  }

  async #open(): Promise<void> {
    const { client, sender, store, da, program, snapshots, roots } = this.#dependencies;
    const { inbox, rollup } = this.#options.addresses;
    const tournament = await client.readContract({
      abi: rollupAbi,
      address: rollup,
      functionName: "disputeModule",
      args: [TOURNAMENT_KIND],
    });
    const contract = new TournamentContract({ inbox, rollup, tournament }, { client });
    const [heights, ruling] = await Promise.all([contract.heights(), contract.dataChallenges()]);
    const [blocksHeight, blockHeight, stretchHeight] = heights;
    const levels = checkLevels({ blocksHeight, blockHeight, stretchHeight });
    const inputs = new BlockInputs({ contract, client, store, ...(da === undefined ? {} : { da }) });
    const tracer = new Tracer(levels, { program, store, snapshots });
    const source =
      this.#dependencies.source?.({ levels, contract, inputs, tracer }) ??
      new NodeHistory({ blocksHeight }, { roots, inputs, tracer });
    this.#tracer = tracer;
    const { fromBlock, maxLogBlocks } = this.#options;
    const log = new DisputeLog({ tournament, fromBlock, maxLogBlocks }, { client });
    if (sender !== undefined) {
      this.#player = new Player(this.#options, {
        ...this.#dependencies,
        ...{ contract, log, source, inputs, sender },
        isVoid: ruling && ((batch) => contract.isVoid(ruling, batch)),
        checkStep: checkOnContract,
      });
    }
    this.#monitor = new DisputeMonitor({
      ...this.#dependencies,
      ...{ contract, log },
      account: sender?.address,
    });
  }
}
