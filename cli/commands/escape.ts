import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { Hex } from "viem";
import { parseGenesis } from "../../genesis/index.ts";
import type { Confirmations, EscapeFacts, EscapeStep } from "../../node/bridge/index.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import { type EscapeProgress, escapeChain } from "../../node/procedures/escape.ts";
import { addDaOptions, type DaFlags, daOptionsOf } from "../da-options.ts";
import { milliseconds, seconds } from "../durations.ts";
import { usd, utc } from "../format.ts";
import {
  address,
  confirmationsOption,
  DEVNET_FOLDER,
  httpUrl,
  integer,
  jsonOption,
  type KeyOptions,
  keyOption,
  keysFolderOption,
  l1Option,
  passwordFileOption,
} from "../options.ts";
import { createOutput, type Output } from "../output.ts";
import { withKey } from "../session.ts";
import { createWaiting } from "../waiting.ts";
import { readText } from "./node.ts";

interface EscapeOptions extends DaFlags, KeyOptions {
  readonly key: string;
  readonly owner?: Hex;
  readonly genesis: string;
  readonly l1: string;
  readonly data: string;
  readonly archive: readonly string[];
  readonly layer: boolean;
  readonly confirmations: Confirmations;
  readonly workers: number;
  readonly poll: number;
  readonly timeout: number;
  readonly json?: boolean;
}

/** A challenge period and a wind-down take days on a main network. */
const DEFAULT_TIMEOUT_SECONDS = 60 * 86_400;

/** `novate escape`: out of a chain whose operator is gone, with nothing but L1, the published data and a key. */
export function registerEscape(program: Command): void {
  const command = program
    .command("escape")
    .description("leave a chain without its operator: derive, sequence, assert, wait, be paid")
    .addOption(keyOption().makeOptionMandatory())
    .option("--owner <address>", "whose money leaves (default: the key's own address)", address("the owner"))
    .option("--genesis <file>", "genesis.json of the chain", `${DEVNET_FOLDER}/genesis.json`)
    .addOption(l1Option())
    .option(
      "--data <folder>",
      "working folder; a second run goes on where the first stopped",
      ".novate/escape",
    )
    .addOption(
      new Option("--archive <url...>", "archives to ask before the layer; none is trusted")
        .argParser((text: string, before: readonly string[]) => [...before, httpUrl(text)])
        .default([]),
    )
    .option("--no-layer", "ask archives only: the layer has forgotten, or is out of reach")
    .addOption(confirmationsOption(1))
    .addOption(
      new Option("--workers <n>", "threads that recover signers")
        .default(2)
        .argParser(integer("workers", 1, 64)),
    )
    .addOption(
      milliseconds("--poll", "pause between two looks at L1", { low: 10, high: 60_000, usual: 2_000 }),
    )
    .addOption(
      seconds("--timeout", "give up after this many seconds; run again to go on", {
        ...{ low: 1, high: 365 * 86_400, usual: DEFAULT_TIMEOUT_SECONDS },
      }),
    );
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate escape --key alice                              everything of alice's, paid to alice
  novate escape --key carol --owner 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
                                                         carol pays gas and bonds, the owner is paid

What it takes: L1, the published data (the layer or an archive of it), and a key with ether for gas and a bond, which comes
back. Once the sequencer has been silent for the Inbox's SELF_DELAY, money without positions is withdrawn by force; positions
wait for the wind-down, which closes them at the time-weighted mark. A sequencer that goes on with void blocks is dismissed, once
a confirmed state shows what it left out. Ctrl-C loses nothing: run it again.`,
    )
    .action(async (options: EscapeOptions) => {
      const output = createOutput({ json: options.json === true });
      await withKey(options, async ({ account }) => {
        const genesis = parseGenesis(readText(options.genesis));
        const owner = options.owner ?? account.address;
        const say = speaker(output);
        const waiting = createWaiting({ print: output.line });
        let last: EscapeProgress | undefined;
        await escapeChain(
          {
            ...{ genesis, owner, l1Url: options.l1, data: resolve(options.data) },
            da: await daOptionsOf(options, genesis),
            ...{ archives: options.archive, readLayer: options.layer },
            ...{ confirmations: options.confirmations, signatureWorkers: options.workers },
            pollMs: options.poll,
            signal: waiting.deadline(options.timeout),
          },
          {
            payer: account,
            report: ({ level, code, message }) => {
              if (level !== "info") waiting.tell({ code, message });
            },
            onProgress: (progress) => {
              last = progress;
              waiting.tell(undefined);
              say(describe(progress));
            },
          },
        );
        output.result({ owner, block: last?.block ?? 0n, done: true }, `${owner} has left the chain`);
      });
    });
}

/** Says a thing once until another is said. */
function speaker(output: Output): (text: string) => void {
  let said = "";
  return (text) => {
    if (text === said) return;
    said = text;
    output.line(text);
  };
}

function describe({ step, facts, block }: EscapeProgress): string {
  const head = `block ${block}`;
  switch (step.kind) {
    case "derive":
      return `${head}: deriving the chain from L1 and the published data`;
    case "force":
      return `${head}: forcing a withdrawal of ${usd(formatUsd(step.amount))} USDC from sub-account ${step.sub} through L1`;
    case "sequence":
      return `${head}: sequencing in the sequencer's place (${phaseOf(facts)})`;
    case "accuse":
      return `${head}: asserting the state that shows what the sequencer leaves out, to dismiss it`;
    case "dismiss":
      return `${head}: dismissing the sequencer, whose blocks are void`;
    case "wait":
      return `${head}: ${waitingFor(step)}`;
    case "finality":
      return `${head}: waiting until ${facts.unpaid.length} withdrawals are final`;
    case "pay":
      return `${head}: having the Vault pay withdrawal ${step.index}`;
    case "stuck":
      return `${head}: no way out with this key`;
    case "done":
      return `${head}: nothing is left in the chain`;
  }
}

function phaseOf({ phase }: EscapeFacts): string {
  return ["trading", "closing positions", "paying", "wound down"][phase] ?? `phase ${phase}`;
}

function waitingFor(step: Extract<EscapeStep, { kind: "wait" }>): string {
  const what =
    step.for === "sequencer"
      ? "anyone may sequence if the sequencer stays silent"
      : "the wind-down may begin";
  return `${what} in L1 time from ${utc(Number(step.until) * 1_000)} on`;
}
