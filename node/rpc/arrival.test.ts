/** Receipts of arrival from a real node: what they prove, and what gives a dishonest one away. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  areContradictory,
  connect,
  executionClassOf,
  type NovateClient,
  orderFaults,
  type PlacedArrival,
  privateKeySigner,
  type Receipt,
  type Trader,
  verifyArrival,
} from "../../sdk/index.ts";
import { fromHex, toHex } from "../primitives/bytes.ts";
import { keyOf, ownerOf } from "../sequencer/testing/live-node.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const SEQUENCER = 150;
const COIN = "BTC-PERP";
let node: RealNode;
let client: NovateClient;
let traders: Trader[];

beforeAll(async () => {
  node = await startRealNode({ arrivalKey: keyOf(SEQUENCER), blockIntervalMs: 60 });
  client = await connect(node.server.address);
  traders = [0, 1].map((user) => client.trader(privateKeySigner(toHex(keyOf(user)))));
  await Promise.all(traders.map((trader) => trader.accountId()));
});

afterAll(async () => {
  client.close();
  await node.close();
});

const proof = () => ({ domain: client.domain, sequencer: toHex(ownerOf(SEQUENCER)) });

/** Orders, post-only orders and cancels, many in one block, as fast as they go. */
function burst(size: number): Promise<Receipt[]> {
  const sent = Array.from({ length: size }, async (_, i): Promise<Receipt> => {
    const trader = traders[i % 2]!;
    if (i % 5 === 4) return (await trader.cancelAll(COIN)).receipt;
    const timeInForce = i % 3 === 0 ? "POST_ONLY" : "GTC";
    const order = { coin: COIN, side: "buy", price: String(29_000 + i), size: "0.001", timeInForce } as const;
    return (await trader.order(order)).receipt;
  });
  return Promise.all(sent);
}

async function placed({ arrival, block, hash }: Receipt): Promise<PlacedArrival> {
  await node.history.reached(BigInt(block), 10_000);
  const found = (await client.info({ type: "transaction", hash })) as { position: number; bytes: string };
  const executionClass = executionClassOf(fromHex(found.bytes));
  return { hash, receipt: arrival!, block, position: found.position, executionClass };
}

describe("a receipt of arrival", () => {
  it("comes with every answer, is signed by the sequencer, and holds against the order in the blocks", async () => {
    const receipts = [...(await burst(33)), ...(await burst(7)), ...(await burst(1))];
    for (const { arrival, hash } of receipts) verifyArrival(hash, arrival!, proof());
    const arrivals = await Promise.all(receipts.map(placed));
    const sequences = arrivals.map(({ receipt }) => receipt.sequence).sort((a, b) => a - b);
    expect(new Set(sequences).size).toBe(41);
    expect(sequences.at(-1)! - sequences[0]!).toBe(40);
    expect(new Set(arrivals.map(({ receipt }) => receipt.tick)).size).toBeLessThan(20);
    expect(new Set(arrivals.map(({ executionClass }) => executionClass))).toEqual(new Set([0, 1, 2]));
    expect(orderFaults(arrivals)).toEqual([]);
    for (const one of arrivals)
      for (const other of arrivals) expect(areContradictory(one, other)).toBe(false);
  });

  it("fails when a word of it, or the transaction, is another", async () => {
    const receipts = await burst(9);
    const { arrival, hash } = receipts[4]!;
    const receipt = arrival!;
    const refused = { code: "BAD_ARRIVAL" };
    for (const field of ["session", "sequence", "time", "tick", "first", "count", "tickTime"] as const) {
      for (const change of [-1, 1]) {
        const changed = { ...receipt, [field]: receipt[field] + change };
        expect(() => verifyArrival(hash, changed, proof()), field).toThrow(expect.objectContaining(refused));
      }
    }
    const flipped = (text: string) =>
      `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}` as `0x${string}`;
    for (const changed of [
      { ...receipt, previous: flipped(receipt.previous) },
      { ...receipt, path: `${receipt.path}${"00".repeat(32)}` as const },
      { ...receipt, path: flipped(receipt.path) },
      { ...receipt, signature: receipts[4]!.hash.padEnd(132, "1") as `0x${string}` },
    ])
      expect(() => verifyArrival(hash, changed, proof())).toThrow(expect.objectContaining(refused));
    expect(() => verifyArrival(receipts[3]!.hash, receipt, proof())).toThrow(
      expect.objectContaining(refused),
    );
    const stranger = { ...proof(), sequencer: toHex(ownerOf(3)) };
    expect(() => verifyArrival(hash, receipt, stranger)).toThrow(expect.objectContaining(refused));
  });

  it("convicts a sequencer that puts what came later first", async () => {
    const { mempool } = node.live;
    const take = mempool.take.bind(mempool);
    // Takes what is there in the order of arrival, and puts the last order before the others.
    mempool.take = (limits) => {
      const taken = [...take(limits)];
      const last = taken.pop();
      return last === undefined ? taken : [last, ...taken];
    };
    const arrivals = await Promise.all((await burst(20)).map(placed));
    mempool.take = take;
    const faults = orderFaults(arrivals);
    expect(faults.length).toBeGreaterThan(0);
    for (const { earlier, later } of faults) {
      expect(earlier.receipt.sequence).toBeLessThan(later.receipt.sequence);
      expect(earlier.executionClass).toBe(later.executionClass);
      const isBehind =
        earlier.block > later.block || (earlier.block === later.block && earlier.position > later.position);
      expect(isBehind).toBe(true);
      for (const { hash, receipt } of [earlier, later]) verifyArrival(hash, receipt, proof());
    }
    const [one, other] = arrivals as [PlacedArrival, PlacedArrival];
    const twice = { ...other, receipt: { ...other.receipt, sequence: one.receipt.sequence } };
    expect(areContradictory(one, twice)).toBe(true);
  });

  it("is missing from an answer that is read back from history", async () => {
    const bytes = node.live.sign(0, node.live.accountOf(0), {
      type: "trade",
      actions: [{ kind: "cancelAll" }],
    });
    const first = (await client.http.postBinary("/exchange/binary", bytes)) as Receipt;
    expect(first.arrival).toBeDefined();
    await node.history.reached(BigInt(first.block), 10_000);
    const { arrival: _arrival, ...rest } = first;
    expect(await client.http.postBinary("/exchange/binary", bytes)).toEqual(rest);
  });
});
