import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import {
  applyGenesis,
  executeGenesis,
  GENESIS_FORMAT,
  type Genesis,
  genesisBlock,
  genesisConfigOf,
  loadPreset,
  type Preset,
  parseGenesis,
  presetNames,
  serializeGenesis,
} from "../../genesis/index.ts";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import type { GenesisConfig, MarketConfig } from "../../node/primitives/codec/types.ts";
import { formatDecimal } from "../../node/primitives/decimal.ts";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import { createStateMachine } from "../../node/state-machine/index.ts";
import { grouped, percent, section, span, table, usd, utc } from "../format.ts";
import { address, integer, jsonOption } from "../options.ts";
import { createOutput } from "../output.ts";

const PPM = 1_000_000;
const MAX_TIME_MS = 2 ** 48 - 1;

type Hex = `0x${string}`;

interface Validator {
  readonly address: Uint8Array;
  readonly stake: bigint;
}

interface BuildOptions {
  readonly preset: string;
  readonly chainId: number;
  readonly inbox: Hex;
  readonly timelock: Hex;
  readonly deployBlock: number;
  readonly timestamp: number;
  readonly validator: readonly Validator[];
  readonly rollup?: Hex;
  readonly vault?: Hex;
  readonly guardian?: Hex;
  readonly usdc?: Hex;
  readonly out?: string;
  readonly json?: boolean;
}

/** `novate genesis`: builds block 0 and its file, and checks a file by executing it. */
export function registerGenesis(program: Command): void {
  const genesis = program
    .command("genesis")
    .description("build a chain's genesis, or check and explain a genesis file")
    .addHelpText(
      "after",
      `
Examples:
  novate genesis build --preset devnet --chain-id 31337 --inbox 0x.. --timelock 0x.. --deploy-block 5 \\
    --timestamp 1790000000000 --validator 0x..:2 0x..:1
  novate genesis inspect .novate/devnet/genesis.json`,
    );
  registerBuild(genesis);
  registerInspect(genesis);
}

