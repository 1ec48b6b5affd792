/**
 * A chain on a real L1 on which faults are tried one after the other: each is a batch in whose blocks it shows, a rival assertion
 * of what it computes, and a dispute that an unassisted challenger plays to its end.
 */
import { createWalletClient, type Hash, http, parseEventLogs } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { inboxAbi, mockUsdcAbi, rollupAbi } from "../../../contracts/generated/abi.ts";
import { applyDishonestly, engineFromBytes, type MachineMaker } from "../../../devnet/adversary/engine.ts";
import { forge } from "../../../devnet/adversary/forgery.ts";
import { NodeHistory } from "../../../node/bridge/challenger/node-history.ts";
import { DisputeL1, type L1Party, LEVELS } from "../../../node/bridge/challenger/testing/dispute-l1.ts";
import { Tracer } from "../../../node/bridge/challenger/trace/tracer.ts";
import type { HistorySource } from "../../../node/bridge/index.ts";
import { equalBytes, fromHex, toHex } from "../../../node/primitives/bytes.ts";
import { encodeForced } from "../../../node/primitives/codec/index.ts";
import type { L1Message, OwnerBody } from "../../../node/primitives/codec/types.ts";
import { errorCode } from "../../../node/primitives/error.ts";
import { seededRng } from "../../../node/primitives/rng.ts";
import { blockImage, type Tampering } from "../../../node/state-machine/dispute/index.ts";
import { blockHash, createStateMachine, inputRoot, SignerCache } from "../../../node/state-machine/index.ts";
import { Machine } from "../../../node/state-machine/machine/machine.ts";
import { programImage, programRoot } from "../../../node/state-machine/program/release.ts";
import {
  BLOCK_MS,
  GENESIS_TIME,
  ownerOf,
  TestChain,
} from "../../../node/state-machine/testing/test-chain.ts";
import type { StoredBlock } from "../../../node/store/port.ts";
import type { Fault } from "../list.ts";
import { Traffic, USERS } from "./traffic.ts";

/** How a fault ended. */
export interface Verdict {
  readonly fault: string;
  /** `dispute`: L1 ruled on it; `door`: L1 did not take the assertion at all. */
  readonly by: "dispute" | "door";
  readonly block: bigint;
  /** Steps before the first wrong one. */
  readonly step: number;
  readonly steps: number;
  /** Whether the wrong assertion is out and its bond gone, and the right one confirmed. */
  readonly lost: boolean;
  readonly confirmed: boolean;
  readonly moves: number;
  readonly ms: number;
}

const USDC = 1_000_000n;
const DEPOSIT = 2_500n * USDC;
/** Most blocks in which a fault must show. */
const MOST_BLOCKS = 600;
const CHALLENGE_SECONDS = 300;
const MNEMONIC = "test test test test test test test test test test test junk";
/** Pays for deposits, and forces transactions through L1 as a trader of its own. */
const PAYER = mnemonicToAccount(MNEMONIC, { addressIndex: 9 });

export class Court {
  readonly #l1: DisputeL1;
  readonly #chain: TestChain;
  readonly #signers = new SignerCache();
  readonly #machine = new Machine();
  readonly #blocks: StoredBlock[] = [];
  readonly #tracers: Tracer[] = [];
  readonly #honest: L1Party;
  readonly #liar: L1Party;
  /** What the liar says now. */
  #story: HistorySource | undefined;
  #messages = 0;
  /** Blocks that are on L1: those of a fault that did not show go with the next one's. */
  #appended = 1;
  #seed = 1;

