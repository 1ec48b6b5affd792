import type { Command } from "commander";
import { checkBlock, decodeBlockFile } from "../../node/da/celestia/check/check-block.ts";
import { checkProofs, decodeProofsFile } from "../../node/da/celestia/check/check-proofs.ts";
import { readJson } from "../../node/da/celestia/check/read-json.ts";
import { createOutput, type Output } from "../output.ts";

const EXIT_FAILED = 1;

/** Adds `da check FILE` and `da check-proofs FILE`. */
export function registerDa(program: Command): void {
  const da = program.command("da").description("check what a data-availability layer published");

  da.command("check")
    .description("recompute a Celestia block's data hash from its raw transactions")
    .argument("<file>", "block as JSON, plain or gzip: height, data_hash, txs")
    .option("--json", "print one JSON object")
    .action((file: string, _options: unknown, command: Command) => run(command, (out) => check(file, out)));

  da.command("check-proofs")
    .description("verify Celestia share-commitment proofs against their data roots")
    .argument("<file>", "list of {commitment_proof, root} as JSON, plain or gzip")
    .option("--json", "print one JSON object")
    .action((file: string, _options: unknown, command: Command) =>
      run(command, (out) => checkProofsOf(file, out)),
    );
}

async function check(file: string, out: Output): Promise<boolean> {
  const result = checkBlock(decodeBlockFile(await readJson(file)));
  const counts = `${result.txs} transactions, ${result.blobs} blobs, square ${result.squareSize}`;
  const verdict = result.equal ? "equal" : "NOT EQUAL";
  out.result(
    { ...result },
    `height ${result.height}: ${counts}\nchain    ${result.dataHash}\ncomputed ${result.computed ?? result.reason}\n${verdict}`,
  );
  return result.equal;
}

async function checkProofsOf(file: string, out: Output): Promise<boolean> {
  const { proofs, valid, invalid } = checkProofs(decodeProofsFile(await readJson(file)));
  for (const index of invalid) out.line(`proof ${index} is invalid`);
  out.result({ proofs, valid }, `${valid} of ${proofs} proofs are valid`);
  return valid === proofs;
}

/** Runs a check; exit code 1 says that it found a difference. Errors go to the program's root, which reports them. */
async function run(command: Command, action: (out: Output) => Promise<boolean>): Promise<void> {
  const out = createOutput({ json: command.optsWithGlobals<{ json?: boolean }>().json === true });
  if (!(await action(out))) process.exitCode = EXIT_FAILED;
}
