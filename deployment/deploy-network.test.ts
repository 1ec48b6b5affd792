import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "viem";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rollupAbi, vaultAbi } from "../contracts/generated/abi.ts";
import { type Anvil, anvilClient, startAnvil } from "../contracts/testing/anvil.ts";
import { applyGenesis, loadPreset, parseGenesis } from "../genesis/index.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { createStateMachine } from "../node/state-machine/index.ts";
import type { NetworkChoices } from "./choices.ts";
import { type DeployNetworkOptions, deployNetwork } from "./deploy-network.ts";
import { genesisPath, journalPath, readJournal } from "./journal.ts";
import { rehearse } from "./rehearse.ts";
import { clientsOf, deployer, devnetChoices, GUARDIAN } from "./testing/l1.ts";

const START = 1_800_000_000;
const GWEI = 1_000_000_000n;
const ADDRESS = expect.stringMatching(/^0x[0-9a-fA-F]{40}$/);

let anvil: Anvil;
let l1: ReturnType<typeof anvilClient>;
let snapshot: Hex;
let folder: string;
let options: DeployNetworkOptions;
let choices: NetworkChoices;

beforeAll(async () => {
  anvil = await startAnvil(START);
  l1 = anvilClient(anvil.url, { retryCount: 0 });
  snapshot = await l1.snapshot();
  choices = await devnetChoices();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "novate-deploy-"));
  options = { folder, pollMs: 5, bumpAfterMs: 20_000, maxFeePerGas: 500n * GWEI, confirmations: 0 };
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await l1.setAutomine(true);
  await l1.revert({ id: snapshot });
  snapshot = await l1.snapshot();
});
afterAll(() => anvil?.stop());

const nonce = () => l1.getTransactionCount({ address: deployer.address });

