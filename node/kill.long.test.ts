/** F1: a whole sequencer killed again and again under load, on a real L1. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { createWalletClient, http, parseEventLogs } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, expect, it } from "vitest";
import { account, deploy, ROLES, vote } from "../cli/testing/network.ts";
import { inboxAbi } from "../contracts/generated/abi.ts";
import { type Anvil, anvilClient, startAnvil } from "../contracts/testing/anvil.ts";
import { type Genesis, serializeGenesis } from "../genesis/index.ts";
import { deposit } from "./bridge/index.ts";
import { startNode } from "./index.ts";
import { fromHex, toHex } from "./primitives/bytes.ts";
import { decodeBlock } from "./primitives/codec/index.ts";
import { domainSeparator, transactionDigest } from "./primitives/eip712/index.ts";
import { seededRng } from "./primitives/rng.ts";
import { verifyFromL1 } from "./procedures/verify.ts";
import { openBlockStore } from "./store/open.ts";

const KILLS = 50;
/** Longest file of the node whose disk is full, KiB. */
const DISK_BLOCKS = 512;
const child = fileURLToPath(new URL("./testing/serve-until-killed.ts", import.meta.url));

let root: string;
let anvil: Anvil;
let genesis: Genesis;
let l1: ReturnType<typeof anvilClient>;
const layer = () => ({ kind: "local", path: join(root, "layer") }) as const;

/** A chain with prices and one trader who has money. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-kill-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  l1 = anvilClient(anvil.url);
  genesis = await deploy(anvil.url, l1);
  await writeFile(join(root, "genesis.json"), serializeGenesis(genesis));
  await l1.setIntervalMining({ interval: 1 });
  const node = await startNode(
    {
      ...{ role: "sequencer", data: join(root, "node"), genesis, l1Url: anvil.url, confirmations: 0 },
      ...{ da: layer(), rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 } },
      ...{ blockIntervalMs: 20, idleIntervalMs: 100, batchIntervalMs: 300, assertIntervalSeconds: 600 },
      ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 1_000 },
    },
    { sequencer: account(ROLES.sequencer) },
    { logger: pino({ level: "silent" }) },
  );
  await vote(node.address);
  const walletClient = createWalletClient({
    ...{ account: account(ROLES.alice), chain: foundry, transport: http(anvil.url) },
  });
  const owner = account(ROLES.alice).address;
  const request = { inbox: toHex(genesis.l1.inbox), to: owner, sub: 0, amount: 1_000_000_000n };
  await deposit(request, { walletClient, publicClient: l1 as never });
  while (node.chain.machine.view.accountOf(fromHex(owner, 20), 0) === undefined)
    await new Promise((resolve) => setTimeout(resolve, 50));
  await node.close();
});

afterAll(async () => {
  await anvil?.stop();
  await rm(root, { recursive: true, force: true });
});

/** Hash and block of an acknowledged transaction. */
function pairOf(line: string): [string, bigint] {
  const [block, hash] = line.split(" ") as [string, string];
  return [hash, BigInt(block)];
}

/** A process that has loaded everything and waits for the word to start its node. */
const spare = (): ChildProcess =>
  spawn(process.execPath, [child, root, anvil.url], { stdio: ["pipe", "pipe", "inherit"] });

/** Starts the node and kills it `delay` ms after its first acknowledgement (`early`: after its start); returns what it printed. */
async function runAndKill(node: ChildProcess, delay: number, early: boolean): Promise<string[]> {
  const exited = once(node, "close");
  let printed = "";
  let doomed = early;
  const doom = () => setTimeout(() => node.kill("SIGKILL"), delay);
  node.stdout!.on("data", (chunk) => {
    printed += chunk;
    if (!doomed) doom();
    doomed = true;
  });
  node.stdin!.write("start\n");
  if (early) doom();
  const [code] = await exited;
  expect(code, printed).toBeNull();
  return printed.split("\n").slice(0, -1);
}

