/**
 * A node without an engine behind the real port: the state is what a test says it is, blocks are sealed by hand, the
 * history is real LevelDB. For tests of this room alone.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { pino } from "pino";
import { Registry } from "prom-client";
import type { Mempool, TransactionOutcome } from "../../mempool/port.ts";
import { fromHex } from "../../primitives/bytes.ts";
import { systemClock } from "../../primitives/clock.ts";
import { domainSeparator, transactionDigest } from "../../primitives/eip712/index.ts";
import type { SealedBlock } from "../../sequencer/port.ts";
import type { HeaderRecord, MarketRecord, OrderRecord } from "../../state-machine/layout/generated.ts";
import { BlockReceipts } from "../../state-machine/receipts.ts";
import { History } from "../../store/history/index.ts";
import { type BlockDraft, GENESIS_TIME, makeBlock } from "../../store/history/testing/make-block.ts";
import type { StoredBlock } from "../../store/port.ts";
import type { RpcDependencies, StateReader } from "../dependencies.ts";
import { createRpcServer, type RpcServer } from "../index.ts";
import type { RpcOptions } from "../options.ts";
import type { Level as BookLevel } from "../present/book.ts";
import { SILENT_L1 } from "./silent-l1.ts";

const text = (symbol: string) => {
  const bytes = new Uint8Array(12);
  bytes.set(new TextEncoder().encode(symbol));
  return bytes;
};

/** BTC-PERP: cents and 1e-4 coins, as wire W4 would have it; the rest is zero. */
export function marketRecord(id: number, symbol: string): MarketRecord {
  const fields: Partial<MarketRecord> = {
    id,
    symbol: text(symbol),
    tickBits: 22,
    status: 1,
    unit: 10,
    priceDecimals: 1,
    sizeDecimals: 4,
    imfPpm: 50_000,
    mmfPpm: 25_000,
    makerFeePpm: 100,
    takerFeePpm: 500,
    markBandPpm: 100_000,
    priceBandPpm: 50_000,
    liquidationFeePpm: 10_000,
    maxPositionLots: 1_000_000,
    impactNotional: 1_000n,
    minNotional: 1_000n,
    mark: 300_000,
    index: 300_010,
    indexTime: GENESIS_TIME,
    lastTrade: 0,
    bestBid: 299_990,
    bestAsk: 300_010,
    openInterest: 12n,
    lastRate: -125n,
    sampleCount: 1,
    sampleGap: 0,
    slotCount: 1,
    slotSum: 400_000n,
    samples: [200_000n],
    fundingIndex: 0n,
  };
  return fields as MarketRecord;
}

export const OWNER = "0x1111111111111111111111111111111111111111";
export const INBOX = "0x00000000000000000000000000000000000000aa";
export const CHAIN_ID = 31_337n;

const SEPARATOR = domainSeparator({ chainId: CHAIN_ID, verifyingContract: fromHex(INBOX) });

/** What the tests may change between blocks. */
export interface FakeState {
  bids: BookLevel[];
  asks: BookLevel[];
  orders: OrderRecord[];
  /** As the engine numbers it. */
  phase: number;
}

export interface FakeNode {
  readonly server: RpcServer;
  readonly state: FakeState;
  /** Replaced by tests that look at submitted bytes. */
  submit: (bytes: Uint8Array) => Promise<TransactionOutcome>;
  finality: { soft: bigint; published: bigint; asserted: bigint; final: bigint };
  seal(draft?: Omit<BlockDraft, "number">): SealedBlock;
  readonly history: History;
  readonly registry: Registry;
  close(): Promise<void>;
}

