import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { errorCode, errorMessage, NovateError } from "../node/primitives/error.ts";
import { toJson } from "./output.ts";

const USAGE_ERROR = 2;
/** Codes of bad input: the command was used wrongly, nothing was tried. */
const USAGE_CODES =
  /^(BAD_ARGUMENT|BAD_DECIMAL|BAD_HEX|BAD_GENESIS_FILE|MALFORMED|UNREADABLE|OUT_OF_RANGE|FILE_|KEYSTORE_MALFORMED)/;

/** Commands in the order of the help, each read from its file only when it is needed: most rooms are not. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  devnet: async () => (await import("./commands/devnet.ts")).registerDevnet,
  node: async () => (await import("./commands/node.ts")).registerNode,
  genesis: async () => (await import("./commands/genesis.ts")).registerGenesis,
  keys: async () => (await import("./commands/keys.ts")).registerKeys,
  deposit: async () => (await import("./commands/deposit.ts")).registerDeposit,
  order: async () => (await import("./commands/order.ts")).registerOrder,
  cancel: async () => (await import("./commands/cancel.ts")).registerCancel,
  account: async () => (await import("./commands/account.ts")).registerAccount,
  book: async () => (await import("./commands/book.ts")).registerBook,
  withdraw: async () => (await import("./commands/withdraw.ts")).registerWithdraw,
  escape: async () => (await import("./commands/escape.ts")).registerEscape,
  status: async () => (await import("./commands/status.ts")).registerStatus,
  verify: async () => (await import("./commands/verify.ts")).registerVerify,
  rebuild: async () => (await import("./commands/rebuild.ts")).registerRebuild,
  archive: async () => (await import("./commands/archive.ts")).registerArchive,
  replay: async () => (await import("./commands/replay.ts")).registerReplay,
  machine: async () => (await import("./commands/machine.ts")).registerMachine,
  da: async () => (await import("./commands/da.ts")).registerDa,
  challenge: async () => (await import("./commands/challenge.ts")).registerChallenge,
  disputes: async () => (await import("./commands/disputes.ts")).registerDisputes,
};

/** The command tree; of the commands only `named`, or all when it names none. */
async function createProgram(named: string | undefined): Promise<Command> {
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
  const one = named === undefined ? undefined : COMMANDS[named];
  for (const load of one === undefined ? Object.values(COMMANDS) : [one]) (await load())(program);
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

// Whoever reads our output may stop reading: `novate ... | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  enableCompileCache();
  await (await createProgram(process.argv[2])).parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportError(error);
}