describe("a network's deployment", () => {
  it("leaves contracts that know each other, a genesis that this release executes, and a record of it all", async () => {
    const deployed = await deployNetwork(choices, options, clientsOf(anvil.url));
    const { deployment, genesis } = deployed;
    const rollup = { address: deployment.rollup, abi: rollupAbi } as const;
    expect(await l1.readContract({ ...rollup, functionName: "INBOX" })).toBe(deployment.inbox);
    const vault = { address: deployment.vault, abi: vaultAbi } as const;
    expect(await l1.readContract({ ...vault, functionName: "rollup" })).toBe(deployment.rollup);

    const written = parseGenesis(readFileSync(genesisPath(folder), "utf8"));
    expect(written).toEqual(genesis);
    applyGenesis(written, await createStateMachine());
    const first = await l1.getBlock({ blockNumber: deployment.deployBlock });
    expect(written.deployBlock).toBe(Number(first.number));

    const journal = readJournal(folder)!;
    expect(journal).toMatchObject({ status: "done", chainId: 31_337, deployer: deployer.address });
    expect(journal.result).toMatchObject({ inbox: ADDRESS, tournament: ADDRESS, rollup: deployment.rollup });
    expect(journal.steps.every(({ sent }) => sent.every(({ raw }) => raw === undefined))).toBe(true);
    expect(deployed.gasUsed).toBeGreaterThan(10_000_000n);
    expect(deployed.paid).toBe(
      (await l1.getBalance({ address: deployer.address, blockNumber: 0n })) -
        (await l1.getBalance({ address: deployer.address })),
    );

    const before = await nonce();
    const again = await deployNetwork(choices, options, clientsOf(anvil.url));
    expect(again).toMatchObject({ wasDone: true, deployment });
    expect(await nonce()).toBe(before);
  });

  it("goes on after it was killed before, within and after any transaction, and sends none twice", async () => {
    const whole = await deployNetwork(choices, options, clientsOf(anvil.url));
    const count = whole.steps.length;
    await l1.revert({ id: snapshot });
    snapshot = await l1.snapshot();

    for (const moment of ["before", "after"] as const) {
      const place = mkdtempSync(join(tmpdir(), "novate-deploy-"));
      let kills = 0;
      let last: Awaited<ReturnType<typeof deployNetwork>> | undefined;
      while (last === undefined) {
        let sends = 0;
        const dying = clientsOf(anvil.url, async (method, pass) => {
          if (method !== "eth_sendRawTransaction") return pass();
          sends++;
          // The second send of each life is its last act: the first one may be the resent one.
          if (sends < 2) return pass();
          if (moment === "after") await pass();
          throw new Error("killed");
        });
        try {
          last = await deployNetwork(choices, { ...options, folder: place }, dying);
        } catch (error) {
          expect(String(error)).toMatch(/L1_RPC|killed|answer from L1/);
          kills++;
        }
      }
      expect(kills).toBeGreaterThan(count / 3);
      expect(await nonce()).toBe(count);
      expect(last.deployment).toMatchObject({ ...whole.deployment, deployBlock: expect.anything() });
      rmSync(place, { recursive: true });
      await l1.revert({ id: snapshot });
      snapshot = await l1.snapshot();
    }
  });

  it("offers more for a transaction that lies, within the cap, and one of the two lands", async () => {
    await l1.setAutomine(false);
    const bids = new Set<string>();
    const clients = clientsOf(anvil.url, async (method, pass) => {
      const answer = await pass();
      if (method === "eth_sendRawTransaction") {
        bids.add(String(answer));
        // The first transaction lies until it was sent three times; all others are mined at once.
        if (bids.size >= 3) await l1.mine({ blocks: 1 });
      }
      return answer;
    });
    const cap = 4n * GWEI;
    const deployed = await deployNetwork(
      choices,
      { ...options, bumpAfterMs: 60, maxFeePerGas: cap },
      clients,
    );
    expect(deployed.steps[0]!.sent.length).toBe(3);
    expect(await nonce()).toBe(deployed.steps.length);
    const prices = deployed.steps.map(({ receipt }) => BigInt(receipt!.gasPrice));
    expect(prices.every((price) => price <= cap)).toBe(true);
  });

  it("sends again what a reorganisation of L1 dropped, and keeps its block 0", async () => {
    const DEPTH = 5;
    let isReorged = false;
    let sends = 0;
    const clients = clientsOf(anvil.url, async (method, pass) => {
      if (method === "eth_sendRawTransaction") sends++;
      const journal = readJournal(folder);
      // The first phase has been mined and settles: its last blocks go, with what was in them.
      if (method === "eth_blockNumber" && !isReorged && journal!.steps.length >= 8) {
        isReorged = true;
        await l1.request({ method: "anvil_reorg", params: [DEPTH, []] } as never);
      }
      return pass();
    });
    const deployed = await deployNetwork(choices, options, clients);
    expect(isReorged).toBe(true);
    expect(sends).toBe(deployed.steps.length + DEPTH);
    for (const { receipt } of deployed.steps) {
      const { blockNumber } = await l1.getTransactionReceipt({ hash: receipt!.hash });
      expect(Number(blockNumber)).toBe(receipt!.block);
    }
    const again = await deployNetwork(choices, options, clientsOf(anvil.url));
    expect(again).toMatchObject({ wasDone: true, genesis: deployed.genesis });
  });

  it("refuses what would be another deployment, and names what differs", async () => {
    const dying = clientsOf(anvil.url, async (method, pass) => {
      if (method === "eth_sendRawTransaction") throw new Error("killed");
      return pass();
    });
    await expect(deployNetwork(choices, options, dying)).rejects.toMatchObject({ code: "L1_RPC" });
    const other = { ...choices, guardian: deployer.address };
    await expect(deployNetwork(other, options, clientsOf(anvil.url))).rejects.toMatchObject({
      code: "DEPLOY_OTHER_CHOICES",
      data: { option: "guardian" },
    });
    // Somebody uses the account meanwhile: the nonce that was ours is gone.
    await clientsOf(anvil.url).walletClient.sendTransaction({ to: GUARDIAN, value: 1n, chain: null });
    await expect(deployNetwork(choices, options, clientsOf(anvil.url))).rejects.toMatchObject({
      code: "DEPLOY_FOREIGN_TRANSACTION",
    });
  });

  it("says what is missing before it sends anything: ether, the insurance, room in the fees, a free folder", async () => {
    const run = (now = choices, more: Partial<DeployNetworkOptions> = {}) =>
      deployNetwork(now, { ...options, ...more }, clientsOf(anvil.url));
    await expect(run(choices, { maxFeePerGas: 1n })).rejects.toMatchObject({ code: "DEPLOY_FEES_HIGH" });
    await l1.setBalance({ address: deployer.address, value: 1_000n });
    await expect(run()).rejects.toMatchObject({ code: "DEPLOY_NO_ETHER", data: { have: 1_000n } });
    expect(await nonce()).toBe(0);
    expect(existsSync(journalPath(folder))).toBe(false);

    const { mint: _, ...rest } = choices;
    await expect(run({ ...rest, preset: await loadPreset("devnet") })).rejects.toMatchObject({
      code: "DEPLOY_PRESET",
    });
    writeFileSync(genesisPath(folder), "{}");
    rmSync(journalPath(folder), { force: true });
    await expect(run()).rejects.toMatchObject({ code: "FILE_EXISTS" });
    rmSync(genesisPath(folder));
    writeFileSync(join(folder, "deployment.lock"), "1\n");
    await expect(run()).rejects.toMatchObject({ code: "DEPLOY_RUNNING" });
    // The process that held it is gone.
    writeFileSync(join(folder, "deployment.lock"), "999999999\n");
    await expect(run()).rejects.toMatchObject({ code: "DEPLOY_NO_ETHER" });
    expect(existsSync(join(folder, "deployment.lock"))).toBe(false);
  });
});