function reader(state: FakeState, head: () => StoredBlock): StateReader {
  const account = {
    id: 1,
    ownerAddress: fromHex(OWNER),
    sub: 0,
    cash: 5_000_000n,
    orderCount: 0,
    positionCount: 0,
  };
  const markets = [marketRecord(0, "BTC-PERP"), marketRecord(1, "ETH-PERP")];
  const isOwner = (owner: Uint8Array) => Buffer.compare(owner, account.ownerAddress) === 0;
  const fake: Partial<StateReader> = {
    header: () =>
      ({
        marketCount: markets.length,
        phase: state.phase,
        blockNumber: head().number,
        timestamp: head().timestamp,
        indexMaxAge: 10_000,
        fundingInterval: 3_600_000,
        domainSeparator: SEPARATOR,
        blockGasLimit: 1n,
        minDeposit: 1n,
        deposited: 0n,
        withdrawn: 0n,
        insurance: 0n,
        feePool: 0n,
        dust: 0n,
        badDebt: 0n,
        unclaimed: 0n,
      }) as HeaderRecord,
    markets: () => markets,
    market: (id) => markets[id],
    validators: () => [],
    signer: () => undefined,
    agentsOf: () => [],
    agentOwner: () => undefined,
    // The second is whoever trades with the first.
    account: (id) => (id === 1 || id === 2 ? { ...account, id } : undefined) as never,
    accountsOf: (owner) => (isOwner(owner) ? [account] : []) as never,
    accountOf: (owner, sub) => (isOwner(owner) && sub === 0 ? account : undefined) as never,
    positions: () => [],
    openOrders: () => state.orders,
    order: () => undefined,
    book: (market, depth) => {
      if (market !== 0) return { bids: [], asks: [] };
      return { bids: state.bids.slice(0, depth), asks: state.asks.slice(0, depth) } as never;
    },
    margin: () => ({
      cash: 5_000_000n,
      equity: 5_000_000n,
      initialMargin: 0n,
      maintenanceMargin: 0n,
      withdrawable: 5_000_000n,
      notional: 0n,
      positions: [],
    }),
  };
  return fake as StateReader;
}

/** An outcome with one `OK` result for each of `items`. */
export function outcome(bytes: Uint8Array, block: bigint, items = 1): TransactionOutcome {
  const result = {
    code: 0,
    orderId: 77n,
    filledLots: 0n,
    restingLots: 5n,
    filledNotional: 0n,
    fee: 0n,
    count: 0,
  };
  return {
    hash: transactionDigest(bytes, SEPARATOR),
    block,
    timestamp: GENESIS_TIME,
    status: 0,
    results: Array.from({ length: items }, () => result),
  };
}

export async function startFakeNode(
  options: Partial<RpcOptions> = {},
  overrides: Partial<RpcDependencies> = {},
): Promise<FakeNode> {
  const folder = await mkdtemp(join(tmpdir(), "novate-rpc-"));
  const blocks: StoredBlock[] = [makeBlock({ number: 0n })];
  const listeners = new Set<(sealed: SealedBlock) => void>();
  const head = () => blocks.at(-1)!;
  const store = {
    get head() {
      return blocks.at(-1);
    },
    get: async (number: bigint) => blocks[Number(number)],
    async *range(first: bigint, last: bigint) {
      yield* blocks.slice(Number(first), Number(last) + 1);
    },
    batches: async function* () {},
  };
  const db = new Level<Uint8Array, Uint8Array>(folder, { keyEncoding: "view", valueEncoding: "view" });
  const history = await History.open(
    { domainSeparator: SEPARATOR, onError: () => {} },
    { db, blocks: store },
  );
  const state: FakeState = { bids: [], asks: [], orders: [], phase: 0 };
  const registry = new Registry();

  const node: Omit<FakeNode, "server"> = {
    state,
    history,
    registry,
    finality: { soft: 0n, published: 0n, asserted: 0n, final: 0n },
    submit: async (bytes) => outcome(bytes, head().number),
    seal(draft = {}) {
      const block = makeBlock({ number: BigInt(blocks.length), ...draft });
      blocks.push(block);
      const sealed = { block, receipts: new BlockReceipts(block.receipts) };
      history.onBlock(sealed);
      for (const listener of listeners) listener(sealed);
      return sealed;
    },
    async close() {
      await server.close();
      await history.close();
      await rm(folder, { recursive: true });
    },
  };
  const waiting = { cancels: 0, votes: 0, orders: 0 };
  const mempool: Pick<Mempool, "submit" | "carriesOrder" | "size" | "waiting"> = {
    carriesOrder: () => false,
    size: 0,
    waiting,
    submit: (bytes) => node.submit(bytes),
  };
  const server = await createRpcServer(
    { host: "127.0.0.1", port: 0, rateWeightPerMinute: 1_000_000, ...options },
    {
      mempool,
      chain: {
        get head() {
          return head();
        },
        onBlock(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      },
      state: reader(state, head),
      history,
      blocks: store,
      finality: () => node.finality,
      withdrawals: { proof: async () => undefined },
      l1: SILENT_L1,
      info: {
        chainId: Number(CHAIN_ID),
        genesisHash: `0x${"00".repeat(32)}`,
        contracts: { inbox: INBOX, rollup: INBOX, vault: INBOX, token: INBOX },
        role: "sequencer",
        version: "test",
      },
      health: () => [],
      ready: () => true,
      parts: () => ({ loops: {} }),
      status: () => ({ l1: { height: 5n }, da: {} }),
      registry,
      logger: pino({ level: "silent" }),
      clock: systemClock,
      ...overrides,
    },
  );
  return Object.assign(node, { server });
}
