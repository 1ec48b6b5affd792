import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withSignature } from "../primitives/codec/index.ts";
import type { Action, OrderAction, TransactionBody } from "../primitives/codec/types.ts";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { errorCode, type NovateError } from "../primitives/error.ts";
import { keyOf, LiveNode, separator, VALIDATOR } from "../sequencer/testing/live-node.ts";
import { signFast } from "../sequencer/testing/sign.ts";
import { SignerPool } from "../state-machine/index.ts";
import { limits } from "../state-machine/layout/limits.ts";
import { createMempool, type Mempool, type MempoolOptions, type TakeLimits } from "./index.ts";
import {
  MAX_JOINED_CALLERS,
  MAX_PENDING_CANCELS_PER_ACCOUNT,
  MAX_PENDING_PER_SIGNER,
  MAX_TRANSACTION_BYTES,
} from "./limits.ts";

let root: string;
let node: LiveNode;
let pool: SignerPool;
let now = 0;
let account = 0;
const AMPLE: TakeLimits = { maxBytes: 1e9, maxTransactions: 1e9, maxGas: 1e9, maxRiskGas: 1e9 };

/** A chain with two funded users; its sequencer is stopped, so that each test moves its own mempool by hand. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-mempool-"));
  node = await LiveNode.open({ path: root, genesisTime: Date.now() - 60_000 });
  node.sequencer.run().catch(() => undefined);
  await node.fund(2);
  await node.sequencer.stop();
  account = node.accountOf(0);
  now = Date.now();
  pool = new SignerPool({ workers: 1, domainSeparator: separator });
});
afterAll(async () => {
  await pool.close();
  await node.close();
  await rm(root, { recursive: true });
});

let nonce = Date.now();
interface Change {
  readonly user?: number;
  readonly account?: number;
  readonly nonce?: number;
  readonly expiresAfter?: number;
  readonly body?: TransactionBody;
}

const order: OrderAction = {
  kind: "order",
  market: 0,
  isBuy: true,
  price: 1_000,
  size: 1,
  timeInForce: "GTC",
  reduceOnly: false,
  isMarket: false,
  goodTill: 0,
};
const trade = (...actions: Action[]): TransactionBody => ({ type: "trade", actions });
const vote: TransactionBody = { type: "oracleVote", prices: [{ market: 0, index: 5, externalMark: 0 }] };
const cancel = trade({ kind: "cancelAll" });

function sign(change: Change = {}): Uint8Array {
  const { user = 0, ...rest } = change;
  return signFast(
    { account, nonce: ++nonce, expiresAfter: 0, body: trade(order), ...rest },
    separator,
    keyOf(user),
  );
}

function open(options: Partial<MempoolOptions> = {}, acceptsRisk = () => true): Mempool {
  const dependencies = {
    view: node.chain.machine.view,
    signers: pool,
    clock: { now: () => now },
    acceptsRisk,
  };
  return createMempool(options, dependencies);
}

const codeOf = (outcome: Promise<unknown>) => outcome.then(() => "resolved", errorCode);

/** Submits, and waits until each is queued or refused. */
async function submitted(mempool: Mempool, transactions: readonly Uint8Array[]): Promise<Promise<string>[]> {
  const codes = transactions.map((bytes) => codeOf(mempool.submit(bytes)));
  // Answers of the worker come in order: once a marker is refused, everything before it has been decided.
  await codeOf(mempool.submit(sign({ user: 77, body: cancel })));
  return codes;
}

