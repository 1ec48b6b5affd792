import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { createLiveLine } from "../../devnet/live-line.ts";
import { formatUsd } from "../../node/primitives/market-decimals.ts";
import { createStateMachine } from "../../node/state-machine/index.ts";
import { replayCme } from "../../sim/replay/cme-replay.ts";
import { replayOracle } from "../../sim/replay/oracle-replay.ts";
import { verifySample } from "../../sim/replay/sample.ts";
import type { Signing } from "../../sim/replay/signing.ts";
import { integer, jsonOption } from "../options.ts";
import { createOutput } from "../output.ts";

interface ReplayOptions {
  readonly format: "cme-mbo" | "oracle-1m";
  readonly accounts: number;
  readonly seed: number;
  readonly signed?: boolean;
  readonly verifySample?: number;
  readonly json?: boolean;
}

/** An exchange's first thousands of messages gather before its opening, where nothing trades yet. */
const DEFAULT_SAMPLE = { "cme-mbo": 16_000, "oracle-1m": 100 } as const;

/** `novate replay`: real markets through the engine. */
export function registerReplay(program: Command): void {
  program
    .command("replay <file>")
    .description("run real market data through the engine")
    .addOption(
      new Option("--format <format>", "what the file holds")
        .choices(["cme-mbo", "oracle-1m"])
        .makeOptionMandatory(),
    )
    .option(
      "--accounts <n>",
      "oracle-1m: leveraged accounts that trade",
      integer("accounts", 1, 100_000),
      200,
    )
    .option("--seed <n>", "oracle-1m: seed of the crowd's choices", integer("the seed", 0, 4_294_967_295), 1)
    .option("--signed", "sign every transaction and recover every signer, as a node does: slow")
    .option(
      "--verify-sample <n>",
      "messages or bars that are run both ways first, whose counts and roots must be equal; 0: none (default: 16,000 messages, 100 bars)",
      integer("the sample", 0, 1_000_000),
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Formats (plain or .gz CSV):
  cme-mbo    ts_ns, action, side, order_id, price_ticks, size, sequence: every order of an exchange through the engine's book;
             says how many of the exchange's own trades it fills with the same resting orders in the same sequence. Fills are
             foreseen, thousands of actions share a block, and the engine's receipts must tell what was foreseen of each, or it
             ends with the order's id. Engine time is execution, receipts and roots; the whole is told beside it
  oracle-1m  time, open, high, low, close: the path drives index and mark while leveraged accounts trade and are liquidated;
             whether every unit is still there is added up from balances

Transactions carry a mark that names their signer, and the engine's host is told who that is; with --signed they are signed
and checked like anybody's. Nothing in the state comes from a signature but its signer: the roots are equal.

Examples:
  novate replay --format cme-mbo cme-es-mbo.csv.gz
  novate replay --format oracle-1m btc-perp-1m.csv.gz --accounts 500 --json`,
    )
    .action(async (file: string, options: ReplayOptions) => {
      const output = createOutput({ json: options.json === true });
      const path = resolve(file);
      const signing: Signing = options.signed ? "real" : "named";
      const size = options.verifySample ?? DEFAULT_SAMPLE[options.format];
      const sampled = size > 0 && !options.signed;
      if (options.format === "cme-mbo") {
        const sample = sampled
          ? await verifySample(size, async (how) =>
              replayCme({ path, signing: how, maxEvents: size }, await createStateMachine()),
            )
          : undefined;
        const result = await replayCme(
          { path, signing },
          await createStateMachine(),
          showProgress(({ events, trades }) => `${events} events, ${trades} trades`),
        );
        output.result(
          { ...result, signing, ...(sample && { sample }) },
          `${result.events} events; ${result.equal} of ${result.trades} trades filled as the exchange did; ${result.actions} actions in ${result.engineMs} ms of engine time, ${result.actionsPerSecond}/s, ${result.wholeMs} ms in all; root ${result.stateRoot}`,
        );
        return;
      }
      const crowd = { path, accounts: options.accounts, seed: options.seed };
      const sample = sampled
        ? await verifySample(size, async (how) =>
            replayOracle({ ...crowd, signing: how, maxBars: size }, await createStateMachine()),
          )
        : undefined;
      const result = await replayOracle(
        { ...crowd, signing },
        await createStateMachine(),
        showProgress(({ bars, liquidations }) => `${bars} bars, ${liquidations} liquidations`),
      );
      const amounts = Object.fromEntries(
        (["insuranceStart", "insuranceEnd", "deficit", "badDebt", "held", "owed"] as const).map((name) => [
          name,
          formatUsd(result[name]),
        ]),
      );
      output.result(
        { ...result, ...amounts, signing, ...(sample && { sample }) },
        describe(result.conserved, { ...result, ...amounts }),
      );
    });
}

function describe(conserved: boolean, values: Record<string, unknown>): string {
  const lines = Object.entries(values).map(([name, value]) => `  ${name.padEnd(16)} ${value}`);
  return [...lines, conserved ? "every unit is accounted for" : "UNITS ARE MISSING"].join("\n");
}

function showProgress<T>(words: (done: T) => string): (done: T) => void {
  const line = createLiveLine(process.stderr);
  return (done) => line.show(words(done));
}
