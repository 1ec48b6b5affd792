import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { invoke } from "../testing/invoke.ts";
import { run } from "../testing/run.ts";

const address = (digit: string) => `0x${digit.repeat(40)}`;
const INPUTS = [
  ...["--preset", "devnet", "--chain-id", "31337", "--deploy-block", "5", "--timestamp", "1790000000000"],
  ...[
    "--inbox",
    address("a"),
    "--timelock",
    address("b"),
    "--validator",
    `${address("c")}:2`,
    `${address("d")}:1`,
  ],
];
const CONTRACTS = ["rollup", "vault", "guardian", "usdc"].flatMap((name, i) => [
  `--${name}`,
  address(`${i + 1}`),
]);
const build = (...args: string[]) => invoke("genesis", "build", ...INPUTS, ...args, "--json");

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-genesis-"));
  file = join(folder, "genesis.json");
});
afterAll(() => rm(folder, { recursive: true }));

test("genesis build gives the root the Rollup needs, and the same one with the file that inspect executes again", async () => {
  const first = (await build()).json();
  expect(first.stateRoot).toMatch(/^0x[0-9a-f]{64}$/);
  const written = await run("genesis", "build", ...INPUTS, ...CONTRACTS, "--out", file, "--json");
  expect([written.code, written.json()]).toEqual([0, { ...first, file }]);

  const plain = (await invoke("genesis", "inspect", file, "--json")).json();
  expect(plain).toMatchObject({
    verified: true,
    genesisHash: first.genesisHash,
    stateRoot: first.stateRoot,
    l1: { inbox: address("a"), usdc: address("4") },
    parameters: { minDeposit: "1", insurance: "100000" },
    validators: [
      { id: 0, address: address("c"), stake: "2" },
      { id: 1, address: address("d"), stake: "1" },
    ],
  });
  const { code, stdout } = await run("genesis", "inspect", file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/BTC-PERP +active +0\.1 +0\.00001 +50x +1% +0\.015% +0\.045%/);
});

test("genesis build never overwrites a file", async () => {
  const before = await readFile(file);
  expect((await build(...CONTRACTS, "--out", file)).code).toBe("FILE_EXISTS");
  expect(await readFile(file)).toEqual(before);
});

test("genesis inspect refuses a file that claims another root, is damaged, or is not there", async () => {
  const text = await readFile(file, "utf8");
  const lying = join(folder, "lying.json");
  const broken = join(folder, "broken.json");
  await writeFile(lying, text.replace(JSON.parse(text).stateRoot, `0x${"12".repeat(32)}`));
  await writeFile(broken, text.slice(1));
  expect((await invoke("genesis", "inspect", lying)).code).toBe("GENESIS_MISMATCH");
  expect((await invoke("genesis", "inspect", broken)).code).toBe("BAD_GENESIS_FILE");
  expect((await invoke("genesis", "inspect", join(folder, "missing.json"))).code).toBe("FILE_UNREADABLE");
});

test("genesis build refuses inputs that make no chain", async () => {
  const preset = await invoke("genesis", "build", ...INPUTS.with(1, "../devnet"));
  expect([preset.code, preset.message]).toEqual(["BAD_ARGUMENT", expect.stringContaining("one of devnet")]);
  const contracts = await build("--out", join(folder, "other.json"));
  expect([contracts.code, contracts.message]).toEqual(["BAD_ARGUMENT", expect.stringContaining("--rollup")]);
  const stake = await invoke("genesis", "build", ...INPUTS.with(-1, `${address("d")}:0`));
  expect(stake.message).toContain("expected ADDRESS:STAKE");
});
