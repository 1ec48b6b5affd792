/** A real anvil with the real contracts, an endpoint in front of it that fails on demand, and a client of a chain that credits nothing. */
import {
  type Abi,
  type Address,
  createPublicClient,
  createWalletClient,
  type Hex,
  http,
  parseEther,
  zeroAddress,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { DEVNET_DISPUTE, deployBridge, deployRollup } from "../../../contracts/deploy.ts";
import { inboxAbi, mockUsdcAbi } from "../../../contracts/generated/abi.ts";
import { anvilClient, startAnvil } from "../../../contracts/testing/anvil.ts";
import type { NovateClient } from "../../client.ts";
import { L1Bridge, memoryJournal, type SendOptions } from "../index.ts";
import { startUnsoundEndpoint } from "./unsound-endpoint.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
export const account = (addressIndex: number) => mnemonicToAccount(MNEMONIC, { addressIndex });
const USD = 1_000_000n;
export const START_USDC = 1_000n * USD;

export async function startL1(token?: { readonly abi: Abi; readonly bytecode: Hex }) {
  const anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  const endpoint = await startUnsoundEndpoint(anvil.url);
  const l1 = anvilClient(anvil.url);
  const deployer = createWalletClient({ account: account(0), chain: foundry, transport: http(anvil.url) });
  const user = account(4);
  const usdc = token && (await deployToken(token));
  const options = {
    ...{ sequencer: account(1).address, guardian: account(0).address, maxPause: 60, pauseCooldown: 120 },
    ...{ governors: [account(0).address], executors: [zeroAddress], timelockDelay: 0, exitWindow: 0 },
    ...{ minDeposit: USD, forceDelay: 60, maxBatchAge: 86_400, selfDelay: 86_400, maxDrift: 15 },
    ...{
      daKinds: ["local"] as const,
      outflowCap: 1_000_000n * USD,
      outflowWindow: 3_600,
      challengePeriod: 2,
    },
    ...{ bond: parseEther("0.1"), dispute: { ...DEVNET_DISPUTE, moveTime: 1, offline: 1 }, insurance: 0n },
    ...(usdc === undefined ? { mint: [{ to: user.address, amount: START_USDC }] } : { usdc }),
  };
  const clients = { walletClient: deployer, publicClient: l1 as never };
  const bridge = await deployBridge(options, clients);
  const roots = { genesisStateRoot: `0x${"01".repeat(32)}`, programHash: `0x${"02".repeat(32)}` } as const;
  const deployment = await deployRollup(bridge, { ...options, ...roots }, clients);
  if (usdc !== undefined && token !== undefined) await mint(usdc, token.abi);

  async function deployToken({ abi, bytecode }: { readonly abi: Abi; readonly bytecode: Hex }) {
    const hash = await deployer.deployContract({ abi, bytecode });
    return (await l1.waitForTransactionReceipt({ hash })).contractAddress as Address;
  }
  async function mint(address: Address, abi: Abi) {
    await deployer.writeContract({ address, abi, functionName: "mint", args: [user.address, START_USDC] });
  }

  const contracts = {
    inbox: deployment.inbox,
    vault: deployment.vault,
    rollup: deployment.rollup,
    token: deployment.usdc,
  };
  const client = { chain: { contracts, chainId: foundry.id } } as unknown as NovateClient;
  const journal = memoryJournal();
  const transport = http(endpoint.url, { retryCount: 0 });
  return {
    ...{ l1, anvil, endpoint, contracts, client, journal, user, deployer, guardian: deployment.guardian },
    /** A bridge whose every call passes through the endpoint. */
    bridge: (options: SendOptions = {}) =>
      new L1Bridge(
        client,
        {
          publicClient: createPublicClient({ chain: foundry, transport, cacheTime: 0 }),
          walletClient: createWalletClient({ account: user, chain: foundry, transport }),
        },
        { journal, timeoutMs: 20_000, everyMs: 50, ...options },
      ),
    messages: () =>
      l1.readContract({ address: contracts.inbox, abi: inboxAbi, functionName: "messageCount" }),
    allowance: () =>
      l1.readContract({
        ...{ address: contracts.token, abi: mockUsdcAbi, functionName: "allowance" },
        args: [user.address, contracts.inbox],
      }),
    async close() {
      await endpoint.close();
      await anvil.stop();
    },
  };
}
