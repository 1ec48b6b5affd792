import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { createPublicClient, createWalletClient, formatEther, formatGwei, zeroAddress } from "viem";
import { DA_KINDS, type DaKind } from "../../contracts/deploy.ts";
import {
  type DeployedNetwork,
  deployNetwork,
  genesisPath,
  type JournalStep,
  journalPath,
  type NetworkChoices,
  type Rehearsed,
  rehearse,
} from "../../deployment/index.ts";
import { loadPreset, type Preset, parsePreset, presetNames } from "../../genesis/index.ts";
import { l1Endpoint } from "../../node/bridge/index.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { parseUsd } from "../../node/primitives/market-decimals.ts";
import { grouped, table } from "../format.ts";
import {
  address,
  decimal,
  integer,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  l1Option,
  passwordFileOption,
} from "../options.ts";
import { createOutput, type Output } from "../output.ts";
import { addressOfKey, withKey } from "../session.ts";

type Hex = `0x${string}`;

interface DeployCommandOptions extends KeyOptions {
  readonly l1: string;
  readonly preset: string;
  readonly out: string;
  readonly sequencer: Hex;
  readonly guardian: Hex;
  readonly governor: readonly Hex[];
  readonly executor?: readonly Hex[];
  readonly validator: readonly { readonly address: Hex; readonly stake: bigint }[];
  readonly usdc?: Hex;
  readonly da: readonly DaKind[];
  readonly oracle?: Hex;
  readonly attestor?: readonly Hex[];
  readonly insurance?: string;
  readonly mint?: readonly { readonly to: Hex; readonly amount: bigint }[];
  readonly confirmations: number;
  readonly maxFeeGwei: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const TIMEOUT_MS = 30_000;
const RETRIES = 5;
const POLL_MS = 500;
const BUMP_AFTER_MS = 60_000;
const GWEI = 1_000_000_000n;

/** `novate deploy`: a network's contracts on any L1, and the files that its nodes start with. */
export function registerDeploy(program: Command): void {
  const addresses = (what: string) => (text: string, before: readonly Hex[] | undefined) => [
    ...(before ?? []),
    address(what)(text),
  ];
  program
    .command("deploy")
    .description(
      "put a network's contracts on an L1 and write its genesis; run again, it goes on where it ended",
    )
    .requiredOption(
      "--preset <name>",
      "clocks, markets and bonds: testnet, mainnet, or a JSON file of that form",
    )
    .addOption(l1Option())
    .addOption(keyOption())
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .requiredOption("--out <folder>", "where deployment.json and genesis.json are written")
    .requiredOption("--sequencer <address>", "account that posts batches", address("the sequencer"))
    .requiredOption(
      "--guardian <address>",
      "account that may pause withdrawals for a while",
      address("the guardian"),
    )
    .requiredOption(
      "--governor <address>",
      "account that proposes changes to the timelock; may be repeated",
      addresses("a governor"),
    )
    .option(
      "--executor <address>",
      "account that executes what has waited; may be repeated (default: anyone)",
      addresses("an executor"),
    )
    .requiredOption(
      "--validator <address:stake>",
      "price validator with its stake; may be repeated, ids in this order",
      validator,
    )
    .option(
      "--usdc <address>",
      "collateral token with 6 decimals (default: a test token, on devnets only)",
      address("the token"),
    )
    .requiredOption("--da <layer>", "celestia, ethereum or (devnets) local; may be repeated", daKind)
    .option(
      "--oracle <address>",
      "contract that names Celestia's data roots on this L1 (Blobstream)",
      address("the oracle"),
    )
    .option(
      "--attestor <address>",
      "account of an oracle of our own, instead of --oracle; may be repeated, more than half must agree",
      addresses("an attestor"),
    )
    .option(
      "--insurance <usdc>",
      "backs the insurance fund, paid by the deployer (default: the preset's)",
      decimal("the insurance"),
    )
    .option("--mint <address:usdc>", "test tokens for an account, on devnets only; may be repeated", minted)
    .option(
      "--confirmations <n>",
      "L1 blocks on top of one before it counts",
      integer("confirmations", 0, 10_000),
      2,
    )
    .option("--max-fee-gwei <n>", "highest price of a unit of gas", integer("the price", 1, 100_000), 500)
    .option(
      "--dry-run",
      "do everything on a copy of L1 in memory, print gas and cost, send nothing; needs no password",
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate deploy --preset testnet --l1 https://rpc.example.org --key deployer --out network --dry-run \\
    --sequencer 0x.. --guardian 0x.. --governor 0x.. --validator 0x..:1 --usdc 0x.. --da celestia
      what it would do and cost; the same without --dry-run does it
  novate deploy --preset testnet --l1 http://127.0.0.1:8545 --key deployer --out network --da local \\
    --sequencer 0x.. --guardian 0x.. --governor 0x.. --validator 0x..:1 --mint 0x..:10000
      on a development L1, with a test token

Killed or refused at any moment, the same command goes on: no transaction is sent twice. The deployer's account must send
nothing else meanwhile, and keeps no power over the network. From nothing to trading: docs/run-a-network.md.`,
    )
    .action(async (options: DeployCommandOptions) => {
      const output = createOutput({ json: options.json === true });
      const choices = await choicesOf(options);
      if (options.key === undefined)
        throw new NovateError(
          "BAD_ARGUMENT",
          "expected --key NAME, the account that pays for the deployment; got none",
        );
      if (options.dryRun === true) {
        const deployer = await addressOfKey({ ...options, key: options.key });
        report(output, await rehearse(choices, { l1Url: options.l1, deployer }));
        return;
      }
      await withKey(options, async ({ account }) => {
        const transport = l1Endpoint(options.l1, { timeout: TIMEOUT_MS, retryCount: RETRIES });
        const publicClient = createPublicClient({ transport, pollingInterval: POLL_MS });
        const walletClient = createWalletClient({ account, transport, pollingInterval: POLL_MS });
        const folder = resolve(options.out);
        const say = narrator(output);
        const deployed = await deployNetwork(
          choices,
          {
            folder,
            ...{ pollMs: POLL_MS, bumpAfterMs: BUMP_AFTER_MS, confirmations: options.confirmations },
            maxFeePerGas: BigInt(options.maxFeeGwei) * GWEI,
          },
          { account, publicClient, walletClient, ...say },
        );
        reportDone(output, folder, deployed);
      });
    });
}

async function choicesOf(options: DeployCommandOptions): Promise<NetworkChoices> {
  const preset = await presetOf(options.preset);
  const { attestor, da, executor, governor, guardian, insurance, mint, oracle, sequencer, usdc } = options;
  if (oracle !== undefined && attestor !== undefined)
    throw new NovateError("BAD_ARGUMENT", "expected --oracle or --attestor, got both");
  const attested = attestor && { attestors: attestor, quorum: Math.floor(attestor.length / 2) + 1 };
  const parameters = {
    ...preset.parameters,
    ...(insurance === undefined ? {} : { insurance: parseUsd(insurance) }),
  };
  return {
    preset: { ...preset, parameters },
    ...{ sequencer, guardian, governors: governor, executors: executor ?? [zeroAddress] },
    ...{ validators: options.validator, daKinds: da },
    ...(usdc && { usdc }),
    ...(mint && { mint }),
    ...((oracle ?? attested) ? { oracle: (oracle ?? attested)! } : {}),
  };
}

async function presetOf(name: string): Promise<Preset> {
  const names = await presetNames();
  if (names.includes(name)) return loadPreset(name);
  const path = resolve(name);
  if (existsSync(path)) return parsePreset(readFileSync(path, "utf8"));
  throw new NovateError(
    "BAD_ARGUMENT",
    `expected --preset as one of ${names.join(", ")} or a file, got "${name}"`,
  );
}

function validator(text: string, before: DeployCommandOptions["validator"] | undefined) {
  const [, owner, stake] = /^(0x[0-9a-fA-F]{40}):([1-9]\d{0,17})$/.exec(text) ?? [];
  if (owner === undefined || stake === undefined)
    throw new InvalidArgumentError(
      `expected ADDRESS:STAKE such as 0x7099..79C8:1, got "${text.slice(0, 80)}"`,
    );
  return [...(before ?? []), { address: owner as Hex, stake: BigInt(stake) }];
}

function minted(text: string, before: DeployCommandOptions["mint"]) {
  const [, to, amount] = /^(0x[0-9a-fA-F]{40}):(\d{1,12}(?:\.\d{1,6})?)$/.exec(text) ?? [];
  if (to === undefined || amount === undefined)
    throw new InvalidArgumentError(
      `expected ADDRESS:USDC such as 0x7099..79C8:1000, got "${text.slice(0, 80)}"`,
    );
  return [...(before ?? []), { to: to as Hex, amount: parseUsd(amount) }];
}

function daKind(text: string, before: readonly DaKind[] | undefined): readonly DaKind[] {
  if (Object.hasOwn(DA_KINDS, text)) return [...(before ?? []), text as DaKind];
  throw new InvalidArgumentError(
    `expected one of ${Object.keys(DA_KINDS).join(", ")}, got "${text.slice(0, 80)}"`,
  );
}

/** Tells each step once: as sent, then with its block and gas. */
function narrator(output: Output) {
  let last = "";
  return {
    onStep({ name, nonce, receipt, sent }: JournalStep, state: "sent" | "mined" | "known") {
      const hash = sent.at(-1)?.hash ?? "";
      if (state === "sent") {
        output.line(`> ${name}: nonce ${nonce}, ${hash}`);
        return;
      }
      const { block, contract, gasUsed } = receipt!;
      const at = contract === undefined ? "" : ` at ${contract}`;
      output.line(
        `${state === "known" ? "=" : "+"} ${name}${at}: block ${block}, ${grouped(String(gasUsed))} gas`,
      );
    },
    onWaiting(text: string) {
      if (text !== last) output.line(`. waiting: ${text}`);
      last = text;
    },
  };
}

function addressRows(deployment: object): readonly (readonly string[])[] {
  return Object.entries(deployment).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value]] : [],
  );
}

function report(output: Output, { balance, chainId, deployment, gas, gasPrice, steps }: Rehearsed): void {
  const cost = gas * gasPrice;
  const rows = steps.map(({ name, gas: used }) => [name, grouped(String(used))]);
  const enough = balance >= cost ? "enough" : "NOT ENOUGH";
  output.result(
    { dryRun: true, chainId, gas, gasPrice, cost, balance, steps, contracts: deployment },
    [
      `a dry run on a copy of chain ${chainId}: nothing was sent`,
      table(["step", "gas"], rows, "lr"),
      `${grouped(String(gas))} gas at ${formatGwei(gasPrice)} gwei are ${formatEther(cost)} ether; the deployer has ${formatEther(balance)}: ${enough}`,
    ].join("\n"),
  );
}

function reportDone(output: Output, folder: string, deployed: DeployedNetwork): void {
  const { deployment, gasUsed, genesis, paid, steps, wasDone } = deployed;
  const files = { genesis: genesisPath(folder), deployment: journalPath(folder) };
  output.result(
    {
      ...{ contracts: deployment, gasUsed, paid, transactions: steps.length, wasDone, files },
      ...{ genesisHash: toHex(genesis.genesisHash), stateRoot: toHex(genesis.stateRoot) },
    },
    [
      wasDone ? "was deployed already:" : "deployed:",
      table(["contract", "address"], addressRows(deployment), "ll"),
      `${steps.length} transactions, ${grouped(String(gasUsed))} gas, ${formatEther(paid)} ether`,
      `genesis hash ${toHex(genesis.genesisHash)}`,
      `written: ${files.genesis} (for every node), ${files.deployment} (the record)`,
    ].join("\n"),
  );
}
