/** Somebody dishonest with an account: asserts a story, and plays for it as an honest challenger plays for the truth. */
import type { Address, Hash, LocalAccount, PublicClient } from "viem";
import { rollupAbi } from "../../contracts/generated/abi.ts";
import { assertCall, claimId } from "../../node/bridge/asserter/claim.ts";
import { BlockInputs } from "../../node/bridge/challenger/block-input.ts";
import type { DisputeLog } from "../../node/bridge/challenger/dispute-log.ts";
import type { BlockHistory, HistorySource } from "../../node/bridge/challenger/history-source.ts";
import { Player } from "../../node/bridge/challenger/player.ts";
import type { TournamentContract } from "../../node/bridge/challenger/tournament-contract.ts";
import { Tracer } from "../../node/bridge/challenger/trace/tracer.ts";
import { readHeaderProof } from "../../node/bridge/header-proof.ts";
import { type BridgeEvent, NodeHistory } from "../../node/bridge/index.ts";
import { L1Sender } from "../../node/bridge/l1/sender.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { systemTimers } from "../../node/primitives/timers.ts";
import type { DisputeLevels } from "../../node/state-machine/dispute/index.ts";
import { programImage } from "../../node/state-machine/program/release.ts";
import type { PublishedChain } from "./chain.ts";
import type { Lie } from "./lie.ts";

/** Where a dispute takes place. */
export interface Arena {
  readonly chainId: number;
  readonly client: PublicClient;
  readonly contract: TournamentContract;
  readonly levels: DisputeLevels;
  readonly chain: PublishedChain;
  openLog(): DisputeLog;
}

/** The assertion that the stories go on from, and the batches they are about. */
export interface Window {
  readonly parent: Hash;
  readonly batchCount: bigint;
  readonly batchHash: Hash;
  readonly first: bigint;
  readonly last: bigint;
}

const SENDER = { pollMs: 100, bumpAfterMs: 5_000, maxFeePerGas: 10n ** 12n };

export class Party {
  readonly name: string;
  readonly events: BridgeEvent[] = [];
  readonly #arena: Arena;
  readonly #lie: Lie;
  readonly #source: HistorySource;
  readonly #tracer: Tracer;
  readonly #sender: L1Sender;
  readonly #player: Player;
  readonly #log: DisputeLog;
  readonly #friends = new Set<string>();
  /** Where the step that is about to be proven leads, by the story. */
  #claimed: Uint8Array = new Uint8Array(0);

  constructor(name: string, lie: Lie, account: LocalAccount, arena: Arena) {
    const { chainId, client, contract, levels, chain } = arena;
    const report = (event: BridgeEvent) => void this.events.push(event);
    this.name = name;
    this.#arena = arena;
    this.#lie = lie;
    this.#tracer = new Tracer(levels, {
      program: programImage(),
      store: chain.store,
      snapshots: { heights: async () => [], path: () => "" },
    });
    const inputs = new BlockInputs({ contract, client, store: chain.store });
    this.#source = new NodeHistory(
      { blocksHeight: levels.blocksHeight },
      {
        roots: { get: async (number) => lie.roots.get(number) ?? chain.roots.get(number) },
        inputs,
        tracer: {
          open: async (number, input) =>
            this.#stubborn(
              await this.#tracer.open(number, input, number === lie.block ? lie.tampering : undefined),
            ),
        },
      },
    );
    this.#sender = new L1Sender({ ...SENDER, chainId }, { client, account, timers: systemTimers, report });
    this.#log = arena.openLog();
    this.#player = new Player(
      { standbySeconds: 0 },
      {
        ...{ contract, inputs, report, source: this.#source, sender: this.#sender },
        ...{ log: this.#log, clock: { now: () => Date.now() } },
        ...{ isVoid: undefined, checkStep: async () => ({ postHash: this.#claimed }) },
      },
    );
  }

  get address(): Address {
    return this.#sender.address;
  }

  /** Computes what the dispute will need before it begins: a liar that is late would be no test. */
  async prepare(batchIndex: bigint): Promise<void> {
    const { first, last, block } = this.#lie;
    await this.#source.blocks(first, last);
    await this.#source.block(block, batchIndex);
  }

  /** Asserts the story. Returns the assertion's id; throws what L1 refuses it with. */
  async assert(window: Window, signal: AbortSignal): Promise<Hash> {
    const { contract, client } = this.#arena;
    const { rollup } = contract.addresses;
    const { first, last, header } = this.#lie;
    const history = await this.#source.blocks(first, last);
    const stateRoot = this.#lie.roots.get(last);
    if (history === undefined || stateRoot === undefined)
      throw new NovateError("ADVERSARY_BEHIND", `expected a story up to block ${last}`);
    const claim = {
      ...{
        parent: window.parent,
        batchCount: window.batchCount,
        batchHash: window.batchHash,
        lastBlock: last,
      },
      ...{ blocksRoot: toHex(history.root), stateRoot: toHex(stateRoot) },
    };
    const bond = await client.readContract({ abi: rollupAbi, address: rollup, functionName: "bond" });
    const siblings = history.prove(Number(last - first));
    const call = assertCall(rollup, claim, readHeaderProof(stateRoot, header), siblings, bond);
    await this.#sender.send(
      async () => call,
      async () => {},
      signal,
    );
    return claimId(claim);
  }

  /** Plays on where its own proof will defeat it: a liar that gives up before L1 has executed the instruction would be no test. */
  #stubborn(block: BlockHistory): BlockHistory {
    const size = 2 ** this.#arena.levels.stretchHeight;
    return {
      ...block,
      prove: async (step) => {
        const stretch = await block.stretch(Math.floor(step / size));
        this.#claimed = stretch.node(0, step % size);
        return block.prove(step);
      },
    };
  }

  /** Somebody on the same side. */
  befriend(account: Address): void {
    this.#friends.add(account.toLowerCase());
  }

  isFriend(account: Address): boolean {
    return this.#friends.has(account.toLowerCase());
  }

  /** Every tournament as of now. Throws L1's errors. */
  look(): ReturnType<DisputeLog["refresh"]> {
    return this.#log.refresh();
  }

  /** One look, and every move that is due. Returns how many were made. */
  round(signal: AbortSignal): Promise<number> {
    return this.#player.round(signal);
  }

  async close(): Promise<void> {
    await this.#tracer.close();
  }
}
