/** Blocks of random but well-formed content: every kind of event that the history reads, in the order an engine would write them. */
import {
  encodeForced,
  encodeTransaction,
  MessageKind,
  type OrderAction,
} from "../../../primitives/codec/index.ts";
import type { L1Message } from "../../../primitives/codec/types.ts";
import type { Rng } from "../../../primitives/rng.ts";
import { names, resultCode } from "../../../state-machine/layout/generated.ts";
import type { StoredBlock } from "../../port.ts";
import { type EventDraft, encodeEvents } from "./encode-events.ts";
import { GENESIS_TIME, makeBlock } from "./make-block.ts";

export const ACCOUNTS = [1, 2, 3, 4, 0xffff_fff0] as const;
export const MARKETS = [0, 1, 255] as const;
const FORCED = 0xffff_ffff;
const MAX_WIDE = 2n ** 64n - 1n;
const REFUSALS = [resultCode.TX_EXPIRED, resultCode.NONCE_TOO_LOW, resultCode.NOT_AUTHORIZED] as const;
const REPEATED = [
  resultCode.NONCE_USED,
  resultCode.NONCE_TOO_LOW,
  resultCode.TX_EXPIRED,
  resultCode.NONCE_OUT_OF_WINDOW,
] as const;
const TIMES = ["GTC", "IOC", "FOK", "POST_ONLY", "GTT"] as const;
/** A kind that no release knows. */
const UNKNOWN_RECORD = new Uint8Array([0xe7, 0x03, 8, 0, 1, 2, 3, 4]);

interface Signed {
  /** One that was executed before: it is refused, and the hash stays the other's. */
  readonly isRepeat?: true;
  readonly bytes: Uint8Array;
  readonly account: number;
  /** An order, or undefined for a cancel. */
  readonly orders: readonly (OrderAction | undefined)[];
}

interface Resting {
  readonly orderId: bigint;
  readonly account: number;
  readonly market: number;
}

export class RandomBlocks {
  readonly #rng: Rng;
  #number = 0n;
  #time = GENESIS_TIME;
  #sequence: bigint;
  #message = 0n;
  #leaf = 0n;
  #nonce = 1;
  #resting: Resting[] = [];
  readonly #executed: Signed[] = [];
  #events: EventDraft[] = [];

  /** `firstSequence` of the orders: ids are wide. */
  constructor(rng: Rng, firstSequence: bigint) {
    this.#rng = rng;
    this.#sequence = firstSequence;
  }

  /** Client ids that orders use, again and again. */
  static clientId(i: number): Uint8Array {
    return new Uint8Array(16).fill(i + 1);
  }

