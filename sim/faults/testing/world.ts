/** A chain that is sequenced on a real L1 for one trial: messages come through the real Inbox, blocks go to it in a batch, their bytes to the data layer. */
import { join } from "node:path";
import { createWalletClient, type Hash, http, parseEventLogs } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { inboxAbi, mockUsdcAbi } from "../../../contracts/generated/abi.ts";
import { DisputeL1 } from "../../../node/bridge/challenger/testing/dispute-l1.ts";
import { toStruct } from "../../../node/bridge/l1/batch.ts";
import { openLocalDa } from "../../../node/da/local/local-da.ts";
import type { DataAvailability } from "../../../node/da/port.ts";
import { fromHex, toHex } from "../../../node/primitives/bytes.ts";
import { encodeBatch, encodeForced } from "../../../node/primitives/codec/index.ts";
import type { L1Message, OwnerBody } from "../../../node/primitives/codec/types.ts";
import { blockImage } from "../../../node/state-machine/dispute/index.ts";
import {
  batchRoot,
  blockHash,
  createStateMachine,
  type HeaderJudge,
  inputRoot,
  SignerCache,
  type StateMachine,
} from "../../../node/state-machine/index.ts";
import { Machine } from "../../../node/state-machine/machine/machine.ts";
import { programImage, programRoot } from "../../../node/state-machine/program/release.ts";
import {
  BLOCK_MS,
  GENESIS_TIME,
  ownerOf,
  TestChain,
} from "../../../node/state-machine/testing/test-chain.ts";
import type { StoredBlock } from "../../../node/store/port.ts";

/** Traders of the chain. */
export const USERS = 6;
export const CHAIN_ID = 31_337n;
const USDC = 1_000_000n;
const DEPOSIT = 2_500n * USDC;
const MNEMONIC = "test test test test test test test test test test test junk";
const accountAt = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
/** Appends batches. */
const SEQUENCER = accountAt(0);
/** Pays for deposits, and forces transactions through L1 as a trader of its own. */
export const PAYER = accountAt(9);
/** Far beyond what a call costs: an estimate may be wrong a second later. */
const GAS = 5_000_000n;

type Call = { readonly address: Hash; readonly abi: unknown; readonly functionName: string };

export class World {
  readonly folder: string;
  readonly l1: DisputeL1;
  readonly chain: TestChain;
  readonly da: DataAvailability;
  readonly signers = new SignerCache();
  /** For whoever has to run a block on it once. */
  readonly machine = new Machine();
  /** What the blocks truly lead to, genesis first. */
  readonly blocks: StoredBlock[] = [];
  #cursor = 0n;

  private constructor(folder: string, l1: DisputeL1, chain: TestChain, da: DataAvailability) {
    this.folder = folder;
    this.l1 = l1;
    this.chain = chain;
    this.da = da;
    this.#keep(chain.blocks[0]!, new Uint8Array(0), true);
  }

  /** Everything anew in an empty folder: an anvil with the contracts, a chain at block 0, and a deposit for everybody. */
  static async open(folder: string): Promise<World> {
    const chain = await TestChain.open();
    const genesisRoot = chain.machine.stateRoot;
    const da = await openLocalDa({ path: join(folder, "da"), chainId: CHAIN_ID });
    const time = Math.ceil(GENESIS_TIME / 1000) + 10;
    const l1 = await DisputeL1.open({ genesisRoot, programRoot: programRoot(), time });
    const world = new World(folder, l1, chain, da);
    await world.#fund();
    return world;
  }

  get store() {
    return {
      get: async (number: bigint) => this.blocks[Number(number)],
      range: (first: bigint, last: bigint) => this.#range(first, last),
    };
  }