describe("a dry run", () => {
  it("says the gas that the deployment then uses, and sends nothing", async () => {
    const target = { l1Url: anvil.url, deployer: deployer.address };
    const block = await l1.getBlockNumber();
    const dry = await rehearse(choices, target);
    expect(await l1.getBlockNumber()).toBe(block);
    expect(await nonce()).toBe(0);
    const real = await deployNetwork(choices, options, clientsOf(anvil.url));
    expect(dry.steps.map(({ name }) => name)).toEqual(real.steps.map(({ name }) => name));
    const off = Number(dry.gas - real.gasUsed) / Number(real.gasUsed);
    expect(Math.abs(off)).toBeLessThan(0.001);
    expect(dry.deployment.vault).toBe(real.deployment.vault);
  });
});

describe("the presets", () => {
  it("of testnet and mainnet hold what L1 demands of a chain that is no devnet", async () => {
    const { deployment } = await deployNetwork(choices, options, clientsOf(anvil.url));
    const { mint: _, ...rest } = choices;
    await l1.request({ method: "anvil_setChainId", params: [5_777] } as never);
    try {
      for (const name of ["testnet", "mainnet"]) {
        const preset = await loadPreset(name);
        const poor = { ...preset, parameters: { ...preset.parameters, insurance: 0n } };
        const now: NetworkChoices = {
          ...rest,
          ...{ preset: poor, usdc: deployment.usdc, daKinds: ["celestia", "ethereum"], oracle: GUARDIAN },
        };
        await expect(
          deployNetwork(
            { ...now, preset },
            { ...options, folder: join(folder, "poor") },
            clientsOf(anvil.url),
          ),
        ).rejects.toMatchObject({ code: "DEPLOY_INSURANCE" });
        const place = join(folder, name);
        const real = await deployNetwork(now, { ...options, folder: place }, clientsOf(anvil.url));
        expect(real.deployment).toMatchObject({ dataChallenges: ADDRESS, dataAvailability: ADDRESS });
        expect(real.genesis.name).toBe(name);
        const rollup = { address: real.deployment.rollup, abi: rollupAbi } as const;
        const terms = preset.l1!;
        expect(await l1.readContract({ ...rollup, functionName: "challengePeriod" })).toBe(
          BigInt(terms.challengePeriod),
        );
        const exit = await l1.readContract({ ...rollup, functionName: "longestExit" });
        expect(Number(exit) + terms.exitWindow).toBeLessThanOrEqual(terms.timelockDelay);
        expect(toHex(real.genesis.stateRoot)).not.toBe(`0x${"00".repeat(32)}`);
      }
      await expect(
        deployNetwork(
          { ...rest, daKinds: ["local"], usdc: deployment.usdc },
          { ...options, folder: join(folder, "x") },
          clientsOf(anvil.url),
        ),
      ).rejects.toMatchObject({ code: "DEPLOY_INSURANCE" });
    } finally {
      await l1.request({ method: "anvil_setChainId", params: [31_337] } as never);
    }
  });
});
