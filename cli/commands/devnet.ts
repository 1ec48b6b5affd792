import { resolve } from "node:path";
import { type Command, Option } from "commander";
import {
  ADVERSARY_KINDS,
  type AttackResult,
  checkAdversary,
  type DevnetDa,
  type DevnetDependencies,
  type DevnetOptions,
  parseAdversary,
  runAttackedDevnet,
  runDevnet,
} from "../../devnet/index.ts";
import { isTerminal } from "../../devnet/live-line.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { DEFAULT_RPC_PORT, DEVNET_FOLDER, integer, jsonOption, share } from "../options.ts";
import { createOutput, type Output } from "../output.ts";
import { untilStopped } from "../signals.ts";
import { commandsToTry } from "../try-commands.ts";

interface DevnetCommandOptions {
  readonly fresh?: boolean;
  readonly once?: boolean;
  readonly data: string;
  readonly port: number;
  readonly l1Port: number;
  readonly l1?: string;
  readonly shadow: number;
  readonly da: DevnetDa;
  readonly daPort: number;
  readonly dataChallenges?: boolean;
  readonly withAdversary?: string;
  readonly adversaryEngine?: string;
  readonly json?: boolean;
}

/** `novate devnet`: the network on this machine, and the main job shown step by step. */
export function registerDevnet(program: Command): void {
  program
    .command("devnet")
    .description(
      "run an L1, contracts, a node, price voters and traders on this machine, and show the main job step by step",
    )
    .option("--fresh", "begin anew: remove the devnet's earlier files first")
    .option("--once", "stop after the walk")
    .option("--data <dir>", "folder of the devnet's files", DEVNET_FOLDER)
    .option("--port <n>", "port of the node", integer("the port", 1, 65_535), DEFAULT_RPC_PORT)
    .option("--l1-port <n>", "port of the L1 that is started", integer("the port", 1, 65_535), 8_545)
    .option(
      "--l1 <url>",
      "use an L1 that runs already (chain id 31337 or 1337, the development mnemonic funded)",
    )
    .addOption(
      new Option(
        "--da <layer>",
        "where batches are published: a file, a simulated Celestia with real squares and proofs, or blobs of the L1",
      )
        .choices(["local", "celestia-mock", "ethereum"])
        .default("local"),
    )
    .option(
      "--data-challenges",
      "let L1 rule on data, and the node answer; not with --da local; states are final after a minute and a half",
    )
    .option("--da-port <n>", "port of the simulated celestia-node", integer("the port", 1, 65_535), 26_658)
    .option(
      "--shadow <rate>",
      "share of the blocks, 0..1, that the node runs again on the dispute machine",
      share("the shadow rate"),
      1,
    )
    .option(
      "--with-adversary <kind>",
      `let somebody dishonest attack meanwhile: ${Object.keys(ADVERSARY_KINDS).join(", ")} (sybil:N for N at once)`,
    )
    .option(
      "--adversary-engine <file>",
      "the engine (WebAssembly) that the adversary runs instead of the built-in lie; development chains only",
    )
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate devnet                     start or resume, walk, stay up until Ctrl-C
  novate devnet --fresh --once      from nothing, walk, stop
  novate devnet --fresh --da celestia-mock
      publishes to a simulated Celestia and shows where each batch is
  novate devnet --fresh --once --json
      the last line is {deposited, filled, published, asserted, final, withdrawn, l1Before, l1After, batches, stateRoot, followerRoot, seconds}
  novate devnet --fresh --once --with-adversary liar
      somebody asserts a wrong state; the node disputes it on L1 to the wrong instruction
  novate devnet --fresh --with-adversary liar --adversary-engine engine.wasm --json
      ends with the dispute; the last line is {kind, caught, block, step, moves, gas, bondLost, honestCapital, transaction,
      pc, instruction, honestGas, seconds, note}: wei are decimal strings; exit code 0 when it was caught

Adversaries:
${Object.entries(ADVERSARY_KINDS)
  .map(([kind, words]) => `  ${kind.padEnd(12)} ${words}`)
  .join("\n")}
With --json disputes have clocks of minutes, and L1's clock leaps while nobody honest has anything to do.`,
    )
    .action(async (options: DevnetCommandOptions) => {
      const output = createOutput({ json: options.json === true });
      if (options.dataChallenges && options.da === "local") {
        throw new NovateError(
          "BAD_ARGUMENT",
          "expected --da celestia-mock or ethereum with --data-challenges",
        );
      }
      const stream = output.json ? process.stderr : process.stdout;
      const network = {
        root: resolve(options.data),
        fresh: options.fresh === true,
        once: options.once === true,
        port: options.port,
        l1Port: options.l1Port,
        nodeFlags: { shadow: String(options.shadow) },
        da: options.da,
        daPort: options.daPort,
        rulesOnData: options.dataChallenges === true,
        ...(options.l1 === undefined ? {} : { l1Url: options.l1 }),
      };
      let wasStopped = false;
      const terminal = {
        write: (text: string) => stream.write(text),
        interactive: isTerminal(stream),
        commands: commandsToTry,
        stopped: untilStopped().then(() => {
          wasStopped = true;
        }),
      };
      await run(options, network, terminal, output);
      // Libraries go on waiting for receipts of an L1 that is gone, for minutes.
      if (wasStopped) process.exit();
    });
}

async function run(
  { withAdversary, adversaryEngine: engine }: DevnetCommandOptions,
  network: DevnetOptions,
  terminal: DevnetDependencies,
  output: Output,
): Promise<void> {
  if (withAdversary === undefined && engine === undefined) {
    const walked = await runDevnet(network, terminal);
    if (walked !== undefined) output.result({ ...walked });
    return;
  }
  const adversary = parseAdversary(withAdversary ?? "liar");
  await checkAdversary(adversary, engine);
  const attacked = await runAttackedDevnet(
    {
      ...{ ...network, adversary, endsWithDispute: output.json },
      ...(engine === undefined ? {} : { engine }),
    },
    terminal,
  );
  if (attacked === undefined) return;
  output.result(attackJson(attacked));
  if (!attacked.caught) process.exitCode = 1;
}

/** Wei stay decimal strings. */
function attackJson(result: AttackResult): Record<string, unknown> {
  const { kind, caught, block, step, moves, gas, bondLost, honestCapital } = result;
  const { instruction, honestGas, seconds, note } = result;
  return {
    ...{ kind, caught, block: block === null ? null : Number(block), step, moves, gas: Number(gas) },
    ...{ bondLost, honestCapital },
    transaction: instruction?.transaction ?? null,
    pc: instruction?.pc ?? null,
    instruction: instruction?.name ?? null,
    ...{ honestGas: Number(honestGas), seconds, note },
  };
}
