import { type Address, getContractAddress, type Hex, parseAbi, zeroAddress } from "viem";
import { NovateError } from "../node/primitives/error.ts";
import { call, type DeployClients, deploy, senderOf } from "./deploy-transactions.ts";
import attestedOracleArtifact from "./generated/AttestedOracle.json" with { type: "json" };
import {
  attestedOracleAbi,
  dataAvailabilityAbi,
  dataChallengesAbi,
  guardianAbi,
  inboxAbi,
  judgeAbi,
  machineAbi,
  mockUsdcAbi,
  rollupAbi,
  timelockControllerAbi,
  tournamentAbi,
  vaultAbi,
} from "./generated/abi.ts";
import dataAvailabilityArtifact from "./generated/DataAvailability.json" with { type: "json" };
import dataChallengesArtifact from "./generated/DataChallenges.json" with { type: "json" };
import guardianArtifact from "./generated/Guardian.json" with { type: "json" };
import inboxArtifact from "./generated/Inbox.json" with { type: "json" };
import judgeArtifact from "./generated/Judge.json" with { type: "json" };
import machineArtifact from "./generated/Machine.json" with { type: "json" };
import mockUsdcArtifact from "./generated/MockUSDC.json" with { type: "json" };
import rollupArtifact from "./generated/Rollup.json" with { type: "json" };
import timelockArtifact from "./generated/TimelockController.json" with { type: "json" };
import tournamentArtifact from "./generated/Tournament.json" with { type: "json" };
import vaultArtifact from "./generated/Vault.json" with { type: "json" };
import {
  type BridgeOptions,
  checkBridgeOptions,
  checkDisputeOptions,
  checkRollupOptions,
  DA_KINDS,
  type DataOptions,
  DISPUTE_HEIGHTS,
  type DisputeOptions,
  type RollupOptions,
} from "./options.ts";

export type { DeployClients, DeployReceipt, DeploySender, DeployTransaction } from "./deploy-transactions.ts";
export { senderOf } from "./deploy-transactions.ts";
export type { BridgeOptions, DaKind, DataOptions, DisputeOptions, RollupOptions } from "./options.ts";
export { DA_KINDS, DEVNET_CHAIN_IDS, DEVNET_DISPUTE } from "./options.ts";

/** What exists before the genesis state: the genesis configuration names `inbox` and `timelock`. */
export interface BridgeDeployment {
  readonly chainId: number;
  readonly timelock: Address;
  readonly guardian: Address;
  readonly usdc: Address;
  readonly vault: Address;
  readonly inbox: Address;
  /** L1 block of the first contract: nothing of the rollup happened before it. */
  readonly deployBlock: bigint;
}

export interface Deployment extends BridgeDeployment {
  readonly rollup: Address;
  /** Decides disputes of kind 0, and what it needs. */
  readonly tournament: Address;
  readonly judge: Address;
  readonly machine: Address;
  /** Rules on batches without data, when `dispute.data` asked for it. */
  readonly dataChallenges?: Address;
  /** Opens payloads for it, with the oracle of Celestia's data roots. */
  readonly dataAvailability?: Address;
  readonly oracle?: Address;
}

const NO_NAMESPACE: Hex = `0x${"00".repeat(29)}`;

const erc20Abi = parseAbi([
  "function approve(address spender, uint256 amount) returns (bool)",
  "function decimals() view returns (uint8)",
]);

/**
 * First phase: Timelock, Guardian, token (a MockUSDC when none is named, devnets only), Vault, Inbox; mints and funds the
 * insurance. Every parameter already belongs to the timelock. Deposits stay refused until the second phase.
 * Throws `DEPLOY_INVALID_OPTION`, `DEPLOY_WRONG_CHAIN`, `DEPLOY_INVALID_TOKEN`, `DEPLOY_REVERTED`.
 */
