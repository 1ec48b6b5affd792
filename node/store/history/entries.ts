/**
 * What the history keeps. Prices are ticks, sizes lots, amounts Usd6, times ms since the Unix epoch; `block` and
 * `index` (place of the event in its block) order everything and make a stable cursor for paging.
 */
interface At {
  readonly block: number;
  readonly index: number;
  readonly time: number;
}

/** Where a trade comes from. */
interface Traded {
  /** Of the transaction with the order that crossed the book; undefined where it was forced through L1, or the engine's own. */
  readonly hash?: string;
}

/** One side of a trade, as its account sees it. */
export interface FillEntry extends At, Traded {
  readonly account: number;
  readonly market: number;
  readonly tradeId: bigint;
  readonly orderId: bigint;
  /** Client id of that order, if it has one. */
  readonly clientId?: string;
  readonly isBuy: boolean;
  readonly price: number;
  readonly lots: number;
  readonly fee: bigint;
  readonly pnl: bigint;
  /** Signed position after the fill. */
  readonly size: bigint;
  /** True for the order that crossed the book. */
  readonly isTaker: boolean;
  readonly kind: "trade" | "liquidation" | "deleveraging";
}

/** A trade as the market sees it. */
export interface TradeEntry extends At, Traded {
  readonly market: number;
  readonly tradeId: bigint;
  /** True when the taker bought. */
  readonly isBuy: boolean;
  readonly price: number;
  readonly lots: number;
  /** Accounts. */
  readonly buyer: number;
  readonly seller: number;
  readonly liquidation: boolean;
}

/** What was filled of an order, and what that cost. */
export interface Filled {
  readonly filledLots: number;
  /** Usd6. */
  readonly filledNotional: bigint;
  /** Below zero = received. */
  readonly fee: bigint;
}

/** How an order was placed and what happened at once. */
export interface PlacedEntry extends At, Filled {
  readonly what: "placed";
  /** 0 of an order that was refused. */
  readonly orderId: bigint;
  readonly account: number;
  readonly market: number;
  readonly isBuy: boolean;
  /** Ticks; basis points of slippage for a market order. */
  readonly price: number;
  readonly lots: number;
  readonly timeInForce: string;
  readonly reduceOnly: boolean;
  readonly isMarket: boolean;
  /** Seconds, 0 = none. */
  readonly goodTill: number;
  readonly clientId?: string;
  readonly code: number;
  readonly restingLots: number;
  /** Placed by the engine, to close a position that lacked margin: no action asked for it, its price is not told. */
  readonly isLiquidation: boolean;
}

/** What happened to a resting order later. The sums are of all that happened since it came to rest. */
export interface ChangedEntry extends At, Filled {
  readonly what: "filled" | "cancelled" | "cut";
  readonly orderId: bigint;
  /** What remains of it: in the book, or unfilled where it was cancelled. */
  readonly lots: number;
  /** Result code of the reason; 0 for a fill. */
  readonly reason: number;
  /** What was taken off it, by a Reduce or as more than its position. */
  readonly cutLots: number;
}

export type OrderEntry = PlacedEntry | ChangedEntry;

/** An order as it was placed, and where it stands. */
export interface OrderHistory {
  readonly placed: PlacedEntry;
  /** The latest thing that happened to it; undefined while nothing did. */
  readonly last?: ChangedEntry;
}

/** The latest use of a client id. */
export interface ClientIdHistory extends OrderHistory {
  /** Earlier uses, at most 100 of them. */
  readonly otherUses: number;
}

/** What funding of one market did to an account at one accrual; `index` is the accrual's. */
export interface FundingEntry extends At {
  readonly account: number;
  readonly market: number;
  /** Lots held then, signed; never 0. */
  readonly size: bigint;
  /** Positive = the account owes it, and pays it when it settles. */
  readonly payment: bigint;
  /** Parts per billion of the interval. */
  readonly rate: bigint;
  /** Index price, ticks. */
  readonly indexPrice: number;
}

export interface FundingRateEntry extends At {
  readonly market: number;
  /** Parts per billion an interval. */
  readonly rate: bigint;
  /** Index price, ticks. */
  readonly indexPrice: number;
  /** Sum of all accruals, 1e-9 Usd6 a lot. */
  readonly fundingIndex: bigint;
}

export interface DepositEntry extends At {
  readonly account: number;
  /** Index of the L1 message. */
  readonly message: bigint;
  readonly to: string;
  readonly sub: number;
  readonly amount: bigint;
}

/** One side of a transfer between two sub-accounts of an owner. */
export interface TransferEntry extends At {
  readonly account: number;
  readonly counterparty: number;
  /** What the account received; below zero = sent. */
  readonly amount: bigint;
}

export interface WithdrawalEntry extends At {
  readonly account: number;
  /** Index of the leaf in the withdrawal tree. */
  readonly leafIndex: bigint;
  readonly recipient: string;
  readonly asset: number;
  readonly amount: bigint;
  readonly leaf: string;
}

/** An Inbox message that a block consumed. */
export interface MessageEntry extends At {
  /** Its index. */
  readonly message: bigint;
  /** As in wire W3. */
  readonly messageKind: number;
  /** Governance op or type of the forced transaction, 0 where the payload was not read so far. */
  readonly op: number;
  /** Result code. */
  readonly code: number;
  /** Of a forced transaction, 0 for none. */
  readonly account: number;
  readonly sender: string;
  readonly l1Block: bigint;
  /** s. */
  readonly l1Time: bigint;
}

/** Why cash changed; `records/ledger.ts` has their numbers. */
export type LedgerCause =
  | "trade"
  | "liquidation"
  | "deleveraging"
  | "funding"
  | "deposit"
  | "withdrawal"
  | "transferOut"
  | "transferIn"
  | "insurance"
  | "lossBorne"
  | "lossCovered"
  | "badDebt"
  | "settlement"
  | "claimCut";

/** A change of an account's cash, Usd6. */
export interface LedgerEntry extends At {
  readonly account: number;
  readonly cause: LedgerCause;
  /** Signed. */
  readonly amount: bigint;
  /** What the account had after it. */
  readonly cash: bigint;
  readonly market?: number;
  /** The account on the other side of a trade, transfer or shared loss. */
  readonly counterparty?: number;
  /** 0 of a deleveraging. */
  readonly tradeId?: bigint;
  /** Part of the amount, of a trade: positive was paid. */
  readonly fee?: bigint;
  /** L1 message of a deposit, leaf of a withdrawal. */
  readonly reference?: bigint;
}

/** One bar. `time` is its start; volume in lots. */
export interface CandleEntry {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly lots: number;
  /** Usd6. */
  readonly notional: bigint;
  readonly trades: number;
}

/** Where a transaction lies. */
export interface TransactionEntry {
  readonly block: number;
  /** Place among the block's transactions. */
  readonly position: number;
}
