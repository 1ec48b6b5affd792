import { afterAll, beforeAll, expect, test } from "vitest";
import { type Invoked, invoke } from "../testing/invoke.ts";
import { ALICE_USDC, type Network, startNetwork } from "../testing/network.ts";
import { run, start } from "../testing/run.ts";

let network: Network;
/** A bound for a busy machine, not an expectation. */
const PATIENCE = { timeout: 60_000 };

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.close());

const signed = (key: "alice" | "bob") => ["--key", key, ...network.keys, ...network.url, "--json"];
const trade = (command: string, key: "alice" | "bob", ...args: string[]): Promise<Invoked> =>
  invoke(command, ...args, ...signed(key));
const bridge = (command: string, key: "alice" | "bob", ...args: string[]) =>
  trade(command, key, ...args, ...network.l1);

test("a deposit is checked before anything is sent, then credited, with test USDC minted where it is a toy", async () => {
  const short = await bridge("deposit", "alice", "1000000");
  expect([short.code, short.message]).toEqual(["L1_BALANCE_TOO_LOW", expect.stringContaining("--mint")]);
  expect((await bridge("deposit", "alice", "0.5")).code).toBe("BAD_ARGUMENT");
  const notL1 = await trade("deposit", "alice", "5", "--l1", `${network.url[1]}/v3/token`);
  expect([notL1.code, notL1.message]).toEqual(["L1_UNREACHABLE", expect.not.stringContaining("token")]);

  const alice = await bridge("deposit", "alice", "2000");
  expect(alice.stderr).toContain("wait until the chain credits it");
  expect(alice.json()).toMatchObject({ credited: true, before: "0", after: "2000" });
  const left = `${ALICE_USDC - 2_000n}`;
  expect(alice.json()).toMatchObject({ l1Before: `${ALICE_USDC}`, l1After: left });
  const bob = await bridge("deposit", "bob", "9000", "--mint");
  expect(bob.json()).toMatchObject({ credited: true, l1Before: "9000", l1After: "0", after: "9000" });
});

test("orders rest, fill and are refused with a code; the book, the account and cancel agree", async () => {
  const rests = await run(
    "order",
    "buy",
    "btc-perp",
    "0.01",
    "--price",
    "59900",
    "--client-id",
    "7",
    ...signed("alice"),
  );
  const clientId = `0x${"7".padStart(32, "0")}`;
  expect(rests.code).toBe(0);
  expect(rests.json()).toMatchObject({
    code: "OK",
    finality: "soft",
    resting: { sz: "0.01", cloid: clientId },
  });

  const watch = start(["book", "BTC-PERP", "--watch", "--json", ...network.url]);
  const lines = () => watch.stdout().trimEnd().split("\n");
  await expect.poll(() => lines()[0], PATIENCE).toContain(`"px":"59900"`);
  const sell = await trade("order", "alice", "sell", "BTC-PERP", "0.02", "--price", "60100");
  const { oid } = sell.json().resting;
  await expect.poll(() => lines().at(-1), PATIENCE).toContain(`"px":"60100","sz":"0.02"`);
  watch.child.kill("SIGINT");
  expect((await watch.ended).code).toBe(0);

  const taker = await run(
    "order",
    "buy",
    "BTC-PERP",
    "0.001",
    "--price",
    "60150",
    "--tif",
    "post-only",
    ...signed("bob"),
  );
  expect(taker.code).toBe(1);
  expect(taker.json()).toMatchObject({ error: { code: "POST_ONLY_WOULD_TAKE", data: { finality: "soft" } } });
  const tooLarge = await trade("order", "bob", "buy", "BTC-PERP", "900", "--price", "59000");
  expect(tooLarge.code).toBe("INSUFFICIENT_MARGIN");
  const bought = await trade("order", "bob", "buy", "BTC-PERP", "0.015", "--market", "--slippage-bps", "50");
  expect(bought.json()).toMatchObject({ code: "OK", filled: { totalSz: "0.015", avgPx: "60100" } });

  const book = await invoke("book", "BTC-PERP", ...network.url);
  expect(book.stdout).toMatch(/ask +60,100\.0 +0\.00500 +0\.00500 +1\n--- +spread 200 .*\nbid +59,900\.0/);
  expect((await trade("account", "alice")).json()).toMatchObject({
    assetPositions: [{ position: { coin: "BTC-PERP", szi: "-0.015" } }],
    openOrders: expect.arrayContaining([expect.objectContaining({ oid, sz: "0.005" })]),
  });
  const text = await invoke("account", "--user", network.address("bob"), ...network.url);
  expect(text.stdout).toMatch(/BTC-PERP +long +0\.015 +60,100/);

  expect((await trade("cancel", "alice", String(oid))).json()).toMatchObject({
    cancelled: { oid: String(oid) },
    code: "OK",
  });
  expect((await trade("cancel", "alice", String(oid))).code).toBe("UNKNOWN_ORDER");
  expect((await trade("cancel", "alice", "--client-id", "7")).code).toBeUndefined();
  await trade("order", "alice", "buy", "ETH-PERP", "1", "--price", "2400");
  expect((await trade("cancel", "alice", "--all", "--coin", "BTC-PERP")).code).toBeUndefined();
  expect((await trade("account", "alice")).json().openOrders).toMatchObject([{ coin: "ETH-PERP" }]);
  expect((await trade("cancel", "alice", "--all")).code).toBeUndefined();
  expect((await trade("account", "alice")).json().openOrders).toEqual([]);
});

test("a withdrawal goes through every stage to the L1 balance, and one left behind is resumed by anybody", async () => {
  const left = await trade("withdraw", "bob", "30", "--no-wait");
  expect(left.json()).toMatchObject({ index: "0", paid: false, finality: "soft" });

  const whole = await bridge("withdraw", "bob", "70");
  expect(whole.stderr).toMatch(
    /published: .*\n.*asserted: .*\n.*final: .*\nclaim 0x.* may have been sent\n.*prove it on L1/,
  );
  expect(whole.json()).toMatchObject({ index: "1", paid: true, l1Before: "0", l1After: "70" });

  const { withdrawals } = (await trade("withdraw", "bob", "--list")).json();
  expect(withdrawals).toMatchObject([
    { index: "1", stage: "paid" },
    { index: "0", stage: "provable" },
  ]);
  const resumed = (await bridge("withdraw", "alice", "--finalize", "0")).json();
  expect(resumed).toMatchObject({ paid: true, l1Before: "70", l1After: "100" });
  expect(resumed.recipient).toBe(network.address("bob").toLowerCase());
  const again = (await bridge("withdraw", "alice", "--finalize", "0")).json();
  expect(again).toMatchObject({ paid: true, l1Transaction: null, l1Before: "100", l1After: "100" });

  expect((await bridge("withdraw", "alice", "--finalize", "77")).code).toBe("NOT_FOUND");
  expect((await trade("withdraw", "alice", "1000000", "--no-wait")).code).toBe("INSUFFICIENT_FUNDS");
});

test("status speaks of the same chain in words", async () => {
  const { stdout } = await invoke("status", ...network.url);
  expect(stdout).toMatch(/^sequencer of chain 31337: /);
  expect(stdout).toMatch(/final +\d+/);
});
