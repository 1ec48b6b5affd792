/** The rehearsal: the operator's keys and databases are gone at a random block, and everybody gets out by L1 alone. */
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createWalletClient, erc20Abi, http } from "viem";
import { foundry } from "viem/chains";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inboxAbi } from "../../contracts/generated/abi.ts";
import { type Anvil, anvilClient, startAnvil } from "../../contracts/testing/anvil.ts";
import type { Genesis } from "../../genesis/index.ts";
import { greatest } from "../../node/bridge/extremes.ts";
import { deposit } from "../../node/bridge/index.ts";
import { toStruct } from "../../node/bridge/l1/batch.ts";
import { openArchive } from "../../node/da/archive/folder.ts";
import { serveArchive } from "../../node/da/archive/server.ts";
import { openDa } from "../../node/da/open.ts";
import type { DaOptions } from "../../node/da/options.ts";
import { type RunningNode, startNode } from "../../node/index.ts";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import { encodeBatch } from "../../node/primitives/codec/index.ts";
import { systemTimers } from "../../node/primitives/timers.ts";
import { type EscapeProgress, escapeChain } from "../../node/procedures/escape.ts";
import { verifyFromL1 } from "../../node/procedures/verify.ts";
import { batchRoot, inputRoot } from "../../node/state-machine/index.ts";
import { connect, privateKeySigner } from "../../sdk/index.ts";
import { ALICE_USDC, account, deploy, ROLES, secretOf, vote } from "../testing/network.ts";

const USD = 1_000_000n;
/** Indices of anvil's accounts. */
const LONG = 4;
const SHORT = 5;
const FLAT = 6;
const LATE = 7;
const USERS = [LONG, SHORT, FLAT, LATE];
/** Pays for somebody else. */
const STRANGER = 8;
const DEPOSIT = 1_000n * USD;
/** A busy machine takes a minute for what an idle one does in ten seconds. */
const TEST_MS = 120_000;

let folder: string;
let anvil: Anvil;
let genesis: Genesis;
let da: DaOptions;
let l1: ReturnType<typeof anvilClient>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-escape-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  l1 = anvilClient(anvil.url, { retryCount: 0 });
  genesis = await deploy(anvil.url, l1, USERS, ["local", "ethereum"]);
  da = { kind: "local", path: join(folder, "da") };
  await l1.setIntervalMining({ interval: 1 });
});

afterEach(async () => {
  await anvil.stop();
  await rm(folder, { recursive: true });
});

const balance = (owner: `0x${string}`) =>
  l1.readContract({
    abi: erc20Abi,
    address: toHex(genesis.l1.usdc),
    functionName: "balanceOf",
    args: [owner],
  });

async function fund(index: number): Promise<void> {
  const walletClient = createWalletClient({
    account: account(index),
    chain: foundry,
    transport: http(anvil.url),
    pollingInterval: 20,
  });
  const request = { inbox: toHex(genesis.l1.inbox), to: account(index).address, sub: 0, amount: DEPOSIT };
  await deposit(request, { walletClient, publicClient: l1 as never });
}