function registerBuild(genesis: Command): void {
  genesis
    .command("build")
    .description("execute block 0 of a preset over given contracts; print its hash and state root")
    .requiredOption("--preset <name>", "parameters and markets, such as devnet")
    .requiredOption("--chain-id <n>", "chain id of L1", integer("--chain-id", 1, Number.MAX_SAFE_INTEGER))
    .requiredOption("--inbox <address>", "the Inbox on L1", address("the Inbox"))
    .requiredOption("--timelock <address>", "the timelock that governs", address("the timelock"))
    .requiredOption(
      "--deploy-block <n>",
      "L1 block of the first contract",
      integer("--deploy-block", 0, Number.MAX_SAFE_INTEGER),
    )
    .requiredOption(
      "--timestamp <unix-ms>",
      "time of block 0, ms since the Unix epoch",
      integer("--timestamp", 1, MAX_TIME_MS),
    )
    .requiredOption(
      "--validator <address:stake...>",
      "price validators with their stake, ids in this order",
      validator,
    )
    .option("--rollup <address>", "for --out: the Rollup", address("the Rollup"))
    .option("--vault <address>", "for --out: the Vault", address("the Vault"))
    .option("--guardian <address>", "for --out: the Guardian", address("the Guardian"))
    .option("--usdc <address>", "for --out: the token", address("the token"))
    .option("--out <file>", "write the genesis file; an existing one is never overwritten")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
The Rollup is deployed with the genesis state root, so a new network takes two calls with the same inputs:
  1. deploy Inbox and timelock, then     novate genesis build ... --json     -> stateRoot, for the Rollup
  2. deploy the Rollup with it, then     novate genesis build ... --rollup 0x.. --vault 0x.. --guardian 0x.. --usdc 0x.. --out genesis.json

Example:
  novate genesis build --preset devnet --chain-id 31337 --deploy-block 5 --timestamp 1790000000000 \\
    --inbox 0x5FbDB2315678afecb367f032d93F642f64180aa3 --timelock 0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512 \\
    --validator 0x70997970C51812dc3A010C7d01b50e0d17dc79C8:1`,
    )
    .action(async (options: BuildOptions) => {
      const output = createOutput({ json: options.json === true });
      const out =
        options.out === undefined ? undefined : { path: resolve(options.out), l1: contractsOf(options) };
      const preset = await presetOf(options.preset);
      const block = genesisBlock(preset, {
        chainId: BigInt(options.chainId),
        inbox: fromHex(options.inbox, 20),
        timelock: fromHex(options.timelock, 20),
        deployBlock: BigInt(options.deployBlock),
        timestamp: BigInt(options.timestamp),
        validators: options.validator,
      });
      const { genesisHash, outcome } = executeGenesis(block, await createStateMachine());
      const { stateRoot } = outcome;
      if (out !== undefined) {
        const { chainId, deployBlock } = options;
        const file = {
          format: GENESIS_FORMAT,
          name: preset.name,
          chainId,
          deployBlock,
          l1: out.l1,
          block,
          stateRoot,
          genesisHash,
        } as const;
        await writeNew(out.path, serializeGenesis(file));
      }
      const result = {
        name: preset.name,
        genesisHash: toHex(genesisHash),
        stateRoot: toHex(stateRoot),
        block: toHex(block),
      };
      const lines = [
        `genesis hash  ${result.genesisHash}`,
        `state root    ${result.stateRoot}`,
        `block 0       ${block.length} bytes`,
      ];
      if (out !== undefined) lines.push(`written to    ${out.path}`);
      output.result({ ...result, ...(out === undefined ? {} : { file: out.path }) }, lines.join("\n"));
    });
}

function registerInspect(genesis: Command): void {
  genesis
    .command("inspect <file>")
    .description("check a genesis file by executing its block, and print what it says")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Example:
  novate genesis inspect .novate/devnet/genesis.json

Exits with 1, GENESIS_MISMATCH, when this release's engine reaches another state root or hash than the file claims.`,
    )
    .action(async (path: string, options: { readonly json?: boolean }) => {
      const output = createOutput({ json: options.json === true });
      const file = parseGenesis(await readText(resolve(path)));
      applyGenesis(file, await createStateMachine());
      const config = genesisConfigOf(file.block);
      output.result(plain(file, config), describe(file, config));
    });
}

function validator(text: string, previous: readonly Validator[] = []): readonly Validator[] {
  const [, owner, stake] = /^(0x[0-9a-fA-F]{40}):([1-9]\d{0,17})$/.exec(text) ?? [];
  if (owner === undefined || stake === undefined) {
    throw new InvalidArgumentError(
      `expected ADDRESS:STAKE such as 0x7099..79C8:1, got "${text.slice(0, 80)}"`,
    );
  }
  return [...previous, { address: fromHex(owner, 20), stake: BigInt(stake) }];
}

function contractsOf(options: BuildOptions) {
  const { inbox, rollup, vault, timelock, guardian, usdc } = options;
  if (rollup === undefined || vault === undefined || guardian === undefined || usdc === undefined) {
    throw new NovateError(
      "BAD_ARGUMENT",
      "expected --rollup, --vault, --guardian and --usdc with --out: the file names every contract",
    );
  }
  const bytes = (text: Hex) => fromHex(text, 20);
  return {
    inbox: bytes(inbox),
    rollup: bytes(rollup),
    vault: bytes(vault),
    timelock: bytes(timelock),
    guardian: bytes(guardian),
    usdc: bytes(usdc),
  };
}

async function presetOf(name: string): Promise<Preset> {
  const names = await presetNames();
  if (names.includes(name)) return loadPreset(name);
  throw new NovateError("BAD_ARGUMENT", `expected --preset as one of ${names.join(", ")}, got "${name}"`);
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: "wx" }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EEXIST")
      throw new NovateError("FILE_EXISTS", `expected no file at ${path}`, { path });
    throw new NovateError(
      "FILE_UNWRITABLE",
      `expected to write ${path}: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  });
}

async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new NovateError(
      "FILE_UNREADABLE",
      `expected a readable file: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  });
}

