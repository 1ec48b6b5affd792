/** What may be subscribed to, and what each subscription says. `data.test.ts` holds these types to the node's own schemas. */
import type {
  AccountQuery,
  AccountState,
  FinalityHeights,
  Level,
  MarketContext,
  OpenOrder,
  OrderId,
} from "../types.ts";

export type CandleInterval = "1m" | "3m" | "5m" | "15m" | "30m" | "1h" | "2h" | "4h" | "8h" | "12h" | "1d";

export interface BookData {
  readonly coin: string;
  readonly time: number;
  readonly block: number;
  /** CRC-32 of the best 25 levels a side, see `LiveBook`. */
  readonly checksum: number;
  /** Of a snapshot: bids, then asks, best first. */
  readonly levels?: readonly [readonly Level[], readonly Level[]];
  /** Of an update: new or changed levels; `sz` "0" = gone. */
  readonly changes?: readonly [readonly Level[], readonly Level[]];
}

/** An order in a queue. */
export interface QueuedOrder {
  readonly oid: OrderId;
  /** What is left; "0" in a change = it is gone. */
  readonly sz: string;
}

export interface Queue {
  readonly px: string;
  /** The first is filled next. */
  readonly orders: readonly QueuedOrder[];
}

export interface QueueChange extends QueuedOrder {
  /** An order that opened is the last at its price, every other keeps its place. */
  readonly event: "open" | "fill" | "cut" | "cancel";
  readonly side: "B" | "A";
  readonly px: string;
  readonly tid?: OrderId;
}

export interface L3BookData {
  readonly coin: string;
  readonly block: number;
  /** Of a snapshot, or instead of all that was kept: bids, then asks, best first. */
  readonly levels?: readonly [readonly Queue[], readonly Queue[]];
  /** With `levels`: the worst bid and ask that are told; null = all. */
  readonly bounds?: readonly [string | null, string | null];
  readonly time?: number;
  /** In the order they happened. */
  readonly changes?: readonly QueueChange[];
}

/** A market's index, and what it is made of. */
export interface OracleData {
  readonly coin: string;
  readonly time: number;
  readonly block: number;
  readonly index: string | null;
  readonly indexTime: number;
  readonly stale: boolean;
  readonly mark: string | null;
  readonly externalMark: string | null;
  readonly votes: readonly {
    readonly validator: number;
    readonly address: string;
    readonly stake: string;
    readonly index: string;
    readonly externalMark: string | null;
    readonly time: number;
    readonly counted: boolean;
  }[];
  readonly countedStake: string;
  readonly totalStake: string;
  readonly hasQuorum: boolean;
  readonly method: object;
}

/** Who bears a loss that an account cannot, USD. */
export interface WaterfallData {
  readonly time: number;
  readonly block: number;
  readonly insurance: string;
  /** null: the rules have none. */
  readonly backstop: string | null;
  readonly badDebt: string;
  readonly feePool: string;
  readonly dust: string;
  readonly unclaimed: string;
  readonly flows?: readonly {
    readonly reason: string;
    readonly account: number;
    readonly counterparty?: number;
    readonly amount: string;
  }[];
}

export interface Trade {
  readonly coin: string;
  /** The taker's. */
  readonly side: "B" | "A";
  readonly px: string;
  readonly sz: string;
  readonly tid: OrderId;
  /** Of the transaction whose order crossed the book; zero where none did. */
  readonly hash: string;
  readonly time: number;
  readonly block: number;
}

export interface Fill extends Trade {
  readonly oid: OrderId;
  readonly cloid?: string;
  readonly dir: string;
  readonly startPosition: string;
  readonly closedPnl: string;
  /** USD; below zero = received. */
  readonly fee: string;
  /** True for the order that crossed the book. */
  readonly crossed: boolean;
  readonly liquidation?: unknown;
}

export interface Candle {
  /** First and last ms. */
  readonly t: number;
  readonly T: number;
  readonly s: string;
  readonly i: CandleInterval;
  readonly o: string;
  readonly h: string;
  readonly l: string;
  readonly c: string;
  readonly v: string;
  readonly n: number;
}

export interface OrderUpdate {
  readonly order: {
    readonly coin: string;
    readonly side: "B" | "A";
    /** What remains: in the book, or unfilled at the end. `origSz - sz` is what was filled. */
    readonly sz: string;
    /** Absent of one that was refused. */
    readonly oid?: OrderId;
    readonly cloid?: string;
    readonly orderType: "Limit" | "Market";
    readonly limitPx?: string;
    readonly slippageBps?: number;
    readonly origSz: string;
    readonly filledSz: string;
    readonly avgPx?: string;
    /** Of all that was filled, USD; below zero = received. */
    readonly fee: string;
    /** What was taken off it, by `reduce` or as more than its position. */
    readonly cutSz?: string;
    readonly timestamp: number;
  };
  readonly status: "open" | "filled" | "canceled" | "rejected";
  readonly code: string;
  readonly statusTimestamp: number;
}

