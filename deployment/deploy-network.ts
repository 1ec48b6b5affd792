import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import type { Account, Chain, LocalAccount, PublicClient, Transport, WalletClient } from "viem";
import type { Deployment } from "../contracts/deploy.ts";
import { type Genesis, serializeGenesis } from "../genesis/index.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { NovateError } from "../node/primitives/error.ts";
import { type NetworkChoices, namespaceOf } from "./choices.ts";
import {
  DEPLOYMENT_FORMAT,
  genesisPath,
  type Journal,
  type JournalStep,
  lockFolder,
  readJournal,
  writeJournal,
  writeWhole,
} from "./journal.ts";
import { checkInsurance, launch } from "./launch.ts";
import { createJournaledSender, type SenderOptions } from "./sender.ts";

export interface DeployNetworkOptions extends SenderOptions {
  /** For `deployment.json` (the record, and what a resume needs) and `genesis.json`. */
  readonly folder: string;
}

export interface DeployNetworkDependencies {
  readonly account: LocalAccount;
  readonly walletClient: WalletClient<Transport, Chain | undefined, Account>;
  readonly publicClient: PublicClient;
  onStep(step: JournalStep, state: "sent" | "mined" | "known"): void;
  onWaiting(text: string): void;
}

export interface DeployedNetwork {
  readonly deployment: Deployment;
  readonly genesis: Genesis;
  readonly steps: readonly JournalStep[];
  readonly gasUsed: bigint;
  /** Wei paid for it. */
  readonly paid: bigint;
  /** True when an earlier run had done all of it. */
  readonly wasDone: boolean;
}

/**
 * Deploys the contracts and writes the files. Killed at any moment, the same call goes on where it ended: no transaction is sent
 * twice, none is left out, the addresses are the same. Throws what `launch` throws, `DEPLOY_RUNNING`, `DEPLOY_JOURNAL`,
 * `DEPLOY_OTHER_CHOICES`, `DEPLOY_WRONG_CHAIN`, `DEPLOY_PENDING`, `DEPLOY_FOREIGN_TRANSACTION`, `DEPLOY_NO_ETHER`,
 * `DEPLOY_FEES_HIGH`, `L1_RPC`.
 */
export async function deployNetwork(
  choices: NetworkChoices,
  options: DeployNetworkOptions,
  dependencies: DeployNetworkDependencies,
): Promise<DeployedNetwork> {
  const { account, publicClient } = dependencies;
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const release = lockFolder(options.folder);
  try {
    const chainId = await publicClient.getChainId();
    const earlier = readJournal(options.folder);
    if (earlier === undefined) await checkInsurance(choices, account.address, { publicClient });
    const journal = earlier ?? (await newJournal(choices, chainId, options, dependencies));
    checkResume(journal, { account, chainId, choices });
    const save = () => writeJournal(options.folder, journal);
    const sender = createJournaledSender(options, { ...dependencies, journal, save });
    const clients = { ...dependencies, sender };
    const { deployment, genesis } = await launch(choices, clients, async () => {
      const blockNumber = await sender.settle();
      if (journal.origin === undefined) {
        const { timestamp } = await publicClient.getBlock({ blockNumber });
        journal.origin = { block: Number(blockNumber), timestamp: Number(timestamp) };
        save();
      }
      return journal.origin;
    });
    const wasDone = journal.status === "done";
    writeGenesis(options.folder, serializeGenesis(genesis));
    finish(journal, deployment, genesis);
    save();
    return { deployment, genesis, steps: journal.steps, wasDone, ...sumsOf(journal) };
  } finally {
    release();
  }
}

async function newJournal(
  choices: NetworkChoices,
  chainId: number,
  { folder }: DeployNetworkOptions,
  { account: { address }, publicClient }: DeployNetworkDependencies,
): Promise<Journal> {
  if (existsSync(genesisPath(folder))) {
    throw new NovateError(
      "FILE_EXISTS",
      `expected no ${genesisPath(folder)} before a deployment begins; choose another folder`,
    );
  }
  const [mined, pending] = await Promise.all([
    publicClient.getTransactionCount({ address, blockTag: "latest" }),
    publicClient.getTransactionCount({ address, blockTag: "pending" }),
  ]);
  if (pending > mined) {
    throw new NovateError(
      "DEPLOY_PENDING",
      `expected no transaction of ${address} to wait on L1, ${pending - mined} do; wait until they are mined: the nonces must be ours alone`,
      { pending: pending - mined },
    );
  }
  return {
    ...{ format: DEPLOYMENT_FORMAT, status: "deploying", network: choices.preset.name, chainId },
    ...{ deployer: address, firstNonce: mined, choices: plain(choices), steps: [] },
  };
}

/** As JSON keeps it: amounts become decimals. */
function plain(choices: NetworkChoices): Record<string, unknown> {
  const text = JSON.stringify(choices, (_key, value) => (typeof value === "bigint" ? String(value) : value));
  return JSON.parse(text) as Record<string, unknown>;
}

function checkResume(
  journal: Journal,
  now: { readonly account: LocalAccount; readonly chainId: number; readonly choices: NetworkChoices },
): void {
  if (journal.chainId !== now.chainId) {
    throw new NovateError(
      "DEPLOY_WRONG_CHAIN",
      `expected the L1 where this deployment began, chain id ${journal.chainId}, got ${now.chainId}`,
    );
  }
  const chosen = { ...plain(now.choices), deployer: now.account.address };
  const before: Record<string, unknown> = { ...journal.choices, deployer: journal.deployer };
  for (const name of new Set([...Object.keys(chosen), ...Object.keys(before)])) {
    const [was, is] = [JSON.stringify(before[name]), JSON.stringify(chosen[name as keyof typeof chosen])];
    if (was === is) continue;
    throw new NovateError(
      "DEPLOY_OTHER_CHOICES",
      `expected the choices this deployment began with: ${name} was ${was}, now ${is}; use the same, or begin anew in another folder`,
      { option: name },
    );
  }
}

/** A file that is there already must be the same: nodes may run on it. */
function writeGenesis(folder: string, text: string): void {
  const path = genesisPath(folder);
  if (existsSync(path)) {
    if (readFileSync(path, "utf8") === text) return;
    throw new NovateError("FILE_EXISTS", `expected ${path} to be this deployment's genesis, it is another`, {
      path,
    });
  }
  writeWhole(path, text);
  // Everybody may read it: it goes to every node.
  chmodSync(path, 0o644);
}

function finish(journal: Journal, deployment: Deployment, genesis: Genesis): void {
  journal.status = "done";
  const { deployBlock, chainId: _, ...addresses } = deployment;
  journal.result = {
    ...addresses,
    deployBlock: Number(deployBlock),
    genesisHash: toHex(genesis.genesisHash),
    stateRoot: toHex(genesis.stateRoot),
    celestiaNamespace: namespaceOf(genesis.genesisHash),
  };
  // What has settled is never sent again.
  for (const step of journal.steps) step.sent = step.sent.map(({ hash }) => ({ hash }));
}

function sumsOf({ steps }: Journal): { readonly gasUsed: bigint; readonly paid: bigint } {
  const receipts = steps.flatMap(({ receipt }) => receipt ?? []);
  return {
    gasUsed: receipts.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n),
    paid: receipts.reduce((sum, { gasUsed, gasPrice }) => sum + BigInt(gasUsed) * BigInt(gasPrice), 0n),
  };
}
