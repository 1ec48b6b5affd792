import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { invoke } from "../testing/invoke.ts";
import { run } from "../testing/run.ts";

const COMMANDS = [
  ...["order", "cancel", "reduce", "transfer", "agent", "account", "book", "faucet", "deposit", "withdraw"],
  ...["status", "genesis", "keys"],
];
/** The discard port: nobody listens there. */
const NOBODY = ["--url", "http://127.0.0.1:9"];

test.each(COMMANDS)("the help of %s ends well and teaches by an example of itself", async (command) => {
  const { code, stdout } = await invoke(command, "--help");
  expect(code).toBe("commander.helpDisplayed");
  expect(stdout).toMatch(new RegExp(`Examples:\\n(  novate .*\\n)*  novate ${command}`));
});

/** Arguments, and what the error must say. */
const BAD: readonly (readonly [args: string, expected: string])[] = [
  ["order hold BTC-PERP 1 --market --key alice", "Allowed choices are buy, sell"],
  ["order buy BTC-PERP 0 --market --key alice", "expected the size as a positive decimal"],
  ["order buy BTC-PERP 1 --market", "--key"],
  ["order buy BTC-PERP 1 --key alice", "expected --price P or --market"],
  ["order buy BTC-PERP 1 --price 1 --market --key alice", "cannot be used with option '--market'"],
  ["order buy BTC-PERP 1 --price 1 --slippage-bps 5 --key alice", "cannot be used with option '--price"],
  ["order buy BTC-PERP 1 --market --tif gtc --key alice", "expected --tif ioc or fok"],
  ["order buy BTC-PERP 1 --price 1 --tif gtt --key alice", "--good-till"],
  ["order buy BTC-PERP 1 --price 1 --tif gtt --good-till 300 --key alice", "write +300"],
  ["order buy BTC-PERP 1 --price 1 --tif gtt --good-till 2099-01-01 --key alice", "in the future"],
  ["order buy BTC-PERP 1 --price 1 --client-id 0x00 --key alice", "not zero"],
  ["order buy BTC-PERP 1 --price 1 --tif gtt --good-till +5w --key alice", "such as +300, +30d"],
  ["reduce five 1 --key alice", 'got "five"'],
  ["transfer 5 --key alice", "--to-sub"],
  ["transfer 5 --to-sub 99999 --key alice", "--to-sub as a whole number"],
  ["agent approve 0x12 --key alice", "40 hex digits"],
  [
    "agent approve 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --until 2001-01-01T00:00:00Z --key alice",
    "in the future",
  ],
  ["agent list", "expected one of --key NAME and --user ADDRESS"],
  ["faucet", "expected one of --key NAME and --to ADDRESS"],
  ["faucet --to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --eth 101", "in 0..100"],
  ["cancel --key alice", "expected one of OID, --client-id HEX and --all"],
  ["cancel 5 --all --key alice", "expected one of"],
  ["cancel 5 --coin BTC-PERP --key alice", "expected --coin with --all only"],
  ["cancel five --key alice", 'got "five"'],
  ["account", "expected one of --key NAME, --user ADDRESS and --id N"],
  ["account --key a --id 1", "cannot be used with"],
  ["account --key nobody --keys /nowhere", 'got "nobody"'],
  ["book BTC-PERP --levels 101", "in 1..100"],
  ["deposit 1e3 --key alice", "expected the amount as a positive decimal"],
  ["withdraw --key alice", "expected one of AMOUNT, --finalize INDEX and --list"],
  ["withdraw 5 --list --key alice", "expected one of AMOUNT"],
  ["withdraw 5 --to 0x12 --key alice", "40 hex digits"],
  ["status --url localhost:3900", "http://"],
];

test.each(BAD)("'%s' is bad usage, found before any node is asked", async (args, expected) => {
  const { code, message } = await invoke(...args.split(" "), ...(args.includes("--url") ? [] : NOBODY));
  expect(code).toMatch(/^(BAD_ARGUMENT|commander\..*)$/);
  expect(message).toContain(expected);
});

test("good-till takes a time with its zone, Unix seconds, and seconds from now", async () => {
  for (const time of ["2099-01-01T00:00:00Z", "4070908800", "+300", "+5m", "+2h", "+1d"]) {
    const order = `order buy BTC-PERP 1 --price 1 --tif gtt --good-till ${time} --key alice`;
    expect((await invoke(...order.split(" "), ...NOBODY)).code).toBe("NODE_UNREACHABLE");
  }
});

test("the program exits with 2 for bad usage, in words and as JSON", async () => {
  const { code, stderr, json } = await run("account", "--json", ...NOBODY);
  expect([code, json().error.code]).toEqual([2, "BAD_ARGUMENT"]);
  expect(stderr).toMatch(/^error BAD_ARGUMENT: expected one of --key NAME/);
});

test("the program exits with 1 for a node that is away", async () => {
  const { code, stderr, json } = await run("book", "BTC-PERP", "--json", ...NOBODY);
  expect([code, json().error.code]).toEqual([1, "NODE_UNREACHABLE"]);
  expect(stderr).toMatch(/^error NODE_UNREACHABLE: expected a Novate node at http:\/\/127\.0\.0\.1:9/);
});

test("the program exits with 2 and JSON when an option is missing", async () => {
  const { code, json } = await run("cancel", "5", "--json", ...NOBODY);
  expect([code, json().error]).toMatchObject([
    2,
    { code: "BAD_ARGUMENT", message: expect.stringContaining("--key") },
  ]);
});

test("another program at the node's address is told from a node", async () => {
  const server = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await invoke("status", "--url", url)).code).toBe("NOT_A_NODE");
  } finally {
    server.close();
  }
});