  #below(limit: number): number {
    return this.#rng.uint32() % limit;
  }

  #chance(percent: number): boolean {
    return this.#below(100) < percent;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#below(items.length)]!;
  }

  #wide(): bigint {
    const value = (BigInt(this.#rng.uint32()) << 32n) | BigInt(this.#rng.uint32());
    return this.#chance(30) ? value % 1_000n : value & MAX_WIDE;
  }

  #signed(): bigint {
    return BigInt.asIntN(64, this.#wide());
  }

  /** The next block: `size` transactions at most; `busy` gives account 1 so many fills in it. */
  next(size: number, busy = 0): StoredBlock {
    const number = this.#number++;
    const timestamp = this.#time;
    this.#time += BigInt(100 + this.#below(3) * this.#below(60_000));
    this.#events = [];
    if (this.#chance(5))
      return { ...makeBlock({ number, timestamp }), bytes: new Uint8Array(3), isVoid: true };
    const messages = this.#chance(40) ? [this.#forced()] : [];
    this.#surroundings();
    const transactions = Array.from({ length: this.#below(size + 1) }, () => this.#transaction());
    // The engine's order is not the block's.
    for (const position of transactions.map((_, i) => i).reverse())
      this.#receipts(position, transactions[position]!);
    for (let i = 0; i < busy; i++) this.#fill(1, 0);
    const block = makeBlock({
      number,
      timestamp,
      messages,
      transactions: transactions.map((item) => item.bytes),
    });
    return { ...block, receipts: this.#withUnknown() };
  }

  #withUnknown(): Uint8Array {
    const middle = this.#below(this.#events.length + 1);
    const parts = [this.#events.slice(0, middle), this.#events.slice(middle)].map(encodeEvents);
    return new Uint8Array([...parts[0]!, ...(this.#chance(30) ? UNKNOWN_RECORD : []), ...parts[1]!]);
  }

  #order(): OrderAction {
    const timeInForce = this.#pick(TIMES);
    const isMarket = (timeInForce === "IOC" || timeInForce === "FOK") && this.#chance(50);
    return {
      kind: "order",
      market: this.#pick(MARKETS),
      isBuy: this.#chance(50),
      price: 1 + this.#below(isMarket ? 5_000 : 2 ** 22 - 1),
      size: 1 + this.#below(2 ** 32 - 1),
      timeInForce,
      reduceOnly: this.#chance(20),
      isMarket,
      goodTill: timeInForce === "GTT" ? this.#rng.uint32() : 0,
      ...(this.#chance(50) ? { clientId: RandomBlocks.clientId(this.#below(12)) } : {}),
    };
  }

  #transaction(): Signed {
    if (this.#executed.length > 0 && this.#chance(10))
      return { ...this.#pick(this.#executed), isRepeat: true };
    const account = this.#pick(ACCOUNTS);
    const orders = Array.from({ length: 1 + this.#below(4) }, () =>
      this.#chance(80) ? this.#order() : undefined,
    );
    const bytes = encodeTransaction({
      account,
      nonce: this.#nonce++,
      expiresAfter: 0,
      body: { type: "trade", actions: orders.map((order) => order ?? { kind: "cancel", orderId: 7n }) },
      signature: new Uint8Array(64).fill(1),
    });
    return { bytes, account, orders };
  }

  #forced(): L1Message {
    const account = this.#pick(ACCOUNTS);
    const orders = this.#chance(80) ? [this.#order(), this.#order()] : [];
    const index = this.#message++;
    const payload =
      orders.length === 0
        ? new Uint8Array([1, 2, 3])
        : encodeForced({ sub: 0, body: { type: "trade", actions: orders } });
    this.#events.push({ kind: "l1MessageReceipt", index, messageKind: MessageKind.Forced, account });
    orders.forEach((order, action) => {
      this.#placed(account, order, FORCED, action);
    });
    const sender = new Uint8Array(20);
    return { kind: MessageKind.Forced, index, l1Block: 1n, l1Time: 1n, sender, payload };
  }

  /** What is not of an order. */
  #surroundings(): void {
    const account = this.#pick(ACCOUNTS);
    const market = this.#pick(MARKETS);
    if (this.#chance(20))
      this.#events.push({
        kind: "funding",
        market,
        rate: this.#signed(),
        index: this.#rng.uint32(),
        fundingIndex: this.#signed(),
      });
    if (this.#chance(40)) {
      this.#events.push({
        kind: "fundingPayment",
        account,
        market,
        size: this.#signed(),
        payment: this.#signed(),
      });
    }
    if (this.#chance(20)) {
      const to = new Uint8Array(20).fill(this.#below(256));
      this.#events.push({
        kind: "deposit",
        account,
        index: this.#wide(),
        amount: this.#wide(),
        sub: this.#below(9),
        to,
      });
    }
    if (this.#chance(20)) {
      const toAccount = ACCOUNTS.find((other) => other !== account)!;
      this.#events.push({ kind: "transfer", fromAccount: account, toAccount, amount: this.#wide() });
    }
    if (this.#chance(20)) {
      const recipient = new Uint8Array(20).fill(this.#below(256));
      const leaf = new Uint8Array(32).fill(this.#below(256));
      this.#events.push({
        kind: "withdrawal",
        account,
        index: this.#leaf++,
        amount: this.#wide(),
        asset: 1,
        recipient,
        leaf,
      });
    }
    if (this.#chance(20)) {
      this.#events.push({
        kind: "deleveraging",
        account,
        counterparty: ACCOUNTS.find((other) => other !== account)!,
        market,
        accountIsBuy: this.#below(2),
        price: this.#rng.uint32(),
        lots: this.#rng.uint32(),
        accountPnl: this.#signed(),
        counterpartyPnl: this.#signed(),
        accountSize: this.#signed(),
        counterpartySize: this.#signed(),
      });
    }
  }

  #receipts(position: number, transaction: Signed): void {
    const { account, orders } = transaction;
    const code = transaction.isRepeat ? this.#pick(REPEATED) : this.#chance(90) ? 0 : this.#pick(REFUSALS);
    const results = code === 0 ? orders.length : 0;
    this.#events.push({ kind: "transactionReceipt", transaction: position, account, code, results, type: 1 });
    if (code !== 0) return;
    this.#executed.push(transaction);
    orders.forEach((order, action) => {
      if (order === undefined) this.#cancelled(position, action);
      else this.#placed(account, order, position, action);
    });
  }

  /** A cancel names the order it found; it places nothing. */
  #cancelled(transaction: number, action: number): void {
    const [found] = this.#resting.splice(this.#below(this.#resting.length), 1);
    if (found !== undefined) this.#update(found, names.ORDER_CANCELLED, resultCode.CANCELLED);
    this.#events.push({ kind: "actionReceipt", transaction, action, orderId: found?.orderId ?? 0n });
  }

  #placed(account: number, order: OrderAction, transaction: number, action: number): void {
    if (this.#chance(15)) {
      const code = this.#chance(30) ? resultCode.DUPLICATE_CLIENT_ID : resultCode.INSUFFICIENT_MARGIN;
      this.#events.push({ kind: "actionReceipt", transaction, action, code });
      return;
    }
    const { market } = order;
    if (this.#chance(40)) this.#fill(account, market);
    const sequence = ++this.#sequence;
    const orderId =
      (sequence << BigInt(names.ORDER_SLOT_BITS)) | BigInt(this.#below(2 ** names.ORDER_SLOT_BITS));
    const rests = this.#chance(70);
    const resting = { orderId, account, market };
    if (rests) this.#update(resting, names.ORDER_OPENED, 0);
    if (rests) this.#resting.push(resting);
    const filledLots = rests ? this.#below(order.size) : order.size;
    const restingLots = rests ? order.size - filledLots : 0;
    const filled = { filledLots, filledNotional: this.#signed(), fee: this.#signed() };
    this.#events.push({ kind: "actionReceipt", transaction, action, orderId, ...filled, restingLots });
    if (this.#resting.length > 0 && this.#chance(15)) {
      this.#update(this.#pick(this.#resting), names.ORDER_CUT, resultCode.REDUCE_ONLY_CUT);
    }
  }

  #update(order: Resting, event: number, reason: number): void {
    const { account, market, orderId } = order;
    this.#events.push({
      kind: "orderUpdate",
      event,
      reason,
      orderId,
      account,
      market,
      lots: 1 + this.#below(999),
      change: 1 + this.#below(999),
    });
  }

  /** Fills of `taker`, of one that is liquidated several of one order. */
  #fill(taker: number, market: number): void {
    if (!this.#chance(10)) {
      this.#trade(taker, market, this.#wide(), 0);
      return;
    }
    const orderId = ++this.#sequence << BigInt(names.ORDER_SLOT_BITS);
    for (let i = this.#below(3); i >= 0; i--) this.#trade(taker, market, orderId, 1);
  }

  /** A fill of `taker` against an order of somebody else; it may end that order. */
  #trade(taker: number, market: number, takerOrderId: bigint, liquidation: 0 | 1): void {
    const makers = this.#resting.filter((order) => order.account !== taker);
    const maker = makers.length > 0 && this.#chance(80) ? this.#pick(makers) : undefined;
    const ends = maker !== undefined && this.#chance(40);
    if (ends) this.#resting = this.#resting.filter((order) => order !== maker);
    const price = 1 + this.#below(2 ** 22 - 1);
    // Sums of an order's fills stay below 2^32.
    const lots = 1 + this.#below(2 ** 24);
    this.#events.push({
      kind: "fill",
      market,
      takerIsBuy: this.#below(2),
      liquidation,
      sequence: this.#wide(),
      price,
      lots,
      notional: BigInt(price) * BigInt(lots),
      takerRemainingLots: this.#below(2 ** 24),
      makerOrderId: maker?.orderId ?? 1n,
      takerOrderId,
      makerAccount: maker?.account ?? ACCOUNTS.find((other) => other !== taker)!,
      takerAccount: taker,
      makerFee: this.#signed(),
      takerFee: this.#signed(),
      makerPnl: this.#signed(),
      takerPnl: this.#signed(),
      makerSize: this.#signed(),
      takerSize: this.#signed(),
      makerRestingLots: ends ? 0 : 1 + this.#below(999),
    });
  }
}
