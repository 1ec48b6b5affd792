import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { pino } from "pino";
import { parseGenesis } from "../../genesis/index.ts";
import { startNode } from "../../node/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { addDaOptions, type DaFlags, daOptionsOf } from "../da-options.ts";
import { addL1Options, type L1Flags, l1OptionsOf } from "../l1-options.ts";
import {
  DEVNET_FOLDER,
  integer,
  jsonOption,
  keysFolderOption,
  openKey,
  passwordFileOption,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { stoppable } from "../signals.ts";
import { readText } from "./node.ts";

interface ChallengeOptions extends L1Flags, DaFlags {
  readonly data: string;
  readonly genesis: string;
  readonly key: string;
  readonly keys: string;
  readonly passwordFile?: string;
  readonly port: number;
  readonly workers: number;
  readonly logLevel: string;
  readonly json?: boolean;
}

/** Never by itself: only against a wrong assertion. A hundred years. */
const ASSERT_SECONDS = 3_155_760_000;

/** `novate challenge`: a follower that asserts nothing but the right rival of a wrong assertion, and plays its dispute. */
export function registerChallenge(program: Command): void {
  const command = program
    .command("challenge")
    .description(
      "derive the chain, answer every wrong assertion on L1 with the right one, and play the dispute",
    )
    .requiredOption("--data <dir>", "folder of this challenger's files; one process at a time")
    .requiredOption("--key <name>", "key that pays bonds and gas")
    .option("--genesis <file>", "genesis.json of the chain", `${DEVNET_FOLDER}/genesis.json`)
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .option("--port <n>", "port for novate disputes; 0 = any free one", integer("the port", 0, 65_535), 0)
    .option("--workers <n>", "threads that recover signers", integer("workers", 1, 64), 2)
    .addOption(
      new Option("--log-level <level>", "log level")
        .choices(["trace", "debug", "info", "warn", "error", "silent"])
        .default("info"),
    );
  addL1Options(command);
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate challenge --data challenger --key carol
  novate disputes --watch --url http://127.0.0.1:<port that it printed>

One bond is enough against any number of liars; it comes back, with the gas, when the dispute is won. Moves that are another
honest party's to make are left to it for a while. Stop and start it at any time: it keeps nothing that L1 does not know.`,
    )
    .action(async (options: ChallengeOptions) => {
      const output = createOutput({ json: options.json === true });
      const logger = pino({ level: options.logLevel }, pino.destination({ fd: 2, sync: true }));
      const genesis = parseGenesis(readText(options.genesis));
      const key = await openKey(options);
      const signals = stoppable();
      try {
        const da = await daOptionsOf(options, genesis);
        const node = await signals.start((stopping) =>
          startNode(
            {
              ...{ role: "follower", data: resolve(options.data), genesis },
              ...{ ...l1OptionsOf(options), da },
              rpc: { host: "127.0.0.1", port: options.port },
              ...{ blockIntervalMs: 100, idleIntervalMs: 1_000, batchIntervalMs: 60_000 },
              ...{ assertIntervalSeconds: ASSERT_SECONDS, challenge: true, shadowRate: 0 },
              ...{ signatureWorkers: options.workers, snapshotInterval: 10_000 },
            },
            { proposer: key.account },
            { logger, stopping },
          ),
        );
        if (node === undefined) return output.result({ head: null }, "stopped while starting");
        output.line(`challenging as ${key.account.address}, listening on ${node.address}`);
        const reason = await Promise.race([signals.stopped, node.failed]);
        const { number } = node.chain.head;
        await node.close();
        if (reason instanceof NovateError) throw reason;
        output.result({ head: number }, `stopped at block ${number}`);
      } finally {
        key.destroy();
      }
    });
}