export async function deployBridge(
  options: BridgeOptions,
  clients: DeployClients,
): Promise<BridgeDeployment> {
  const chainId = await commonChainId(clients);
  checkBridgeOptions(options, chainId);
  if (options.usdc !== undefined) await checkToken(options.usdc, clients);

  const timelockRoles = [BigInt(options.timelockDelay), options.governors, options.executors, zeroAddress];
  const first = await deploy(
    "TimelockController",
    timelockControllerAbi,
    timelockArtifact.bytecode,
    timelockRoles,
    clients,
  );
  const timelock = first.address;
  const pause = [BigInt(options.maxPause), BigInt(options.pauseCooldown)];
  const guardianArguments = [timelock, options.guardian, ...pause];
  const guardian = (
    await deploy("Guardian", guardianAbi, guardianArtifact.bytecode, guardianArguments, clients)
  ).address;
  const usdc =
    options.usdc ?? (await deploy("MockUSDC", mockUsdcAbi, mockUsdcArtifact.bytecode, [], clients)).address;
  const outflow = [options.outflowCap, BigInt(options.outflowWindow)];
  const vaultArguments = [timelock, guardian, usdc, ...outflow];
  const vault = (await deploy("Vault", vaultAbi, vaultArtifact.bytecode, vaultArguments, clients)).address;
  const inboxArguments = [timelock, vault, inboxParameters(options)];
  const inbox = (await deploy("Inbox", inboxAbi, inboxArtifact.bytecode, inboxArguments, clients)).address;

  await fund(options, usdc, vault, clients);
  return { chainId, timelock, guardian, usdc, vault, inbox, deployBlock: first.block };
}

/**
 * Second phase, by the same account: the Rollup over the genesis state root with its tournament, named to the Vault once and
 * for all. Rollup and tournament name each other, so nobody else may send from the account meanwhile.
 * Throws `DEPLOY_INVALID_OPTION`, `DEPLOY_WRONG_CHAIN`, `DEPLOY_REVERTED`.
 */
export async function deployRollup(
  bridge: BridgeDeployment,
  options: RollupOptions & Pick<BridgeOptions, "challengePeriod" | "exitWindow" | "bond" | "dispute">,
  clients: DeployClients,
): Promise<Deployment> {
  const chainId = await commonChainId(clients);
  if (chainId !== bridge.chainId) {
    throw new NovateError("DEPLOY_WRONG_CHAIN", `expected chain id ${bridge.chainId}, got ${chainId}`);
  }
  checkRollupOptions(options);
  checkDisputeOptions(options.dispute, options.challengePeriod);
  const { timelock, guardian, inbox, vault } = bridge;
  const data = await deployData(inbox, options, clients);
  const modules = await deployTournament(inbox, { ...options.dispute, ...data }, clients);
  const parameters = {
    genesisStateRoot: options.genesisStateRoot,
    programHash: options.programHash,
    challengePeriod: BigInt(options.challengePeriod),
    exitWindow: BigInt(options.exitWindow),
    bond: options.bond,
    blocksHeight: DISPUTE_HEIGHTS[0],
  };
  const rollupArguments = [timelock, guardian, inbox, modules.tournament, parameters];
  const rollup = (await deploy("Rollup", rollupAbi, rollupArtifact.bytecode, rollupArguments, clients))
    .address;
  await call("Vault.setRollup", vault, vaultAbi, "setRollup", [rollup], clients);
  return { ...bridge, rollup, ...modules, ...data };
}

/** What rules on batches without data; nothing when the options don't ask for it. */
async function deployData(
  inbox: Address,
  { dispute, challengePeriod }: Pick<BridgeOptions, "challengePeriod" | "dispute">,
  clients: DeployClients,
): Promise<Pick<Deployment, "dataChallenges" | "dataAvailability" | "oracle">> {
  const { data } = dispute;
  if (data === undefined) return {};
  const oracle = data.celestia && (await oracleOf(data.celestia.oracle, clients));
  const dataArguments = [oracle ?? zeroAddress, data.celestia?.namespace ?? NO_NAMESPACE];
  const { address: dataAvailability } = await deploy(
    "DataAvailability",
    dataAvailabilityAbi,
    dataAvailabilityArtifact.bytecode,
    dataArguments,
    clients,
  );
  const parameters = {
    dataWindow: BigInt(data.dataWindow),
    responseWindow: BigInt(data.responseWindow),
    bond: data.bond,
    challengePeriod: BigInt(challengePeriod),
  };
  const { address: dataChallenges } = await deploy(
    "DataChallenges",
    dataChallengesAbi,
    dataChallengesArtifact.bytecode,
    [inbox, dataAvailability, parameters],
    clients,
  );
  return { dataChallenges, dataAvailability, ...(oracle === undefined ? {} : { oracle }) };
}

async function oracleOf(
  oracle: NonNullable<DataOptions["celestia"]>["oracle"],
  clients: DeployClients,
): Promise<Address> {
  if (typeof oracle === "string") return oracle;
  const attestors = [...oracle.attestors].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  const roles = [attestors, BigInt(oracle.quorum)];
  return (await deploy("AttestedOracle", attestedOracleAbi, attestedOracleArtifact.bytecode, roles, clients))
    .address;
}

