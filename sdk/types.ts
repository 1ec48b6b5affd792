/** What the node says. Prices, sizes and amounts are decimal strings; times are milliseconds. */
import type { ArrivalReceipt } from "../node/primitives/arrival/index.ts";

/** The id of an order or a trade: a number up to 2^53 - 1, text beyond. */
export type OrderId = number | string;

export interface MarketInfo {
  readonly name: string;
  readonly id: number;
  readonly status: "active" | "reduceOnly" | "closed";
  readonly szDecimals: number;
  readonly pxDecimals: number;
  readonly maxLeverage: number;
  readonly makerFee: string;
  readonly takerFee: string;
  readonly minNotional: string;
}

export interface MarketContext {
  readonly coin: string;
  /** null until the first price. */
  readonly markPx: string | null;
  readonly oraclePx: string | null;
  readonly midPx: string | null;
  readonly bestBid: string | null;
  readonly bestAsk: string | null;
  readonly lastPx: string | null;
  readonly stale: boolean;
  /** Last funding rate, as a fraction of the position's value. */
  readonly funding: string;
  /** What the running interval's rate would be if it ended now; null = no sample counts yet. */
  readonly fundingEstimate: string | null;
  readonly fundingPremium: string | null;
  /** ms since the Unix epoch. */
  readonly nextFundingTime: number;
  readonly openInterest: string;
  /** Of the last 24 hours; null = nothing traded. */
  readonly prevDayPx: string | null;
  readonly dayHigh: string | null;
  readonly dayLow: string | null;
  readonly dayBaseVlm: string;
  readonly dayNtlVlm: string;
}

export interface ChainFacts {
  readonly chainId: number;
  readonly genesisHash: string;
  readonly contracts: {
    readonly inbox: `0x${string}`;
    readonly rollup: `0x${string}`;
    readonly vault: `0x${string}`;
    readonly token: `0x${string}`;
  };
  readonly domain: { readonly chainId: number; readonly verifyingContract: `0x${string}` };
  readonly domainSeparator: `0x${string}`;
  readonly head: number;
  readonly role: string;
  readonly version: string;
  readonly parameters: {
    readonly forceDelay: number;
    /** s without a block of the sequencer until the chain may wind down; 0 = never. */
    readonly windDownAfter: number;
    readonly fundingInterval: number;
    readonly minDeposit: string;
    /** As the contracts say now; null while L1 does not answer. Times in s, moments in ms. */
    readonly bridge: {
      readonly challengePeriod: number;
      readonly selfDelay: number;
      readonly maxBatchAge: number;
      /** When anyone may sequence if the sequencer stays silent. */
      readonly selfSequencingAt: number;
      readonly minDeposit: string;
      readonly outflowCap: string;
      readonly outflowWindow: number;
      readonly maxPause: number;
      readonly pausedUntil: number | null;
    } | null;
  };
}

export interface Level {
  readonly px: string;
  readonly sz: string;
  /** Orders at this price. */
  readonly n: number;
}

export interface BookSnapshot {
  readonly coin: string;
  readonly time: number;
  /** Bids, then asks, best first. */
  readonly levels: readonly [readonly Level[], readonly Level[]];
}

export interface AccountState {
  /** null for an owner without an account. */
  readonly account: number | null;
  readonly marginSummary: {
    readonly accountValue: string;
    readonly totalNtlPos: string;
    readonly totalRawUsd: string;
    readonly totalMarginUsed: string;
  };
  readonly withdrawable: string;
  readonly assetPositions: readonly {
    readonly position: {
      readonly coin: string;
      readonly szi: string;
      readonly entryPx: string;
      readonly unrealizedPnl: string;
      readonly marginUsed: string;
      /** Mark at which the account would be liquidated, other marks as they are; null = none. */
      readonly liquidationPx: string | null;
    };
  }[];
  readonly time: number;
  readonly block: number;
}

export interface OpenOrder {
  readonly coin: string;
  readonly side: string;
  readonly limitPx: string;
  readonly sz: string;
  readonly oid: OrderId;
  readonly cloid?: string;
  readonly reduceOnly: boolean;
  /** `origSz - sz` is what was filled. Left out, like what follows, only while the node's history is behind. */
  readonly origSz?: string;
  /** When it was placed, ms. */
  readonly timestamp?: number;
  /** Block that placed it. */
  readonly block?: number;
}

export type Finality = "soft" | "published" | "asserted" | "final";

export interface FinalityHeights {
  readonly soft: number;
  readonly published: number;
  readonly asserted: number;
  readonly final: number;
}