/** Everything in the file as JSON in the units of the API: USD and sizes as decimal strings, fractions in ppm, times in ms. */
function plain(file: Genesis, config: GenesisConfig): Record<string, unknown> {
  const { parameters, markets, validators } = config;
  return {
    name: file.name,
    chainId: file.chainId,
    deployBlock: file.deployBlock,
    timestamp: config.timestamp,
    genesisHash: toHex(file.genesisHash),
    stateRoot: toHex(file.stateRoot),
    verified: true,
    l1: Object.fromEntries(Object.entries(file.l1).map(([name, bytes]) => [name, toHex(bytes)])),
    parameters: {
      ...parameters,
      minDeposit: formatUsd(parameters.minDeposit),
      insurance: formatUsd(parameters.insurance),
    },
    markets: markets.map((market) => ({
      ...market,
      maxPosition: formatDecimal(BigInt(market.maxPositionLots), market.sizeDecimals),
      minNotional: formatUsd(market.minNotional),
      impactNotional: formatUsd(market.impactNotional),
    })),
    validators: validators.map(({ id, address: owner, stake }) => ({ id, address: toHex(owner), stake })),
  };
}

function describe(file: Genesis, config: GenesisConfig): string {
  const { parameters, markets, validators } = config;
  const facts = [
    ["L1 chain", `${file.chainId}, from block ${grouped(`${file.deployBlock}`)}`],
    ["time", utc(Number(config.timestamp))],
    ["genesis hash", toHex(file.genesisHash)],
    ["state root", toHex(file.stateRoot)],
  ];
  const limits = [
    ["forced transactions due after", span(parameters.forceDelay * 1_000)],
    ["funding every", span(parameters.fundingInterval)],
    ["price votes count for", span(parameters.voteMaxAge)],
    ["index price counts for", span(parameters.indexMaxAge)],
    ["block time may drift by", span(parameters.maxTimeDrift)],
    ["wind-down without a sequencer for", span(parameters.windDownAfter * 1_000)],
    ["gas of a block", grouped(parameters.blockGasLimit.toString())],
    ["smallest deposit", `${usd(formatUsd(parameters.minDeposit))} USDC`],
    ["insurance fund", `${usd(formatUsd(parameters.insurance))} USDC`],
  ];
  const contracts = Object.entries(file.l1).map(([name, bytes]) => [name, toHex(bytes)]);
  const owners = validators.map(({ id, address: owner, stake }) => [
    `${id}`,
    toHex(owner),
    grouped(stake.toString()),
  ]);
  return [
    `${file.name}: executed, and both hashes are what the file claims`,
    lines(facts),
    section("contracts", contracts, lines(contracts)),
    section("parameters", limits, lines(limits)),
    section("markets", markets, marketTable(markets)),
    section("validators", owners, table(["id", "address", "stake"], owners, "llr")),
  ].join("\n");
}

function lines(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([name = ""]) => name.length)) + 2;
  return rows.map(([name = "", text = ""]) => `${name.padEnd(width)}${text}`).join("\n");
}

function marketTable(markets: readonly MarketConfig[]): string {
  const step = (decimals: number) => formatDecimal(1n, decimals);
  const rows = markets.map((market) => [
    market.symbol,
    market.status,
    step(market.priceDecimals),
    step(market.sizeDecimals),
    `${Math.floor(PPM / market.imfPpm)}x`,
    percent(market.mmfPpm),
    percent(market.makerFeePpm),
    percent(market.takerFeePpm),
    grouped(formatDecimal(BigInt(market.maxPositionLots), market.sizeDecimals)),
    usd(formatUsd(market.minNotional)),
  ]);
  const header = [
    "market",
    "status",
    "tick",
    "lot",
    "leverage",
    "maintenance",
    "maker",
    "taker",
    "max position",
    "min USDC",
  ];
  return table(header, rows, "llrrrrrrrr");
}