it("killed at random under load, many times over one chain, loses nothing it acknowledged and publishes nothing twice (F1)", {
  timeout: 900_000,
}, async () => {
  const seed = Date.now();
  const rng = seededRng(seed);
  const acknowledged = new Map<string, bigint>();
  let next = spare();
  for (let kills = 0; kills < KILLS; kills++) {
    const early = kills % 5 === 4;
    const node = next;
    next = spare();
    const lines = await runAndKill(node, rng.uint32() % (early ? 1_500 : 250), early);
    let newest = 0n;
    for (const line of lines) {
      const [hash, block] = pairOf(line);
      acknowledged.set(hash, block);
      if (block > newest) newest = block;
    }
    const store = await openBlockStore({ path: join(root, "node", "blocks") });
    expect(store.head!.number, `seed ${seed}, kill ${kills}`).toBeGreaterThanOrEqual(newest);
    await store.close();
  }
  next.kill("SIGKILL");
  console.info(`${KILLS} kills, ${acknowledged.size} acknowledged transactions`);
  expect(acknowledged.size).toBeGreaterThan(KILLS);
  await expectKept(acknowledged);
  const last = await expectPublishedOnce();
  await expectDerived(last);
});

it("stops at the first write that the disk refuses, says why, and acknowledges nothing after (F6)", async () => {
  const command = `exec '${process.execPath}' '${child}' '${root}' '${anvil.url}'`;
  const run = async (kibibytes: number | "unlimited") => {
    const shell = `ulimit -f ${kibibytes}; ${command}`;
    const node = spawn("bash", ["-c", shell], { stdio: ["pipe", "pipe", "inherit"] });
    const exited = once(node, "close");
    let printed = "";
    node.stdout!.on("data", (chunk) => {
      printed += chunk;
      if (kibibytes === "unlimited") node.kill("SIGKILL");
    });
    node.stdin!.write("start\n");
    const [code] = await exited;
    return { code, lines: printed.trim().split("\n") };
  };
  const { code, lines } = await run(DISK_BLOCKS);
  expect(code).toBe(3);
  expect(lines.at(-1)).toMatch(/^failed STORE_FAILED .*STORE_FAILED/);
  expect(lines.length).toBeGreaterThan(20);
  await expectKept(new Map(lines.slice(0, -1).map((line) => pairOf(line))));
  // A disk that takes nothing at all, as one that is mounted read-only: it does not even start.
  expect(await run(0)).toEqual({ code: 3, lines: ["failed STORE_UNREADABLE"] });
  // With room again, it goes on where it was.
  expect((await run("unlimited")).lines.length).toBeGreaterThan(0);
});

/** Each acknowledged transaction is in the block that was named, and none is in two. */
async function expectKept(acknowledged: ReadonlyMap<string, bigint>): Promise<void> {
  const separator = domainSeparator({
    ...{ chainId: BigInt(genesis.chainId), verifyingContract: genesis.l1.inbox },
  });
  const found = new Map<string, bigint>();
  const store = await openBlockStore({ path: join(root, "node", "blocks") });
  for await (const block of store.range(1n, store.head!.number)) {
    for (const bytes of decodeBlock(block.bytes).transactions) {
      const hash = toHex(transactionDigest(bytes, separator));
      expect(found.has(hash)).toBe(false);
      found.set(hash, block.number);
    }
  }
  await store.close();
  for (const [hash, block] of acknowledged) expect(found.get(hash)).toBe(block);
}

/** The batches on L1 cover the blocks once and in order, and no payload was named twice. Returns the last block. */
async function expectPublishedOnce(): Promise<bigint> {
  const logs = await l1.getLogs({ address: toHex(genesis.l1.inbox), fromBlock: 0n });
  const batches = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs });
  let next = 1n;
  const places = new Set<string>();
  for (const { batch } of batches.map(({ args }) => args)) {
    expect(batch.firstBlock).toBe(next);
    next = batch.lastBlock + 1n;
    places.add(`${batch.daHeight}/${batch.daCommitment}`);
  }
  expect(places.size).toBe(batches.length);
  expect(batches.length).toBeGreaterThan(5);
  return next - 1n;
}

/** Whoever derives from L1 and the layer alone comes to the node's own roots. */
async function expectDerived(last: bigint): Promise<void> {
  const store = await openBlockStore({ path: join(root, "node", "blocks") });
  const derived = await verifyFromL1({
    ...{ genesis, l1Url: anvil.url, da: layer(), confirmations: 0, signatureWorkers: 1 },
    signal: AbortSignal.timeout(60_000),
    claimedRoot: async (block) => (await store.get(block))?.stateRoot,
  });
  await store.close();
  expect(derived.mismatch).toBeUndefined();
  expect(derived.voids).toBe(0);
  expect(derived.lastBlock).toBeGreaterThanOrEqual(last);
  expect(BigInt(derived.compared)).toBe(derived.lastBlock);
}
