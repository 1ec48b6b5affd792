/** A chain that a sequencer would have made, published in batches on the local DA, with the L1 that a follower reads. */
import type { InboxMessage, L1Batch, L1View } from "../../bridge/port.ts";
import type { DataAvailability } from "../../da/port.ts";
import { encodeBatch, encodeBlock, type L1Message } from "../../primitives/codec/index.ts";
import { batchRoot, inputRoot } from "../../state-machine/index.ts";
import { TestChain } from "../../state-machine/testing/test-chain.ts";

export const FORCE_DELAY = 30n;
/** Mark prices of both markets, ticks. */
const PRICE = 300_000;

export class PublishedChain {
  readonly chain: TestChain;
  readonly inbox: InboxMessage[] = [];
  readonly batches: L1Batch[] = [];
  /** State root after each block, by number. */
  readonly roots: Uint8Array[] = [];
  #published = 1;

  constructor(chain: TestChain) {
    this.chain = chain;
    this.roots.push(chain.machine.stateRoot);
  }

  static async open(): Promise<PublishedChain> {
    return new PublishedChain(await TestChain.open());
  }

  get genesis(): Uint8Array {
    return this.chain.blocks[0]!;
  }

  /** What L1 shows: everything is confirmed. */
  get l1(): Pick<L1View, "messages" | "dueCount"> {
    return {
      messages: (from, limit) => this.inbox.slice(Number(from), Number(from) + limit),
      dueCount: (seconds) =>
        BigInt(this.inbox.filter(({ l1Time }) => l1Time + FORCE_DELAY <= seconds).length),
    };
  }

  /** One block: a deposit, a vote and some orders that trade with each other. */
  seal(): void {
    const { chain } = this;
    const n = chain.number;
    if (n < 6) chain.deposit(n % 3, 1_000_000_000n);
    this.inbox.push(...chain.waiting.map((message: L1Message) => ({ ...message })));
    if (n % 4 === 0) chain.vote(PRICE + n, PRICE - n);
    for (const user of [0, 1, 2]) {
      const account = chain.accountOf(user);
      if (account === 0) continue;
      const order = {
        kind: "order",
        market: n % 2,
        isBuy: user !== 1,
        price: PRICE,
        size: 40_000,
        timeInForce: "GTC",
      } as const;
      const actions = [{ ...order, reduceOnly: false, isMarket: false, goodTill: 0 }];
      chain.submit(chain.sign(user, account, { type: "trade", actions }));
    }
    chain.seal();
    this.roots.push(chain.machine.stateRoot);
  }

  /** A slot of bytes that will not count: the state stays, and the number is taken. */
  waste(bytes: Uint8Array): void {
    this.chain.blocks.push(bytes);
    this.chain.number += 1;
    this.roots.push(this.chain.machine.stateRoot);
  }

  /** Publishes every block since the last batch. `change` may spoil the record that L1 gets. */
  async publish(da: DataAvailability, change: (batch: L1Batch) => L1Batch = (batch) => batch): Promise<void> {
    const blocks = this.chain.blocks.slice(this.#published);
    this.batches.push(change(await this.batchOf(blocks, da)));
    this.#published = this.chain.number + 1;
  }

  /** The record of a batch of these blocks, published in place of the true ones and not yet on L1. */
  async batchOf(blocks: readonly Uint8Array[], da: DataAvailability): Promise<L1Batch> {
    const outcome = await da.submit(encodeBatch(blocks));
    if (outcome.status !== "included") throw new Error(`expected inclusion, got ${outcome.status}`);
    return {
      index: this.batches.length,
      firstBlock: BigInt(this.#published),
      lastBlock: BigInt(this.chain.number),
      lastTimestamp: BigInt(this.chain.timestamp),
      inboxCursor: this.chain.machine.view.header().inboxCursor,
      pointer: outcome.pointer,
      batchRoot: batchRoot(blocks.map(inputRoot)),
      l1Block: 100n + BigInt(this.batches.length),
    };
  }

  /** The batches from an index on, then the end. */
  source = async function* (this: PublishedChain, from: number): AsyncIterable<L1Batch> {
    yield* this.batches.slice(from);
  }.bind(this);

  /** The next true block with one field of its frame changed. */
  draftBytes(change: Partial<ReturnType<TestChain["draft"]>>): Uint8Array {
    return encodeBlock({ ...this.chain.draft(), ...change });
  }
}
