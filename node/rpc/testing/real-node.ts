/** The public port in front of the real engine, mempool, sequencer, store and history. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Level } from "level";
import { pino } from "pino";
import { Registry } from "prom-client";
import { toHex } from "../../primitives/bytes.ts";
import { type Clock, systemClock } from "../../primitives/clock.ts";
import { LiveNode, type LiveNodeOptions, separator, VALIDATOR } from "../../sequencer/testing/live-node.ts";
import { History } from "../../store/history/index.ts";
import type { BlockStore } from "../../store/port.ts";
import type { RpcDependencies } from "../dependencies.ts";
import { createRpcServer, type RpcServer } from "../index.ts";
import type { RpcOptions } from "../options.ts";
import { bareL1 } from "./silent-l1.ts";

export interface RealNode {
  readonly live: LiveNode;
  readonly history: History;
  readonly server: RpcServer;
  /** Another port in front of the same node. */
  serve(options?: Partial<RpcOptions>, overrides?: Partial<RpcDependencies>): Promise<RpcServer>;
  /** A history that knows no block. */
  emptyHistory(): Promise<History>;
  /** Another history of the same blocks. */
  openHistory(name: string): Promise<History>;
  /** Renews the index of both markets, which grows stale within seconds; `ticks` is the price, 300,000 if absent. */
  vote(ticks?: number): Promise<void>;
  close(): Promise<void>;
}

/** A running node with two funded owners (`keyOf(0)`, `keyOf(1)`) and a mark price in both markets. */
export async function startRealNode(
  options: Partial<Omit<LiveNodeOptions, "path" | "genesisTime">> = {},
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<RealNode> {
  const folder = await mkdtemp(join(tmpdir(), "novate-real-rpc-"));
  const genesisTime = clock.now() - 60_000;
  const live = await LiveNode.open({ path: folder, genesisTime, ...options }, { clock });
  live.sequencer.run().catch(() => undefined);

  const extra: History[] = [];
  async function openHistory(
    name: string,
    blocks: Pick<BlockStore, "get" | "head"> = live.store,
  ): Promise<History> {
    const encodings = { keyEncoding: "view", valueEncoding: "view" } as const;
    const db = new Level<Uint8Array, Uint8Array>(join(folder, name), encodings);
    const onError = (error: unknown) => {
      throw error;
    };
    return History.open({ domainSeparator: separator, onError }, { db, blocks });
  }
  async function emptyHistory(): Promise<History> {
    const none = await openHistory(`none-${extra.length}`, { head: undefined, get: async () => undefined });
    extra.push(none);
    return none;
  }
  const history = await openHistory("history");
  live.chain.onBlock(history.onBlock);

  async function serve(
    rpc: Partial<RpcOptions> = {},
    overrides: Partial<RpcDependencies> = {},
  ): Promise<RpcServer> {
    const header = live.chain.machine.view.header();
    const inbox = toHex(header.inbox);
    return createRpcServer(
      { host: "127.0.0.1", port: 0, rateWeightPerMinute: 1_000_000, ...rpc },
      {
        mempool: live.mempool,
        chain: live.chain,
        state: live.chain.machine.view,
        history,
        blocks: live.store,
        finality: () => ({ soft: live.chain.head.number, published: 0n, asserted: 0n, final: 0n }),
        withdrawals: { proof: async () => undefined },
        l1: bareL1(history),
        info: {
          chainId: Number(header.chainId),
          genesisHash: toHex((await live.store.get(0n))!.hash),
          contracts: { inbox, rollup: inbox, vault: inbox, token: inbox },
          role: "sequencer",
          version: "test",
        },
        health: () => [],
        ready: () => true,
        parts: () => ({ loops: {} }),
        status: () => ({ l1: {}, da: {} }),
        registry: new Registry(),
        logger: pino({ level: "silent" }),
        clock,
        ...overrides,
      },
    );
  }

  async function vote(ticks = 300_000): Promise<void> {
    const prices = [0, 1].map((market) => ({ market, index: ticks, externalMark: ticks }));
    await live.mempool.submit(live.sign(VALIDATOR, 0, { type: "oracleVote", prices }));
  }
  await live.fund(2);
  await vote();
  const server = await serve();
  return {
    live,
    history,
    server,
    serve,
    openHistory,
    vote,
    emptyHistory,
    async close() {
      await server.close();
      await live.close();
      for (const one of [history, ...extra]) await one.close();
      await rm(folder, { recursive: true });
    },
  };
}