export interface FundingPayment {
  readonly coin: string;
  readonly szi: string;
  /** What the account received. */
  readonly usdc: string;
  readonly time: number;
  readonly block: number;
}

/** Whose account a message is about, as it was asked for. */
interface Owned {
  readonly user?: string;
  readonly sub?: number;
  readonly account?: number;
}

/** One of its fields is there: what happened. */
export interface UserEvent extends Owned {
  readonly fills?: readonly Fill[];
  readonly funding?: FundingPayment;
  readonly liquidation?: object;
  readonly nonUserCancel?: readonly { readonly coin: string; readonly oid: OrderId }[];
  readonly deposit?: object;
  readonly withdrawal?: object;
}

export interface BlockHead {
  readonly number: number;
  readonly time: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly stateRoot: string;
  readonly l1Block: number;
  readonly transactions: number;
  readonly isVoid: boolean;
}

/** `data` by the `type` of the subscription. */
export interface FeedData {
  readonly l2Book: BookData;
  readonly l3Book: L3BookData;
  readonly bbo: {
    readonly coin: string;
    readonly time: number;
    readonly bbo: readonly [Level | null, Level | null];
  };
  /** The latest, newest first, then a block's in order. */
  readonly trades: readonly Trade[];
  /** The latest bar, then each as it changes. */
  readonly candle: Candle;
  readonly activeAssetCtx: { readonly coin: string; readonly ctx: MarketContext | null };
  readonly allMids: { readonly mids: Readonly<Record<string, string>> };
  readonly orderUpdates: readonly OrderUpdate[];
  readonly userFills: Owned & { readonly fills: readonly Fill[] };
  readonly userFundings: Owned & { readonly fundings: readonly FundingPayment[] };
  readonly userEvents: UserEvent;
  /** Once a second, when it changed. */
  readonly activeAssetData: {
    readonly user: string;
    readonly coin: string;
    readonly leverage: object;
    readonly maxTradeSzs: readonly [string, string];
    readonly availableToTrade: readonly [string, string];
    readonly markPx: string;
  };
  readonly webData2: Owned & {
    readonly clearinghouseState: AccountState;
    readonly openOrders: readonly OpenOrder[];
    readonly serverTime: number;
  };
  readonly oracle: OracleData;
  readonly waterfall: WaterfallData;
  /** null before the first block. */
  readonly blocks: BlockHead | null;
  readonly finality: FinalityHeights;
}

export type FeedType = keyof FeedData;
export type CoinFeed = "l3Book" | "oracle" | "bbo" | "trades" | "activeAssetCtx";
export type AccountFeed = "orderUpdates" | "userFills" | "userFundings" | "userEvents" | "webData2";

/** Which levels of a book. */
export interface BookOptions {
  /** The best 100 levels a side, then what changed: what `feeds.book` keeps. Without, the best 20, whole each time. */
  readonly deltas?: boolean;
  /** 5 levels a side, whole each time. */
  readonly fast?: boolean;
  /** Levels grouped to so many significant figures, 2..5; with 5 a `mantissa` of 2 or 5. */
  readonly nSigFigs?: number;
  readonly mantissa?: 1 | 2 | 5;
  /** Levels grouped to so many ticks. */
  readonly step?: number;
}

/** A subscription: an address, a coin and a sub-account of 0 may be spelled in any way. */
export type SubscriptionQuery<Type extends FeedType = FeedType> = Type extends "l2Book"
  ? { readonly type: Type; readonly coin: string } & BookOptions
  : Type extends CoinFeed
    ? { readonly type: Type; readonly coin: string }
    : Type extends "activeAssetData"
      ? { readonly type: Type; readonly user: `0x${string}`; readonly coin: string }
      : Type extends "candle"
        ? { readonly type: Type; readonly coin: string; readonly interval: CandleInterval }
        : Type extends AccountFeed
          ? { readonly type: Type } & AccountQuery
          : { readonly type: Type };

/** A message of a subscription. `seq` is contiguous from the snapshot on. */
export interface FeedMessage<Type extends FeedType = FeedType> {
  readonly channel: string;
  readonly data: FeedData[Type];
  readonly seq: number;
  readonly isSnapshot?: boolean;
}
