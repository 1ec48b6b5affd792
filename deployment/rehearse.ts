/** What a deployment would do and cost, by doing it on a copy of its L1. */
import { type Address, createPublicClient, createWalletClient, http } from "viem";
import { type Deployment, type DeploySender, senderOf } from "../contracts/deploy.ts";
import type { NetworkChoices } from "./choices.ts";
import { withFork } from "./fork.ts";
import { checkInsurance, launch } from "./launch.ts";

export interface Rehearsed {
  readonly chainId: number;
  readonly steps: readonly { readonly name: string; readonly gas: bigint }[];
  readonly gas: bigint;
  /** Wei a unit of gas that L1 asks now, tip included. */
  readonly gasPrice: bigint;
  /** What the deployer has, in wei. */
  readonly balance: bigint;
  /** Addresses as they would be, were the deployer's next transaction the first. */
  readonly deployment: Deployment;
}

const TIMEOUT_MS = 120_000;
const POLL_MS = 50;

/** Sends nothing to L1 and needs no key. Throws as deploying does, and `ANVIL_MISSING`, `DEPLOY_FORK`. */
export async function rehearse(
  choices: NetworkChoices,
  { l1Url, deployer }: { readonly l1Url: string; readonly deployer: Address },
): Promise<Rehearsed> {
  const l1 = createPublicClient({ transport: http(l1Url, { timeout: TIMEOUT_MS }) });
  const chainId = await l1.getChainId();
  await checkInsurance(choices, deployer, { publicClient: l1 });
  const [balance, gasPrice] = await Promise.all([l1.getBalance({ address: deployer }), l1.getGasPrice()]);
  return withFork({ l1Url, chainId, deployer }, async (url) => {
    const transport = http(url, { timeout: TIMEOUT_MS });
    const publicClient = createPublicClient({ transport, pollingInterval: POLL_MS });
    const walletClient = createWalletClient({ account: deployer, transport, pollingInterval: POLL_MS });
    const steps: { name: string; gas: bigint }[] = [];
    const plain = senderOf({ walletClient, publicClient });
    const sender: DeploySender = {
      nextNonce: plain.nextNonce,
      async send(transaction) {
        const receipt = await plain.send(transaction);
        steps.push({ name: transaction.name, gas: receipt.gasUsed ?? 0n });
        return receipt;
      },
    };
    const clients = { walletClient, publicClient, sender };
    const { deployment } = await launch(choices, clients, async ({ deployBlock }) => {
      const { timestamp } = await publicClient.getBlock({ blockNumber: deployBlock });
      return { block: Number(deployBlock), timestamp: Number(timestamp) };
    });
    const gas = steps.reduce((sum, step) => sum + step.gas, 0n);
    return { chainId, steps, gas, gasPrice, balance, deployment };
  });
}
