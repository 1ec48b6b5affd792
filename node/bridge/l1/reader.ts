/** Reads the bridge's contracts: event logs by range, and views pinned to one block by its hash. */
import { type Address, type Hash, type PublicClient, parseEventLogs } from "viem";
import { inboxAbi, rollupAbi, vaultAbi } from "../../../contracts/generated/abi.ts";
import { NovateError } from "../../primitives/error.ts";
import type { AssertedEvent, ConfirmedEvent } from "./assertion-tree.ts";
import type { BatchEvent, MessageEvent } from "./inbox-log.ts";

export interface L1Addresses {
  readonly inbox: Address;
  readonly rollup: Address;
  /** Its payments are read too where it is named. */
  readonly vault?: Address;
}

/** The Vault has paid a withdrawal whole. */
export interface PaymentEvent {
  readonly name: "WithdrawalPaid";
  readonly l1Block: bigint;
  readonly index: bigint;
  readonly transaction: Hash;
}

export type L1Event = MessageEvent | BatchEvent | AssertedEvent | ConfirmedEvent | PaymentEvent;

/** What the contracts say of themselves at one block. */
export interface L1Claims {
  readonly messageCount: bigint;
  readonly batchCount: bigint;
  readonly latestConfirmed: Hash;
  readonly children: number;
}

const EVENTS = [...inboxAbi, ...rollupAbi, ...vaultAbi] as const;

export class L1Reader {
  readonly #addresses: L1Addresses;
  readonly #client: PublicClient;

  constructor(addresses: L1Addresses, dependencies: { readonly client: PublicClient }) {
    this.#addresses = addresses;
    this.#client = dependencies.client;
  }

  /**
   * Every event of Inbox and Rollup in blocks `first..last`, in L1 order. `hashAt` names the hash of blocks that are known.
   * Throws what the client throws, or `L1_MISMATCH` for logs of another range, contract or block.
   */
  async events(
    first: bigint,
    last: bigint,
    hashAt: (number: bigint) => Hash | undefined,
  ): Promise<L1Event[]> {
    const { inbox, rollup, vault } = this.#addresses;
    const known = vault === undefined ? [inbox, rollup] : [inbox, rollup, vault];
    const logs = await this.#client.getLogs({ address: known, fromBlock: first, toBlock: last });
    if (!Array.isArray(logs)) throw new NovateError("L1_MISMATCH", "expected a list of logs");
    for (const { blockNumber, blockHash, address, removed } of logs) {
      const inside = blockNumber !== null && blockNumber >= first && blockNumber <= last && removed !== true;
      const hash = inside ? hashAt(blockNumber) : undefined;
      const ours = known.some((contract) => contract.toLowerCase() === address.toLowerCase());
      if (!inside || !ours || (hash !== undefined && hash !== blockHash)) {
        throw new NovateError("L1_MISMATCH", `expected logs of the confirmed blocks ${first}..${last}`, {
          blockNumber,
        });
      }
    }
    logs.sort((a, b) =>
      a.blockNumber === b.blockNumber ? a.logIndex! - b.logIndex! : a.blockNumber! < b.blockNumber! ? -1 : 1,
    );
    return parseEventLogs({ abi: EVENTS, logs, strict: true }).flatMap((log) => {
      const l1Block = log.blockNumber!;
      const address = log.address.toLowerCase();
      const from =
        address === inbox.toLowerCase() ? "inbox" : address === rollup.toLowerCase() ? "rollup" : "vault";
      const transaction = log.transactionHash!;
      if (log.eventName === "MessageDelivered" && from === "inbox")
        return { name: log.eventName, l1Block, transaction, ...log.args };
      if (log.eventName === "WithdrawalPaid" && from === "vault")
        return { name: log.eventName, l1Block, transaction, index: log.args.index };
      if (log.eventName === "BatchAppended" && from === "inbox")
        return { name: log.eventName, l1Block, ...log.args };
      if (log.eventName === "Asserted" && from === "rollup")
        return { name: log.eventName, l1Block, ...log.args };
      if (log.eventName === "Confirmed" && from === "rollup")
        return { name: log.eventName, l1Block, ...log.args };
      return [];
    });
  }

  /** The Inbox's accumulator after `count` messages, as of block `at`. */
  accumulatorAt(count: bigint, at: Hash): Promise<Hash> {
    return this.#client.readContract({ ...this.#inbox(at), functionName: "accumulatorAt", args: [count] });
  }

  /** The Inbox's hash of batch `index`, as of block `at`. */
  batchHash(index: bigint, at: Hash): Promise<Hash> {
    return this.#client.readContract({ ...this.#inbox(at), functionName: "batchHash", args: [index] });
  }

  async claims(at: Hash): Promise<L1Claims> {
    const rollup = { abi: rollupAbi, address: this.#addresses.rollup, blockHash: at } as const;
    const [messageCount, batchCount, latestConfirmed] = await Promise.all([
      this.#client.readContract({ ...this.#inbox(at), functionName: "messageCount" }),
      this.#client.readContract({ ...this.#inbox(at), functionName: "batchCount" }),
      this.#client.readContract({ ...rollup, functionName: "latestConfirmed" }),
    ]);
    const { childCount } = await this.#client.readContract({
      ...rollup,
      functionName: "assertion",
      args: [latestConfirmed],
    });
    return { messageCount, batchCount, latestConfirmed, children: childCount };
  }

  #inbox(at: Hash) {
    return { abi: inboxAbi, address: this.#addresses.inbox, blockHash: at } as const;
  }
}
