/** A whole network for tests of the commands: anvil, the contracts, one sequencer on ports the OS chose, two funded keys. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createTestClient, createWalletClient, http, parseEther, publicActions, zeroAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type DaKind, DEVNET_DISPUTE, deployBridge, deployRollup } from "../../contracts/deploy.ts";
import { startAnvil } from "../../contracts/testing/anvil.ts";
import {
  executeGenesis,
  GENESIS_FORMAT,
  type Genesis,
  genesisBlock,
  loadPreset,
} from "../../genesis/index.ts";
import { startNode } from "../../node/index.ts";
import { importKeyFile } from "../../node/keys/index.ts";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import { createStateMachine } from "../../node/state-machine/index.ts";
import { programRoot } from "../../node/state-machine/program/release.ts";
import { connect, privateKeySigner } from "../../sdk/index.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const USD = 1_000_000n;
/** USDC of alice on L1 at the start; bob has none. */
export const ALICE_USDC = 5_000n;
const PASSWORD = "correct horse battery staple";
const SCRYPT = { n: 1_024, r: 8, p: 1 };
/** Older prices count as well: the tests vote once. */
const PRICE_AGE_MS = 3_600_000;
const BTC_INDEX = 600_000;
const ETH_INDEX = 250_000;

export interface Network {
  /** Flags that every command needs here. */
  readonly keys: readonly string[];
  readonly url: readonly string[];
  readonly l1: readonly string[];
  address(name: "alice" | "bob"): `0x${string}`;
  close(): Promise<void>;
}

export const account = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index });
export const ROLES = { deployer: 0, sequencer: 1, proposer: 2, validator: 3, alice: 4, bob: 5 } as const;

export function secretOf(index: number): Uint8Array {
  return Uint8Array.from(account(index).getHdKey().privateKey!);
}

export async function startNetwork(): Promise<Network> {
  const folder = await mkdtemp(join(tmpdir(), "novate-cli-"));
  const anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  const transport = http(anvil.url, { retryCount: 0 });
  const l1 = createTestClient({ mode: "anvil", chain: foundry, transport, pollingInterval: 20 }).extend(
    publicActions,
  );
  const genesis = await deploy(anvil.url, l1);
  // The challenge period runs on L1's clock, so L1 needs blocks when nobody sends anything.
  await l1.setIntervalMining({ interval: 1 });

  const keys = join(folder, "keys");
  for (const name of ["alice", "bob"] as const) {
    await importKeyFile(
      { folder: keys, name, password: Buffer.from(PASSWORD), cost: SCRYPT },
      secretOf(ROLES[name]),
    );
  }
  await writeFile(join(keys, "password"), `${PASSWORD}\n`, { mode: 0o600 });

  const node = await startNode(
    {
      role: "sequencer",
      data: join(folder, "node"),
      genesis,
      l1Url: anvil.url,
      confirmations: 0,
      da: { kind: "local", path: join(folder, "da") },
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      blockIntervalMs: 50,
      idleIntervalMs: 500,
      batchIntervalMs: 500,
      assertIntervalSeconds: 1,
      signatureWorkers: 1,
      shadowRate: 1,
      snapshotInterval: 1_000,
    },
    { sequencer: account(ROLES.sequencer), proposer: account(ROLES.proposer) },
    { logger: pino({ level: "silent" }) },
  );
  await vote(node.address);
  return {
    keys: ["--keys", keys],
    url: ["--url", node.address],
    l1: ["--l1", anvil.url],
    address: (name) => account(ROLES[name]).address,
    async close() {
      await node.close();
      await anvil.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Contracts and genesis of a chain; `users` (indices of anvil's accounts) get {@link ALICE_USDC} each. */
export async function deploy(
  url: string,
  publicClient: object,
  users: readonly number[] = [ROLES.alice],
  daKinds: readonly DaKind[] = ["local"],
): Promise<Genesis> {
  const preset = await loadPreset("devnet");
  const parameters = { ...preset.parameters, voteMaxAge: PRICE_AGE_MS, indexMaxAge: PRICE_AGE_MS };
  const walletClient = createWalletClient({
    account: account(ROLES.deployer),
    chain: foundry,
    transport: http(url),
  });
  const clients = { walletClient, publicClient: publicClient as never };
  const options = {
    sequencer: account(ROLES.sequencer).address,
    guardian: account(ROLES.deployer).address,
    maxPause: 60,
    pauseCooldown: 120,
    governors: [account(ROLES.deployer).address],
    executors: [zeroAddress],
    timelockDelay: 0,
    exitWindow: 0,
    minDeposit: parameters.minDeposit,
    forceDelay: parameters.forceDelay,
    maxBatchAge: 86_400,
    selfDelay: 86_400,
    maxDrift: 15,
    daKinds,
    outflowCap: 1_000_000n * USD,
    outflowWindow: 3_600,
    challengePeriod: 2,
    bond: parseEther("0.1"),
    dispute: { ...DEVNET_DISPUTE, moveTime: 1, offline: 1 },
    insurance: parameters.insurance,
    mint: users.map((index) => ({ to: account(index).address, amount: ALICE_USDC * USD })),
  };
  const bridge = await deployBridge(options, clients);
  const block = genesisBlock(
    { ...preset, parameters },
    {
      chainId: BigInt(bridge.chainId),
      inbox: fromHex(bridge.inbox, 20),
      timelock: fromHex(bridge.timelock, 20),
      deployBlock: bridge.deployBlock,
      timestamp: BigInt(Math.floor(Date.now() / 1_000)) * 1_000n,
      validators: [{ address: fromHex(account(ROLES.validator).address, 20), stake: 1n }],
    },
  );
  const { genesisHash, outcome } = executeGenesis(block, await createStateMachine());
  const rollupOptions = {
    ...options,
    genesisStateRoot: toHex(outcome.stateRoot),
    programHash: toHex(programRoot()),
  };
  const deployment = await deployRollup(bridge, rollupOptions, clients);
  const bytes = (name: "inbox" | "rollup" | "vault" | "timelock" | "guardian" | "usdc") =>
    fromHex(deployment[name], 20);
  return {
    format: GENESIS_FORMAT,
    name: preset.name,
    chainId: bridge.chainId,
    deployBlock: Number(bridge.deployBlock),
    l1: {
      inbox: bytes("inbox"),
      rollup: bytes("rollup"),
      vault: bytes("vault"),
      timelock: bytes("timelock"),
      guardian: bytes("guardian"),
      usdc: bytes("usdc"),
    },
    block,
    stateRoot: outcome.stateRoot,
    genesisHash,
  };
}

/** Gives both markets their price. */
export async function vote(url: string): Promise<void> {
  const client = await connect(url);
  const trader = client.trader(privateKeySigner(toHex(secretOf(ROLES.validator))), { account: 0 });
  await trader.send({
    type: "oracleVote",
    prices: [
      { market: 0, index: BTC_INDEX, externalMark: 0 },
      { market: 1, index: ETH_INDEX, externalMark: 0 },
    ],
  });
  client.close();
}