describe("the mempool", () => {
  it("refuses with a precise code what cannot succeed", async () => {
    const mempool = open();
    const good = sign();
    const spoiled = withSignature(good, new Uint8Array(64).fill(0xff, 0, 32));
    const highS = good.slice().fill(0xff, good.length - 32);
    const twoDays = 2 * 86_400_000;
    const cases: [string, Uint8Array][] = [
      ["TRUNCATED", good.slice(0, -1)],
      ["TRAILING_BYTES", Uint8Array.of(...good, 0)],
      ["MALFORMED", Uint8Array.of(9, ...good.slice(1))],
      ["TOO_LARGE", new Uint8Array(8 * 1024 + 1)],
      ["BAD_SIGNATURE", spoiled],
      ["BAD_SIGNATURE", highS],
      ["UNKNOWN_ACCOUNT", sign({ account: 4_000 })],
      ["NOT_AUTHORIZED", sign({ user: 1 })],
      ["NOT_AUTHORIZED", sign({ user: 66 })],
      ["UNKNOWN_VALIDATOR", sign({ user: VALIDATOR, account: 3, body: vote })],
      ["NOT_AUTHORIZED", sign({ user: 0, account: 0, body: vote })],
      ["TX_EXPIRED", sign({ expiresAfter: now - 1 })],
      ["NONCE_OUT_OF_WINDOW", sign({ nonce: now - twoDays })],
      ["NONCE_OUT_OF_WINDOW", sign({ nonce: now + twoDays })],
    ];
    for (const [code, bytes] of cases)
      expect([code, await codeOf(mempool.submit(bytes))]).toEqual([code, code]);
    expect(mempool.size).toBe(0);
    expect(mempool.take(AMPLE)).toEqual([]);
  });

  it("hands out cancels first, then votes, then the rest, each in order of arrival", async () => {
    const mempool = open();
    const bodies: [string, Change][] = [
      ["order", {}],
      ["vote", { user: VALIDATOR, account: 0, body: vote }],
      ["cancel", { body: cancel }],
      ["order", { body: trade({ kind: "cancelAll" }, order) }],
      ["cancel", { body: { type: "transfer", toSub: 1, amount: 5n } }],
      ["cancel", { body: { type: "withdraw", recipient: new Uint8Array(20).fill(1), amount: 5n } }],
      ["vote", { user: VALIDATOR, account: 0, body: vote }],
    ];
    const transactions = bodies.map(([kind, change]) => ({ kind, bytes: sign(change) }));
    await submitted(
      mempool,
      transactions.map(({ bytes }) => bytes),
    );
    const expected = ["cancel", "vote", "order"].flatMap((kind) =>
      transactions.filter((one) => one.kind === kind),
    );
    expect(mempool.take(AMPLE).map(({ bytes }) => bytes)).toEqual(expected.map(({ bytes }) => bytes));
    await mempool.close();
  });

  it("counts what waits in each lane, and no more what was taken", async () => {
    const mempool = open();
    await submitted(mempool, [
      sign(),
      sign(),
      sign({ body: cancel }),
      sign({ user: VALIDATOR, account: 0, body: vote }),
    ]);
    expect(mempool.waiting).toEqual({ cancels: 1, votes: 1, orders: 2 });
    mempool.take({ ...AMPLE, maxTransactions: 3 });
    expect(mempool.waiting).toEqual({ cancels: 0, votes: 0, orders: 1 });
    expect(mempool.size).toBe(4);
    await mempool.close();
  });

  it("names a transaction by its EIP-712 digest, and lets the same one join the one under way", async () => {
    const mempool = open();
    const bytes = sign();
    const [first, second] = await submitted(mempool, [bytes, bytes.slice()]);
    expect(mempool.size).toBe(1);
    const taken = mempool.take(AMPLE);
    expect(taken.map(({ digest }) => digest)).toEqual([transactionDigest(bytes, separator)]);
    const [third] = await submitted(mempool, [bytes]);
    mempool.fail(taken, "BLOCK_VOID", "a test");
    expect(await Promise.all([first, second, third])).toEqual(Array(3).fill("BLOCK_VOID"));
    expect(mempool.size).toBe(0);
  });

  it("keeps a nonce of a waiting transaction from another one, until its block has decided", async () => {
    const mempool = open();
    const shared = ++nonce;
    const [first, other] = await submitted(mempool, [
      sign({ nonce: shared }),
      sign({ nonce: shared, body: cancel }),
    ]);
    expect(await other).toBe("NONCE_PENDING");
    mempool.fail(mempool.take(AMPLE), "TX_UNKNOWN", "a test");
    expect(await first).toBe("TX_UNKNOWN");
    const [again] = await submitted(mempool, [sign({ nonce: shared, body: cancel })]);
    expect(mempool.take(AMPLE)).toHaveLength(1);
    await mempool.close();
    expect(await again).toBe("TX_UNKNOWN");
  });

  it("refuses new risk before it refuses cancels, and both at a bound", async () => {
    const mempool = open({ maxTransactions: 20, maxPerAccount: 100 });
    const orders = await Promise.all(
      (
        await submitted(
          mempool,
          Array.from({ length: 19 }, () => sign()),
        )
      ).slice(18),
    );
    expect(orders).toEqual(["MEMPOOL_FULL"]);
    const cancels = Array.from({ length: 3 }, () => codeOf(mempool.submit(sign({ body: cancel }))));
    expect(await cancels[2]).toBe("MEMPOOL_FULL");
    expect(mempool.size).toBe(20);
    await mempool.close();
  });

  it("bounds the bytes that wait, the callers of one transaction, and its length", async () => {
    const { length } = sign();
    const full = open({ maxBytes: 10 * length, maxPerAccount: 100 });
    // Nine tenths are for orders; a cancel is shorter and finds room.
    const orders = await submitted(
      full,
      Array.from({ length: 10 }, () => sign()),
    );
    expect(await orders[9]).toBe("MEMPOOL_FULL");
    expect(full.size).toBe(9);
    await submitted(full, [sign({ body: cancel })]);
    expect(full.size).toBe(10);
    await full.close();
    const joined = open();
    const same = sign();
    const callers = await submitted(
      joined,
      Array.from({ length: MAX_JOINED_CALLERS + 1 }, () => same),
    );
    expect(await callers[MAX_JOINED_CALLERS]).toBe("ACCOUNT_QUOTA");
    expect(joined.take(AMPLE)).toHaveLength(1);
    const long = new Uint8Array(MAX_TRANSACTION_BYTES + 1);
    expect(await codeOf(joined.submit(long))).toBe("TOO_LARGE");
    await joined.close();
    expect(new Set(await Promise.all(callers.slice(0, MAX_JOINED_CALLERS)))).toEqual(new Set(["TX_UNKNOWN"]));
  });

  it("bounds what one account may have waiting, without letting strangers use that up", async () => {
    const mempool = open({ maxPerAccount: 4 });
    const strangers = Array.from({ length: 10 }, () => sign({ user: 1 }));
    const own = Array.from({ length: 5 }, () => sign());
    const codes = await submitted(mempool, [...strangers, ...own]);
    expect(await codes[14]).toBe("ACCOUNT_QUOTA");
    expect(mempool.take(AMPLE)).toHaveLength(4);
    await mempool.close();
  });

  it("lets an account whose quota is used up cancel and reduce, within a reserve", async () => {
    const mempool = open({ maxPerAccount: 4 });
    const cancels = Array.from({ length: MAX_PENDING_CANCELS_PER_ACCOUNT + 1 }, () =>
      sign({ body: trade({ kind: "cancelAll" }, { kind: "reduce", orderId: 5n, size: 1 }) }),
    );
    const mixed = sign({ body: trade({ kind: "cancelAll" }, order) });
    const codes = await submitted(mempool, [...Array.from({ length: 4 }, () => sign()), mixed, ...cancels]);
    expect(await codes[4]).toBe("ACCOUNT_QUOTA");
    expect(await codes.at(-1)).toBe("ACCOUNT_QUOTA");
    expect(mempool.take(AMPLE)).toHaveLength(4 + MAX_PENDING_CANCELS_PER_ACCOUNT);
    await mempool.close();
  });

  it("keeps fewer transactions of a signer waiting than nonces are kept of it", async () => {
    const mempool = open({ maxPerAccount: 5_000 });
    const codes = await submitted(
      mempool,
      Array.from({ length: MAX_PENDING_PER_SIGNER + 1 }, () => sign()),
    );
    expect(await codes.at(-1)).toBe("ACCOUNT_QUOTA");
    expect(mempool.take(AMPLE)).toHaveLength(MAX_PENDING_PER_SIGNER);
    expect(MAX_PENDING_PER_SIGNER + MAX_PENDING_CANCELS_PER_ACCOUNT).toBeLessThan(limits.NONCES_KEPT);
    await mempool.close();
  });

  it("tells the floor and the newest nonce to who sends one too low, or out of the window", async () => {
    const mempool = open();
    const error = await mempool.submit(sign({ nonce: 1 })).catch((thrown: NovateError) => thrown);
    expect(error).toMatchObject({
      code: "NONCE_OUT_OF_WINDOW",
      data: { nonce: 1, least: expect.any(Number), most: expect.any(Number), floor: 0 },
    });
    await mempool.close();
  });

  it("takes cancels and votes but no orders while new risk is not accepted", async () => {
    const mempool = open({}, () => false);
    expect(await codeOf(mempool.submit(sign()))).toBe("NOT_ACCEPTING");
    await submitted(mempool, [sign({ body: cancel }), sign({ user: VALIDATOR, account: 0, body: vote })]);
    expect(mempool.take(AMPLE)).toHaveLength(2);
    await mempool.close();
  });

  it("rejects with TX_NOT_INCLUDED what expires in the queue", async () => {
    const mempool = open();
    const [expiring, lasting] = await submitted(mempool, [sign({ expiresAfter: now + 5 }), sign()]);
    now += 6;
    const taken = mempool.take(AMPLE);
    expect(taken).toHaveLength(1);
    expect(await expiring).toBe("TX_NOT_INCLUDED");
    await mempool.close();
    expect(await lasting).toBe("TX_UNKNOWN");
  });

  it("on close tells what was taken apart from what was not, and accepts nothing more", async () => {
    const mempool = open();
    const [first, second] = await submitted(mempool, [sign(), sign()]);
    mempool.take({ ...AMPLE, maxTransactions: 1 });
    await mempool.close();
    expect(await Promise.all([first, second])).toEqual(["TX_UNKNOWN", "TX_NOT_INCLUDED"]);
    expect(await codeOf(mempool.submit(sign()))).toBe("MEMPOOL_CLOSED");
    await mempool.ready();
  });

  it("never exceeds a limit of the block, loses nothing and keeps the order of each lane, however it is taken and put back", async () => {
    const bodies = [trade(order), trade(order, order), cancel, vote, trade({ ...order, timeInForce: "FOK" })];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(bodies.length - 1), { minLength: 1, maxLength: 40 }),
        fc.array(
          fc.record({
            maxBytes: fc.integer({ min: 200, max: 3_000 }),
            maxTransactions: fc.integer({ min: 1, max: 12 }),
            maxGas: fc.integer({ min: 406, max: 1_500 }),
            maxRiskGas: fc.integer({ min: 0, max: 1_200 }),
            back: fc.boolean(),
          }),
          { maxLength: 20 },
        ),
        async (kinds, rounds) => {
          const mempool = open();
          const transactions = kinds.map((kind) => {
            const body = bodies[kind]!;
            return body.type === "oracleVote" ? sign({ user: VALIDATOR, account: 0, body }) : sign({ body });
          });
          await submitted(mempool, transactions);
          const arrival = new Map(transactions.map((bytes, i) => [bytes, i]));
          const out: Uint8Array[] = [];
          for (const { back, ...limits } of rounds) {
            const taken = mempool.take(limits);
            expect(taken.length).toBeLessThanOrEqual(limits.maxTransactions);
            expect(taken.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(
              limits.maxBytes,
            );
            if (back) {
              // As the sequencer gives back a void block that it took apart.
              const middle = taken.length >> 1;
              mempool.putBack(taken.slice(0, middle));
              mempool.putBack(taken.slice(middle));
            } else out.push(...taken.map(({ bytes }) => bytes));
          }
          out.push(...mempool.take(AMPLE).map(({ bytes }) => bytes));
          expect(new Set(out).size).toBe(transactions.length);
          for (const lane of [[0, 1, 4], [2], [3]]) {
            const places = out.map((bytes) => arrival.get(bytes)!).filter((i) => lane.includes(kinds[i]!));
            expect(places).toEqual([...places].sort((a, b) => a - b));
          }
          await mempool.close();
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it("answers ready at once when something waits, and later when something comes", async () => {
    const mempool = open();
    let announced = false;
    const ready = mempool.ready().then(() => {
      announced = true;
    });
    await codeOf(mempool.submit(sign({ user: 1 })));
    expect(announced).toBe(false);
    void codeOf(mempool.submit(sign()));
    await ready;
    await mempool.ready();
    await mempool.close();
  });
});
