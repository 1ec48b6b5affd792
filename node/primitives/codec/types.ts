/** What the bytes of docs/spec/wire.md mean. Every object here has exactly one byte string. */

export type TimeInForce = "GTC" | "IOC" | "FOK" | "POST_ONLY" | "GTT";
/** Index = the number on the wire. */
export const TIMES_IN_FORCE: readonly TimeInForce[] = ["GTC", "IOC", "FOK", "POST_ONLY", "GTT"];

export interface OrderAction {
  readonly kind: "order";
  readonly market: number;
  readonly isBuy: boolean;
  /** Ticks, 1 .. 2^22 - 1; with `isMarket` the slippage bound in basis points of the mark, 1 .. 5000. */
  readonly price: number;
  /** Lots, 1 .. 2^32 - 1. */
  readonly size: number;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  /** A market order: `timeInForce` is then IOC or FOK. */
  readonly isMarket: boolean;
  /** Seconds since the Unix epoch for GTT, 0 for every other time in force. */
  readonly goodTill: number;
  /** 16 bytes, not all zero. */
  readonly clientId?: Uint8Array;
}

export interface CancelAction {
  readonly kind: "cancel";
  readonly orderId: bigint;
}

export interface CancelByClientIdAction {
  readonly kind: "cancelByClientId";
  /** 16 bytes, not all zero. */
  readonly clientId: Uint8Array;
}

export interface CancelAllAction {
  readonly kind: "cancelAll";
  /** undefined = every market. */
  readonly market?: number;
}

/** Leaves fewer lots of a resting order, which keeps its place. */
export interface ReduceAction {
  readonly kind: "reduce";
  readonly orderId: bigint;
  /** What stays, in lots: 1 .. 2^32 - 1, below what the order has. */
  readonly size: number;
}

export type Action = OrderAction | CancelAction | CancelByClientIdAction | CancelAllAction | ReduceAction;

export interface TradeBody {
  readonly type: "trade";
  /** 1 .. 100. */
  readonly actions: readonly Action[];
}

export interface WithdrawBody {
  readonly type: "withdraw";
  /** 20 bytes. */
  readonly recipient: Uint8Array;
  /** Usd6, > 0. */
  readonly amount: bigint;
}

export interface TransferBody {
  readonly type: "transfer";
  /** 0 .. 127. */
  readonly toSub: number;
  /** Usd6, > 0. */
  readonly amount: bigint;
}

export interface ApproveAgentBody {
  readonly type: "approveAgent";
  /** 20 bytes. */
  readonly agent: Uint8Array;
  /** Milliseconds since the Unix epoch; 0 revokes. */
  readonly agentExpiry: number;
}

export interface VotePrice {
  readonly market: number;
  /** Ticks, > 0. */
  readonly index: number;
  /** Ticks; 0 = none. */
  readonly externalMark: number;
}

export interface OracleVoteBody {
  readonly type: "oracleVote";
  /** 1 .. 64, in strictly increasing market order. */
  readonly prices: readonly VotePrice[];
}

/** What a forced transaction may hold. */
export type OwnerBody = TradeBody | WithdrawBody | TransferBody | ApproveAgentBody;
export type TransactionBody = OwnerBody | OracleVoteBody;
/** Index = the number on the wire. */
export const TRANSACTION_TYPES: readonly (TransactionBody["type"] | undefined)[] = [
  undefined,
  "trade",
  "withdraw",
  "transfer",
  "approveAgent",
  "oracleVote",
];

/** A transaction without its signature: what is signed. */
export interface UnsignedTransaction {
  /** Account id; the validator's id for an oracle vote. */
  readonly account: number;
  /** Milliseconds, below 2^48. */
  readonly nonce: number;
  /** Milliseconds, below 2^48; 0 = never. */
  readonly expiresAfter: number;
  readonly body: TransactionBody;
}

export interface Transaction extends UnsignedTransaction {
  /** 64 bytes: r, then s with yParity in its top bit (EIP-2098). */
  readonly signature: Uint8Array;
}

