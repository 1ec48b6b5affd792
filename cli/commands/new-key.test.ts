/** The way of a newcomer: a key that did not exist a minute ago trades, and lets another key trade for it. */
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { invoke } from "../testing/invoke.ts";
import { type Network, startNetwork } from "../testing/network.ts";
import { run } from "../testing/run.ts";

let network: Network;
let folder: string;

beforeAll(async () => {
  network = await startNetwork();
  folder = await mkdtemp(join(tmpdir(), "novate-newcomer-"));
});
afterAll(async () => {
  await network?.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = (...args: string[]) => invoke("keys", ...args, ...network.keys, "--json");
const as = (key: string, ...args: string[]) =>
  invoke(...args, "--key", key, ...network.keys, ...network.url, "--json");
const onL1 = (key: string, ...args: string[]) => as(key, ...args, ...network.l1);
const done = async (work: ReturnType<typeof invoke>) => {
  const invoked = await work;
  expect([invoked.code, invoked.message]).toEqual([undefined, ""]);
  return invoked.json();
};

test("a new key is funded by the faucet, and trades a minute later", async () => {
  const { address } = await done(keys("create", "carol"));
  expect((await onL1("carol", "deposit", "500")).code).toBe("L1_BALANCE_TOO_LOW");
  const given = await done(onL1("carol", "faucet", "--eth", "2", "--usdc", "3000"));
  expect(given).toEqual({ to: address.toLowerCase(), eth: "2", usdc: "3000" });
  // Two at once may take the same nonce on L1: both are served.
  const more = ["faucet", "--to", address, "--eth", "1", "--usdc", "500", ...network.url, ...network.l1];
  const both = await Promise.all([run(...more), run(...more)]);
  expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  expect(await done(onL1("carol", "deposit", "2000"))).toMatchObject({ credited: true, after: "2000" });
});

test("money moves between accounts of one owner, and what is not there does not", async () => {
  expect(await done(as("carol", "transfer", "150.5", "--to-sub", "3"))).toMatchObject({
    code: "OK",
    toSub: 3,
  });
  const whole = await done(as("carol", "account"));
  expect(whole.accounts.map(({ sub, cash }: { sub: number; cash: string }) => [sub, cash])).toEqual([
    [0, "1849.5"],
    [3, "150.5"],
  ]);
  expect((await as("carol", "transfer", "5000", "--to-sub", "3")).code).toBe("INSUFFICIENT_FUNDS");
  const { account } = whole.accounts[1];
  await done(as("carol", "transfer", "150.5", "--to-sub", "0", "--account", String(account)));
});

test("an order is made smaller in its place, and never larger", async () => {
  const { resting } = await done(as("carol", "order", "buy", "BTC-PERP", "0.01", "--price", "50000"));
  const oid = String(resting.oid);
  expect(await done(as("carol", "reduce", oid, "0.004"))).toMatchObject({ coin: "BTC-PERP", code: "OK" });
  const [open] = (await done(as("carol", "account"))).openOrders;
  expect([String(open.oid), open.sz]).toEqual([oid, "0.004"]);
  expect((await as("carol", "reduce", oid, "0.02")).code).toBe("NOT_A_REDUCTION");
  expect((await as("carol", "reduce", "12345", "0.001")).code).toBe("UNKNOWN_ORDER");
});

test("an agent trades for its owner until it is revoked, and never withdraws", async () => {
  const bot = (await done(keys("create", "bot"))).address.toLowerCase();
  const { account } = await done(as("carol", "account"));
  const trade = ["order", "buy", "BTC-PERP", "0.001", "--price", "50000", "--account", String(account)];
  expect((await as("bot", ...trade)).code).toMatch(
    /^(NOT_AUTHORIZED|UNKNOWN_SIGNER|UNAUTHORIZED|NOT_ALLOWED)/,
  );
  await done(as("carol", "agent", "approve", "bot", "--until", "+1h"));
  expect((await done(as("carol", "agent", "list"))).agents).toMatchObject([{ agent: bot, active: true }]);
  expect(await done(as("bot", ...trade))).toMatchObject({ code: "OK" });
  const out = ["withdraw", "10", "--no-wait", "--to", (await done(as("carol", "agent", "list"))).user];
  expect((await as("bot", ...out)).code).toBeDefined();
  await done(as("carol", "agent", "revoke", bot));
  expect((await done(as("carol", "agent", "list"))).agents).toMatchObject([
    { agent: bot, active: false, expiry: null },
  ]);
  expect((await as("bot", ...trade)).code).toBeDefined();
});

test("a key is exported to a private file that makes the same key again, and nothing is overwritten", async () => {
  const file = join(folder, "carol.hex");
  const exported = await keys("export", "carol", "--to", file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const secret = await readFile(file, "latin1");
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(exported.stdout + exported.stderr).not.toContain(secret);
  const again = await done(keys("import", "carol-again", "--from", file));
  expect(again.address.toLowerCase()).toBe(exported.json().address.toLowerCase());
  expect((await keys("export", "bot", "--to", file)).code).toBe("FILE_EXISTS");
  expect(await readFile(file, "latin1")).toBe(secret);
  expect((await keys("export", "nobody", "--to", join(folder, "x"))).message).toContain(
    "alice, bob, bot, carol",
  );
});
