/** The logical state of the chain: plain records, nothing derived. Addresses and client ids are lower-case hex without prefix. */
import type { Event } from "./events.ts";
import type { MarketConfig, Parameters } from "./wire-config.ts";

export interface Order {
  readonly id: bigint;
  readonly slot: number;
  readonly account: number;
  readonly market: number;
  readonly flags: number;
  readonly price: number;
  lots: number;
  /** Seconds; 0 unless good-till-time. */
  readonly goodTill: number;
  /** All zero when there is none. */
  readonly clientId: string;
}

/** Exists while the account holds something or has an order in the market. */
export interface Position {
  readonly slot: number;
  readonly account: number;
  readonly market: number;
  size: bigint;
  cost: bigint;
  fundingIndex: bigint;
}

export interface Account {
  readonly id: number;
  readonly owner: string;
  readonly sub: number;
  cash: bigint;
  /** Ascending by market. */
  positions: Position[];
  /** Oldest first. */
  orders: Order[];
}

/** An address that may sign. */
export interface Signer {
  readonly slot: number;
  readonly address: string;
  /** Sub-accounts in order of opening. */
  readonly accounts: number[];
  /** The address this one is (or was) an agent of. */
  agentOf: string | undefined;
  /** ms; 0 = revoked. */
  agentExpiry: number;
  /** Every address ever approved as an agent, oldest first. */
  readonly agents: string[];
  /** The highest accepted nonces of the window, ascending. */
  nonces: number[];
  /** The highest nonce that was forgotten while it was in the window. */
  nonceFloor: number;
}

export interface Vote {
  readonly time: number;
  readonly index: number;
  readonly externalMark: number;
}

export interface Validator {
  address: string;
  stake: bigint;
  /** By market. */
  votes: Map<number, Vote>;
}

export interface Market {
  config: MarketConfig;
  lastTrade: number;
  mark: number;
  index: number;
  externalMark: number;
  indexTime: number;
  /** 1e-6 ticks. */
  ema: bigint;
  /** O7, 1e-6 ticks; 0 = none yet. */
  averageMark: bigint;
  fundingIndex: bigint;
  /** Accounts that are long (short), in order of taking that side. */
  longs: number[];
  shorts: number[];
  /** Resting orders of both sides, oldest first. */
  book: Order[];
  sampleTime: number;
  sampleSlot: number;
  samples: bigint[];
  /** A sample of the open slot came too long after the one before it. */
  gap: boolean;
  slotCount: number;
  slotSum: bigint;
  lastRate: bigint;
}

/** Slots of an arena: freed ones are used again, newest first (state.md). */
export interface Arena {
  top: number;
  readonly free: number[];
}

/** Z: one way. */
export const PHASE = { trading: 0, closing: 1, paying: 2, done: 3 } as const;

/** What the cancels of a block name of one account's orders: the highest nonce of those of everything, and of each market and client id. */
export interface CancelledOrders {
  all: number;
  readonly items: Map<string, number>;
}

export interface State {
  /** False until block 0 was applied. */
  started: boolean;
  chainId: bigint;
  blockNumber: bigint;
  timestamp: number;
  /** Milliseconds since the block before. */
  elapsed: number;
  inbox: string;
  timelock: string;
  l1Block: bigint;
  inboxDue: bigint;
  inboxCursor: bigint;
  accumulator: Uint8Array;
  parameters: Parameters;
  insurance: bigint;
  feePool: bigint;
  dust: bigint;
  badDebt: bigint;
  unclaimed: bigint;
  deposited: bigint;
  withdrawn: bigint;
  orderSequence: bigint;
  fillSequence: bigint;
  scanCursor: number;
  sweepCursor: number;
  bookBytes: number;
  /** One of `PHASE`. */
  phase: number;
  /** Last account closed or paid. */
  windDownCursor: number;
  /** Timestamp of the last block without the self-sequenced flag. */
  lastOrdinaryTime: number;
  windDownClaims: bigint;
  windDownPayable: bigint;
  orderSlots: Arena;
  positionSlots: Arena;
  /** Resting orders by slot. */
  orders: Map<number, Order>;
  /** Index = id - 1. */
  accounts: Account[];
  signers: Map<string, Signer>;
  validators: Validator[];
  markets: Market[];
  /** Hash layers of the withdrawal tree, leaves first. */
  withdrawals: Uint8Array[][];
  /** Events of the block being executed. */
  events: Event[];
  /** Visits of makers left to the block's orders (T4) and to its liquidations (L5). */
  visitsLeft: number;
  riskVisitsLeft: number;
  /** Of the transaction that runs; 0 = a forced one. */
  nonce: number;
  /** What cancels of the block name (T10), by account. */
  cancelled: Map<number, CancelledOrders>;
  /** What the last refusal compared. */
  figures: { readonly have: bigint; readonly need: bigint };
}

/** What a fill-or-kill order may change, so that it can be put back (T3). */
export function saveTrading(s: State): () => void {
  const { feePool, dust, orderSequence, fillSequence } = s;
  const slots = { order: copyArena(s.orderSlots), position: copyArena(s.positionSlots) };
  const orders = new Map([...s.orders].map(([slot, order]) => [slot, { ...order }]));
  const accounts = s.accounts.map((account) => ({
    ...account,
    positions: account.positions.map((position) => ({ ...position })),
    orders: account.orders.map((order) => orders.get(order.slot)!),
  }));
  const markets = s.markets.map((market) => ({
    ...market,
    longs: [...market.longs],
    shorts: [...market.shorts],
    book: market.book.map((order) => orders.get(order.slot)!),
  }));
  const events = s.events.length;
  return () => {
    Object.assign(s, { feePool, dust, orderSequence, fillSequence, orders, accounts, markets });
    s.orderSlots = slots.order;
    s.positionSlots = slots.position;
    s.events.length = events;
  };
}

const copyArena = (arena: Arena): Arena => ({ top: arena.top, free: [...arena.free] });

/** A slot of the arena: the one freed last, else the first never used. */
export function takeSlot(arena: Arena): number {
  return arena.free.pop() ?? arena.top++;
}

export const accountOf = (s: State, id: number): Account => s.accounts[id - 1]!;

/** The account's position record in a market, if there is one. */
export function positionOf(s: State, account: number, market: number): Position | undefined {
  return accountOf(s, account).positions.find((position) => position.market === market);
}
