/** A scripted L1: a tree of blocks with the Inbox's and Rollup's events and views, served as EIP-1193 or over HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Address,
  concatHex,
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  type Hash,
  type Hex,
  hexToBytes,
  keccak256,
  numberToHex,
  type PublicClient,
  toHex,
} from "viem";
import { inboxAbi, rollupAbi } from "../../../contracts/generated/abi.ts";
import { accumulate } from "../../primitives/codec/index.ts";
import { type BatchStruct, nextBatchHash, ZERO_HASH } from "../l1/batch.ts";

export const FAKE_ADDRESSES = {
  inbox: `0x${"11".repeat(20)}`,
  rollup: `0x${"22".repeat(20)}`,
} as const;
const ABI = [...inboxAbi, ...rollupAbi];
const GENESIS_ID: Hash = keccak256("0x67");

export type Scripted =
  | { readonly message: Hex; readonly sender?: Address }
  | { readonly batch: Partial<BatchStruct> };

interface Log {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

interface FakeBlock {
  readonly number: number;
  readonly hash: Hash;
  readonly parentHash: Hash;
  readonly timestamp: number;
  readonly logs: readonly Log[];
  readonly accumulators: readonly Hash[];
  readonly batchHashes: readonly Hash[];
  readonly lastBatch: BatchStruct | undefined;
}

type Request = { readonly method: string; readonly params?: readonly unknown[] };

export class FakeL1 {
  readonly chainId: number;
  /** Whether code is at the Inbox's address. */
  hasContracts = true;
  /** The Inbox's, seconds. */
  delays = { force: 60n, self: 120n };
  /** Changes an answer before it is given: a lying endpoint. */
  tamper: (request: Request, result: unknown) => unknown = (_request, result) => result;
  /** When set, the endpoint lags: it knows no block above this one. */
  visibleHead: number | undefined;
  readonly requests: string[] = [];
  readonly #all = new Map<Hash, FakeBlock>();
  #chain: FakeBlock[] = [];
  #salt = 0;

  constructor(chainId = 31_337) {
    this.chainId = chainId;
    this.mine([]);
  }

  get head(): number {
    return this.#chain.at(-1)!.number;
  }

  /** Adds one block with these events; returns its number. */
  mine(events: readonly Scripted[]): number {
    const parent = this.#chain.at(-1);
    const number = parent ? parent.number + 1 : 0;
    const timestamp = parent ? parent.timestamp + 12 : 1_700_000_000;
    const accumulators = [...(parent?.accumulators ?? [])];
    const batchHashes = [...(parent?.batchHashes ?? [])];
    const logs: Log[] = [];
    let lastBatch = parent?.lastBatch;
    if (parent === undefined) {
      logs.push(
        event("Confirmed", {
          id: GENESIS_ID,
          lastBlock: 0n,
          stateRoot: GENESIS_ID,
          withdrawalsRoot: ZERO_HASH,
        }),
      );
    }
    for (const scripted of events) {
      if ("message" in scripted) {
        const sender = scripted.sender ?? `0x${"aa".repeat(20)}`;
        const index = BigInt(accumulators.length);
        const accumulator = toHex(
          accumulate(hexToBytes(accumulators.at(-1) ?? ZERO_HASH), {
            kind: 1,
            index,
            l1Block: BigInt(number),
            l1Time: BigInt(timestamp),
            sender: hexToBytes(sender),
            payload: hexToBytes(scripted.message),
          }),
        );
        accumulators.push(accumulator);
        const args = {
          index,
          kind: 1,
          sender,
          l1Time: BigInt(timestamp),
          payload: scripted.message,
          accumulator,
        };
        logs.push(event("MessageDelivered", args));
      } else {
        const firstBlock = (lastBatch?.lastBlock ?? 0n) + 1n;
        const batch: BatchStruct = {
          firstBlock,
          lastBlock: firstBlock + 9n,
          lastTimestamp: BigInt(timestamp) * 1000n,
          inboxCursor: BigInt(accumulators.length),
          daKind: 0,
          daHeight: 1n,
          daStart: 0,
          daLength: 100,
          daCommitment: keccak256("0x01"),
          batchRoot: keccak256("0x02"),
          ...scripted.batch,
        };
        const batchHash = nextBatchHash(batchHashes.at(-1) ?? ZERO_HASH, batch);
        logs.push(event("BatchAppended", { index: BigInt(batchHashes.length), batch, batchHash }));
        batchHashes.push(batchHash);
        lastBatch = batch;
      }
    }
    const parentHash = parent?.hash ?? ZERO_HASH;
    const hash = keccak256(concatHex([parentHash, numberToHex(this.#salt++, { size: 32 })]));
    const block = { number, hash, parentHash, timestamp, logs, accumulators, batchHashes, lastBatch };
    this.#chain.push(block);
    this.#all.set(hash, block);
    return number;
  }

  /** Replaces the newest `depth` blocks by these. */
  reorg(depth: number, blocks: readonly (readonly Scripted[])[]): void {
    this.#chain = this.#chain.slice(0, this.#chain.length - depth);
    for (const events of blocks) this.mine(events);
  }

  /** Events of the canonical blocks, as the truth to compare with. */
  messagesUpTo(number: number): number {
    return this.#chain[number]?.accumulators.length ?? 0;
  }

  accumulatorUpTo(number: number): Hash {
    return this.#chain[number]?.accumulators.at(-1) ?? ZERO_HASH;
  }

  client(): PublicClient {
    const provider = { request: async (request: Request) => this.handle(request) };
    return createPublicClient({
      transport: custom(provider, { retryCount: 0 }),
      pollingInterval: 10,
      cacheTime: 0,
    });
  }

  handle(request: Request): unknown {
    this.requests.push(request.method);
    return this.tamper(request, this.#answer(request));
  }

  #answer({ method, params = [] }: Request): unknown {
    switch (method) {
      case "eth_chainId":
        return numberToHex(this.chainId);
      case "eth_getCode":
        return this.hasContracts ? "0x00" : "0x";
      case "eth_blockNumber":
        return numberToHex(this.visibleHead ?? this.head);
      case "eth_getBlockByNumber": {
        const head = this.visibleHead ?? this.head;
        const wanted = params[0] === "latest" ? head : Number(params[0]);
        const block = wanted <= head ? this.#chain[wanted] : undefined;
        if (!block) return null;
        const { number, timestamp, hash, parentHash } = block;
        return {
          number: numberToHex(number),
          timestamp: numberToHex(timestamp),
          hash,
          parentHash,
          transactions: [],
        };
      }
      case "eth_getLogs": {
        const { fromBlock, toBlock } = params[0] as { fromBlock: Hex; toBlock: Hex };
        return this.#chain.slice(Number(fromBlock), Number(toBlock) + 1).flatMap((block) =>
          block.logs.map((log, index) => ({
            ...log,
            blockNumber: numberToHex(block.number),
            blockHash: block.hash,
            logIndex: numberToHex(index),
            transactionIndex: "0x0",
            transactionHash: keccak256(block.hash),
            removed: false,
          })),
        );
      }
      case "eth_call": {
        const [call, at] = params as [{ data: Hex }, { blockHash: Hash } | "latest"];
        return this.#view(call.data, at === "latest" ? this.#chain.at(-1)! : this.#all.get(at.blockHash)!);
      }
      default:
        throw new Error(`unexpected ${method}`);
    }
  }

  #view(data: Hex, block: FakeBlock): Hex {
    const { functionName, args } = decodeFunctionData({ abi: ABI, data });
    const answer = (result: unknown) => encodeFunctionResult({ abi: ABI, functionName, result } as never);
    const count = Number(args?.[0] ?? 0);
    switch (functionName) {
      case "FORCE_DELAY":
        return answer(this.delays.force);
      case "SELF_DELAY":
        return answer(this.delays.self);
      case "messageCount":
        return answer(BigInt(block.accumulators.length));
      case "batchCount":
        return answer(BigInt(block.batchHashes.length));
      case "accumulatorAt":
        if (count > block.accumulators.length) throw new Error("execution reverted");
        return answer(count === 0 ? ZERO_HASH : block.accumulators[count - 1]);
      case "batchHash":
        if (count >= block.batchHashes.length) throw new Error("execution reverted");
        return answer(block.batchHashes[count]);
      case "latestConfirmed":
        return answer(GENESIS_ID);
      case "assertion":
        return answer({
          parent: ZERO_HASH,
          stateRoot: GENESIS_ID,
          withdrawalsRoot: ZERO_HASH,
          proposer: FAKE_ADDRESSES.inbox,
          createdAt: 0n,
          programVersion: 0,
          nextProgramVersion: 0,
          kind: 0,
          bondGone: false,
          confirmableAt: 0n,
          batchCount: 0n,
          nextBatchCount: 1n,
          lastBlock: 0n,
          bond: 0n,
          childCount: 0,
          confirmed: true,
        });
      default:
        throw new Error(`unexpected call of ${functionName}`);
    }
  }
}

function event(
  eventName: "Confirmed" | "MessageDelivered" | "BatchAppended",
  args: Record<string, unknown>,
): Log {
  const definition = ABI.find((item) => item.type === "event" && item.name === eventName)!;
  const inputs = "inputs" in definition ? definition.inputs : [];
  const plain = inputs.filter((input) => !("indexed" in input && input.indexed));
  return {
    address: eventName === "Confirmed" ? FAKE_ADDRESSES.rollup : FAKE_ADDRESSES.inbox,
    topics: encodeEventTopics({ abi: ABI, eventName, args } as never) as Hex[],
    data: encodeAbiParameters(plain as never, plain.map((input) => args[input.name!]) as never),
  };
}

/** How an HTTP endpoint misbehaves; `sound` is how it should. */
export type Manner = "sound" | "hangs" | "drops" | "error-in-200" | "html" | "no-result" | "status-503";

/** Serves a fake L1 on a loopback port of the system's choice. */
export async function serveFakeL1(
  l1: FakeL1,
): Promise<{ url: string; manner: Manner; close(): Promise<void> }> {
  const state = { manner: "sound" as Manner };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const { id, ...call } = JSON.parse(body) as Request & { id: number };
      const send = (status: number, type: string, text: string) =>
        response.writeHead(status, { "content-type": type }).end(text);
      const json = (value: object) =>
        send(200, "application/json", JSON.stringify({ jsonrpc: "2.0", id, ...value }));
      if (state.manner === "hangs") return;
      if (state.manner === "drops") request.socket.destroy();
      else if (state.manner === "error-in-200") json({ error: { code: -32_005, message: "limit exceeded" } });
      else if (state.manner === "no-result") json({});
      else if (state.manner === "html") send(200, "text/html", "<html>busy</html>");
      else if (state.manner === "status-503") send(503, "text/plain", "overloaded");
      else json({ result: l1.handle(call) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get manner() {
      return state.manner;
    },
    set manner(manner: Manner) {
      state.manner = manner;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Metadata that survives a watcher, as a store's would. */
export class FakeMeta {
  readonly rows = new Map<string, Uint8Array>();
  async getMeta(key: string): Promise<Uint8Array | undefined> {
    return this.rows.get(key);
  }
  async putMeta(key: string, value: Uint8Array): Promise<void> {
    this.rows.set(key, value.slice());
  }
}