  async #fund(): Promise<void> {
    const { usdc, inbox } = this.l1.deployment;
    const token = { address: usdc, abi: mockUsdcAbi } as const;
    await this.#write({ ...token, functionName: "mint" }, [PAYER.address, 1_000_000n * USDC]);
    await this.#write({ ...token, functionName: "approve" }, [inbox, 2n ** 255n]);
    for (let user = 0; user < USERS; user++) await this.deposit(toHex(ownerOf(user)));
    await this.deposit(PAYER.address);
  }

  /** A deposit through L1, which the chain's next block consumes unless `heard` is false. */
  async deposit(owner: Hash, heard = true): Promise<void> {
    const { inbox: address } = this.l1.deployment;
    await this.#message({ address, abi: inboxAbi, functionName: "deposit" }, [owner, 0, DEPOSIT], heard);
  }

  /** A transaction of the payer's, forced through L1. */
  async force(body: OwnerBody): Promise<void> {
    const { inbox: address } = this.l1.deployment;
    const payload = toHex(encodeForced({ sub: 0, body }));
    await this.#message({ address, abi: inboxAbi, functionName: "forceTransaction" }, [payload], true);
  }

  /** Makes `bytes` the next block, void or not. `judge` says what L1 demands beyond the engine's own rules. */
  seal(bytes: Uint8Array, judge?: HeaderJudge): void {
    const outcome = this.chain.machine.applyBlock(bytes, judge);
    const applied = outcome.status === "applied";
    this.#keep(bytes, applied ? outcome.receipts.bytes : new Uint8Array(0), applied);
    this.chain.number += 1;
    this.chain.timestamp += BLOCK_MS;
    if (applied) this.chain.clear();
  }

  /** Publishes every block since genesis and appends them to the Inbox as one batch that claims to consume every message. */
  async publish(): Promise<void> {
    const blocks = this.blocks.slice(1);
    const outcome = await this.da.submit(encodeBatch(blocks.map(({ bytes }) => bytes)));
    if (outcome.status !== "included") throw new Error(`expected inclusion, got ${outcome.status}`);
    const range = {
      ...{ firstBlock: 1n, lastBlock: BigInt(this.chain.number), inboxCursor: this.#cursor },
      lastTimestamp: BigInt(this.chain.timestamp),
    };
    const roots = batchRoot(blocks.map((block) => block.inputRoot));
    const { inbox: address } = this.l1.deployment;
    const call = { address, abi: inboxAbi, functionName: "appendBatch" };
    await this.#write(call, [toStruct(range, outcome.pointer, roots)], SEQUENCER);
  }

  /** An honest machine at the state after block `number`. */
  async honestAt(number: number): Promise<StateMachine> {
    const machine = await createStateMachine({ signers: this.signers });
    for (const { bytes, isVoid } of this.blocks.slice(0, number + 1)) if (!isVoid) machine.applyBlock(bytes);
    return machine;
  }

  /** What the true program starts from in a block of these bytes, on the state after block `before`. */
  async image(bytes: Uint8Array, before: number, program = programImage()) {
    return blockImage(program, bytes, await this.honestAt(before));
  }

  async close(): Promise<void> {
    await this.da.close();
    await this.l1.close();
  }

  #keep(bytes: Uint8Array, receipts: Uint8Array, applied: boolean): void {
    const { stateRoot, view } = this.chain.machine;
    const { timestamp } = view.header();
    const parentHash = this.blocks.at(-1)?.hash ?? new Uint8Array(32);
    const parts = { parentHash, inputRoot: inputRoot(bytes), stateRoot, receipts };
    const block = { number: BigInt(this.blocks.length), timestamp, bytes, ...parts, hash: blockHash(parts) };
    this.blocks.push(applied ? block : { ...block, isVoid: true });
  }

  async *#range(first: bigint, last: bigint): AsyncGenerator<StoredBlock> {
    yield* this.blocks.slice(Number(first), Number(last) + 1);
  }

  async #message(call: Call, args: readonly unknown[], heard: boolean): Promise<void> {
    const { logs } = await this.#write(call, args);
    const events = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs, strict: true });
    for (const { args: event, blockNumber: l1Block } of events) {
      const { index, kind, l1Time, sender, payload } = event;
      this.#cursor = index + 1n;
      const from = { sender: fromHex(sender, 20), payload: fromHex(payload) };
      if (heard) (this.chain.waiting as L1Message[]).push({ index, kind, l1Time, l1Block, ...from });
    }
  }

  async #write(call: Call, args: readonly unknown[], account = PAYER) {
    const { client, anvil } = this.l1;
    const transport = http(anvil.url, { retryCount: 0 });
    const wallet = createWalletClient({ account, chain: foundry, transport, pollingInterval: 20 });
    const hash = await wallet.writeContract({ ...call, args, gas: GAS } as never);
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`${call.functionName} reverted`);
    return receipt;
  }
}
