/** What a user is told when L1 does not answer: which endpoint, and nothing of its secrets. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "../../devnet/process.ts";
import {
  executeGenesis,
  GENESIS_FORMAT,
  type Genesis,
  genesisBlock,
  loadPreset,
  serializeGenesis,
} from "../../genesis/index.ts";
import { createL1Client, l1Error } from "../../node/bridge/index.ts";
import { importKeyFile } from "../../node/keys/index.ts";
import { createStateMachine } from "../../node/state-machine/index.ts";
import { run } from "../testing/run.ts";
import { createWaiting } from "../waiting.ts";

/** Where nobody listens, behind an address full of secrets. */
const HOST = `127.0.0.1:${await freePort()}`;
const SECRETS = ["s3cr3t-user", "s3cr3t-pass", "0123456789abcdef0123456789abcdef", "s3cr3t-query"];
const [user, pass, key, query] = SECRETS;
const L1 = `http://${user}:${pass}@${HOST}/v3/${key}?apikey=${query}`;

let folder: string;
let flags: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-l1-down-"));
  const preset = await loadPreset("devnet");
  const address = new Uint8Array(20).fill(1);
  const at = {
    chainId: 31_337n,
    inbox: address,
    timelock: address,
    deployBlock: 1n,
    timestamp: 1_700_000_000_000n,
  };
  const block = genesisBlock(preset, { ...at, validators: [{ address, stake: 1n }] });
  const { genesisHash, outcome } = executeGenesis(block, await createStateMachine());
  const contracts = { inbox: address, rollup: address, vault: address, timelock: address };
  const genesis: Genesis = {
    ...{ format: GENESIS_FORMAT, name: preset.name, chainId: 31_337, deployBlock: 1, block, genesisHash },
    ...{ l1: { ...contracts, guardian: address, usdc: address }, stateRoot: outcome.stateRoot },
  };
  const file = join(folder, "genesis.json");
  await writeFile(file, serializeGenesis(genesis));
  const password = Buffer.from("a password");
  const cost = { n: 1_024, r: 8, p: 1 };
  await importKeyFile({ folder, name: "alice", password, cost }, new Uint8Array(32).fill(7));
  await writeFile(join(folder, "password"), "a password\n", { mode: 0o600 });
  flags = ["--genesis", file, "--da", `local:${join(folder, "da")}`, "--l1", L1, "--timeout", "20", "--json"];
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => void vi.useRealTimers());

test.each([
  ["verify", ["verify", "--no-claims"]],
  ["rebuild", ["rebuild", "--data", "rebuilt"]],
  ["escape", ["escape", "--data", "escaped", "--key", "alice", "--keys", "."]],
  ["archive fetch", ["archive", "fetch", "--path", "archived"]],
])("%s names the endpoint that is down, and none of its secrets", async (name, args) => {
  const local = args.map((arg) => (/^(rebuilt|escaped|archived|\.)$/.test(arg) ? join(folder, arg) : arg));
  const { code, json, stderr, stdout } = await run(...local, ...flags);
  expect(json().error).toMatchObject({
    code: "L1_RPC",
    message: expect.stringContaining(`at http://${HOST}/v3/***?apikey=***, got: HTTP request failed. (ECONN`),
  });
  for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  expect(code).toBe(name === "verify" ? 3 : 1);
});

test("no error of the client, whole with its causes and its stack, holds a secret; the endpoint gets them all", async () => {
  const client = createL1Client({ url: L1, timeoutMs: 2_000 });
  const error = await client.getBlockNumber().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause as unknown)
    texts.push(cause.message, cause.stack ?? "", JSON.stringify(cause));
  texts.push(l1Error(error).message);
  for (const secret of SECRETS) expect(texts.join("\n")).not.toContain(secret);

  const asked: { url?: string | undefined; authorization?: string | undefined } = {};
  const { createServer } = await import("node:http");
  const server = createServer((request, response) => {
    Object.assign(asked, { url: request.url, authorization: request.headers.authorization });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, result: "0x10" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const there = createL1Client({ url: L1.replace(HOST, `127.0.0.1:${port}`), timeoutMs: 2_000 });
  expect(await there.getBlockNumber()).toBe(16n);
  server.closeAllConnections();
  server.close();
  const basic = Buffer.from(`${user}:${pass}`).toString("base64");
  expect(asked).toEqual({ url: `/v3/${key}?apikey=${query}`, authorization: `Basic ${basic}` });
});

test("what is waited for is said once, and named when the time is up", () => {
  vi.useFakeTimers();
  const said: string[] = [];
  const waiting = createWaiting({ print: (text) => said.push(text) });
  const signal = waiting.deadline(60);
  const trouble = { code: "DA_UNAVAILABLE", message: "the layer does not answer", batch: 3 };
  waiting.tell(trouble);
  waiting.tell(trouble);
  expect(said).toEqual(["waiting: batch 3: DA_UNAVAILABLE: the layer does not answer"]);
  vi.advanceTimersByTime(60_000);
  expect(signal.reason).toMatchObject({ code: "TIMED_OUT", data: { waiting: said[0]!.slice(9) } });
  const well = waiting.deadline(60);
  waiting.tell(undefined);
  vi.advanceTimersByTime(60_000);
  expect(well.reason).toMatchObject({ code: "TIMED_OUT", data: {} });
});
