import type { LocalAccount } from "viem";
import type { Genesis } from "../../genesis/index.ts";
import type { Confirmations } from "../bridge/index.ts";
import type { CelestiaKey } from "../da/celestia/app/key.ts";
import type { DaOptions } from "../da/options.ts";
import type { RpcOptions } from "../rpc/options.ts";

/** What a node is told at its start. Times in milliseconds unless the name says otherwise. */
export interface NodeOptions {
  readonly role: "sequencer" | "follower";
  /** Folder of everything this node keeps; one process at a time. */
  readonly data: string;
  readonly genesis: Genesis;
  readonly l1Url: string;
  /** Further endpoints of the same L1, each asked when the one before does not answer. */
  readonly l1Fallbacks?: readonly string[];
  /** Most L1 blocks asked for in one query of logs; absent: what the endpoint takes, from 1,000 down. */
  readonly l1LogBlocks?: number;
  /** Further endpoints of the same L1: a confirmed block counts when most of all endpoints, the first among them, name its hash. */
  readonly l1Witnesses?: readonly string[];
  /** L1 blocks on top of one before it counts; or what L1 itself calls safe or finalized. */
  readonly confirmations: Confirmations;
  /** The data-availability layer. */
  readonly da: DaOptions;
  readonly rpc: RpcOptions;
  /** Folder of read-only API keys; absent: none is known. */
  readonly apiKeys?: string;
  /** Sequencer: shortest and longest time between blocks. */
  readonly blockIntervalMs: number;
  readonly idleIntervalMs: number;
  /** Sequencer: a batch is published when its first block is this old. */
  readonly batchIntervalMs: number;
  /** Seconds between assertions; with `proposer`. */
  readonly assertIntervalSeconds: number;
  /** Plays disputes against wrong assertions, with `proposer`; absent: yes. */
  readonly challenge?: boolean;
  /** Threads that recover signers. */
  readonly signatureWorkers: number;
  /** Share of the blocks that are run again on the machine, 0 to 1. */
  readonly shadowRate: number;
  /** Bytes of published payloads kept, oldest dropped first; absent: all. Below the data window's worth, challenges can't be answered. */
  readonly archiveMaxBytes?: number;
  /** Blocks by which a node may be behind L1's batches and still call itself ready; absent: 2,000. */
  readonly readyLagBlocks?: number;
  /** Blocks between two snapshots. */
  readonly snapshotInterval: number;
}

/** Keys of a node; each is needed only for what it signs. */
export interface NodeKeys {
  /** Posts batches: the Inbox's sequencer. */
  readonly sequencer?: LocalAccount;
  /** Asserts states with its bond. */
  readonly proposer?: LocalAccount;
  /** Pays for data on celestia-app. */
  readonly celestia?: CelestiaKey;
}

/** Unpublished payload bytes beyond which new risk waits until the data-availability layer has caught up. */
export const MAX_UNPUBLISHED_BYTES = 256 * 1024 * 1024;
/** Payload bytes of one batch. */
export const BATCH_BYTES = 4 * 1024 * 1024;
/** Bytes of a batch of one block besides the block's body: payload head, block header. */
export const BATCH_OVERHEAD_BYTES = 4_096;
/** Transactions of one block. */
export const BLOCK_TRANSACTIONS = 10_000;
/** Of every call to L1. */
export const L1_TIMEOUT_MS = 10_000;
/** Pause between two looks at this node's accounts on L1. */
export const ACCOUNTS_POLL_MS = 30_000;
/** Pause between two looks at L1. */
export const L1_POLL_MS = 250;
/** Longest pause of a loop that fails. */
export const MAX_BACKOFF_MS = 10_000;
