import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { type DevnetDa, runDevnet } from "../../devnet/index.ts";
import { DEFAULT_RPC_PORT, DEVNET_FOLDER, integer, jsonOption, share } from "../options.ts";
import { createOutput } from "../output.ts";
import { untilStopped } from "../signals.ts";

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
        "where batches are published: a file, or a simulated Celestia with real squares and proofs",
      )
        .choices(["local", "celestia-mock"])
        .default("local"),
    )
    .option("--da-port <n>", "port of the simulated celestia-node", integer("the port", 1, 65_535), 26_658)
    .option(
      "--shadow <rate>",
      "share of the blocks, 0..1, that the node runs again on the dispute machine",
      share("the shadow rate"),
      1,
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
      the last line is {deposited, filled, published, asserted, final, withdrawn, l1Before, l1After, batches, stateRoot, followerRoot, seconds}`,
    )
    .action(async (options: DevnetCommandOptions) => {
      const output = createOutput({ json: options.json === true });
      const stream = output.json ? process.stderr : process.stdout;
      const walked = await runDevnet(
        {
          root: resolve(options.data),
          fresh: options.fresh === true,
          once: options.once === true,
          port: options.port,
          l1Port: options.l1Port,
          nodeFlags: { shadow: String(options.shadow) },
          da: options.da,
          daPort: options.daPort,
          ...(options.l1 === undefined ? {} : { l1Url: options.l1 }),
        },
        { write: (text) => stream.write(text), interactive: stream.isTTY === true, stopped: untilStopped() },
      );
      if (walked !== undefined) output.result({ ...walked });
    });
}
