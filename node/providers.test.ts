/** L1 as operators have it: slow endpoints with caps, endpoints that die or show another chain, and a node that is asked while it starts. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { mnemonicToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deploy } from "../cli/testing/network.ts";
import { type Anvil, anvilClient, startAnvil } from "../contracts/testing/anvil.ts";
import type { Genesis } from "../genesis/index.ts";
import { type NodeOptions, type RunningNode, startNode } from "./index.ts";
import type { NovateError } from "./primitives/error.ts";
import { type Provider, startProvider } from "./testing/provider.ts";

const account = mnemonicToAccount("test test test test test test test test test test test junk", {
  addressIndex: 1,
});
const BLOCKS = 400;
let root: string;
let anvil: Anvil;
let genesis: Genesis;
let l1: ReturnType<typeof anvilClient>;
let provider: Provider;
let folders = 0;
const running: RunningNode[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-providers-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000) - BLOCKS - 60);
  l1 = anvilClient(anvil.url);
  genesis = await deploy(anvil.url, l1);
  await l1.mine({ blocks: BLOCKS, interval: 1 });
  await l1.setIntervalMining({ interval: 1 });
  provider = await startProvider(anvil.url);
});
afterEach(async () => {
  for (const node of running.splice(0)) await node.close();
  Object.assign(provider, { logBlocks: Number.POSITIVE_INFINITY, delayMs: 0, isSilent: false });
});
afterAll(async () => {
  provider?.close();
  await anvil?.stop();
  await rm(root, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start(options: Partial<NodeOptions> = {}, stopping?: AbortSignal): Promise<RunningNode> {
  folders += 1;
  const node = await startNode(
    {
      ...{ role: "sequencer", data: join(root, `node-${folders}`), genesis, confirmations: 1 },
      ...{ l1Url: provider.url, da: { kind: "local", path: join(root, `layer-${folders}`) } },
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      ...{ blockIntervalMs: 50, idleIntervalMs: 500, batchIntervalMs: 500, assertIntervalSeconds: 600 },
      ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 1_000, ...options },
    },
    { sequencer: account },
    { logger: pino({ level: "silent" }), ...(stopping && { stopping }) },
  );
  running.push(node);
  return node;
}

async function ask(address: string, path: string) {
  const answer = await fetch(`${address}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const codes = (body: Record<string, unknown>) => (body.issues as { code: string }[]).map(({ code }) => code);

describe("a node on an ordinary provider", () => {
  it("starts where a query of logs takes 10 blocks, and answers health and metrics meanwhile", async () => {
    provider.logBlocks = 10;
    provider.delayMs = 60;
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const node = start({ rpc: { host: "127.0.0.1", port, rateWeightPerMinute: 100_000 } });
    await expect
      .poll(() => ask(address, "/health").catch(() => undefined), { timeout: 20_000 })
      .toBeDefined();
    const health = await ask(address, "/health");
    expect(health.status).toBe(503);
    expect(codes(health.body)).toContain("L1_NOT_READY");
    expect((await ask(address, "/ready")).status).toBe(503);
    expect(await (await fetch(`${address}/metrics`)).text()).toContain("novate_finality_block");
    await node;
    expect((await ask(address, "/ready")).status).toBe(200);
    expect(codes((await ask(address, "/health")).body)).toEqual([]);
  });

  it("goes on at a second endpoint when the first falls silent", async () => {
    const node = await start({ l1Fallbacks: [anvil.url] });
    provider.isSilent = true;
    const confirmed = async () =>
      ((await ask(node.address, "/status")).body.l1 as { confirmedBlock: number }).confirmedBlock;
    const before = await confirmed();
    await expect.poll(confirmed, { timeout: 40_000 }).toBeGreaterThan(before + 2);
  });

  it("believes only what L1 calls finalized, when told so", async () => {
    const node = await start({ confirmations: "finalized" });
    const { l1: status } = (await ask(node.address, "/status")).body as { l1: { confirmedBlock: number } };
    expect(status.confirmedBlock).toBeLessThanOrEqual(
      Number((await l1.getBlock({ blockTag: "finalized" })).number),
    );
    expect(Number(await l1.getBlockNumber()) - status.confirmedBlock).toBeGreaterThan(16);
  });

  it("says at once that an endpoint has none of the contracts", async () => {
    const other = await startAnvil(Math.floor(Date.now() / 1_000) - 5_000);
    try {
      const client = anvilClient(other.url);
      await client.mine({ blocks: BLOCKS });
      await expect(start({ l1Url: other.url })).rejects.toMatchObject({ code: "L1_NO_CONTRACTS" });
    } finally {
      await other.stop();
    }
  });

  it("ends with PORT_IN_USE before it waits for L1", async () => {
    provider.isSilent = true;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const failed = start({ rpc: { host: "127.0.0.1", port } });
      await expect(failed).rejects.toMatchObject({ code: "PORT_IN_USE" } satisfies Partial<NovateError>);
    } finally {
      server.close();
    }
  });

  it("can be stopped while it waits for L1", async () => {
    provider.isSilent = true;
    const stopping = new AbortController();
    const port = await freePort();
    const begun = start({ rpc: { host: "127.0.0.1", port } }, stopping.signal);
    const address = `http://127.0.0.1:${port}`;
    await expect
      .poll(() => ask(address, "/health").catch(() => undefined), { timeout: 20_000 })
      .toBeDefined();
    stopping.abort();
    await expect(begun).rejects.toBeDefined();
    await expect(fetch(`${address}/health`)).rejects.toBeDefined();
  });

  it("tells the ether of its account, and that the Inbox takes batches from another", async () => {
    const stranger = mnemonicToAccount("test test test test test test test test test test test junk", {
      addressIndex: 7,
    });
    folders += 1;
    const node = await startNode(
      {
        ...{ role: "sequencer", data: join(root, `node-${folders}`), genesis, confirmations: 1 },
        ...{ l1Url: anvil.url, da: { kind: "local", path: join(root, `layer-${folders}`) } },
        rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
        ...{ blockIntervalMs: 50, idleIntervalMs: 500, batchIntervalMs: 500, assertIntervalSeconds: 600 },
        ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 1_000 },
      },
      { sequencer: stranger },
      { logger: pino({ level: "silent" }) },
    );
    running.push(node);
    const issues = async () => codes((await ask(node.address, "/health")).body);
    await expect.poll(issues, { timeout: 20_000 }).toContain("NOT_SEQUENCER");
    const metrics = await (await fetch(`${node.address}/metrics`)).text();
    expect(metrics).toMatch(/novate_l1_balance_ether\{role="sequencer"\} \d/);
    expect(metrics).toContain("novate_l1_foreign_sequencer 1");
  });
});
