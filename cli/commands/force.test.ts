import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../sdk/index.ts";
import { invoke } from "../testing/invoke.ts";
import { type Network, startNetwork } from "../testing/network.ts";

let network: Network;

beforeAll(async () => {
  network = await startNetwork();
});
afterAll(() => network?.close());

const alice = () => ["--key", "alice", ...network.keys, ...network.url, ...network.l1, "--json"];
const force = (...args: readonly string[]) => invoke("force", ...args, ...alice());
const ask = (...args: readonly string[]) => invoke("bridge", ...args, ...network.url, "--json");

test("a forced transaction is executed, found by its L1 hash, and refused before it is paid for", async () => {
  // Nobody to act for yet: the chain would refuse it, and the gas would be spent.
  expect((await force("withdraw", "10")).code).toBe("UNKNOWN_ACCOUNT");
  const deposited = await invoke("deposit", "1000", ...alice());
  expect(deposited.json()).toMatchObject({ credited: true, resumed: false });
  const client = await connect(network.url[1]!);
  const messages = async () => (await client.l1Messages(network.address("alice"))).length;
  const before = await messages();
  for (const [args, code] of [
    [["withdraw", "1000.5"], "INSUFFICIENT_FUNDS"],
    [["withdraw", "10", "--to", client.chain.contracts.vault], "BAD_RECIPIENT"],
    [["transfer", "0", "10"], "SELF_TRANSFER"],
    [["cancel", "4194305"], "UNKNOWN_ORDER"],
    [["order", "BUY", "BTC-PERP", "0.01", "--price", "59000"], "BAD_REQUEST"],
    [["order", "buy", "NO-PERP", "0.01", "--price", "59000"], "UNKNOWN_MARKET"],
  ] as const) {
    expect((await force(...args)).code, args.join(" ")).toBe(code);
  }

  const withdrawn = (await force("withdraw", "10")).json();
  expect(withdrawn).toMatchObject({ kind: "forced", status: "consumed", code: "OK", action: "withdraw" });
  const hash = withdrawn.l1Transaction;
  expect((await ask("message", hash)).json().messages).toMatchObject([{ withdrawal: withdrawn.withdrawal }]);
  expect(await client.info({ type: "transaction", hash })).toMatchObject({
    l1Messages: [{ l1Transaction: hash, account: withdrawn.account, finality: expect.any(String) }],
  });

  const order = (await force("order", "buy", "BTC-PERP", "0.001", "--price", "59000")).json();
  expect(order).toMatchObject({ code: "OK", action: "trade", results: ["OK"] });
  expect((await client.openOrders({ user: network.address("alice") })).length).toBe(1);
  expect((await force("cancel", "--all")).json()).toMatchObject({ results: ["OK"] });
  expect(await client.openOrders({ user: network.address("alice") })).toEqual([]);
  expect((await force("transfer", "1", "25")).json()).toMatchObject({ code: "OK", action: "transfer" });
  // What the node calls hopeless may be sent all the same: the chain's own word comes back as the error.
  const hopeless = await force("withdraw", "100000", "--unchecked");
  expect(hopeless.code).toBe("INSUFFICIENT_FUNDS");
  expect(await messages()).toBe(before + 5);
  client.close();
});

test("the history of the bridge is whole, with L1 transactions and senders, as a table or CSV", async () => {
  const user = ["--user", network.address("alice")];
  const { movements } = (await ask("history", ...user)).json();
  expect(movements).toMatchObject([
    { what: "withdrawal", amount: "10", to: network.address("alice").toLowerCase() },
    { what: "deposit", amount: "1000", from: network.address("alice").toLowerCase() },
  ]);
  expect(movements[1].l1Transaction).toMatch(/^0x[0-9a-f]{64}$/);
  const csv = await invoke("bridge", "history", ...user, ...network.url, "--format", "csv");
  expect(csv.stdout.trimEnd().split("\n")).toEqual([
    "time,what,index,amount,from,to,block,state,l1Transaction",
    expect.stringMatching(/,withdrawal,0,10,0x/),
    expect.stringMatching(/,deposit,0,1000,0x.*,0x[0-9a-f]{64}$/),
  ]);
  expect((await ask("history")).code).toBe("BAD_ARGUMENT");
});

test("the clocks of the way out are the chain's own", async () => {
  const text = (await invoke("bridge", "clocks", ...network.url)).stdout;
  expect(text).toMatch(/withdrawal: final +2\.0 s +challenge period/);
  expect(text).toMatch(/sequencer silent +24\.0 h/);
  expect(text).toMatch(/a pause +at most 60 s/);
});
