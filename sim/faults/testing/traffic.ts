/** Traffic in which every fault has a chance to show: orders, cheats, withdrawals, price falls, silence, what L1 forces. */
import { encodeBlock } from "../../../node/primitives/codec/index.ts";
import type { Action, TimeInForce, TransactionBody } from "../../../node/primitives/codec/types.ts";
import type { Rng } from "../../../node/primitives/rng.ts";
import { ownerOf, type TestChain } from "../../../node/state-machine/testing/test-chain.ts";
import type { Scene } from "../fault.ts";
import { USERS } from "./world.ts";

const TIMES: readonly TimeInForce[] = ["GTC", "GTC", "GTC", "IOC", "FOK", "POST_ONLY"];
const START = [970_000, 350_000];
/** Blocks at the usual pace until funding has accrued, and a pause after which an index is stale, ms. */
const FUNDING_BLOCKS = 330;
const VOTE_EVERY = 20;
const STALE_MS = 20_000;
/** Place in a block's header of bytes that must be zero. */
const RESERVED_AT = 52;

export class Traffic {
  readonly #chain: TestChain;
  readonly #rng: Rng;
  #prices = [...START];

  constructor(chain: TestChain, rng: Rng) {
    this.#chain = chain;
    this.#rng = rng;
  }

  /** The blocks of a scene, one after the other, without end: each is yielded as it is to be sealed. */
  *blocks(scene: Scene): Generator<Uint8Array> {
    for (let i = 0; ; i++) {
      if (scene === "idle" && i === 6) yield* this.#silence();
      if (scene === "malformed" && i % 4 === 3) {
        const bytes = this.#drafted();
        bytes[RESERVED_AT] = 1;
        yield bytes;
        continue;
      }
      this.#step(i);
      yield this.#drafted();
    }
  }

  *#silence(): Generator<Uint8Array> {
    for (let i = 0; i < FUNDING_BLOCKS; i++) {
      if (i % VOTE_EVERY === 0) this.#chain.vote(this.#prices[0]!, this.#prices[1]!);
      yield this.#drafted();
    }
    for (let i = 0; i < USERS; i++) this.#transaction();
    yield this.#drafted();
    this.#chain.timestamp += STALE_MS;
    for (let i = 0; i < USERS; i++) this.#transaction();
    yield this.#drafted();
  }

  #drafted(): Uint8Array {
    return encodeBlock(this.#chain.draft());
  }

  #below(limit: number): number {
    return this.#rng.uint32() % limit;
  }

  #step(i: number): void {
    if (i % 2 === 0) {
      // Now and then prices fall by what nobody's margin covers.
      const fall = i % 14 === 12 ? 0.95 : 1;
      const moved = this.#prices.map((price) =>
        Math.round(price * fall * (1 + (this.#below(101) - 50) / 10_000)),
      );
      this.#prices = moved.map((price, market) => (price < START[market]! / 2 ? START[market]! : price));
      this.#chain.vote(this.#prices[0]!, this.#prices[1]!);
    }
    const count = 4 + this.#below(5);
    for (let n = 0; n < count; n++) this.#transaction();
  }

  #transaction(): void {
    const chain = this.#chain;
    const user = this.#below(USERS);
    const account = chain.accountOf(user);
    const kind = this.#below(12);
    const signer = kind === 0 ? (user + 1) % USERS : user;
    const signed = chain.sign(signer, account, this.#body(account));
    chain.submit(signed);
    if (kind === 1) chain.submit(signed);
  }

  #body(account: number): TransactionBody {
    const kind = this.#below(10);
    const amount = 1n + BigInt(this.#below(4_000_000_000));
    if (kind === 0) return { type: "withdraw", recipient: ownerOf(this.#below(USERS)), amount };
    if (kind === 1) return { type: "transfer", toSub: 1 + this.#below(3), amount: amount / 8n + 1_000_000n };
    return {
      type: "trade",
      actions: Array.from({ length: 1 + this.#below(3) }, () => this.#action(account)),
    };
  }

  #action(account: number): Action {
    const kind = this.#below(9);
    const whose = kind === 0 ? this.#chain.accountOf(this.#below(USERS)) : account;
    const [open] = this.#chain.machine.view.openOrders(whose);
    if (kind <= 1 && open !== undefined) return { kind: "cancel", orderId: open.id };
    const market = this.#below(2);
    const timeInForce = TIMES[this.#below(TIMES.length)]!;
    const offset = this.#below(9) - 4;
    return {
      ...{ kind: "order", market, isBuy: this.#below(2) === 0, timeInForce },
      price: Math.round(this.#prices[market]! / 100) * 100 + offset * 100,
      size: 1_000 + this.#below(40_000),
      ...{ reduceOnly: this.#below(6) === 0, isMarket: false, goodTill: 0 },
    };
  }
}
