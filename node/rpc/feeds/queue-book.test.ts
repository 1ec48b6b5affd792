/** The queues that an l3Book feed keeps, against the engine's own book after every block. */
import { describe, expect, it } from "vitest";
import { seededRng } from "../../primitives/rng.ts";
import { RandomTraffic } from "../../state-machine/testing/random-traffic.ts";
import { TestChain } from "../../state-machine/testing/test-chain.ts";
import { QueueBook } from "./queue-book.ts";

const EVERYTHING = { orders: 1_000_000, levels: 1_000_000 };

describe("the queues of a book", () => {
  it.each([1_000, 3, 2])("stay those of the engine, in a window of about %i orders a side", async (most) => {
    const chain = await TestChain.open();
    const traffic = new RandomTraffic(chain, seededRng(most));
    traffic.open();
    const { view } = chain.machine;
    const book = new QueueBook({ market: 0, most }, { state: view });
    const seen = { blocks: 0, changes: 0, bounded: 0, read: 0 };
    for (let i = 0; i < 300; i++) {
      traffic.step();
      const { number, receipts } = chain.seal();
      seen.changes += book.take(number, [...receipts.events()]).length;
      if (book.isWorn) {
        book.read();
        seen.read++;
      }
      const { bids, asks } = view.queues(0, EVERYTHING)!;
      const [worstBid = 0, worstAsk = Number.POSITIVE_INFINITY] = book.bounds;
      expect(book.levels).toEqual([
        bids.queues.filter(({ price }) => price >= worstBid),
        asks.queues.filter(({ price }) => price <= worstAsk),
      ]);
      if (book.bounds.some((bound) => bound !== undefined)) seen.bounded++;
      seen.blocks++;
    }
    expect(seen.changes).toBeGreaterThan(300);
    if (most < 1_000) expect(Math.min(seen.bounded, seen.read)).toBeGreaterThan(0);
  });

  it("tell nothing of blocks that they were read after", async () => {
    const chain = await TestChain.open();
    const traffic = new RandomTraffic(chain, seededRng(5));
    traffic.open();
    traffic.step();
    const { number, receipts } = chain.seal();
    const book = new QueueBook({ market: 0, most: 100 }, { state: chain.machine.view });
    expect(book.take(number, [...receipts.events()])).toEqual([]);
  });
});
