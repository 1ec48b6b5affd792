import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { errorCode, errorMessage, NovateError } from "../node/primitives/error.ts";
import { registerAccount } from "./commands/account.ts";
import { registerArchive } from "./commands/archive.ts";
import { registerBook } from "./commands/book.ts";
import { registerCancel } from "./commands/cancel.ts";
import { registerChallenge } from "./commands/challenge.ts";
import { registerDa } from "./commands/da.ts";
import { registerDeposit } from "./commands/deposit.ts";
import { registerDevnet } from "./commands/devnet.ts";
import { registerDisputes } from "./commands/disputes.ts";
import { registerEscape } from "./commands/escape.ts";
import { registerGenesis } from "./commands/genesis.ts";
import { registerKeys } from "./commands/keys.ts";
import { registerMachine } from "./commands/machine.ts";
import { registerNode } from "./commands/node.ts";
import { registerOrder } from "./commands/order.ts";
import { registerRebuild } from "./commands/rebuild.ts";
import { registerReplay } from "./commands/replay.ts";
import { registerStatus } from "./commands/status.ts";
import { registerVerify } from "./commands/verify.ts";
import { registerWithdraw } from "./commands/withdraw.ts";
import { toJson } from "./output.ts";

const USAGE_ERROR = 2;
/** Codes of bad input: the command was used wrongly, nothing was tried. */
const USAGE_CODES =
  /^(BAD_ARGUMENT|BAD_DECIMAL|BAD_HEX|BAD_GENESIS_FILE|MALFORMED|UNREADABLE|OUT_OF_RANGE|FILE_|KEYSTORE_MALFORMED)/;

/** The command tree. Each command lives in its own file under `cli/commands/`. */
function createProgram(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const program = new Command("novate")
    .description(
      "Novate: a clearing house that is a program. Perpetuals on a rollup whose every step L1 can check.",
    )
    .version(version)
    .showHelpAfterError("(run with --help for the options and examples)")
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      "after",
      `
Start here:
  novate devnet                       an L1, a node and traders on this machine, and the main job shown step by step
  novate devnet --fresh --once        the same from nothing, then stop
  novate status                       what a running node says of itself
  novate order buy BTC-PERP 0.01 --market --key alice
  novate verify                       re-derive the chain from DA and L1 alone and compare roots

Every command takes --json: the last line of stdout is then one JSON object.
Exit codes: 0 done, 1 the thing asked for failed, 2 bad usage or bad input.`,
    )
    .exitOverride();
  for (const register of [
    registerDevnet,
    registerNode,
    registerGenesis,
    registerKeys,
    registerDeposit,
    registerOrder,
    registerCancel,
    registerAccount,
    registerBook,
    registerWithdraw,
    registerEscape,
    registerStatus,
    registerVerify,
    registerDisputes,
    registerChallenge,
    registerRebuild,
    registerArchive,
    registerReplay,
    registerMachine,
    registerDa,
  ]) {
    register(program);
  }
  overrideExit(program);
  return program;
}

/** Sub-commands must throw like the root does, so that every bad usage ends in one place. */
function overrideExit(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError("(run with --help for the options and examples)");
    overrideExit(child);
  }
}

function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander has told people already.
    if (process.argv.includes("--json"))
      writeError("BAD_ARGUMENT", error.message.replace(/^error: /, ""), {});
    return USAGE_ERROR;
  }
  const code = errorCode(error);
  process.stderr.write(`error ${code}: ${errorMessage(error)}\n`);
  if (code === "INTERNAL" && error instanceof Error && process.env.NOVATE_DEBUG !== undefined) {
    process.stderr.write(`${error.stack}\n`);
  }
  if (process.argv.includes("--json")) {
    const data = error instanceof NovateError ? error.data : {};
    writeError(code, errorMessage(error), data);
  }
  return USAGE_CODES.test(code) ? USAGE_ERROR : 1;
}

function writeError(code: string, message: string, data: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${toJson({ error: { code, message, data } })}\n`);
}

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportError(error);
}
