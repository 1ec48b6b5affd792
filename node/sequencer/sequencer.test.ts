import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TransactionOutcome } from "../mempool/port.ts";
import { equalBytes } from "../primitives/bytes.ts";
import { decodeBlock } from "../primitives/codec/index.ts";
import type { OrderAction } from "../primitives/codec/types.ts";
import type { BlockStore, StoredBlock } from "../store/port.ts";
import { LiveNode, type LiveNodeOptions, VALIDATOR } from "./testing/live-node.ts";

let root: string;
let folders = 0;
const genesisTime = Date.now() - 60_000;
const at = (): LiveNodeOptions => ({ path: join(root, `node-${folders++}`), genesisTime });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-sequencer-"));
});
afterAll(() => rm(root, { recursive: true }));

const order = (isBuy: boolean, price: number, size = 100_000): OrderAction => ({
  kind: "order",
  market: 0,
  isBuy,
  price,
  size,
  timeInForce: "GTC",
  reduceOnly: false,
  isMarket: false,
  goodTill: 0,
});

const codeOf = (outcome: Promise<unknown>) =>
  outcome.then(
    () => "resolved",
    (error) => error.code as string,
  );

/** A vote of the validator that gives both markets a price. */
function vote(node: LiveNode): Promise<TransactionOutcome> {
  const prices = [0, 1].map((market) => ({ market, index: 300_000, externalMark: 300_000 }));
  return node.mempool.submit(node.sign(VALIDATOR, 0, { type: "oracleVote", prices }));
}

async function running(options: LiveNodeOptions, overrides?: Parameters<typeof LiveNode.open>[1]) {
  const node = await LiveNode.open(options, overrides);
  const run = node.sequencer.run();
  run.catch(() => undefined);
  return { node, run };
}

