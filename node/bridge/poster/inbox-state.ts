/** What the Inbox says now about batches, read at one block. */
import type { Address, Hash, PublicClient } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { ZERO_HASH } from "../l1/batch.ts";

export interface InboxState {
  readonly batchCount: number;
  readonly nextBlock: bigint;
}

export interface BatchRange {
  readonly firstBlock: bigint;
  readonly lastBlock: bigint;
  readonly lastTimestamp: bigint;
  readonly inboxCursor: bigint;
}

export class InboxContract {
  readonly address: Address;
  readonly #client: PublicClient;

  constructor(address: Address, dependencies: { readonly client: PublicClient }) {
    this.address = address;
    this.#client = dependencies.client;
  }

  async state(): Promise<InboxState> {
    const blockNumber = await this.#client.getBlockNumber({ cacheTime: 0 });
    const at = { abi: inboxAbi, address: this.address, blockNumber } as const;
    const [batchCount, nextBlock] = await Promise.all([
      this.#client.readContract({ ...at, functionName: "batchCount" }),
      this.#client.readContract({ ...at, functionName: "nextBlock" }),
    ]);
    return { batchCount: Number(batchCount), nextBlock };
  }

  range(index: number): Promise<BatchRange> {
    return this.#client.readContract({ ...this.#at(), functionName: "batch", args: [BigInt(index)] });
  }

  /** Hash chain over batches 0 to `index`; zero below 0. */
  async hash(index: number): Promise<Hash> {
    if (index < 0) return ZERO_HASH;
    return this.#client.readContract({ ...this.#at(), functionName: "batchHash", args: [BigInt(index)] });
  }

  #at() {
    return { abi: inboxAbi, address: this.address } as const;
  }
}
