/** Random but lively traffic on a test chain: orders around the price, cancels, withdrawals, transfers, agents, price moves. */
import type { Action, TimeInForce, TransactionBody } from "../../primitives/codec/types.ts";
import type { Rng } from "../../primitives/rng.ts";
import { ownerOf, type TestChain } from "./test-chain.ts";

export const USERS = 6;
const DEPOSIT = 20_000_000_000n;
const TIMES: readonly TimeInForce[] = ["GTC", "GTC", "GTC", "IOC", "FOK", "POST_ONLY", "GTT"];

export class RandomTraffic {
  readonly #chain: TestChain;
  readonly #rng: Rng;
  #prices = [970_000, 350_000];

  constructor(chain: TestChain, rng: Rng) {
    this.#chain = chain;
    this.#rng = rng;
  }

  #below(limit: number): number {
    return this.#rng.uint32() % limit;
  }

  /** Funds every user and gives both markets a price, in a block of their own. */
  open(): void {
    this.fund();
    this.#chain.seal();
  }

  /** As `open`, in the next block. */
  fund(): void {
    for (let user = 0; user < USERS; user++) this.#chain.deposit(user, DEPOSIT);
    this.#chain.vote(this.#prices[0]!, this.#prices[1]!);
  }

  /** Submits the traffic of one block. */
  step(): void {
    if (this.#below(3) === 0) {
      this.#prices = this.#prices.map((price) => Math.round(price * (1 + (this.#below(201) - 100) / 10_000)));
      this.#chain.vote(this.#prices[0]!, this.#prices[1]!);
    }
    if (this.#below(6) === 0)
      this.#chain.deposit(this.#below(USERS), 1_000_000n * BigInt(1 + this.#below(50)), this.#below(3));
    const count = 1 + this.#below(6);
    for (let i = 0; i < count; i++) this.#transaction();
  }

  #transaction(): void {
    const user = this.#below(USERS);
    const account = this.#chain.accountOf(user);
    this.#chain.submit(this.#chain.sign(user, account, this.#body(account)));
  }

  #body(account: number): TransactionBody {
    const kind = this.#below(12);
    const amount = 1n + BigInt(this.#below(2_000_000_000));
    if (kind === 0) return { type: "withdraw", recipient: ownerOf(this.#below(USERS)), amount };
    if (kind === 1) return { type: "transfer", toSub: this.#below(4), amount };
    if (kind === 2) {
      return {
        type: "approveAgent",
        agent: ownerOf(100 + this.#below(20)),
        agentExpiry: this.#chain.timestamp + 1_000_000,
      };
    }
    return {
      type: "trade",
      actions: Array.from({ length: 1 + this.#below(4) }, () => this.#action(account)),
    };
  }

  #action(account: number): Action {
    const kind = this.#below(8);
    const [open] = this.#chain.machine.view.openOrders(account);
    if (kind === 0 && open !== undefined) return { kind: "cancel", orderId: open.id };
    if (kind === 1)
      return this.#below(2) === 0 ? { kind: "cancelAll" } : { kind: "cancelAll", market: this.#below(2) };
    const market = this.#below(2);
    const timeInForce = TIMES[this.#below(TIMES.length)]!;
    const isMarket = (timeInForce === "IOC" || timeInForce === "FOK") && this.#below(2) === 0;
    const offset = this.#below(401) - 200;
    return {
      kind: "order",
      market,
      isBuy: this.#below(2) === 0,
      price: isMarket ? 100 : this.#prices[market]! + offset * 10,
      size: 1_000 + this.#below(20_000),
      timeInForce,
      reduceOnly: this.#below(10) === 0,
      isMarket,
      goodTill: timeInForce === "GTT" ? Math.floor(this.#chain.timestamp / 1000) + 1 + this.#below(3) : 0,
    };
  }
}
