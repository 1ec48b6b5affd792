/** A network's two phases: contracts that block 0 names, block 0, and the Rollup that is deployed with its root. */
import { type Address, parseAbi } from "viem";
import {
  type BridgeDeployment,
  type DeployClients,
  type Deployment,
  deployBridge,
  deployRollup,
} from "../contracts/deploy.ts";
import type { Genesis } from "../genesis/index.ts";
import { NovateError } from "../node/primitives/error.ts";
import { executeBlockZero, genesisFile, rollupRoots } from "./block-zero.ts";
import { bridgeOptionsOf, type NetworkChoices, rollupOptionsOf } from "./choices.ts";

/** L1 block of a network's first contract, and its time in seconds: what block 0 says of itself. */
export interface Origin {
  readonly block: number;
  readonly timestamp: number;
}

export interface Launched {
  readonly deployment: Deployment;
  readonly genesis: Genesis;
}

const erc20Abi = parseAbi(["function balanceOf(address) view returns (uint256)"]);

/**
 * Both phases. `settle` resolves when what was sent counts, with the same origin each time. Throws `DEPLOY_PRESET`, `DEPLOY_INVALID_OPTION`, `DEPLOY_INSURANCE`, and what deploying throws.
 */
export async function launch(
  choices: NetworkChoices,
  clients: DeployClients,
  settle: (bridge: BridgeDeployment) => Promise<Origin>,
): Promise<Launched> {
  const { preset, validators } = choices;
  const first = await deployBridge(bridgeOptionsOf(choices), clients);
  const origin = await settle(first);
  const bridge = { ...first, deployBlock: BigInt(origin.block) };
  const timestamp = BigInt(origin.timestamp) * 1_000n;
  const zero = await executeBlockZero(preset, { bridge, timestamp, validators });
  const options = { ...rollupRoots(zero), ...rollupOptionsOf(choices, zero) };
  const deployment = await deployRollup(bridge, options, clients);
  await settle(bridge);
  return { deployment, genesis: genesisFile(preset.name, deployment, zero) };
}

/** Before anything is sent: the deployer holds the token that backs the insurance. Throws `DEPLOY_INSURANCE`. */
export async function checkInsurance(
  { preset, usdc }: NetworkChoices,
  deployer: Address,
  { publicClient }: Pick<DeployClients, "publicClient">,
): Promise<void> {
  const need = preset.parameters.insurance;
  if (usdc === undefined || need === 0n) return;
  const have = await publicClient
    .readContract({ address: usdc, abi: erc20Abi, functionName: "balanceOf", args: [deployer] })
    .catch(() => undefined);
  // No token there: what deploys says so by name.
  if (have === undefined || have >= need) return;
  throw new NovateError(
    "DEPLOY_INSURANCE",
    `expected ${deployer} to hold the insurance, ${need} of the token (1e-6 USDC), it has ${have}; fund it or choose another --insurance`,
    { need, have },
  );
}
