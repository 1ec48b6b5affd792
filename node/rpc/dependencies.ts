/** What the public port needs from the rest of the node, and nothing more: tests stand in for each of them. */
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { BridgeFacts } from "../bridge/facts/index.ts";
import type { FinalityHeights } from "../bridge/port.ts";
import type { Mempool } from "../mempool/port.ts";
import type { Clock } from "../primitives/clock.ts";
import type { Chain } from "../sequencer/port.ts";
import type { StateView } from "../state-machine/view/state-view.ts";
import type { History } from "../store/history/index.ts";
import type { BlockStore } from "../store/port.ts";
import type { ApiKeys } from "./http/caller.ts";
import type { PartFigures } from "./node-metrics.ts";

/** The state after the last applied block. */
export type StateReader = Pick<
  StateView,
  | "header"
  | "market"
  | "markets"
  | "validators"
  | "vote"
  | "signer"
  | "agentsOf"
  | "agentOwner"
  | "nonce"
  | "account"
  | "accountsOf"
  | "accountOf"
  | "positions"
  | "openOrders"
  | "order"
  | "book"
  | "queues"
  | "margin"
>;

export type HistoryReader = Pick<
  History,
  | "indexed"
  | "reached"
  | "onCandles"
  | "onFunding"
  | "fills"
  | "trades"
  | "funding"
  | "ledger"
  | "fundingRates"
  | "deposits"
  | "transfers"
  | "payouts"
  | "transaction"
  | "message"
  | "messagesOf"
  | "withdrawal"
  | "withdrawals"
  | "order"
  | "ordersByIds"
  | "orderByClientId"
  | "orders"
  | "candles"
>;

/** What `Vault.withdraw` takes besides the withdrawal itself. */
export interface WithdrawalProofData {
  /** The confirmed assertion that covers the withdrawal. */
  readonly assertionId: Uint8Array;
  /** 32 siblings, lowest first. */
  readonly siblings: readonly Uint8Array[];
}

export interface WithdrawalProofs {
  /** undefined while no confirmed assertion covers leaf `index`. */
  proof(index: bigint): Promise<WithdrawalProofData | undefined>;
}

export type L1Reads = Pick<BridgeFacts, "vault" | "paid" | "payable"> & {
  readonly messages: Pick<BridgeFacts["messages"], "deliveredBy" | "transactionOf">;
};

/** Facts that hold for the life of the process. Addresses and hashes are `0x` hex. */
export interface ChainInfo {
  readonly chainId: number;
  readonly genesisHash: string;
  readonly contracts: Readonly<Record<"inbox" | "rollup" | "vault" | "token", string>>;
  readonly role: "sequencer" | "follower";
  readonly version: string;
  /** Who signs receipts of arrival; absent where nobody does. */
  readonly sequencer?: string;
}

/** Something that is wrong with the node, and what its operator can do about it. */
export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly action: string;
}

/** Where L1, DA and the shadow (if one runs) stand, for `/status`: each part's own figures, bigints allowed. */
export type StatusSections = Readonly<Record<"l1" | "da", Readonly<Record<string, unknown>>>> & {
  readonly shadow?: Readonly<Record<string, unknown>>;
  /** Of the whole chain. */
  readonly voidBlocks?: { readonly count: number; readonly newest: number | null };
  /** How far the node is with the blocks in L1's batches; `of` and `secondsLeft` are null while nobody knows. */
  readonly progress?: {
    readonly blocks: number;
    readonly of: number | null;
    readonly behind: number;
    readonly perSecond: number;
    readonly secondsLeft: number | null;
  };
  /** Every live assertion and running dispute; absent where the node does not look. */
  readonly disputes?: Readonly<Record<string, unknown>>;
  /** Challenges of published data, and how far this node has looked at it; absent where it does not look. */
  readonly dataChallenges?: Readonly<Record<string, unknown>>;
};

export interface RpcDependencies {
  /** Absent on a node that takes no transactions: `/exchange` then answers 503 `NOT_ACCEPTING`. */
  readonly mempool?: Pick<Mempool, "submit" | "carriesOrder" | "size" | "waiting">;
  readonly chain: Chain;
  readonly state: StateReader;
  readonly history: HistoryReader;
  readonly blocks: Pick<BlockStore, "head" | "get" | "range" | "batches">;
  finality(): FinalityHeights;
  readonly withdrawals: WithdrawalProofs;
  /** What L1 says of the bridge; each throws `L1_RPC` where it says nothing. */
  readonly l1: L1Reads;
  readonly info: ChainInfo;
  /** Empty when all is well. */
  health(): readonly HealthIssue[];
  /** False while the node starts or catches up. */
  ready(): boolean;
  status(): StatusSections;
  /** Figures of the parts, for the metrics. */
  parts(): PartFigures;
  /** Read-only keys with an allowance of their own; absent: none is known. */
  readonly apiKeys?: ApiKeys;
  /** The node's metrics; this room adds its own. */
  readonly registry: Registry;
  readonly logger: Logger;
  readonly clock: Clock;
}
