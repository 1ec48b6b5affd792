/** A book order by order, kept by a client over a real socket of a real node. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { seededRng } from "../primitives/rng.ts";
import { keyOf } from "../sequencer/testing/live-node.ts";
import { createMessageJudge } from "./testing/description.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
let real: RealNode;
let client: NovateClient;

beforeAll(async () => {
  real = await startRealNode();
  client = await connect(real.server.address);
});

afterAll(async () => {
  client.close();
  await real.close();
});

interface Order {
  readonly oid: number | string;
  readonly sz: string;
}
interface Level {
  readonly px: string;
  readonly orders: readonly Order[];
}
interface Change extends Order {
  readonly event: string;
  readonly side: "A" | "B";
  readonly px: string;
}
interface Told {
  readonly block: number;
  readonly levels?: readonly [readonly Level[], readonly Level[]];
  readonly changes?: readonly Change[];
}

/** What a client does: an order that opens is the last at its price, others keep their place, 0 is gone. */
class Copy {
  block = 0;
  #sides: Record<"A" | "B", Map<string, Order[]>> = { A: new Map(), B: new Map() };

  take({ block, changes, levels }: Told): void {
    this.block = block;
    if (levels !== undefined) {
      const [bids, asks] = levels.map((side) => new Map(side.map(({ px, orders }) => [px, [...orders]])));
      this.#sides = { B: bids!, A: asks! };
    }
    for (const { event, oid, px, side, sz } of changes ?? []) {
      const queue = this.#sides[side].get(px) ?? [];
      const at = queue.findIndex((order) => order.oid === oid);
      expect(at === -1).toBe(event === "open");
      if (sz === "0") queue.splice(at, 1);
      else queue[at === -1 ? queue.length : at] = { oid, sz };
      if (queue.length > 0) this.#sides[side].set(px, queue);
      else this.#sides[side].delete(px);
    }
  }

  get levels(): readonly Level[][] {
    const sorted = (side: Map<string, Order[]>, sign: number) =>
      [...side]
        .sort(([one], [other]) => sign * (Number(one) - Number(other)))
        .map(([px, orders]) => ({ px, orders }));
    return [sorted(this.#sides.B, -1), sorted(this.#sides.A, 1)];
  }
}

describe("l3Book", () => {
  it("lets a client keep every order and its place in the queue, as the query has them", async () => {
    const rng = seededRng(21);
    const int = (below: number) => rng.uint32() % below;
    const traders = [0, 1].map((user) => client.trader(privateKeySigner(toHex(keyOf(user)))));
    const mark = Number((await client.contexts())[0]?.markPx);
    await traders[0]!.order({ coin: COIN, side: "buy", size: "0.01", price: (mark - 9).toFixed(1) });
    const copy = new Copy();
    const judge = createMessageJudge();
    const faults: unknown[] = [];
    const events = new Set<string>();
    const stop = client.feeds.subscribe({ type: "l3Book", coin: COIN }, (message) => {
      const fault = judge({ key: "l3Book", ...message });
      if (fault !== undefined) faults.push(fault);
      const told = message.data as Told;
      for (const { event } of told.changes ?? []) events.add(event);
      copy.take(told);
    });
    const resting: { trader: number; oid: number | string }[] = [];
    for (let round = 0; round < 60; round++) {
      const trader = int(2);
      const price = (mark + int(10) - 5).toFixed(1);
      const side = int(2) === 0 ? "buy" : "sell";
      const placed = await traders[trader]!.order({ coin: COIN, side, size: `0.0${1 + int(9)}`, price });
      if (placed.resting !== undefined) resting.push({ trader, oid: placed.resting.oid });
      const [other] = int(3) === 0 ? resting.splice(int(resting.length), 1) : [];
      if (other === undefined) continue;
      const { oid } = other;
      const owner = traders[other.trader]!;
      // It may have been filled since.
      if (int(2) === 0) await owner.reduce(COIN, oid as never, "0.005").catch(() => undefined);
      else await owner.cancel(oid as never).catch(() => undefined);
    }
    const { block, levels } = (await client.info({
      type: "l3Book",
      coin: COIN,
    })) as unknown as Required<Told>;
    await expect.poll(() => copy.levels, { timeout: 10_000 }).toEqual(levels);
    expect(copy.block).toBeLessThanOrEqual(block + 100);
    expect(levels.flat().flatMap(({ orders }) => orders).length).toBeGreaterThan(5);
    expect([...events].sort()).toEqual(["cancel", "cut", "fill", "open"]);
    expect(faults).toEqual([]);
    stop();
  });
});
