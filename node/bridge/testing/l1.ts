/** A real anvil with the contracts on it, and what the bridge's tests do there. */
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  type PublicClient,
  parseEther,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import {
  type DataOptions,
  DEVNET_DISPUTE,
  type Deployment,
  deployContracts,
} from "../../../contracts/deploy.ts";
import { type Anvil, startAnvil } from "../../../contracts/testing/anvil.ts";
import { createBeaconSource } from "../../da/ethereum/beacon.ts";
import { createEthereumDa } from "../../da/ethereum/driver.ts";
import { toHex } from "../../primitives/bytes.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { createBlobChain } from "../l1/blob-chain.ts";

// The first keys of anvil's well-known mnemonic: public, for test money only.
const KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
] as const;

export const CHALLENGE_SECONDS = 600;
export const BOND = parseEther("0.1");
export const USDC = 1_000_000n;

export interface TestL1 {
  readonly anvil: Anvil;
  readonly deployment: Deployment;
  readonly sequencer: PrivateKeyAccount;
  readonly proposer: PrivateKeyAccount;
  readonly trader: PrivateKeyAccount;
  readonly liar: PrivateKeyAccount;
  readonly client: ReturnType<typeof createPublicClient>;
  readonly test: ReturnType<typeof createTestClient>;
  wallet(account: PrivateKeyAccount): ReturnType<typeof walletOf>;
  /** L1 time now, ms, plus what `pass` added. */
  readonly clock: { now(): number };
  /** Lets seconds pass on L1 and on the clock. */
  pass(seconds: number): Promise<void>;
}

const walletOf = (account: PrivateKeyAccount, url: string) =>
  createWalletClient({ account, chain: foundry, transport: http(url), pollingInterval: 20 });

/** `genesisRoot`: the state after block 0. */
export async function startTestL1(genesisRoot: Uint8Array, data?: DataOptions): Promise<TestL1> {
  const [sequencer, proposer, trader, liar] = KEYS.map((key) => privateKeyToAccount(key)) as [
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
    PrivateKeyAccount,
  ];
  const anvil = await startAnvil(Math.floor(Date.now() / 1000));
  const transport = http(anvil.url, { retryCount: 0 });
  const client = createPublicClient({ chain: foundry, transport, pollingInterval: 20, cacheTime: 0 });
  const test = createTestClient({ mode: "anvil", chain: foundry, transport });
  const deployment = await deployContracts(
    {
      sequencer: sequencer.address,
      guardian: sequencer.address,
      maxPause: 60,
      pauseCooldown: 120,
      governors: [sequencer.address],
      executors: [sequencer.address],
      timelockDelay: 0,
      exitWindow: 0,
      minDeposit: USDC,
      forceDelay: 3_600,
      maxBatchAge: 86_400,
      maxDrift: 3_000,
      selfDelay: 7_200,
      daKinds: ["local", "ethereum"],
      outflowCap: 1_000_000n * USDC,
      outflowWindow: 3_600,
      challengePeriod: CHALLENGE_SECONDS,
      bond: BOND,
      dispute: { ...DEVNET_DISPUTE, ...(data && { data }) },
      insurance: 0n,
      mint: [{ to: trader.address, amount: 1_000n * USDC }],
      genesis: () => ({
        genesisStateRoot: toHex(genesisRoot),
        programHash: toHex(new Uint8Array(32).fill(1)),
      }),
    },
    { walletClient: walletOf(sequencer, anvil.url), publicClient: client },
  );
  let passed = 0;
  return {
    ...{ anvil, deployment, sequencer, proposer, trader, liar, client, test },
    wallet: (account) => walletOf(account, anvil.url),
    clock: { now: () => Date.now() + passed * 1000 },
    async pass(seconds) {
      passed += seconds;
      await test.increaseTime({ seconds });
      await test.mine({ blocks: 1 });
    },
  };
}

/** Blobs on a test's L1 as the node's data layer. */
export function blobLayer({ anvil, client, deployment }: Pick<TestL1, "anvil" | "client" | "deployment">) {
  const chain = createBlobChain(
    { to: deployment.inbox, confirmations: 0 },
    { client: client as PublicClient },
  );
  const source = createBeaconSource({ url: anvil.url, blockId: "execution", timeoutMs: 5_000 });
  return createEthereumDa({ pollMs: 5 }, { chain, source, timers: systemTimers });
}
