/** F19 on a real L1: a node with a second endpoint waits while the two contradict each other, and concludes nothing. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { mnemonicToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deploy } from "../cli/testing/network.ts";
import { type Anvil, anvilClient, startAnvil } from "../contracts/testing/anvil.ts";
import type { Genesis } from "../genesis/index.ts";
import { type RunningNode, startNode } from "./index.ts";

const account = mnemonicToAccount("test test test test test test test test test test test junk", {
  addressIndex: 1,
});
let root: string;
let anvil: Anvil;
let genesis: Genesis;
let l1: ReturnType<typeof anvilClient>;
let witness: { readonly url: string; lies: boolean; readonly server: Server };
let node: RunningNode | undefined;

/** An endpoint of the L1 behind `url` that can be told to name other blocks. */
async function startWitness(url: string): Promise<typeof witness> {
  const state = { lies: false };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: Buffer.concat(chunks) });
    const body = (await answer.json()) as { result?: { hash?: string } };
    if (state.lies && body.result?.hash !== undefined) body.result.hash = `0x${"77".repeat(32)}`;
    response.writeHead(200, headers).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-witness-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  l1 = anvilClient(anvil.url);
  genesis = await deploy(anvil.url, l1);
  await l1.setIntervalMining({ interval: 1 });
  witness = await startWitness(anvil.url);
});
afterAll(async () => {
  await node?.close();
  await anvil?.stop();
  witness?.server.closeAllConnections();
  witness?.server.close();
  await rm(root, { recursive: true, force: true });
});

const status = async () =>
  (await (await fetch(`${node!.address}/status`)).json()) as {
    l1: { confirmedBlock: number; failures: number };
    issues: { code: string }[];
  };

it("follows L1 while its witness names the same blocks, and stands still while it does not", async () => {
  node = await startNode(
    {
      ...{ role: "sequencer", data: join(root, "node"), genesis, confirmations: 1 },
      ...{ l1Url: anvil.url, l1Witnesses: [witness.url], da: { kind: "local", path: join(root, "layer") } },
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      ...{ blockIntervalMs: 50, idleIntervalMs: 500, batchIntervalMs: 500, assertIntervalSeconds: 600 },
      ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 1_000 },
    },
    { sequencer: account },
    { logger: pino({ level: "silent" }) },
  );
  const begun = (await status()).l1.confirmedBlock;
  await expect
    .poll(async () => (await status()).l1.confirmedBlock, { timeout: 20_000 })
    .toBeGreaterThan(begun);
  witness.lies = true;
  await expect
    .poll(async () => (await status()).issues.map(({ code }) => code), { timeout: 20_000 })
    .toContain("L1_DISAGREE");
  const { confirmedBlock } = (await status()).l1;
  const head = await l1.getBlockNumber();
  await expect.poll(() => l1.getBlockNumber(), { timeout: 20_000 }).toBeGreaterThan(head + 2n);
  expect((await status()).l1.confirmedBlock).toBe(confirmedBlock);
  witness.lies = false;
  await expect
    .poll(async () => (await status()).l1.confirmedBlock, { timeout: 30_000 })
    .toBeGreaterThan(confirmedBlock + 2);
  await expect.poll(async () => (await status()).l1.failures, { timeout: 20_000 }).toBe(0);
});
