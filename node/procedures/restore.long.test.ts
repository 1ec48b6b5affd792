/** A sequencer whose folder is old, damaged or contradicts L1 (F3, F36, F37): what is on L1 comes first, nothing is published twice. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createWalletClient, http, parseEventLogs } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy } from "../../cli/testing/network.ts";
import { inboxAbi } from "../../contracts/generated/abi.ts";
import { type Anvil, anvilClient, startAnvil } from "../../contracts/testing/anvil.ts";
import type { Genesis } from "../../genesis/index.ts";
import { deposit } from "../bridge/index.ts";
import { type RunningNode, startNode } from "../index.ts";
import { fromHex, toHex } from "../primitives/bytes.ts";
import { encodeBlock } from "../primitives/codec/index.ts";
import { errorCode } from "../primitives/error.ts";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine } from "../state-machine/index.ts";
import { openBlockStore } from "../store/open.ts";
import { openSnapshotFolder } from "../store/snapshots.ts";
import { rebuildFromL1 } from "./rebuild.ts";
import { verifyFromL1 } from "./verify.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
const ALICE = 4;
const USD = 1_000_000n;
const STRANGER = 8;
const CONFIRMATIONS = 2;
/** Of the deployment, seconds. */
const SELF_DELAY = 86_400;
/** `daKind` of a batch that anybody made from messages alone. */
const SELF_SEQUENCED = 3;

let root: string;
let anvil: Anvil;
let genesis: Genesis;
let l1: ReturnType<typeof anvilClient>;
const layer = () => ({ kind: "local", path: join(root, "layer") }) as const;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-restore-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  l1 = anvilClient(anvil.url);
  genesis = await deploy(anvil.url, l1, [ALICE]);
  await l1.setIntervalMining({ interval: 1 });
});

afterAll(async () => {
  await anvil?.stop();
  await rm(root, { recursive: true, force: true });
});

const start = (data: string): Promise<RunningNode> =>
  startNode(
    {
      ...{ role: "sequencer", data, genesis, l1Url: anvil.url, confirmations: CONFIRMATIONS, da: layer() },
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      ...{ blockIntervalMs: 20, idleIntervalMs: 60, batchIntervalMs: 700, assertIntervalSeconds: 600 },
      ...{ signatureWorkers: 1, shadowRate: 0, snapshotInterval: 1_000 },
    },
    { sequencer: account(1) },
    { logger: pino({ level: "silent" }) },
  );

async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`expected ${what} within half a minute`);
}

async function batches() {
  const logs = await l1.getLogs({ address: toHex(genesis.l1.inbox), fromBlock: 0n });
  return parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs }).map(({ args }) => args.batch);
}
const published = async () => (await batches()).at(-1)?.lastBlock ?? 0n;

/** Runs a node until `count` more batches are on L1; returns the hashes of all its blocks. */
async function run(data: string, count: number): Promise<string[]> {
  const node = await start(data);
  const before = (await batches()).length;
  await until(`${count} more batches`, async () => (await batches()).length >= before + count);
  // The end of the folder is in no batch: it differs from one run to the next.
  const { number } = node.chain.head;
  await until("blocks in no batch", () => node.chain.head.number > number + 2n);
  await node.close();
  return hashes(data);
}

async function hashes(data: string): Promise<string[]> {
  const store = await openBlockStore({ path: join(data, "blocks") });
  const list: string[] = [];
  for await (const block of store.range(0n, store.head!.number)) list.push(toHex(block.hash));
  await store.close();
  return list;
}

async function expectSound(data: string): Promise<void> {
  let next = 1n;
  const commitments = new Set<string>();
  for (const batch of await batches()) {
    expect(batch.firstBlock).toBe(next);
    next = batch.lastBlock + 1n;
    commitments.add(batch.daCommitment);
  }
  expect(commitments.size).toBe((await batches()).length);
  const store = await openBlockStore({ path: join(data, "blocks") });
  const claimedRoot = async (block: bigint) => (await store.get(block))?.stateRoot;
  const signal = AbortSignal.timeout(30_000);
  const source = { genesis, l1Url: anvil.url, da: layer(), confirmations: 0, signatureWorkers: 1, signal };
  const derived = await verifyFromL1({ ...source, claimedRoot });
  await store.close();
  expect(derived.mismatch).toBeUndefined();
  expect(derived.compared).toBe(Number(next - 1n));
}

const codeOf = async (work: Promise<unknown>) => work.then(() => "NO_ERROR", errorCode);