/** The operator, alive until some block; nothing of it is left but what it published. */
async function operate(blocks: number): Promise<void> {
  const data = join(folder, "operator");
  const node: RunningNode = await startNode(
    {
      role: "sequencer",
      data,
      genesis,
      l1Url: anvil.url,
      confirmations: 0,
      da,
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      blockIntervalMs: 50,
      idleIntervalMs: 100,
      // Proofs of blobs take a second of everybody's time.
      batchIntervalMs: da.kind === "ethereum" ? 4_000 : 300,
      assertIntervalSeconds: 1,
      signatureWorkers: 1,
      shadowRate: 0,
      snapshotInterval: 1_000,
    },
    { sequencer: account(ROLES.sequencer), proposer: account(ROLES.proposer) },
    { logger: pino({ level: "silent" }) },
  );
  await vote(node.address);
  for (const user of [LONG, SHORT, FLAT]) await fund(user);
  const client = await connect(node.address);
  const traders = [LONG, SHORT].map((user) => client.trader(privateKeySigner(toHex(secretOf(user)))));
  const credited = () => node.chain.machine.view.accountOf(fromHex(account(FLAT).address, 20), 0);
  while (credited() === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  const died = node.chain.head.number + BigInt(blocks);
  const order = { coin: "BTC-PERP", size: "0.01", price: "60000" } as const;
  await traders[1]!.order({ ...order, side: "sell", size: "0.1" });
  for (let i = 0; node.chain.head.number < died; i++) {
    await traders[0]!.order({ ...order, side: "buy" });
    if (i % 3 === 2) await traders[1]!.order({ ...order, side: "sell", price: "60001" });
  }
  client.close();
  // What a block must be in for anybody to know of it: a batch.
  const { number } = node.chain.head;
  const inbox = { address: toHex(genesis.l1.inbox), abi: inboxAbi } as const;
  const published = () => l1.readContract({ ...inbox, functionName: "nextBlock" });
  await expect.poll(published, { timeout: 30_000, interval: 100 }).toBeGreaterThan(number);
  await node.close();
  await rename(join(data, "archive"), join(folder, "copy"));
  await rm(data, { recursive: true });
}

/** A batch of one void block, by a sequencer that is alive and takes nothing in. */
async function appendVoid(): Promise<void> {
  const inbox = { address: toHex(genesis.l1.inbox), abi: inboxAbi } as const;
  const payload = encodeBatch([new Uint8Array(64).fill(7)]);
  const layer = await openDa(
    { kind: "local", path: join(folder, "da") },
    { l1ChainId: BigInt(genesis.chainId), timers: systemTimers },
  );
  const outcome = await layer.da.submit(payload);
  await layer.close();
  if (outcome.status !== "included") throw new Error(outcome.reason);
  const [firstBlock, count, { timestamp }] = await Promise.all([
    l1.readContract({ ...inbox, functionName: "nextBlock" }),
    l1.readContract({ ...inbox, functionName: "batchCount" }),
    l1.getBlock(),
  ]);
  const { inboxCursor } = await l1.readContract({ ...inbox, functionName: "batch", args: [count - 1n] });
  const range = { firstBlock, lastBlock: firstBlock, lastTimestamp: timestamp * 1_000n, inboxCursor };
  // What is due must be in the batch, though no block of it takes it in.
  const due = await l1.readContract({ ...inbox, functionName: "dueCount", args: [timestamp] });
  const root = batchRoot([inputRoot(new Uint8Array(64).fill(7))]);
  const struct = toStruct({ ...range, inboxCursor: greatest(due, inboxCursor) }, outcome.pointer, root);
  const walletClient = createWalletClient({
    account: account(ROLES.sequencer),
    chain: foundry,
    transport: http(anvil.url),
  });
  const hash = await walletClient.writeContract({ ...inbox, functionName: "appendBatch", args: [struct] });
  expect(await l1.waitForTransactionReceipt({ hash })).toMatchObject({ status: "success" });
}

const waitForTime = async (seconds: bigint) => {
  await l1.increaseTime({ seconds: Number(seconds) });
  await l1.mine({ blocks: 1 });
};

interface Way {
  /** Archives instead of the layer. */
  readonly archives?: readonly string[];
  /** While there is nothing to do but wait: time passes on L1. */
  pass?(seconds: bigint): Promise<void>;
}

async function leave(owner: number, payer: number, name: string, way: Way = {}): Promise<EscapeProgress[]> {
  const { archives = [], pass = waitForTime } = way;
  const seen: EscapeProgress[] = [];
  let jump = Promise.resolve();
  await escapeChain(
    {
      ...{ genesis, l1Url: anvil.url, data: join(folder, name), owner: account(owner).address },
      ...{ da, archives, readLayer: archives.length === 0 },
      ...{ confirmations: 0, signatureWorkers: 1, pollMs: 50, signal: AbortSignal.timeout(TEST_MS / 2) },
    },
    {
      payer: account(payer),
      report: () => {},
      onProgress(progress) {
        const known = seen.at(-1);
        seen.push(progress);
        const { step, facts } = progress;
        if (step.kind !== "wait") return;
        // The same moment is waited for once.
        if (known?.step.kind === "wait" && known.step.until === step.until) return;
        jump = jump.then(() => pass(step.until - facts.now));
      },
    },
  );
  await jump;
  return seen;
}

it(
  "every user gets out of a chain whose operator is gone, and the sum paid is conserved to the unit",
  async () => {
    const blocks = 5 + Math.floor(Math.random() * 40);
    await operate(blocks);
    const vault = toHex(genesis.l1.vault);
    const before = await balance(vault);
    // One more who did not hear of it.
    await fund(LATE);

    const flat = await leave(FLAT, FLAT, "flat");
    expect(flat.some(({ step }) => step.kind === "force")).toBe(true);
    expect(flat.every(({ facts }) => facts.phase === 0)).toBe(true);
    expect(await balance(account(FLAT).address)).toBe(ALICE_USDC * USD);

    const long = await leave(LONG, STRANGER, "others");
    expect(long.at(-1)!.facts.phase).toBe(3);
    // Another run on the same folder: what is derived and asserted already is taken as it is.
    await leave(SHORT, STRANGER, "others");
    await leave(LATE, LATE, "others");
    expect(await balance(account(LATE).address)).toBe(ALICE_USDC * USD);

    const balances = await Promise.all(USERS.map((user) => balance(account(user).address)));
    const paid =
      balances.reduce((sum, amount) => sum + amount, 0n) -
      BigInt(USERS.length) * (ALICE_USDC * USD - DEPOSIT);
    const left = await balance(vault);
    expect(before + DEPOSIT - left).toBe(paid);
    expect([blocks, balances[0]! < ALICE_USDC * USD, balances[1]! < ALICE_USDC * USD]).toEqual([
      blocks,
      true,
      true,
    ]);
    // What stays is the insurance and the fees, as the chain itself counts them.
    const insurance = 100_000n * USD;
    expect(left).toBeGreaterThanOrEqual(insurance);
    expect(left - insurance).toBe(
      BigInt(USERS.length) * ALICE_USDC * USD - balances.reduce((a, b) => a + b, 0n),
    );
    const verification = await verifyFromL1({
      ...{ genesis, l1Url: anvil.url, da: { kind: "local", path: join(folder, "da") } },
      ...{ confirmations: 0, signatureWorkers: 1, signal: AbortSignal.timeout(10_000) },
      claimedRoot: async () => undefined,
    });
    expect(verification.voids).toBe(0);
  },
  TEST_MS,
);

it(
  "a user gets out through an archive, when the layer has forgotten everything",
  async () => {
    await operate(5);
    await rm(join(folder, "da"), { recursive: true });
    const server = await serveArchive(
      { host: "127.0.0.1", port: 0 },
      { archive: await openArchive({ path: join(folder, "copy") }) },
    );
    try {
      // One that holds nothing is asked first.
      const nobody = await serveArchive(
        { host: "127.0.0.1", port: 0 },
        { archive: await openArchive({ path: join(folder, "empty") }) },
      );
      const seen = await leave(FLAT, FLAT, "flat", { archives: [nobody.url, server.url] });
      await nobody.close();
      expect(seen.at(-1)!.step.kind).toBe("done");
      expect(await balance(account(FLAT).address)).toBe(ALICE_USDC * USD);
    } finally {
      await server.close();
    }
  },
  TEST_MS,
);

it(
  "a user gets out of a chain whose data lies in Ethereum's blobs",
  async () => {
    da = { kind: "ethereum", beaconUrl: anvil.url, pollMs: 50 };
    await operate(5);
    const seen = await leave(FLAT, FLAT, "flat");
    expect(seen.at(-1)!.step.kind).toBe("done");
    expect(await balance(account(FLAT).address)).toBe(ALICE_USDC * USD);
  },
  TEST_MS,
);

it(
  "a user gets out past a sequencer that goes on with void batches, by dismissing it",
  async () => {
    await operate(5);
    const seen = await leave(FLAT, FLAT, "flat", {
      // Never silent for long enough that anyone may sequence.
      async pass(seconds) {
        await waitForTime(seconds - 100n);
        await appendVoid();
      },
    });
    const steps = seen.map(({ step }) => step.kind);
    expect(steps).toEqual(expect.arrayContaining(["force", "wait", "accuse", "dismiss", "sequence", "pay"]));
    expect(steps.indexOf("dismiss")).toBeLessThan(steps.indexOf("sequence"));
    const inbox = { address: toHex(genesis.l1.inbox), abi: inboxAbi } as const;
    expect(BigInt(await l1.readContract({ ...inbox, functionName: "sequencer" }))).toBe(0n);
    expect(await balance(account(FLAT).address)).toBe(ALICE_USDC * USD);
  },
  TEST_MS,
);
