import { readFileSync, writeFileSync } from "node:fs";
import { createPublicClient, createWalletClient, http, parseEther } from "viem";
import {
  type BridgeOptions,
  type DaKind,
  type DataOptions,
  DEVNET_DISPUTE,
  deployBridge,
  deployRollup,
} from "../contracts/deploy.ts";
import { executeBlockZero, genesisFile, rollupRoots } from "../deployment/index.ts";
import { type Genesis, loadPreset, parseGenesis, serializeGenesis } from "../genesis/index.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { l1Account, MAKERS, ROLES, TAKERS, VALIDATORS } from "./accounts.ts";
import type { DevnetFolder } from "./folder.ts";

/** Seconds an assertion of the devnet can be challenged. */
const CHALLENGE_PERIOD_SECONDS = 8;
/** Where L1 rules on data, time for rulings comes on top: the windows below, and thirteen response windows. */
const DATA_WINDOW_SECONDS = 18;
/** Above the lag of the attestor. */
const RESPONSE_WINDOW_SECONDS = 5;
const RULING_SECONDS = DATA_WINDOW_SECONDS + 13 * RESPONSE_WINDOW_SECONDS;
/** Clocks that no machine is too slow for: somebody who takes L1's time ahead spares people the waiting. */
const LONG_CLOCKS = { allowance: 600, moveTime: 30, joinWindow: 120, offline: 30 };
const USDC = 1_000_000n;
/** USDC minted to every trading role. */
const MINTED = 10_000_000n * USDC;

const DAY_SECONDS = 86_400;

export interface DevnetRules {
  /** L1 rules on data. */
  readonly rulesOnData: boolean;
  /** Disputes have clocks of minutes. */
  readonly longClocks: boolean;
}

/** Deploys the contracts, with those that rule on data when asked to, executes block 0 over their addresses, and writes `genesis.json`. */
export async function deployDevnet(
  folder: DevnetFolder,
  l1Url: string,
  daKind: DaKind,
  { rulesOnData, longClocks }: DevnetRules,
): Promise<Genesis> {
  const preset = await loadPreset("devnet");
  const transport = http(l1Url, { retryCount: 2, timeout: 20_000 });
  const clients = {
    publicClient: createPublicClient({ transport, pollingInterval: 100 }),
    walletClient: createWalletClient({ account: l1Account("deployer"), transport, pollingInterval: 100 }),
  };
  const dispute = { ...DEVNET_DISPUTE, ...(longClocks && LONG_CLOCKS) };
  const least = dispute.offline + dispute.moveTime + (rulesOnData ? RULING_SECONDS : 0);
  const challengePeriod = Math.max(CHALLENGE_PERIOD_SECONDS, least);
  const options = { ...bridgeOptions(preset.parameters, daKind), challengePeriod, dispute };
  const bridge = await deployBridge(options, clients);
  const { timestamp } = await clients.publicClient.getBlock();
  const validators = VALIDATORS.map((role) => ({ address: l1Account(role).address, stake: 1n }));
  const zero = await executeBlockZero(preset, { bridge, timestamp: timestamp * 1_000n, validators });
  const deployment = await deployRollup(
    bridge,
    {
      ...rollupRoots(zero),
      challengePeriod: options.challengePeriod,
      exitWindow: options.exitWindow,
      bond: options.bond,
      dispute: { ...options.dispute, ...(rulesOnData && { data: dataOptions(daKind, zero.genesisHash) }) },
    },
    clients,
  );
  const genesis = genesisFile(preset.name, deployment, zero);
  writeFileSync(folder.genesis, serializeGenesis(genesis));
  return genesis;
}

function dataOptions(daKind: DaKind, genesisHash: Uint8Array): DataOptions {
  const oracle = { attestors: [l1Account("attestor").address], quorum: 1 };
  return {
    dataWindow: DATA_WINDOW_SECONDS,
    responseWindow: RESPONSE_WINDOW_SECONDS,
    bond: parseEther("0.01"),
    ...(daKind === "celestia" && { celestia: { namespace: toHex(defaultNamespace(genesisHash)), oracle } }),
  };
}

/** The genesis of an earlier start. */
export function readGenesis(path: string): Genesis {
  return parseGenesis(readFileSync(path, "utf8"));
}

function bridgeOptions(
  parameters: { forceDelay: number; minDeposit: bigint; insurance: bigint },
  daKind: DaKind,
): Omit<BridgeOptions, "challengePeriod" | "dispute"> {
  const { address: guardian } = l1Account("guardian");
  const funded = ROLES.filter((role) => [...MAKERS, ...TAKERS, "alice", "bob"].includes(role));
  return {
    sequencer: l1Account("sequencer").address,
    guardian,
    maxPause: 3_600,
    pauseCooldown: DAY_SECONDS,
    governors: [l1Account("deployer").address],
    executors: [l1Account("deployer").address],
    timelockDelay: 0,
    exitWindow: 0,
    minDeposit: parameters.minDeposit,
    forceDelay: parameters.forceDelay,
    maxBatchAge: DAY_SECONDS,
    selfDelay: DAY_SECONDS,
    maxDrift: 15,
    daKinds: [daKind],
    outflowCap: 10_000_000n * USDC,
    outflowWindow: 3_600,
    bond: parseEther("0.1"),
    insurance: parameters.insurance,
    mint: funded.map((role) => ({ to: l1Account(role).address, amount: MINTED })),
  };
}
