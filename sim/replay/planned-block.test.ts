import { describe, expect, it } from "vitest";
import { createStateMachine, resultCode } from "../../node/state-machine/index.ts";
import type { Side } from "./cme-mbo.ts";
import { cmeGenesis } from "./cme-replay.ts";
import { OrderDesk } from "./order-desk.ts";
import { type Foreseen, PlannedBlock } from "./planned-block.ts";
import { Session } from "./session.ts";
import { createTrader } from "./trader.ts";

const START = 1_703_422_800_000n;
const PRICE = 19_000;

async function openMarket() {
  const validator = createTrader("validator");
  const session = new Session(cmeGenesis(validator.address, START), await createStateMachine(), "named");
  const [taker, ...makers] = session.deposit(["taker", "one", "two"].map(createTrader), 50_000_000_000_000n);
  const prices = [{ market: 0, index: PRICE, externalMark: 0 }];
  session.block([{ by: { trader: validator, account: 0 }, body: { type: "oracleVote", prices } }]);
  const block = new PlannedBlock(session);
  return { session, block, taker: taker!, makers, desk: new OrderDesk(block, makers, 0) };
}

const order = (id: string, side: Side, price: number, size: number) => ({ id, side, price, size });

describe("actions planned for one block", () => {
  it("places, cancels, reduces and fills in sequence, orders of the same block too", async () => {
    const { session, block, desk, taker } = await openMarket();
    desk.place([order("a", "sell", PRICE, 5), order("b", "sell", PRICE, 4), order("c", "buy", PRICE - 9, 3)]);
    desk.run([{ kind: "cancel", id: "a" }]);
    desk.run([{ kind: "modify", ...order("b", "sell", PRICE, 3) }]);
    // It takes the slot that the cancelled order gave back.
    desk.run([{ kind: "add", ...order("d", "sell", PRICE, 7) }]);
    const bought = order("taker", "buy", PRICE, 5);
    const met = desk.foresee("buy", PRICE, 5);
    expect(met.map(({ maker, lots }) => [maker.id, lots])).toEqual([
      ["b", 3],
      ["d", 2],
    ]);
    desk.rehearse(taker, bought, met);
    desk.take(taker, bought, met);
    desk.run([{ kind: "cancel", id: "c" }]);
    block.send();
    expect(session.machine.view.book(0, 10)).toEqual({
      asks: [{ price: PRICE, lots: 5n, orders: 1 }],
      bids: [],
    });
  });

  it("names the order with which the engine does something else", async () => {
    const plan = async (wrong: Partial<Foreseen>) => {
      const { block, makers } = await openMarket();
      const right: Foreseen = {
        id: "77",
        code: resultCode.OK,
        orderId: (1n << 22n) | 1n,
        filled: 0,
        resting: 2,
      };
      block.add(
        makers[0]!,
        {
          kind: "order",
          market: 0,
          isBuy: true,
          price: PRICE,
          size: 2,
          timeInForce: "GTC",
          reduceOnly: false,
          isMarket: false,
          goodTill: 0,
        },
        { ...right, ...wrong },
      );
      block.send();
    };
    await plan({});
    const refusal = { code: "REPLAY_FORESEEN", message: expect.stringContaining("order 77 of the feed") };
    await expect(plan({ resting: 1 })).rejects.toMatchObject(refusal);
    await expect(plan({ filled: 1 })).rejects.toMatchObject(refusal);
    await expect(plan({ orderId: (1n << 22n) | 2n })).rejects.toMatchObject(refusal);
    await expect(plan({ code: resultCode.PRICE_BAND })).rejects.toMatchObject(refusal);
  });

  it("refuses fills that were not foreseen, and foreseen ones that did not happen", async () => {
    for (const change of [
      (met: ReturnType<OrderDesk["foresee"]>) => met.slice(1),
      (met: ReturnType<OrderDesk["foresee"]>) => met.toReversed(),
    ]) {
      const { desk, taker } = await openMarket();
      desk.place([order("a", "sell", PRICE, 5), order("b", "sell", PRICE, 4)]);
      const met = change(desk.foresee("buy", PRICE, 9));
      expect(() => desk.rehearse(taker, order("t", "buy", PRICE, 9), met)).toThrow(
        expect.objectContaining({ code: "REPLAY_FORESEEN" }),
      );
    }
  });
});