/** The result of one item of a transaction: what filled, what rests, or why not. */
export interface ItemStatus {
  /** `OK` or the stable code of the refusal. */
  readonly code: string;
  readonly success?: boolean;
  /** Orders cancelled, of a cancelAll. */
  readonly count?: number;
  /** Of a withdrawal: the index of its leaf, to ask for its proof with. */
  readonly index?: string;
  readonly error?: string;
  /** Of a refusal that compares two figures: what there was and what would have done, in USD; of a band prices, of a position limit sizes. */
  readonly have?: string;
  readonly need?: string;
  readonly filled?: {
    readonly totalSz: string;
    readonly avgPx: string;
    readonly oid: OrderId;
    readonly fee: string;
  };
  readonly resting?: { readonly oid: OrderId; readonly sz: string; readonly cloid?: string };
}

/** A transaction that its block executed, with one status per item, in order. */
export interface Receipt {
  readonly hash: `0x${string}`;
  readonly block: number;
  readonly timestamp: number;
  readonly finality: Finality;
  readonly statuses: readonly ItemStatus[];
  /** When it arrived, signed by the sequencer (`verifyArrival`); absent when the answer was read back from history. */
  readonly arrival?: ArrivalReceipt;
}

export interface WithdrawalInfo {
  readonly index: string;
  readonly account: number;
  readonly recipient: `0x${string}`;
  readonly asset: number;
  readonly amount: string;
  readonly block: number;
  readonly time: number;
  readonly finality: Finality;
  /** Whether the Vault has paid it whole; null while L1 does not say. */
  readonly paid: boolean | null;
  /** What the Vault has paid so far; null while L1 does not say. */
  readonly paidPart: string | null;
  /** L1 transaction that paid (the last part of) it. */
  readonly l1Transaction: `0x${string}` | null;
  /** When the rest is paid; null once it is paid whole, and while L1 does not say. */
  readonly payableFrom: PayableFrom | null;
}

/** What a withdrawal waits for last. */
export type PayableCause =
  | "assertion"
  | "challengePeriod"
  | "dispute"
  | "confirmation"
  | "pause"
  | "outflowCap"
  | "none";

export interface PayableFrom {
  /** ms; null where nobody can tell. Of `assertion` the earliest, were it asserted now. */
  readonly time: number | null;
  readonly cause: PayableCause;
  /** More than the whole outflow cap: paid in parts from then on. */
  readonly inParts: boolean;
}

/** What an account may withdraw, and what the Vault lets out when. */
export interface WithdrawableInfo {
  readonly account: number | null;
  readonly withdrawable: string;
  /** null while L1 does not say. */
  readonly vault: {
    readonly available: string;
    readonly cap: string;
    /** s that a payment counts against the cap at most. */
    readonly window: number;
    /** Sum of what is requested and not paid. */
    readonly queue: string;
    readonly returns: readonly { readonly time: number; readonly amount: string }[];
    readonly pausedUntil: number | null;
  } | null;
  readonly payableFrom: PayableFrom | null;
}

export interface DepositInfo {
  readonly message: string;
  readonly account: number;
  readonly user: `0x${string}`;
  readonly sub: number;
  readonly amount: string;
  readonly block: number;
  readonly time: number;
  readonly finality: Finality;
  readonly cursor: string;
  readonly sender: `0x${string}` | null;
  readonly l1Block: number | null;
  readonly l1Transaction: `0x${string}` | null;
}

/** An Inbox message and what became of it. */
export interface L1MessageInfo {
  readonly message: string;
  readonly kind: "deposit" | "forced" | "governance";
  readonly sender: `0x${string}`;
  readonly l1Transaction: `0x${string}` | null;
  readonly l1Block: number;
  readonly l1Time: number;
  /** ms: a block must have consumed it at the latest. */
  readonly dueAt: number;
  readonly status: "waiting" | "consumed";
  readonly block: number | null;
  readonly time: number | null;
  readonly finality: Finality | null;
  readonly code: string | null;
  readonly action: string | null;
  readonly account: number | null;
  readonly withdrawal: string | null;
  readonly results: readonly string[];
}

export interface WithdrawalProofInfo extends WithdrawalInfo {
  readonly vault: `0x${string}`;
  /** null until an assertion that covers the withdrawal is confirmed. */
  readonly proof: { readonly assertionId: `0x${string}`; readonly siblings: readonly `0x${string}`[] } | null;
}

/** Whose account: an owner's address (and sub-account), or an account id. */
export type AccountQuery =
  | { readonly user: `0x${string}`; readonly sub?: number }
  | { readonly account: number };
