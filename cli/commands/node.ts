import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { pino } from "pino";
import { parseGenesis } from "../../genesis/index.ts";
import { type NodeKeys, startNode } from "../../node/index.ts";
import type { Key } from "../../node/keys/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { addDaOptions, celestiaKeyOf, type DaFlags, daOptionsOf } from "../da-options.ts";
import { milliseconds, seconds } from "../durations.ts";
import { addL1Options, type L1Flags, l1OptionsOf } from "../l1-options.ts";
import {
  DEVNET_FOLDER,
  integer,
  jsonOption,
  keysFolderOption,
  openKey,
  passwordFileOption,
  share,
} from "../options.ts";
import { createOutput } from "../output.ts";
import { addPublicPortOptions, type PublicPortFlags, publicPortOf } from "../public-port-options.ts";
import { stoppable } from "../signals.ts";

interface NodeCommandOptions extends L1Flags, DaFlags, PublicPortFlags {
  readonly apiKeys?: string;
  readonly daKey?: string;
  readonly data: string;
  readonly genesis: string;
  readonly follow?: boolean;
  readonly sequencerKey?: string;
  readonly proposerKey?: string;
  readonly keys: string;
  readonly passwordFile?: string;
  readonly blockInterval: number;
  readonly idleInterval: number;
  readonly batchInterval: number;
  readonly assertInterval: number;
  readonly readyLag: number;
  readonly workers: number;
  readonly challenge: boolean;
  readonly shadow: number;
  readonly snapshotInterval: number;
  readonly archiveMaxMib?: number;
  readonly logLevel: string;
  readonly json?: boolean;
}

const HOUR_MS = 3_600_000;
const BYTES_PER_MIB = 1024 * 1024;

