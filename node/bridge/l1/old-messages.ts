/** Messages however old: those that the watcher released are read from L1 once more. */
import { type Address, getAbiItem, hexToBytes, type PublicClient } from "viem";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { errorCode } from "../../primitives/error.ts";
import type { InboxMessage } from "../port.ts";
import { l1Error } from "./errors.ts";
import type { L1Watcher } from "./watcher.ts";

export interface MessageReaderOptions {
  readonly inbox: Address;
  readonly deployBlock: bigint;
  /** Most L1 blocks asked for in one query. */
  readonly maxLogBlocks: number;
}

export interface MessageReaderDependencies {
  readonly client: PublicClient;
  readonly watcher: Pick<L1Watcher, "messages" | "status">;
}

export type MessageReader = (from: bigint, count: number) => Promise<readonly InboxMessage[]>;

const delivered = getAbiItem({ abi: inboxAbi, name: "MessageDelivered" });

/**
 * Reads `count` messages (at most 256) from index `from` on, fewer while they are not confirmed. What comes from L1's logs alone is
 * not compared with the accumulator: whoever asks must hold a hash of it. Throws `L1_RPC`.
 */
export function createMessageReader(
  options: MessageReaderOptions,
  { client, watcher }: MessageReaderDependencies,
): MessageReader {
  return async (from, count) => {
    try {
      return watcher.messages(from, count);
    } catch (error) {
      if (errorCode(error) !== "L1_RELEASED") throw error;
    }
    const found = new Map<bigint, InboxMessage>();
    const wanted = Array.from({ length: count }, (_, i) => from + BigInt(i));
    const last = watcher.status.confirmedBlock ?? 0n;
    const step = BigInt(options.maxLogBlocks);
    for (let first = options.deployBlock; first <= last && found.size < count; first += step) {
      const toBlock = first + step - 1n < last ? first + step - 1n : last;
      const range = { fromBlock: first, toBlock, strict: true } as const;
      const query = { address: options.inbox, event: delivered, args: { index: wanted }, ...range };
      const logs = await client.getLogs(query).catch((error: unknown) => {
        throw l1Error(error);
      });
      for (const { args, blockNumber } of logs) {
        const { index, kind, l1Time, sender, payload } = args;
        const bytes = { sender: hexToBytes(sender), payload: hexToBytes(payload) };
        found.set(index, { index, kind, l1Time, l1Block: blockNumber, ...bytes });
      }
    }
    return wanted.flatMap((index) => found.get(index) ?? []);
  };
}
