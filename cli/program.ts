/** The command tree: which commands there are, and what the help of all of them says. */
import { readFileSync } from "node:fs";
import { Command } from "commander";

/** Commands in the order of the help, each read from its file only when it is needed: most rooms are not. */
const COMMANDS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  devnet: async () => (await import("./commands/devnet.ts")).registerDevnet,
  node: async () => (await import("./commands/node.ts")).registerNode,
  genesis: async () => (await import("./commands/genesis.ts")).registerGenesis,
  deploy: async () => (await import("./commands/deploy.ts")).registerDeploy,
  voter: async () => (await import("./commands/voter.ts")).registerVoter,
  "api-keys": async () => (await import("./commands/api-keys.ts")).registerApiKeys,
  keys: async () => (await import("./commands/keys.ts")).registerKeys,
  faucet: async () => (await import("./commands/faucet.ts")).registerFaucet,
  deposit: async () => (await import("./commands/deposit.ts")).registerDeposit,
  order: async () => (await import("./commands/order.ts")).registerOrder,
  cancel: async () => (await import("./commands/cancel.ts")).registerCancel,
  reduce: async () => (await import("./commands/reduce.ts")).registerReduce,
  transfer: async () => (await import("./commands/transfer.ts")).registerTransfer,
  agent: async () => (await import("./commands/agent.ts")).registerAgent,
  arrivals: async () => (await import("./commands/arrivals.ts")).registerArrivals,
  account: async () => (await import("./commands/account.ts")).registerAccount,
  book: async () => (await import("./commands/book.ts")).registerBook,
  withdraw: async () => (await import("./commands/withdraw.ts")).registerWithdraw,
  force: async () => (await import("./commands/force.ts")).registerForce,
  bridge: async () => (await import("./commands/bridge.ts")).registerBridge,
  escape: async () => (await import("./commands/escape.ts")).registerEscape,
  status: async () => (await import("./commands/status.ts")).registerStatus,
  verify: async () => (await import("./commands/verify.ts")).registerVerify,
  rebuild: async () => (await import("./commands/rebuild.ts")).registerRebuild,
  archive: async () => (await import("./commands/archive.ts")).registerArchive,
  replay: async () => (await import("./commands/replay.ts")).registerReplay,
  snapshot: async () => (await import("./commands/snapshot.ts")).registerSnapshot,
  machine: async () => (await import("./commands/machine.ts")).registerMachine,
  da: async () => (await import("./commands/da.ts")).registerDa,
  challenge: async () => (await import("./commands/challenge.ts")).registerChallenge,
  disputes: async () => (await import("./commands/disputes.ts")).registerDisputes,
};

/** The command tree; of the commands only `named`, or all when it names none. */
export async function createProgram(named: string | undefined): Promise<Command> {
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