export const MessageKind = { Genesis: 0, Deposit: 1, Forced: 2, Governance: 3 } as const;

/** An L1 message as the Inbox delivered it; the payload's own form is not part of the frame. */
export interface L1Message {
  readonly kind: number;
  readonly index: bigint;
  readonly l1Block: bigint;
  /** Seconds. */
  readonly l1Time: bigint;
  /** 20 bytes. */
  readonly sender: Uint8Array;
  /** At most 2,048 bytes; the genesis message of block 0 holds the chain configuration. */
  readonly payload: Uint8Array;
}

export interface Deposit {
  /** 20 bytes. */
  readonly to: Uint8Array;
  readonly sub: number;
  /** 0 = USDC. */
  readonly asset: number;
  /** Usd6. */
  readonly amount: bigint;
}

export interface ForcedTransaction {
  readonly sub: number;
  readonly body: OwnerBody;
}

export type Governance =
  | { readonly op: "setMarket"; readonly market: MarketConfig }
  | { readonly op: "setValidator"; readonly validator: ValidatorConfig }
  | { readonly op: "setParameters"; readonly parameters: Parameters };

export interface BlockHeader {
  readonly number: bigint;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly l1Block: bigint;
  readonly inboxDue: bigint;
  /** Appended on L1 by anyone, of L1 messages alone (docs/spec/derivation.md S1-S4). */
  readonly selfSequenced?: true;
}

/** A block: transactions stay the exact bytes that were signed. */
export interface Block extends BlockHeader {
  readonly messages: readonly L1Message[];
  readonly transactions: readonly Uint8Array[];
}

export interface Parameters {
  /** Seconds. */
  readonly forceDelay: number;
  /** Milliseconds. */
  readonly fundingInterval: number;
  /** Milliseconds. */
  readonly voteMaxAge: number;
  /** Milliseconds. */
  readonly indexMaxAge: number;
  /** Usd6. */
  readonly minDeposit: bigint;
  /** Usd6. */
  readonly insurance: bigint;
  readonly blockGasLimit: bigint;
  /** Milliseconds. */
  readonly maxTimeDrift: number;
  /** Seconds without a block of the sequencer after which a self-sequenced one begins the wind-down (rules Z); 0 = never. */
  readonly windDownAfter: number;
}

export type MarketStatus = "active" | "reduceOnly" | "closed";
/** Index = the number on the wire. */
export const MARKET_STATUSES: readonly (MarketStatus | undefined)[] = [
  undefined,
  "active",
  "reduceOnly",
  "closed",
];

export interface MarketConfig {
  readonly id: number;
  readonly symbol: string;
  readonly status: MarketStatus;
  /** 10 .. 22: prices are below 2^tickBits. */
  readonly tickBits: number;
  /** Usd6 per tick per lot. */
  readonly unit: number;
  readonly priceDecimals: number;
  readonly sizeDecimals: number;
  readonly imfPpm: number;
  readonly mmfPpm: number;
  /** Negative = rebate. */
  readonly makerFeePpm: number;
  readonly takerFeePpm: number;
  readonly maxPositionLots: number;
  readonly markBandPpm: number;
  readonly priceBandPpm: number;
  /** Usd6. */
  readonly impactNotional: bigint;
  /** Usd6. */
  readonly minNotional: bigint;
  readonly liquidationFeePpm: number;
}

export interface ValidatorConfig {
  readonly id: number;
  /** 20 bytes. */
  readonly address: Uint8Array;
  readonly stake: bigint;
}

export interface GenesisConfig {
  readonly chainId: bigint;
  /** 20 bytes. */
  readonly inbox: Uint8Array;
  /** 20 bytes. */
  readonly timelock: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly parameters: Parameters;
  readonly markets: readonly MarketConfig[];
  readonly validators: readonly ValidatorConfig[];
}

/** One leaf of the withdrawal tree. */
export interface Withdrawal {
  readonly index: bigint;
  /** 20 bytes. */
  readonly recipient: Uint8Array;
  readonly asset: number;
  /** Usd6. */
  readonly amount: bigint;
}