describe("the sequencer", () => {
  it("answers each transaction with what its durable block did, and resumes the same chain", async () => {
    const options = { ...at(), snapshotInterval: 5 };
    const { node } = await running(options);
    await node.fund(2);
    const voted = await vote(node);
    expect(voted.status).toBe(0);
    const [maker, taker] = [node.accountOf(0), node.accountOf(1)];
    const rested = await node.mempool.submit(
      node.sign(0, maker, { type: "trade", actions: [order(true, 300_000)] }),
    );
    expect(rested).toMatchObject({
      status: 0,
      results: [{ code: 0, filledLots: 0n, restingLots: 100_000n }],
    });
    const filled = await node.mempool.submit(
      node.sign(1, taker, { type: "trade", actions: [order(false, 300_000)] }),
    );
    expect(filled).toMatchObject({
      status: 0,
      results: [{ code: 0, filledLots: 100_000n, restingLots: 0n }],
    });
    const stored = await node.store.get(filled.block);
    expect(stored?.timestamp).toBe(filled.timestamp);
    const head = await closeAtHead(node);
    const again = await LiveNode.open(options);
    expect(again.chain.head.number).toBe(head.number);
    expect(equalBytes(again.chain.machine.stateRoot, head.stateRoot)).toBe(true);
    expect(again.chain.machine.view.positions(again.accountOf(1))).toHaveLength(1);
    await again.close();
  });

  async function closeAtHead(node: LiveNode) {
    await node.close();
    return node.chain.head;
  }

  it("closes empty blocks at the idle interval, with timestamps that only increase, whatever the clock does", async () => {
    let offset = 0;
    const clock = { now: () => Date.now() + offset };
    const { node } = await running({ ...at(), idleIntervalMs: 40 }, { clock });
    const times: bigint[] = [];
    node.chain.onBlock(({ block }) => {
      times.push(block.timestamp);
      offset = [-3_600_000, 3_600_000, 0][times.length % 3]!;
    });
    await node.until(() => times.length >= 12);
    await node.close();
    const latest = (node.l1.time + 70n) * 1000n;
    times.forEach((time, i) => {
      if (i > 0) expect(time).toBeGreaterThan(times[i - 1]!);
      expect(time).toBeLessThanOrEqual(latest);
    });
  });

  it("takes an offending transaction out, fails it alone, and goes on with the rest", async () => {
    const voids: number[] = [];
    const options = at();
    const { node } = await running(options, { onVoid: (_outcome, count) => voids.push(count) });
    await node.fund(4);
    await vote(node);
    const account = node.accountOf(0);
    const submit = () =>
      node.mempool.submit(node.sign(0, account, { type: "trade", actions: [order(true, 299_000)] }));
    // The mempool lets nothing malformed in, so its hand is forced: one entry's bytes are spoiled on their way to the block.
    const take = node.mempool.take.bind(node.mempool);
    let spoiled = 0;
    node.mempool.take = (limits) => {
      const taken = take(limits);
      const victim = taken[3];
      if (victim !== undefined && spoiled === 0) {
        spoiled++;
        victim.bytes[0] = 99;
      }
      return taken;
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, submit));
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed.map((outcome) => outcome.reason.code)).toEqual(["BLOCK_VOID"]);
    expect(voids.length).toBeGreaterThan(1);
    expect(node.chain.machine.view.openOrders(account)).toHaveLength(8);
    await node.close();
  });

  it("leaves no due message out, however many are due at once", async () => {
    const node = await LiveNode.open(at());
    node.l1.time -= 40n;
    for (let i = 0; i < 700; i++) node.l1.deposit(new Uint8Array(20).fill((i % 200) + 1), 1_000_000n);
    node.l1.time += 40n;
    node.sequencer.run().catch(() => undefined);
    await node.until(() => node.chain.machine.view.header().inboxCursor === 700n);
    await node.until(() => node.chain.head.timestamp >= node.l1.time * 1000n);
    expect(node.chain.machine.view.header().inboxDue).toBe(700n);
    let cursor = 0n;
    for await (const { bytes, timestamp } of node.store.range(1n, node.chain.head.number)) {
      const { messages, inboxDue } = decodeBlock(bytes);
      cursor += BigInt(messages.length);
      expect(inboxDue).toBe(node.l1.dueCount(timestamp / 1000n));
      expect(cursor).toBeGreaterThanOrEqual(inboxDue);
    }
    await node.close();
  });

  it("acknowledges nothing after a failed write, and stops", async () => {
    const wrapStore = (store: BlockStore): BlockStore =>
      new Proxy(store, {
        get(target, name) {
          const value = Reflect.get(target, name, target);
          if (typeof value !== "function") return value;
          if (name !== "append") return value.bind(target);
          return (block: StoredBlock) =>
            decodeBlock(block.bytes).transactions.length > 0
              ? Promise.reject(new Error("no space"))
              : target.append(block);
        },
      });
    const { node, run } = await running(at(), { wrapStore });
    await node.fund(1);
    const cancel = { type: "trade", actions: [{ kind: "cancelAll" }] } as const;
    const lost = node.mempool.submit(node.sign(0, node.accountOf(0), cancel));
    expect(await codeOf(lost)).toBe("TX_UNKNOWN");
    const head = node.chain.head.number;
    await expect(run).rejects.toThrow("no space");
    expect(node.chain.head.number).toBe(head);
    await node.close();
  });

  it("lets cancels through while new risk waits", async () => {
    let paused = false;
    const { node } = await running(at(), { paused: () => paused });
    await node.fund(1);
    await vote(node);
    const account = node.accountOf(0);
    paused = true;
    let placed = false;
    const waiting = node.mempool.submit(
      node.sign(0, account, { type: "trade", actions: [order(true, 299_000)] }),
    );
    waiting.then(() => {
      placed = true;
    });
    const cancel = () =>
      node.mempool.submit(node.sign(0, account, { type: "trade", actions: [{ kind: "cancelAll" }] }));
    for (let i = 0; i < 3; i++) expect((await cancel()).status).toBe(0);
    expect(placed).toBe(false);
    paused = false;
    expect((await waiting).status).toBe(0);
    await node.close();
  });
});