  private constructor(l1: DisputeL1, chain: TestChain) {
    this.#l1 = l1;
    this.#chain = chain;
    this.#keep(chain.blocks[0]!, new Uint8Array(0), true);
    const roots = { get: async (number: bigint) => this.#blocks[Number(number)]?.stateRoot };
    this.#honest = l1.seat("honest", this.#historyOf(roots.get, undefined), this.#store);
    const now = () => this.#story!;
    const story: HistorySource = {
      blocks: (first, last) => now().blocks(first, last),
      block: (number, batch) => now().block(number, batch),
    };
    this.#liar = l1.seat("liar", story, this.#store);
  }

  static async open(): Promise<Court> {
    const chain = await TestChain.open();
    const time = Math.ceil(GENESIS_TIME / 1000) + 10;
    const l1 = await DisputeL1.open({
      ...{ genesisRoot: chain.machine.stateRoot, programRoot: programRoot(), time },
    });
    const court = new Court(l1, chain);
    await court.#write({ address: l1.deployment.usdc, abi: mockUsdcAbi, functionName: "mint" }, [
      PAYER.address,
      10_000_000n * USDC,
    ]);
    const { inbox, usdc } = l1.deployment;
    await court.#write({ address: usdc, abi: mockUsdcAbi, functionName: "approve" }, [inbox, 2n ** 255n]);
    return court;
  }

  /** Tries one fault: `engine` is the compiled engine with it. Throws when it does not show in time. */
  async try(fault: Fault, engine: Uint8Array): Promise<Verdict> {
    const started = performance.now();
    const { roots, block, tampering, header } = await this.#show(fault, engineFromBytes(engine));
    await this.#l1.append(this.#blocks.slice(this.#appended), BigInt(this.#messages));
    this.#appended = this.#blocks.length;
    const wrongRoot = async (number: bigint) => roots.get(number) ?? this.#blocks[Number(number)]?.stateRoot;
    this.#story = this.#historyOf(wrongRoot, { block, tampering });
    this.#liar.restart();
    this.#honest.restart();
    const wrong = await this.#l1.assert(this.#liar, header).catch(() => undefined);
    const right = await this.#l1.assert(this.#honest, this.#chain.machine.proveHeader());
    if (wrong === undefined) await this.#confirmAlone(right);
    else await this.#l1.play(() => this.#l1.isConfirmed(right), [this.#liar, this.#honest].map(steady));
    const made = [this.#liar, this.#honest].flatMap(({ player }) => Object.values(player.status.moves));
    const step = tampering.step - 1;
    const steps = (await this.#honest.source.block(block, 0n).catch(() => undefined))?.end.steps ?? 0;
    for (const tracer of this.#tracers.splice(1)) await tracer.close();
    return {
      ...{ fault: fault.name, by: wrong === undefined ? "door" : "dispute", block, step, steps },
      lost: wrong === undefined || (await this.#hasLost(wrong)),
      confirmed: await this.#l1.isConfirmed(right),
      moves: made.reduce((sum, count) => sum + count, 0),
      ms: Math.round(performance.now() - started),
    };
  }

  async close(): Promise<void> {
    for (const tracer of this.#tracers) await tracer.close();
    await this.#l1.close();
  }

  /** Goes on with the chain until the faulty engine leaves the truth, and one block more. */
  async #show(fault: Fault, make: MachineMaker) {
    const before = [...this.#chain.machine.snapshot().frames()];
    const faulty = make(this.#signers);
    await faulty.restore(before);
    const first = this.#blocks.length;
    await this.#deliver(fault);
    const traffic = new Traffic(this.#chain, seededRng(this.#seed++));
    const roots = new Map<bigint, Uint8Array>();
    let wrong: { readonly block: bigint; readonly tampering: Tampering } | undefined;
    for (const bytes of traffic.blocks(fault.scene)) {
      const number = BigInt(this.#blocks.length);
      this.#seal(bytes);
      const applied = applyDishonestly(faulty, bytes);
      roots.set(number, faulty.stateRoot);
      if (wrong !== undefined) return { roots, header: faulty.proveHeader(), ...wrong };
      if (!equalBytes(faulty.stateRoot, this.#blocks.at(-1)!.stateRoot)) {
        const honest = await createStateMachine({ signers: this.#signers });
        await honest.restore(before);
        for (let at = first; at < Number(number); at++) honest.applyBlock(this.#blocks[at]!.bytes);
        const image = blockImage(programImage(), bytes, honest);
        wrong = { block: number, tampering: forge(this.#machine, image, { applied, state: faulty }) };
      }
      if (this.#blocks.length - first > MOST_BLOCKS) break;
    }
    throw new Error(`${fault.name}: does not show within ${MOST_BLOCKS} blocks`);
  }

  /** Deposits for everybody, through L1, and what the scene forces. */
  async #deliver({ scene }: Fault): Promise<void> {
    const { inbox } = this.#l1.deployment;
    const owners = Array.from({ length: USERS }, (_, user) => toHex(ownerOf(user)));
    for (const owner of [...owners, PAYER.address])
      await this.#message({ address: inbox, abi: inboxAbi, functionName: "deposit" }, [owner, 0, DEPOSIT]);
    if (scene !== "forced") return;
    const order = { kind: "order", market: 0, isBuy: true, timeInForce: "GTC", price: 970_000 } as const;
    const bodies: OwnerBody[] = [
      { type: "withdraw", recipient: fromHex(PAYER.address, 20), amount: USDC },
      {
        type: "trade",
        actions: [{ ...order, size: 5_000, reduceOnly: false, isMarket: false, goodTill: 0 }],
      },
    ];
    const call = { address: inbox, abi: inboxAbi, functionName: "forceTransaction" };
    for (const body of bodies) await this.#message(call, [toHex(encodeForced({ sub: 0, body }))]);
  }

  async #message(call: { address: Hash; abi: unknown; functionName: string }, args: readonly unknown[]) {
    const { logs } = await this.#write(call, args);
    const events = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs, strict: true });
    for (const { args: event, blockNumber } of events) {
      const { index, kind, l1Time, sender, payload } = event;
      const message = { index, kind, l1Time, l1Block: blockNumber };
      (this.#chain.waiting as L1Message[]).push({
        ...message,
        sender: fromHex(sender, 20),
        payload: fromHex(payload),
      });
    }
  }

  /** Makes `bytes` the next block of the chain, void or not. */
  #seal(bytes: Uint8Array): void {
    const outcome = this.#chain.machine.applyBlock(bytes);
    const applied = outcome.status === "applied";
    this.#keep(bytes, applied ? outcome.receipts.bytes : new Uint8Array(0), applied);
    this.#chain.number += 1;
    this.#chain.timestamp += BLOCK_MS;
    if (!applied) return;
    this.#messages += this.#chain.waiting.length;
    this.#chain.clear();
  }

  #keep(bytes: Uint8Array, receipts: Uint8Array, applied: boolean): void {
    const parts = { parentHash: new Uint8Array(32), inputRoot: inputRoot(bytes), receipts };
    const { stateRoot, view } = this.#chain.machine;
    const number = BigInt(this.#blocks.length);
    const block = { number, timestamp: view.header().timestamp, bytes, stateRoot, ...parts };
    this.#blocks.push({ ...block, hash: blockHash(block), ...(applied ? {} : { isVoid: true }) });
  }

  readonly #store = {
    get: async (number: bigint) => this.#blocks[Number(number)],
    range: (first: bigint, last: bigint) => this.#range(first, last),
  };

  async *#range(first: bigint, last: bigint): AsyncGenerator<StoredBlock> {
    yield* this.#blocks.slice(Number(first), Number(last) + 1);
  }

  #historyOf(
    get: (number: bigint) => Promise<Uint8Array | undefined>,
    lie: { readonly block: bigint; readonly tampering: Tampering } | undefined,
  ): HistorySource {
    const snapshots = { heights: async () => [], path: () => "" };
    const tracer = new Tracer(LEVELS, { program: programImage(), store: this.#store, snapshots });
    this.#tracers.push(tracer);
    return new NodeHistory(LEVELS, {
      roots: { get },
      inputs: { bytes: async (_batch, number) => this.#blocks[Number(number)]!.bytes },
      tracer: {
        open: (number, input) =>
          tracer.open(number, input, number === lie?.block ? lie.tampering : undefined),
      },
    });
  }

  /** An assertion that nobody opposes becomes final by time. */
  async #confirmAlone(id: Hash): Promise<void> {
    await this.#l1.pass(CHALLENGE_SECONDS + 1);
    const { rollup } = this.#l1.deployment;
    await this.#write({ address: rollup, abi: rollupAbi, functionName: "confirm" }, [id]);
  }

  async #hasLost(id: Hash): Promise<boolean> {
    const { contract } = this.#l1;
    const { parent, bondGone, lastBlock } = await contract.assertion(id);
    const { lastBlock: agreed } = await contract.assertion(parent);
    const history = await this.#story?.blocks(agreed + 1n, lastBlock);
    if (history === undefined) return false;
    const { eliminated } = await contract.participant(parent, toHex(history.root));
    return eliminated && bondGone;
  }

  async #write(call: { address: Hash; abi: unknown; functionName: string }, args: readonly unknown[]) {
    const { client, anvil } = this.#l1;
    const transport = http(anvil.url, { retryCount: 0 });
    const wallet = createWalletClient({ account: PAYER, chain: foundry, transport, pollingInterval: 20 });
    const hash = await wallet.writeContract({ ...call, args } as never);
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`${call.functionName} reverted`);
    return receipt;
  }
}

/** As a node's loop plays: what L1 did not take now is looked at again in the next round. */
function steady(party: L1Party): L1Party {
  const round = () =>
    party.round().catch((error: unknown) => {
      if (!errorCode(error).startsWith("L1_")) throw error;
      return 0;
    });
  return { ...party, round };
}
