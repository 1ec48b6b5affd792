import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Child, startChild } from "../../devnet/process.ts";
import { errorMessage, NovateError } from "../../node/primitives/error.ts";
import type { CelestiaBinaries } from "./binaries.ts";

const CHAIN_ID = "test";
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 500;
/** As celestia-app's own script for a single node has it. */
const COMMISSION = [
  "--commission-rate=0.05",
  "--commission-max-rate=1.0",
  "--commission-max-change-rate=1.0",
];
const ADDRESS = /^celestia1[02-9ac-hj-np-z]{38}$/;
/** A JSON web token. */
export const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const KEYRING = ["--keyring-backend", "test"];

export interface RealCelestia {
  /** The consensus node's RPC. */
  readonly rpcUrl: string;
  /** The bridge node's RPC. */
  readonly nodeUrl: string;
  readonly token: string;
  /** Sends utia from the validator to an address and waits until it is there. */
  fund(address: string, utia: bigint): Promise<void>;
  /** The bridge node's own account. */
  readonly account: string;
  stop(): Promise<void>;
}

/** A chain of one validator and a bridge node, on loopback and in one folder. Throws `CELESTIA_START` with what the program said. */
export async function startRealCelestia(binaries: CelestiaBinaries, folder: string): Promise<RealCelestia> {
  const [rpc, p2p, grpc, nodeRpc] = (await Promise.all([freePort(), freePort(), freePort(), freePort()])) as [
    number,
    number,
    number,
    number,
  ];
  const home = join(folder, "app");
  const appd = (...args: readonly string[]) => run(binaries.appd, [...args, "--home", home]);
  await appd("init", CHAIN_ID, "--chain-id", CHAIN_ID);
  await appd("keys", "add", "validator", ...KEYRING);
  const validator = answerIn(
    await appd("keys", "show", "validator", "-a", ...KEYRING),
    ADDRESS,
    "an address",
  );
  await appd("genesis", "add-genesis-account", validator, "1000000000000000utia");
  await appd(
    "genesis",
    "gentx",
    "validator",
    "5000000000utia",
    "--fees",
    "500utia",
    ...KEYRING,
    "--chain-id",
    CHAIN_ID,
    ...COMMISSION,
  );
  await appd("genesis", "collect-gentxs");
  keepResults(join(home, "config", "config.toml"));

  const children: Child[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children.splice(0).reverse()) await child.stop();
  };
  try {
    const listen = ["--rpc.laddr", `tcp://127.0.0.1:${rpc}`, "--p2p.laddr", `tcp://127.0.0.1:${p2p}`];
    const serve = ["--grpc.enable", "--grpc.address", `127.0.0.1:${grpc}`];
    const pace = ["--delayed-precommit-timeout", "1s", "--force-no-bbr"];
    const app = startChild(binaries.appd, ["start", "--home", home, ...listen, ...serve, ...pace]);
    children.push(app);
    const rpcUrl = `http://127.0.0.1:${rpc}`;
    const genesisHash = await until("the first block", app, () => firstBlockHash(rpcUrl));

    const store = join(folder, "bridge");
    // CELESTIA_CUSTOM names a private network: id and genesis hash.
    process.env.CELESTIA_CUSTOM = `${CHAIN_ID}:${genesisHash}`;
    const core = ["--core.ip", "127.0.0.1", "--core.port", String(grpc), "--node.store", store];
    await run(binaries.node, ["bridge", "init", ...core]);
    const rpcFlags = ["--rpc.addr", "127.0.0.1", "--rpc.port", String(nodeRpc)];
    const bridge = startChild(binaries.node, ["bridge", "start", ...core, ...rpcFlags]);
    children.push(bridge);
    const nodeUrl = `http://127.0.0.1:${nodeRpc}`;
    const said = await run(binaries.node, ["bridge", "auth", "admin", "--node.store", store]);
    const token = answerIn(said, TOKEN, "a token");
    const account = await until("the bridge node", bridge, () => accountOf(nodeUrl, token));
    const fund = async (address: string, utia: bigint): Promise<void> => {
      const node = ["--node", `tcp://127.0.0.1:${rpc}`, "--chain-id", CHAIN_ID];
      await appd(
        "tx",
        "bank",
        "send",
        "validator",
        address,
        `${utia}utia`,
        "--fees",
        "21000utia",
        ...node,
        ...KEYRING,
        "-y",
      );
      const query = ["query", "bank", "balance", address, "utia", "--node", `tcp://127.0.0.1:${rpc}`];
      await until("the funds", app, async () =>
        (await appd(...query)).includes(String(utia)) ? true : undefined,
      );
    };
    await fund(account, 1_000_000_000n);
    return { rpcUrl, nodeUrl, token, account, fund, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** celestia-app forgets results and indexes nothing unless told to. */
function keepResults(path: string): void {
  const text = readFileSync(path, "utf8");
  const changed = text
    .replace('indexer = "null"', 'indexer = "kv"')
    .replace("discard_abci_responses = true", "discard_abci_responses = false");
  writeFileSync(path, changed);
}

async function firstBlockHash(rpcUrl: string): Promise<string | undefined> {
  const response = await fetch(`${rpcUrl}/block?height=1`);
  const answer = (await response.json()) as { result?: { block_id?: { hash?: string } } };
  return answer.result?.block_id?.hash || undefined;
}

async function accountOf(nodeUrl: string, token: string): Promise<string | undefined> {
  const response = await fetch(nodeUrl, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "state.AccountAddress", params: [] }),
  });
  return ((await response.json()) as { result?: string }).result;
}

async function until<T>(what: string, child: Child, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new NovateError(
    "CELESTIA_START",
    `expected ${what} within ${START_TIMEOUT_MS / 1_000} s: ${child.tail()}`,
  );
}

/**
 * Runs a program to its end. Never a synchronous call: while the chain runs somebody must read what it writes, or it stands still
 * as soon as its pipe is full.
 */
async function run(command: string, args: readonly string[]): Promise<string> {
  try {
    const { stderr, stdout } = await promisify(execFile)(command, [...args], {
      encoding: "utf8",
      timeout: START_TIMEOUT_MS,
    });
    // Some commands of the SDK write their answer to stderr.
    return stdout.trim() === "" ? stderr : stdout;
  } catch (cause) {
    const { stderr = "" } = cause as { readonly stderr?: string };
    throw new NovateError(
      "CELESTIA_START",
      `expected ${args.slice(0, 3).join(" ")} to succeed: ${stderr.slice(-1_000) || errorMessage(cause)}`,
      {},
      { cause },
    );
  }
}

/** The last line of an output that has the form of the answer: warnings come before it, or don't. */
export function answerIn(output: string, form: RegExp, what: string): string {
  const answer = output
    .split("\n")
    .map((line) => line.trim())
    .findLast((line) => form.test(line));
  if (answer !== undefined) return answer;
  // A token is a secret: what was said instead may hold one.
  throw new NovateError(
    "CELESTIA_START",
    `expected ${what}, got ${output.length} characters of something else`,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