/** The tournament of the Rollup that this account deploys next, over what it needs. */
async function deployTournament(
  inbox: Address,
  options: DisputeOptions,
  clients: DeployClients,
): Promise<Pick<Deployment, "machine" | "judge" | "tournament">> {
  const machine = (await deploy("Machine", machineAbi, machineArtifact.bytecode, [], clients)).address;
  const judge = (await deploy("Judge", judgeAbi, judgeArtifact.bytecode, [inbox], clients)).address;
  const from = clients.walletClient.account.address;
  const nonce = await senderOf(clients).nextNonce();
  const rollup = getContractAddress({ from, nonce: BigInt(nonce) + 1n });
  const { allowance, moveTime, joinWindow, grace, offline, blockBond, stretchBond, tipCap } = options;
  const clocks = Object.fromEntries(
    Object.entries({ allowance, moveTime, joinWindow, grace, offline }).map(([name, seconds]) => [
      name,
      BigInt(seconds),
    ]),
  );
  const parameters = { heights: DISPUTE_HEIGHTS, clocks, blockBond, stretchBond, tipCap };
  const tournamentArguments = [rollup, machine, judge, options.dataChallenges ?? zeroAddress, parameters];
  const tournament = (
    await deploy("Tournament", tournamentAbi, tournamentArtifact.bytecode, tournamentArguments, clients)
  ).address;
  return { machine, judge, tournament };
}

/** Both phases; `genesis` is asked for the genesis state root once the addresses are known. */
export async function deployContracts(
  options: BridgeOptions & {
    readonly genesis: (bridge: BridgeDeployment) => Promise<RollupOptions> | RollupOptions;
  },
  clients: DeployClients,
): Promise<Deployment> {
  const bridge = await deployBridge(options, clients);
  const { challengePeriod, exitWindow, bond, dispute } = options;
  return deployRollup(
    bridge,
    { ...(await options.genesis(bridge)), challengePeriod, exitWindow, bond, dispute },
    clients,
  );
}

async function commonChainId({ walletClient, publicClient }: DeployClients): Promise<number> {
  const [signing, reading] = await Promise.all([walletClient.getChainId(), publicClient.getChainId()]);
  if (signing !== reading) {
    throw new NovateError(
      "DEPLOY_WRONG_CHAIN",
      `expected both clients on one chain, got ids ${signing} and ${reading}`,
    );
  }
  return signing;
}

async function checkToken(token: Address, { publicClient }: DeployClients): Promise<void> {
  const decimals = await publicClient
    .readContract({ address: token, abi: erc20Abi, functionName: "decimals" })
    .catch((cause: unknown) => {
      throw new NovateError(
        "DEPLOY_INVALID_TOKEN",
        `usdc: expected a token at ${token}`,
        { token },
        { cause },
      );
    });
  if (decimals !== 6) {
    throw new NovateError("DEPLOY_INVALID_TOKEN", `usdc: expected 6 decimals at ${token}, got ${decimals}`, {
      token,
    });
  }
}

function inboxParameters(options: BridgeOptions) {
  return {
    sequencer: options.sequencer,
    minDeposit: options.minDeposit,
    forceDelay: BigInt(options.forceDelay),
    maxBatchAge: BigInt(options.maxBatchAge),
    maxDrift: BigInt(options.maxDrift),
    selfDelay: BigInt(options.selfDelay),
    daKinds: options.daKinds.reduce((mask, kind) => mask | (1 << DA_KINDS[kind]), 0),
  };
}

async function fund(
  options: BridgeOptions,
  usdc: Address,
  vault: Address,
  clients: DeployClients,
): Promise<void> {
  const mint = [...(options.mint ?? [])];
  const deployer = clients.walletClient.account.address;
  if (options.usdc === undefined && options.insurance > 0n)
    mint.push({ to: deployer, amount: options.insurance });
  for (const { to, amount } of mint) {
    await call("MockUSDC.mint", usdc, mockUsdcAbi, "mint", [to, amount], clients);
  }
  if (options.insurance > 0n) {
    await call("USDC.approve", usdc, erc20Abi, "approve", [vault, options.insurance], clients);
    await call("Vault.fundInsurance", vault, vaultAbi, "fundInsurance", [options.insurance], clients);
  }
}
