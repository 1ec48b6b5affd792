/**
 * The honest side: the parts of a `novate node` that follows, put together as the node does (node/index.ts). It has a key, L1's address and
 * the data layer, nothing of the sequencer's. It derives the chain, answers a wrong assertion, joins, plays, confirms and collects by itself.
 */
import { join } from "node:path";
import { type Address, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { type Bridge, type BridgeEvent, openBridge } from "../../../node/bridge/index.ts";
import { follow } from "../../../node/derivation/index.ts";
import { errorCode } from "../../../node/primitives/error.ts";
import { systemTimers } from "../../../node/primitives/timers.ts";
import { NodeChain } from "../../../node/sequencer/index.ts";
import { createStateMachine } from "../../../node/state-machine/index.ts";
import { programImage, programRoot } from "../../../node/state-machine/program/release.ts";
import { openBlockStore } from "../../../node/store/open.ts";
import { openSnapshotFolder } from "../../../node/store/snapshots.ts";
import { CHAIN_ID, type World } from "./world.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const ACCOUNT = mnemonicToAccount(MNEMONIC, { addressIndex: 2 });
/** Of the contracts that a trial deploys. */
const FORCE_DELAY = 3_600n;
const LOOP = { pollMs: 10, maxBackoffMs: 50 };
/** It would not assert by itself for so long, seconds: what it asserts answers a wrong assertion. */
const INTERVAL = 1_000_000;
const SNAPSHOT_INTERVAL = 100;

interface Parts {
  readonly bridge: Bridge;
  readonly chain: NodeChain;
  close(): Promise<void>;
}

export class Watchtower {
  readonly address: Address = ACCOUNT.address;
  readonly events: BridgeEvent[] = [];
  readonly #world: World;
  #parts: Parts | undefined;
  #failure: unknown;

  private constructor(world: World) {
    this.#world = world;
  }

  static async open(world: World): Promise<Watchtower> {
    const tower = new Watchtower(world);
    tower.#parts = await tower.#compose();
    return tower;
  }

  /** As after a crash: nothing is left but the folder. */
  async restart(): Promise<void> {
    await this.#parts?.close();
    this.#parts = await this.#compose();
  }

  /** Waits until it has derived block `number` from L1 and the data layer. Throws why derivation ended. */
  async derived(number: bigint, signal: AbortSignal): Promise<void> {
    const { bridge, chain } = this.#parts!;
    while (chain.head.number < number) {
      signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      await bridge.l1.poll();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The state root it derived. */
  get stateRoot(): string {
    return toHex(this.#parts!.chain.head.stateRoot);
  }

  /** One round of each of the node's loops about L1; as there, a failure of L1 is looked at again in the next round. */
  async round(signal: AbortSignal): Promise<void> {
    const { bridge } = this.#parts!;
    for (const loop of [
      () => bridge.l1.poll(),
      () => bridge.asserter!.round(signal),
      () => bridge.challenger!.round(signal),
    ]) {
      try {
        await loop();
      } catch (error) {
        if (!errorCode(error).startsWith("L1_")) throw error;
        this.events.push({ level: "warn", code: errorCode(error), message: String(error) });
      }
    }
  }

  async close(): Promise<void> {
    await this.#parts?.close();
    this.#parts = undefined;
  }

  async #compose(): Promise<Parts> {
    const { folder, l1, da } = this.#world;
    const store = await openBlockStore({ path: join(folder, "store") });
    const snapshots = await openSnapshotFolder(join(folder, "snapshots"));
    const genesis = this.#world.blocks[0]!;
    const chain = await NodeChain.open(
      {
        ...{ genesisBlock: genesis.bytes, genesisRoot: genesis.stateRoot },
        snapshotInterval: SNAPSHOT_INTERVAL,
      },
      { store, snapshots, createMachine: () => createStateMachine() },
    );
    const { inbox, rollup, vault, deployBlock } = l1.deployment;
    const bridge = await openBridge(
      {
        folder: join(folder, "bridge"),
        addresses: { inbox, rollup, vault },
        l1: {
          ...{ ...LOOP, chainId: Number(CHAIN_ID), deployBlock, forceDelay: FORCE_DELAY, confirmations: 1 },
          ...{ windDownAfter: 0n, window: 64, quorum: 1, maxLogBlocks: 1_000, maxKeptBytes: 1 << 24 },
        },
        sender: { pollMs: 5, bumpAfterMs: 10_000, maxFeePerGas: 10n ** 12n },
        asserter: {
          ...{ ...LOOP, intervalSeconds: INTERVAL, maxUnconfirmed: 1 },
          programHash: toHex(programRoot()),
        },
        challenger: { ...LOOP, standbySeconds: 5 },
      },
      {
        ...{ client: l1.client, witnesses: [], asserterAccount: ACCOUNT, chain, machine: chain.machine },
        ...{ store, da, clock: l1.clock, timers: systemTimers, program: programImage(), snapshots },
        report: (event) => this.events.push(event),
      },
    );
    const stopping = new AbortController();
    const following = follow(
      { fromBatch: bridge.l1.firstKeptBatch, signal: stopping.signal },
      {
        ...{ l1: bridge.l1, oldMessages: bridge.oldMessages, da, timers: systemTimers },
        batches: (from, signal) => bridge.l1.batches(from, signal),
        head: () => chain.tip.number,
        header: () => chain.machine.view.header(),
        fill: (slot) => chain.fill(slot),
      },
    ).catch((error: unknown) => {
      if (!stopping.signal.aborted) this.#failure = error;
    });
    return {
      ...{ bridge, chain },
      async close() {
        stopping.abort();
        await bridge.close();
        await following;
        await chain.settled();
        await store.close();
      },
    };
  }
}
