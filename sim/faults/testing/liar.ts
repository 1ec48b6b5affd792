/** Who asserts a wrong story and plays for it to the last move, also where that move defeats it: so L1 does execute the instruction. */
import type { Hash } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { inboxAbi, rollupAbi } from "../../../contracts/generated/abi.ts";
import { assertCall, type Claim, claimId } from "../../../node/bridge/asserter/claim.ts";
import { BlockInputs } from "../../../node/bridge/challenger/block-input.ts";
import { DisputeLog } from "../../../node/bridge/challenger/dispute-log.ts";
import { Player } from "../../../node/bridge/challenger/player.ts";
import { BOND, LEVELS } from "../../../node/bridge/challenger/testing/dispute-l1.ts";
import { Tracer } from "../../../node/bridge/challenger/trace/tracer.ts";
import { readHeaderProof } from "../../../node/bridge/header-proof.ts";
import { type BlockHistory, type BridgeEvent, NodeHistory } from "../../../node/bridge/index.ts";
import { L1Sender } from "../../../node/bridge/l1/sender.ts";
import { toHex } from "../../../node/primitives/bytes.ts";
import { systemTimers } from "../../../node/primitives/timers.ts";
import { programImage } from "../../../node/state-machine/program/release.ts";
import type { Story } from "./story.ts";
import { CHAIN_ID, type World } from "./world.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const ACCOUNT = mnemonicToAccount(MNEMONIC, { addressIndex: 1 });
const STRETCH = 2 ** LEVELS.stretchHeight;

export class Liar {
  readonly events: BridgeEvent[] = [];
  readonly #world: World;
  readonly #story: Story;
  readonly #tracer: Tracer;
  readonly #source: NodeHistory;
  readonly #sender: L1Sender;
  readonly #player: Player;
  /** Where the step that is about to be proven leads, by the story. */
  #claimed: Uint8Array = new Uint8Array(0);

  constructor(world: World, story: Story) {
    const { client, contract, deployment, clock } = world.l1;
    const { tournament, deployBlock: fromBlock } = deployment;
    const report = (event: BridgeEvent) => void this.events.push(event);
    const snapshots = { heights: async () => [], path: () => "" };
    this.#world = world;
    this.#story = story;
    this.#tracer = new Tracer(LEVELS, {
      ...{ store: world.store, snapshots, program: story.program ?? programImage() },
    });
    this.#source = new NodeHistory(LEVELS, {
      roots: { get: async (number) => story.roots.get(number) ?? world.blocks[Number(number)]?.stateRoot },
      inputs: { bytes: async (_batch, number) => world.blocks[Number(number)]!.bytes },
      tracer: { open: (number, input) => this.#open(number, input) },
    });
    this.#sender = new L1Sender(
      { chainId: Number(CHAIN_ID), pollMs: 5, bumpAfterMs: 10_000, maxFeePerGas: 10n ** 12n },
      { client, account: ACCOUNT, timers: systemTimers, report },
    );
    this.#player = new Player(
      { standbySeconds: 0 },
      {
        ...{ contract, clock, report, source: this.#source, sender: this.#sender, isVoid: undefined },
        inputs: new BlockInputs({ contract, client, store: world.store }),
        log: new DisputeLog({ tournament, fromBlock, maxLogBlocks: 1_000 }, { client }),
        checkStep: async () => ({ postHash: this.#claimed }),
      },
    );
  }

  /** What the assertion of the story says, `change` apart. Needs the batch on L1. */
  async claim(change: Partial<Claim> = {}): Promise<Claim> {
    const { client, deployment } = this.#world.l1;
    const { rollup, inbox } = deployment;
    const at = { abi: rollupAbi, address: rollup } as const;
    const parent = await client.readContract({ ...at, functionName: "latestConfirmed" });
    const batch = { abi: inboxAbi, address: inbox, functionName: "batchHash", args: [0n] } as const;
    const batchHash = await client.readContract(batch);
    const lastBlock = BigInt(this.#world.chain.number);
    const history = (await this.#source.blocks(1n, lastBlock))!;
    const [blocksRoot, stateRoot] = [history.root, history.node(0, Number(lastBlock - 1n))].map(toHex);
    const claim = { parent, batchHash, lastBlock, batchCount: 1n };
    return { ...claim, blocksRoot: blocksRoot!, stateRoot: stateRoot!, ...change };
  }

  /** Asserts the story with a bond. Returns the assertion's id and the commitment; throws what L1 refuses it with. */
  async assert(claim: Claim, signal: AbortSignal): Promise<{ readonly id: Hash; readonly commitment: Hash }> {
    const { lastBlock, blocksRoot } = claim;
    const history = (await this.#source.blocks(1n, lastBlock))!;
    const proof = readHeaderProof(history.node(0, Number(lastBlock - 1n)), this.#story.header);
    const { rollup } = this.#world.l1.deployment;
    const call = assertCall(rollup, claim, proof, history.prove(Number(lastBlock - 1n)), BOND);
    await this.#sender.send(
      async () => call,
      async () => {},
      signal,
    );
    return { id: claimId(claim), commitment: blocksRoot };
  }

  /** One look, and every move that is due. */
  async round(signal: AbortSignal): Promise<void> {
    await this.#player.round(signal);
  }

  async close(): Promise<void> {
    await this.#tracer.close();
  }

  async #open(number: bigint, input: Uint8Array): Promise<BlockHistory> {
    const { block, tampering, bytes = input, start } = this.#story;
    if (number !== block) return this.#tracer.open(number, input);
    const traced = await this.#tracer.open(number, bytes, tampering);
    return {
      ...traced,
      startHash: start?.hash ?? traced.startHash,
      prove: async (step) => {
        const stretch = await traced.stretch(Math.floor(step / STRETCH));
        this.#claimed = stretch.node(0, step % STRETCH);
        return start !== undefined && step === 0 ? start.first : traced.prove(step);
      },
    };
  }
}
