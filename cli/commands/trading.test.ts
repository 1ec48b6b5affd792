import { afterAll, beforeAll, expect, test } from "vitest";
import { toHex } from "../../node/primitives/bytes.ts";
import { L1Bridge } from "../../sdk/bridge/index.ts";
import { connect, type NovateClient, privateKeySigner } from "../../sdk/index.ts";
import { connectL1 } from "../l1.ts";
import { type Invoked, invoke } from "../testing/invoke.ts";
import { ALICE_USDC, account, type Network, ROLES, secretOf, startNetwork } from "../testing/network.ts";
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

test("an order that is filled in part says what was cancelled of it, and why", async () => {
  await trade("order", "alice", "sell", "BTC-PERP", "0.004", "--price", "60100");
  const bob = ["--key", "bob", ...network.keys, ...network.url];
  const part = await invoke("order", "buy", "BTC-PERP", "0.0105", "--market", "--slippage-bps", "50", ...bob);
  expect(part.stdout).toMatch(/^filled +bought 0\.004 BTC-PERP at 60,100/);
  expect(part.stdout).toContain(
    "cancelled 0.0065 of 0.0105 BTC-PERP: nothing more was offered within 0.5% of the mark",
  );
  const limit = ["order", "buy", "BTC-PERP", "0.004", "--price", "60100", "--tif", "ioc", ...bob];
  await trade("order", "alice", "sell", "BTC-PERP", "0.003", "--price", "60100");
  expect((await invoke(...limit)).stdout).toContain(
    "cancelled 0.001 of 0.004 BTC-PERP: nothing more was offered at 60,100",
  );
  await trade("order", "alice", "sell", "BTC-PERP", "0.004", "--price", "60100");
  expect((await invoke(...limit)).stdout).not.toContain("cancelled");
});

test("a withdrawal goes through every stage to the L1 balance, and one left behind is resumed by anybody", async () => {
  const left = await trade("withdraw", "bob", "30", "--no-wait");
  expect(left.json()).toMatchObject({ index: "0", paid: false, finality: "soft" });

  const whole = await bridge("withdraw", "bob", "70");
  expect(whole.stderr).toMatch(
    /published: .*\n.*asserted: .*\n.*final: .*\nclaim 0x.* may have been sent\n.*prove it on L1/,
  );
  expect(whole.json()).toMatchObject({ index: "1", paid: true, l1Before: "0", l1After: "70" });

  // What is open comes first.
  const { withdrawals } = (await trade("withdraw", "bob", "--list")).json();
  expect(withdrawals).toMatchObject([
    { index: "0", stage: "provable", paid: false, paidPart: "0", payableFrom: { cause: "none" } },
    { index: "1", stage: "paid", paidPart: "70", payableFrom: null },
  ]);
  expect(withdrawals[1].l1Transaction).toBe(whole.json().l1Transaction);
  const resumed = (await bridge("withdraw", "alice", "--finalize", "0")).json();
  expect(resumed).toMatchObject({ paid: true, l1Before: "70", l1After: "100" });
  expect(resumed.recipient).toBe(network.address("bob").toLowerCase());
  const again = (await bridge("withdraw", "alice", "--finalize", "0")).json();
  expect(again).toMatchObject({ paid: true, l1Transaction: null, l1Before: "100", l1After: "100" });

  expect((await bridge("withdraw", "alice", "--finalize", "77")).code).toBe("NOT_FOUND");
  expect((await trade("withdraw", "alice", "1000000", "--no-wait")).code).toBe("INSUFFICIENT_FUNDS");
});

test("withdrawals of one block are told apart by their receipts, and all are paid", async () => {
  const client = await connect(network.url[1]!);
  const bob = client.trader(privateKeySigner(toHex(secretOf(ROLES.bob))));
  const receipts = await Promise.all([5, 5, 5, 5].map(() => bob.withdraw("5")));
  expect(new Set(receipts.map(({ block }) => block)).size).toBeLessThan(4);
  const indexes = receipts.map(({ statuses }) => statuses[0]!.index!);
  expect(new Set(indexes).size).toBe(4);
  for (const index of indexes) {
    expect((await bridge("withdraw", "bob", "--finalize", index)).json()).toMatchObject({ paid: true });
  }
  expect((await trade("withdraw", "bob", "--list")).json()).toMatchObject({ open: 0, complete: true });
  // Two relayers at once: one pays, the other is told that it is paid.
  const last = await bob.withdraw("5");
  const { index } = last.statuses[0]!;
  await expect.poll(() => client.withdrawalProof(index!).then(({ proof }) => proof), PATIENCE).not.toBeNull();
  const relayers = await Promise.all(
    [ROLES.alice, ROLES.deployer].map((role) => relay(client, role, index!)),
  );
  expect(relayers.map(({ whole }) => whole)).toEqual([true, true]);
  expect(relayers.filter(({ transaction }) => transaction !== null)).toHaveLength(1);
  client.close();
});

async function relay(client: NovateClient, role: number, index: string) {
  const clients = await connectL1(network.l1[1]!, client.chain.chainId, account(role));
  return new L1Bridge(client, clients).finalizeWithdrawal(index);
}

test("what may be withdrawn, and when the Vault pays it, is told before", async () => {
  const client = await connect(network.url[1]!);
  const ask = () => client.withdrawable({ user: network.address("bob") }, "10");
  // What L1 says may be two seconds old.
  await expect.poll(async () => (await ask()).vault?.queue, PATIENCE).toBe("0");
  const outlook = await ask();
  expect(outlook).toMatchObject({ vault: { cap: "1000000", pausedUntil: null, queue: "0" } });
  expect(outlook.payableFrom).toMatchObject({ cause: "assertion", inParts: false });
  // L1's clock, as of its last block that the node asked for.
  expect(outlook.payableFrom!.time).toBeGreaterThan(Date.now() - 10_000);
  const above = await client.withdrawable({ user: network.address("bob") }, "1000001");
  expect(above.payableFrom).toMatchObject({ inParts: true });
  const { bridge: clocks } = client.chain.parameters;
  expect(clocks).toMatchObject({
    challengePeriod: 2,
    selfDelay: 86_400,
    outflowCap: "1000000",
    maxPause: 60,
  });
  const [deposit] = await client.deposits({ user: network.address("bob") });
  expect(deposit).toMatchObject({ amount: "9000", sender: network.address("bob").toLowerCase() });
  expect(await client.l1Message(deposit!.l1Transaction!)).toMatchObject([
    { message: deposit!.message, kind: "deposit", status: "consumed", code: "OK", block: deposit!.block },
  ]);
  client.close();
});

test("status speaks of the same chain in words", async () => {
  const { stdout } = await invoke("status", ...network.url);
  expect(stdout).toMatch(/^sequencer of chain 31337: /);
  expect(stdout).toMatch(/final +\d+/);
});