/** `novate node`: one sequencer or follower. */
export function registerNode(program: Command): void {
  const command = program
    .command("node")
    .description("run a node: the sequencer, or a follower that derives the chain from DA and L1 alone")
    .requiredOption("--data <dir>", "folder of this node's files; one process at a time")
    .requiredOption("--genesis <file>", "genesis.json of the chain")
    .option("--follow", "follow instead of sequencing: needs no key, takes no transactions")
    .option("--sequencer-key <name>", "key that posts batches (the Inbox's sequencer)")
    .option("--proposer-key <name>", "key that asserts states with its bond")
    .option("--no-challenge", "do not play disputes against wrong assertions (with --proposer-key)")
    .option("--da-key <name>", "key that pays for data on celestia-app (with --da celestia-app)")
    .addOption(keysFolderOption())
    .addOption(passwordFileOption())
    .addOption(
      milliseconds("--block-interval", "shortest time between blocks", {
        low: 10,
        high: HOUR_MS,
        usual: 100,
      }),
    )
    .addOption(
      milliseconds("--idle-interval", "longest time between blocks", {
        low: 10,
        high: HOUR_MS,
        usual: 1_000,
      }),
    )
    .addOption(
      milliseconds("--batch-interval", "a batch is published when its first block is this old", {
        low: 100,
        high: HOUR_MS,
        usual: 60_000,
      }),
    )
    .addOption(
      seconds("--assert-interval", "seconds between assertions", { low: 1, high: 604_800, usual: 600 }),
    )
    .option(
      "--ready-lag <blocks>",
      "blocks by which the node may be behind L1's batches and still say it is ready (/ready, /health)",
      integer("the lag", 0, 1_000_000_000),
      2_000,
    )
    .option("--workers <n>", "threads that recover signers", integer("workers", 1, 64), 2)
    .option(
      "--shadow <rate>",
      "share of the blocks, 0..1, to run again on the dispute machine in a thread of its own; a difference stops assertions",
      share("the shadow rate"),
      0,
    )
    .option(
      "--snapshot-interval <blocks>",
      "blocks between two snapshots",
      integer("the snapshot interval", 1, 100_000_000),
      10_000,
    )
    .option(
      "--archive-max-mib <n>",
      "MiB of published payloads to keep, oldest dropped first (default: all); keep more than the data window's worth, or data challenges can't be answered",
      integer("the size of the archive", 1, 1_000_000_000),
    )
    .addOption(
      new Option("--log-level <level>", "log level")
        .choices(["trace", "debug", "info", "warn", "error", "silent"])
        .default("info"),
    );
  addL1Options(command);
  addPublicPortOptions(command).addOption(
    new Option("--api-keys <folder>", "folder of read-only API keys (novate api-keys)").env(
      "NOVATE_API_KEYS",
    ),
  );
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate node --follow --data follower --genesis .novate/devnet/genesis.json --port 3901
      re-derives the devnet's chain beside it and serves reads
  novate node --data seq --genesis genesis.json --da celestia --da-token-file token --sequencer-key sequencer
      publishes through the celestia-node on this machine
  novate node --data seq --genesis genesis.json --l1 http://127.0.0.1:8545 --sequencer-key sequencer --proposer-key proposer

Keys are opened from encrypted files (novate keys); passwords come from --password-file, <keys>/password or a prompt.
The log goes to stderr. Ctrl-C finishes the block under way, writes a snapshot and closes.`,
    )
    .action(async (options: NodeCommandOptions) => {
      const output = createOutput({ json: options.json === true });
      const logger = pino({ level: options.logLevel }, pino.destination({ fd: 2, sync: true }));
      const genesis = parseGenesis(readText(options.genesis));
      const opened = await openNodeKeys(options);
      const signals = stoppable();
      try {
        const da = await daOptionsOf(options, genesis);
        const node = await signals.start((stopping) =>
          startNode(
            {
              role: options.follow === true ? "follower" : "sequencer",
              data: resolve(options.data),
              genesis,
              ...l1OptionsOf(options),
              da,
              rpc: publicPortOf(options),
              ...(options.apiKeys === undefined ? {} : { apiKeys: resolve(options.apiKeys) }),
              blockIntervalMs: options.blockInterval,
              idleIntervalMs: options.idleInterval,
              batchIntervalMs: options.batchInterval,
              assertIntervalSeconds: options.assertInterval,
              challenge: options.challenge,
              signatureWorkers: options.workers,
              shadowRate: options.shadow,
              snapshotInterval: options.snapshotInterval,
              readyLagBlocks: options.readyLag,
              ...(options.archiveMaxMib === undefined
                ? {}
                : { archiveMaxBytes: options.archiveMaxMib * BYTES_PER_MIB }),
            },
            opened.accounts,
            { logger, stopping },
          ),
        );
        if (node === undefined) return output.result({ head: null }, "stopped while starting");
        output.line(`listening on ${node.address}`);
        const reason = await Promise.race([signals.stopped, node.failed]);
        const { number, stateRoot } = node.chain.head;
        await node.close();
        if (reason instanceof NovateError) throw reason;
        output.result(
          { head: number, stateRoot: `0x${Buffer.from(stateRoot).toString("hex")}` },
          `stopped at block ${number}`,
        );
      } finally {
        for (const key of opened.keys) key.destroy();
      }
    });
}

async function openNodeKeys(
  options: NodeCommandOptions,
): Promise<{ readonly accounts: NodeKeys; readonly keys: readonly Key[] }> {
  const open = (name: string | undefined) =>
    name === undefined
      ? undefined
      : openKey({
          key: name,
          keys: options.keys,
          ...(options.passwordFile === undefined ? {} : { passwordFile: options.passwordFile }),
        });
  const sequencer = await open(options.sequencerKey);
  const proposer = await open(options.proposerKey);
  const celestia = await open(options.daKey);
  return {
    accounts: {
      ...(sequencer === undefined ? {} : { sequencer: sequencer.account }),
      ...(proposer === undefined ? {} : { proposer: proposer.account }),
      ...(celestia === undefined ? {} : { celestia: celestiaKeyOf(celestia) }),
    },
    keys: [sequencer, proposer, celestia].filter((key) => key !== undefined),
  };
}

/** A text file the user named. Throws `FILE_UNREADABLE`. */
export function readText(path: string): string {
  try {
    return readFileSync(resolve(path), "utf8");
  } catch (cause) {
    throw new NovateError(
      "FILE_UNREADABLE",
      `expected a readable file at ${join(path)}, got none`,
      { path },
      { cause },
    );
  }
}
