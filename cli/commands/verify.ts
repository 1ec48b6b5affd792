import { type Command, Option } from "commander";
import { createLiveLine } from "../../devnet/live-line.ts";
import { parseGenesis } from "../../genesis/index.ts";
import type { Confirmations } from "../../node/bridge/index.ts";
import { describeVerification } from "../../node/derivation/index.ts";
import { toHex } from "../../node/primitives/bytes.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { systemTimers } from "../../node/primitives/timers.ts";
import { verifyFromL1 } from "../../node/procedures/verify.ts";
import { connect } from "../../sdk/index.ts";
import { claimedRoots, requireAllClaimed } from "../claimed-roots.ts";
import { addDaOptions, type DaFlags, daOptionsOf } from "../da-options.ts";
import { seconds } from "../durations.ts";
import { confirmationsOption, DEVNET_FOLDER, integer, jsonOption, l1Option, urlOption } from "../options.ts";
import { createOutput } from "../output.ts";
import { createWaiting } from "../waiting.ts";
import { readText } from "./node.ts";

interface VerifyOptions extends DaFlags {
  readonly genesis: string;
  readonly l1: string;
  readonly url: string;
  readonly confirmations: Confirmations;
  readonly claims: boolean;
  readonly timeout: number;
  readonly workers: number;
  readonly json?: boolean;
}

/** `novate verify`: derive the chain from DA and L1 alone, and compare every root with what a node claims. */
export function registerVerify(program: Command): void {
  const command = program
    .command("verify")
    .description("re-derive the chain from DA and L1 alone and compare every root with what a node claims")
    .option("--genesis <file>", "genesis.json of the chain", `${DEVNET_FOLDER}/genesis.json`)
    .addOption(l1Option())
    .addOption(urlOption())
    .option("--no-claims", "derive only, compare with nobody")
    .addOption(confirmationsOption(1))
    .addOption(
      new Option("--workers <n>", "threads that recover signers")
        .default(2)
        .argParser(integer("workers", 1, 64)),
    )
    .addOption(
      seconds("--timeout", "give up after this many seconds", { low: 1, high: 604_800, usual: 3_600 }),
    );
  addDaOptions(command, `${DEVNET_FOLDER}/da/blobs`)
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  novate verify                          the local devnet, against its node
  novate verify --no-claims --json       prints the derived root

Exit codes: 0 every root is equal; 1 a root differs (ROOT_MISMATCH): somebody is wrong; 2 bad usage; 3 it could not be compared to the end
(the node, L1 or the data did not answer, or not in time; the node has fewer blocks than L1; data contradicts L1): this says nothing about the roots.
The node's rate limit is kept: a page of 500 roots weighs 40 of its 1,200 a minute, and what it says in retry-after is waited for.`,
    )
    .action(async (options: VerifyOptions) => {
      const output = createOutput({ json: options.json === true });
      const client = options.claims ? await connect(options.url) : undefined;
      const genesis = parseGenesis(readText(options.genesis));
      const started = Date.now();
      const line = createLiveLine(process.stderr);
      const waiting = createWaiting(line);
      const signal = waiting.deadline(options.timeout);
      const onPause = (pause: number) => line.show(`the node's rate limit: going on in ${pause} s`);
      const claimedRoot =
        client === undefined
          ? async () => undefined
          : claimedRoots({ signal, onPause }, { client, timers: systemTimers });
      const result = await verifyFromL1({
        genesis,
        l1Url: options.l1,
        da: await daOptionsOf(options, genesis),
        confirmations: options.confirmations,
        signatureWorkers: options.workers,
        signal,
        claimedRoot,
        onWaiting: waiting.tell,
        onProgress: ({ block, batch, batches }) => {
          line.show(`batch ${batch + 1}/${batches}, block ${block}`);
        },
      });
      line.clear();
      client?.close();
      const { mismatch, stateRoot, ...counts } = result;
      output.result(
        {
          ...counts,
          stateRoot: toHex(stateRoot),
          equal: mismatch === undefined,
          seconds: (Date.now() - started) / 1_000,
        },
        describeVerification(result),
      );
      if (mismatch !== undefined)
        throw new NovateError("ROOT_MISMATCH", describeVerification(result), { block: mismatch.block });
      if (client !== undefined) requireAllClaimed(result.compared, result.lastBlock);
    });
}
