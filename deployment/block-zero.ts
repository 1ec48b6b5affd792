/** Block 0 of a network over the contracts that exist before it, and the file that tells it. */
import { type Address, toHex as hexOf } from "viem";
import type { BridgeDeployment, Deployment } from "../contracts/deploy.ts";
import { executeGenesis, GENESIS_FORMAT, type Genesis, genesisBlock, type Preset } from "../genesis/index.ts";
import { fromHex } from "../node/primitives/bytes.ts";
import { createStateMachine } from "../node/state-machine/index.ts";
import { programRoot } from "../node/state-machine/program/release.ts";

export interface BlockZero {
  readonly block: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly genesisHash: Uint8Array;
}

export interface BlockZeroInputs {
  readonly bridge: BridgeDeployment;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: bigint;
  readonly validators: readonly { readonly address: Address; readonly stake: bigint }[];
}

/** Executes block 0. The same preset and inputs give the same root. Throws `BAD_GENESIS_BLOCK`. */
export async function executeBlockZero(preset: Preset, inputs: BlockZeroInputs): Promise<BlockZero> {
  const { bridge, timestamp, validators } = inputs;
  const block = genesisBlock(preset, {
    chainId: BigInt(bridge.chainId),
    inbox: fromHex(bridge.inbox, 20),
    timelock: fromHex(bridge.timelock, 20),
    deployBlock: bridge.deployBlock,
    timestamp,
    validators: validators.map(({ address, stake }) => ({ address: fromHex(address, 20), stake })),
  });
  const { genesisHash, outcome } = executeGenesis(block, await createStateMachine());
  return { block, genesisHash, stateRoot: outcome.stateRoot };
}

/** What the Rollup is deployed with: the root of block 0, and the program of this release. */
export function rollupRoots({ stateRoot }: BlockZero) {
  return { genesisStateRoot: hexOf(stateRoot), programHash: hexOf(programRoot()) };
}

/** What every node is started with. */
export function genesisFile(name: string, deployment: Deployment, zero: BlockZero): Genesis {
  const address = (contract: "inbox" | "rollup" | "vault" | "timelock" | "guardian" | "usdc") =>
    fromHex(deployment[contract], 20);
  return {
    format: GENESIS_FORMAT,
    name,
    chainId: deployment.chainId,
    deployBlock: Number(deployment.deployBlock),
    l1: {
      inbox: address("inbox"),
      rollup: address("rollup"),
      vault: address("vault"),
      timelock: address("timelock"),
      guardian: address("guardian"),
      usdc: address("usdc"),
    },
    ...zero,
  };
}
