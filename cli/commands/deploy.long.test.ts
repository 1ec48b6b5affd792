import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Anvil, anvilClient, startAnvil } from "../../contracts/testing/anvil.ts";
import { importKeyFile } from "../../node/keys/index.ts";
import { account, ROLES, secretOf } from "../testing/network.ts";
import { run, start } from "../testing/run.ts";

/** Lives, and how many transactions each may send before it is killed. */
const LIVES = [1, 3, 2, 3];

let anvil: Anvil;
let l1: ReturnType<typeof anvilClient>;
let folder: string;

const deployer = account(ROLES.deployer).address;
const [other, another] = [account(ROLES.sequencer).address, account(ROLES.validator).address];
const flags = (out: string) => [
  ...[
    "deploy",
    "--preset",
    "testnet",
    "--l1",
    anvil.url,
    "--key",
    "deployer",
    "--keys",
    join(folder, "keys"),
  ],
  ...["--out", join(folder, out), "--sequencer", other, "--guardian", another, "--governor", another],
  ...["--validator", `${another}:1`, "--da", "local", "--mint", `${other}:500`, "--confirmations", "1"],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-deploy-cli-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  l1 = anvilClient(anvil.url, { retryCount: 0 });
  await l1.setAutomine(false);
  // Blocks come by themselves, as on a network: what is sent waits a while.
  await l1.request({ method: "evm_setIntervalMining", params: [1] } as never);
  const password = Buffer.from("correct horse battery staple");
  const cost = { n: 1_024, r: 8, p: 1 };
  await importKeyFile({ folder: join(folder, "keys"), name: "deployer", password, cost }, secretOf(0));
  await writeFile(join(folder, "keys", "password"), `${password}\n`, { mode: 0o600 });
});
afterAll(async () => {
  await anvil?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("deploy prints a plan with its cost, is killed again and again, and ends with one network", async () => {
  const dry = await run(...flags("out"), "--dry-run", "--json");
  expect(dry.code, dry.stderr).toBe(0);
  expect(dry.json()).toMatchObject({ dryRun: true, chainId: 31_337 });
  expect(await l1.getTransactionCount({ address: deployer })).toBe(0);

  const progress: number[] = [];
  for (const life of LIVES) {
    const { child, ended, stdout } = start(flags("out"));
    const timer = setInterval(() => {
      if (stdout().split("\n> ").length > life) child.kill("SIGKILL");
    }, 5);
    const { code, stderr } = await ended;
    clearInterval(timer);
    expect(code, stdout() + stderr).toBe(null);
    progress.push(await l1.getTransactionCount({ address: deployer }));
  }
  const last = await run(...flags("out"), "--json");
  expect(last.code, last.stderr).toBe(0);
  const { contracts, gasUsed, transactions } = last.json();
  // Each transaction once, whoever sent it.
  expect(await l1.getTransactionCount({ address: deployer })).toBe(transactions);
  expect(progress.some((count) => count > 0 && count < transactions)).toBe(true);
  expect(Math.abs(Number(gasUsed) / Number(dry.json().gas) - 1)).toBeLessThan(0.01);
  expect(contracts.rollup).toBe(dry.json().contracts.rollup);

  const inspected = await run("genesis", "inspect", join(folder, "out", "genesis.json"), "--json");
  expect(inspected.json()).toMatchObject({ name: "testnet", verified: true });
});

test("deploy says what is wrong with its flags before it asks for a password", async () => {
  const bad = await run(...flags("bad").map((flag) => (flag === "local" ? "floppy" : flag)));
  expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining("celestia, ethereum")]);
  const none = await run(...flags("bad").map((flag) => (flag === "testnet" ? "moon" : flag)));
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("testnet")]);
});