describe("a sequencer restored from an old backup", () => {
  const live = () => join(root, "live");
  const backup = () => join(root, "backup");

  it("derives what is published beyond its head before it builds, and publishes nothing twice (F36)", async () => {
    const early = await run(live(), 2);
    await cp(live(), backup(), { recursive: true });
    const walletClient = createWalletClient({
      account: account(ALICE),
      chain: foundry,
      transport: http(anvil.url),
    });
    const request = {
      inbox: toHex(genesis.l1.inbox),
      to: account(ALICE).address,
      sub: 0,
      amount: 100n * USD,
    };
    await deposit(request, { walletClient, publicClient: l1 as never });
    const late = await run(live(), 3);
    expect(late.slice(0, early.length)).toEqual(early);
    // Blocks that were in no batch yet are only where they were sealed: an old backup does not bring them back.
    const last = Number(await published());
    expect(last).toBeGreaterThan(early.length);
    const restored = join(root, "restored");
    await cp(backup(), restored, { recursive: true });
    const again = await run(restored, 2);
    expect(again.slice(0, last + 1)).toEqual(late.slice(0, last + 1));
    await expectSound(restored);
    expect(await hasDeposit(restored)).toBe(true);
  });

  it("stops when its own blocks are not the ones on L1, and goes on when it took over L1's history (F37)", async () => {
    const rival = join(root, "rival");
    await cp(backup(), rival, { recursive: true });
    const store = await openBlockStore({ path: join(rival, "blocks") });
    const snapshots = await openSnapshotFolder(join(rival, "snapshots"));
    const chain = await NodeChain.open(
      { genesisBlock: genesis.block, genesisRoot: genesis.stateRoot, snapshotInterval: 1_000 },
      { store, snapshots, createMachine: () => createStateMachine() },
    );
    const { number } = chain.head;
    const { inboxDue, l1Block } = chain.machine.view.header();
    const timestamp = chain.head.timestamp + 1n;
    const block = { number: number + 1n, timestamp, l1Block, inboxDue, messages: [], transactions: [] };
    expect((await chain.apply(encodeBlock(block))).status).toBe("applied");
    await store.close();
    const before = (await batches()).length;
    expect(await codeOf(start(rival))).toBe("CHAIN_CONTRADICTED");
    expect((await batches()).length).toBe(before);
    await afresh(rival);
    await run(rival, 1);
    await expectSound(rival);
  });

  it("with a byte flipped says which block is gone, and is repaired from DA without losing what only it had (F3)", async () => {
    const damaged = join(root, "rival");
    const before = await hashes(damaged);
    const beyond = before.length - 1 - Number(await published());
    expect(beyond).toBeGreaterThan(0);
    await flipBlock(damaged, 17n);
    const failure = await start(damaged).catch((error: unknown) => error);
    expect(errorCode(failure)).toBe("STORE_CORRUPT");
    expect((failure as { data: { block?: bigint } }).data.block).toBeLessThanOrEqual(17n);
    expect((await afresh(damaged)).salvaged).toBe(beyond);
    expect(await hashes(damaged)).toEqual(before);
    expect((await run(damaged, 1)).slice(0, before.length)).toEqual(before);
    await expectSound(damaged);
  });

  it("with a byte flipped in the history starts all the same, and makes the history again", async () => {
    const data = join(root, "rival");
    const folder = join(data, "history");
    // Opening again turns the log into a table.
    await run(data, 1);
    const table = (await readdir(folder)).find((name) => name.endsWith(".ldb"))!;
    const bytes = await readFile(join(folder, table));
    bytes[bytes.length >> 1]! ^= 0x10;
    await writeFile(join(folder, table), bytes);
    const node = await start(data);
    const stored = node.chain.head.number;
    await until("the whole history again", async () => {
      const answer = await fetch(`${node.address}/status`);
      const { history } = (await answer.json()) as { readonly history: { readonly indexed: number } };
      return history.indexed >= Number(stored);
    });
    await node.close();
    expect(
      (await readdir(folder)).includes(table) && (await readFile(join(folder, table))).equals(bytes),
    ).toBe(false);
  });

  it("refuses to be put aside, or opened, while another process has it (F10)", async () => {
    const data = join(root, "rival");
    const holder = await start(data);
    expect(await codeOf(start(data))).toBe("STORE_LOCKED");
    expect(await codeOf(afresh(data))).toBe("STORE_LOCKED");
    await holder.close();
  });

  it("that others displaced while it ran stops at once, says so at its next start, and builds behind them", async () => {
    const data = join(root, "rival");
    const node = await start(data);
    const walletClient = createWalletClient({
      account: account(STRANGER),
      chain: foundry,
      transport: http(anvil.url),
    });
    const inbox = { address: toHex(genesis.l1.inbox), abi: inboxAbi } as const;
    await l1.setIntervalMining({ interval: 0 });
    await l1.increaseTime({ seconds: SELF_DELAY + 1 });
    const { inboxCursor } = (await batches()).at(-1)!;
    const fees = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 11n, gas: 1_000_000n };
    const call = { ...inbox, functionName: "appendSelfSequenced", args: [inboxCursor, []], ...fees } as const;
    const before = (await batches()).length;
    await walletClient.writeContract(call);
    await l1.mine({ blocks: CONFIRMATIONS + 1 });
    expect((await batches())[before]!.daKind).toBe(SELF_SEQUENCED);
    expect((await node.failed).code).toBe("BATCH_FOREIGN");
    await node.close();
    await l1.setIntervalMining({ interval: 1 });
    expect(await codeOf(start(data))).toBe("CHAIN_CONTRADICTED");
    await afresh(data);
    // L1's clock is a day ahead of this machine's from here on: no batch comes of age.
    const behind = await start(data);
    const last = await published();
    await until("blocks behind theirs", () => behind.chain.head.number > last + 2n);
    await behind.close();
    await expectSound(data);
  });
});

const afresh = (data: string) =>
  rebuildFromL1({
    ...{ genesis, l1Url: anvil.url, confirmations: 0, data, da: layer(), readLayer: true, archives: [] },
    ...{ afresh: true, signatureWorkers: 1, snapshotInterval: 1_000, signal: AbortSignal.timeout(30_000) },
  });

/** Whether the deposit that was made after the backup is in the state. */
async function hasDeposit(data: string): Promise<boolean> {
  const node = await start(data);
  const found = node.chain.machine.view.accountOf(fromHex(account(ALICE).address, 20), 0) !== undefined;
  await node.close();
  return found;
}

/** Changes a byte of the row of block `number`, wherever in the database it is. */
async function flipBlock(data: string, number: bigint): Promise<void> {
  const folder = join(data, "blocks", "blocks");
  const store = await openBlockStore({ path: join(data, "blocks") });
  const { inputRoot } = (await store.get(number))!;
  await store.close();
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name));
    const at = bytes.indexOf(inputRoot);
    if (at < 0) continue;
    bytes[at]! ^= 0x10;
    await writeFile(join(folder, name), bytes);
  }
}
