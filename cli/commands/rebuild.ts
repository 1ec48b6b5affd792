import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { createLiveLine } from "../../devnet/live-line.ts";
import { parseGenesis } from "../../genesis/index.ts";
import type { Confirmations } from "../../node/bridge/index.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { shownUrl } from "../../node/primitives/shown-url.ts";
import { type RebuildProgress, rebuildFromL1 } from "../../node/procedures/rebuild.ts";
import { addDaOptions, type DaFlags, daOptionsOf } from "../da-options.ts";
import { seconds } from "../durations.ts";
import { confirmationsOption, DEVNET_FOLDER, httpUrl, integer, jsonOption, l1Option } from "../options.ts";
import { createOutput } from "../output.ts";
import { createWaiting } from "../waiting.ts";
import { readText } from "./node.ts";

interface RebuildFlags extends DaFlags {
  readonly genesis: string;
  readonly l1: string;
  readonly data: string;
  readonly confirmations: Confirmations;
  readonly archive: readonly string[];
  readonly layer: boolean;
  readonly afresh?: boolean;
  readonly snapshot?: string;
  readonly snapshotOut?: string;
  readonly snapshotInterval: number;
  readonly timeout: number;
  readonly workers: number;
  readonly json?: boolean;
}

const BAR_WIDTH = 30;

/** `novate rebuild`: a node's store from genesis, L1 and published bytes alone. */
export function registerRebuild(program: Command): void {
  const command = program
    .command("rebuild")
    .description("make an empty node from genesis, L1 and published bytes alone; interrupted, it goes on")
    .requiredOption("--data <dir>", "folder of the node, as `novate node --data` takes it")
    .option("--genesis <file>", "genesis.json of the chain", `${DEVNET_FOLDER}/genesis.json`)
    .addOption(l1Option())
    .addOption(
      new Option("--archive <url...>", "archives to ask before the layer; none is trusted")
        .argParser((text: string, before: readonly string[]) => [...before, httpUrl(text)])
        .default([]),
    )
    .option(
      "--afresh",
      "first put aside what is in the folder: it is damaged or contradicts L1; sealed blocks in no batch yet are taken over from it",
    )
    .option("--no-layer", "ask archives only: the layer has forgotten, or is out of reach")
    .option(
      "--snapshot <file>",
      "begin with this state, if L1 has confirmed it; blocks before it are not kept",
    )
    .option("--snapshot-out <file>", "write the newest state that L1 has confirmed to this file")
    .option(
      "--snapshot-interval <blocks>",
      "blocks between two snapshots of the node",
      integer("the snapshot interval", 1, 100_000_000),
      10_000,
    )
    .addOption(confirmationsOption(1))
    .option("--workers <n>", "threads that recover signers", integer("workers", 1, 64), 2)
    .addOption(
      seconds("--timeout", "give up after this many seconds", { low: 1, high: 604_800, usual: 86_400 }),
    );
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate rebuild --data node2                                     from the devnet's L1 and data
  novate rebuild --data node1 --afresh                            the store is damaged: make it again, keep what only it has
  novate rebuild --data node2 --archive http://peer:3950 --no-layer
      the layer has forgotten: every payload comes from an archive and is checked against L1
  novate rebuild --data node2 --snapshot state.snapshot           only what came after a state that L1 has confirmed`,
    )
    .action(async (options: RebuildFlags) => {
      const output = createOutput({ json: options.json === true });
      const genesis = parseGenesis(readText(options.genesis));
      const started = Date.now();
      const line = createLiveLine(process.stderr);
      const waiting = createWaiting(line);
      const { snapshot, snapshotOut } = options;
      const result = await rebuildFromL1({
        genesis,
        l1Url: options.l1,
        confirmations: options.confirmations,
        data: resolve(options.data),
        da: await daOptionsOf(options, genesis),
        readLayer: options.layer,
        afresh: options.afresh === true,
        archives: options.archive,
        ...(snapshot === undefined ? {} : { snapshot: resolve(snapshot) }),
        ...(snapshotOut === undefined ? {} : { snapshotOut: resolve(snapshotOut) }),
        signatureWorkers: options.workers,
        snapshotInterval: options.snapshotInterval,
        signal: waiting.deadline(options.timeout),
        onProgress: (done) => line.show(bar(done)),
        onFault: ({ url, code }) => line.print(`archive ${shownUrl(url)}: ${code}`),
        onWaiting: waiting.tell,
      });
      line.clear();
      const { confirmed, stateRoot, ...counts } = result;
      const root = toHex(stateRoot);
      const proof =
        confirmed === undefined
          ? "L1 has confirmed none of these states yet"
          : `equal to L1's up to block ${confirmed.lastBlock}`;
      output.result(
        {
          ...counts,
          stateRoot: root,
          confirmedBlock: confirmed?.lastBlock ?? null,
          seconds: (Date.now() - started) / 1_000,
        },
        `rebuilt to block ${result.lastBlock} from ${result.batches} batches${kept(result.salvaged)}; root ${root}; ${proof}`,
      );
    });
}

function kept(salvaged: number): string {
  return salvaged === 0 ? "" : ` and ${salvaged} blocks of the folder put aside`;
}

function bar({ batch, batches, block }: RebuildProgress): string {
  const done = Math.round(((batch + 1) / batches) * BAR_WIDTH);
  return `[${"#".repeat(done).padEnd(BAR_WIDTH, ".")}] batch ${batch + 1}/${batches}, block ${block}`;
}
