import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Command } from "commander";
import { equalBytes, toHex } from "../../node/primitives/bytes.ts";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import { loadElf } from "../../node/state-machine/machine/elf.ts";
import { buildImage, type Image } from "../../node/state-machine/machine/image.ts";
import { createMachine } from "../../node/state-machine/machine/machine.ts";
import { runToOutcome } from "../../node/state-machine/machine/outcome.ts";
import { proveStep } from "../../node/state-machine/machine/proof.ts";
import { decodeProofFile, encodeProofFile } from "../../node/state-machine/machine/proof-file.ts";
import { integer, jsonOption } from "../options.ts";
import { createOutput, type Output } from "../output.ts";

const EXIT_FAILED = 1;
/** Enough for minutes of a block's work; a program that spins ends here. */
const DEFAULT_MAX_STEPS = 1_000_000_000;
const MOST_STEPS = Number.MAX_SAFE_INTEGER;

interface ImageOptions {
  readonly input?: string;
}

/** Adds `machine run`, `machine prove` and `machine check`, for auditors of the proofs. */
export function registerMachine(program: Command): void {
  const machine = program
    .command("machine")
    .description("run a RISC-V program as L1 would judge it, and prove its steps");

  machine
    .command("run")
    .description("run a static rv64im ELF until it halts; ecall with a7 = 93 exits with a0")
    .argument("<file>", "ELF file")
    .option(
      "--max-steps <n>",
      "stop after this many instructions",
      integer("max-steps", 0, MOST_STEPS),
      DEFAULT_MAX_STEPS,
    )
    .option("--slow", "use the readable reference step instead of the fast interpreter", false)
    .option("--input <file>", "bytes for the read-only region at 0x40000000")
    .addOption(jsonOption())
    .action((file: string, options: ImageOptions & { maxSteps: number; slow: boolean }, command: Command) =>
      run(file, options, outputOf(command)),
    );

  machine
    .command("prove")
    .description("write a proof of one step that Machine.sol accepts")
    .argument("<file>", "ELF file")
    .requiredOption("--step <n>", "which step, 0 being the first", integer("step", 0, MOST_STEPS))
    .option("--input <file>", "bytes for the read-only region at 0x40000000")
    .option("--out <file>", "where to write it; default: <name>.step-<n>.json here")
    .addOption(jsonOption())
    .action((file: string, options: ImageOptions & { step: number; out?: string }, command: Command) =>
      prove(file, options, outputOf(command)),
    );

  machine
    .command("check")
    .description("run a proof against Machine.sol's bytecode in a local EVM")
    .argument("<proof>", "file that machine prove wrote")
    .addOption(jsonOption())
    .action((file: string, _options: unknown, command: Command) => check(file, outputOf(command)));
}

function outputOf(command: Command): Output {
  return createOutput({ json: command.optsWithGlobals<{ json?: boolean }>().json === true });
}

async function run(
  file: string,
  options: ImageOptions & { readonly maxSteps: number; readonly slow: boolean },
  out: Output,
): Promise<void> {
  const outcome = runToOutcome(await readImage(file, options), options);
  const end = outcome.exit === null ? "still running" : `${outcome.status}, exit ${outcome.exit}`;
  out.result(
    { ...outcome },
    `${end} after ${outcome.steps} steps at pc ${outcome.pc}\nmemoryRoot ${outcome.memoryRoot}`,
  );
}

async function prove(
  file: string,
  options: ImageOptions & { readonly step: number; readonly out?: string },
  out: Output,
): Promise<void> {
  const { step } = options;
  const machine = createMachine(await readImage(file, options));
  machine.run(step);
  if (machine.halted) {
    throw new NovateError(
      "BAD_ARGUMENT",
      `expected a step below ${machine.steps}, where the program halts, got ${step}`,
    );
  }
  const proof = proveStep(machine);
  const path = options.out ?? `${basename(file)}.step-${step}.json`;
  await writeFile(path, encodeProofFile({ ...proof, step }));
  const hashes = { preHash: toHex(proof.preHash), postHash: toHex(proof.postHash) };
  out.result(
    { step, pc: `0x${machine.pc.toString(16)}`, proof: path, bytes: proof.proof.length, ...hashes },
    `step ${step} at pc 0x${machine.pc.toString(16)}: ${proof.proof.length} bytes of proof in ${path}`,
  );
}

async function check(file: string, out: Output): Promise<void> {
  const { step, state, proof, preHash, postHash } = decodeProofFile(
    new TextDecoder().decode(await read(file)),
  );
  // Loaded here, because no other command should pay for an EVM.
  const { checkOnContract } = await import("../../node/state-machine/machine/check.ts");
  const answer = await checkOnContract(state, proof);
  const accepted = equalBytes(answer.preHash, preHash) && equalBytes(answer.postHash, postHash);
  if (!accepted) process.exitCode = EXIT_FAILED;
  const { executionGas, transactionGas } = answer;
  out.result(
    {
      accepted,
      step,
      preHash: toHex(answer.preHash),
      postHash: toHex(answer.postHash),
      executionGas,
      transactionGas,
    },
    accepted
      ? `accepted: step ${step}, ${transactionGas} gas as a transaction`
      : `REJECTED: step ${step} leads from ${toHex(answer.preHash)} to ${toHex(answer.postHash)}`,
  );
}

async function readImage(file: string, options: ImageOptions): Promise<Image> {
  const program = loadElf(await read(file));
  return options.input === undefined ? program : buildImage({ program, input: await read(options.input) });
}

async function read(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new NovateError(
      "UNREADABLE_FILE",
      `expected a readable file, got ${errorMessage(error)}`,
      {},
      { cause: error },
    );
  }
}
