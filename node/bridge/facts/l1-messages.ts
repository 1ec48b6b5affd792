/** Inbox messages and the L1 transactions that carried them. */
import { type Address, getAbiItem, type Hex, hexToBytes, type PublicClient, parseEventLogs } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { fromHex } from "../../primitives/bytes.ts";
import type { BlockStore, L1Transaction } from "../../store/port.ts";
import { l1Error } from "../l1/errors.ts";
import type { InboxMessage } from "../port.ts";

const delivered = getAbiItem({ abi: inboxAbi, name: "MessageDelivered" });

export class L1Messages {
  readonly #inbox: Address;
  readonly #client: PublicClient;
  readonly #store: Pick<BlockStore, "getL1Transaction">;

  constructor(
    options: { readonly inbox: Address },
    dependencies: { readonly client: PublicClient; readonly store: Pick<BlockStore, "getL1Transaction"> },
  ) {
    this.#inbox = options.inbox;
    this.#client = dependencies.client;
    this.#store = dependencies.store;
  }

  /** The messages that an L1 transaction delivered, as L1 has them now, confirmed or not; undefined where L1 has no such transaction. Throws `L1_RPC`. */
  async deliveredBy(hash: Hex): Promise<readonly InboxMessage[] | undefined> {
    const receipt = await this.#client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof Error && error.name === "TransactionReceiptNotFoundError") return undefined;
      throw l1Error(error);
    });
    if (receipt === undefined) return undefined;
    const logs = receipt.logs.filter(({ address }) => address.toLowerCase() === this.#inbox.toLowerCase());
    const events = parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs });
    return events.map(({ args: { index, kind, l1Time, sender, payload } }) => {
      const bytes = { sender: hexToBytes(sender), payload: hexToBytes(payload) };
      return { index, kind, l1Time, l1Block: receipt.blockNumber, ...bytes };
    });
  }

  /**
   * The L1 transaction of a message, or of a payment; undefined where that is not known. A message of before this node took notes
   * is looked up in its L1 block.
   */
  async transactionOf(
    what: L1Transaction["what"],
    index: bigint,
    l1Block?: bigint,
  ): Promise<Uint8Array | undefined> {
    const noted = await this.#store.getL1Transaction(what, index);
    if (noted !== undefined || l1Block === undefined || what !== "message") return noted;
    const range = { fromBlock: l1Block, toBlock: l1Block };
    const [log] = await this.#client
      .getLogs({ address: this.#inbox, event: delivered, args: { index: [index] }, ...range })
      .catch(() => []);
    return log && fromHex(log.transactionHash, 32);
  }
}
