import { describe, expect, it } from "vitest";
import type { MarketFields } from "./testing/config.ts";
import * as encode from "./testing/encode.ts";
import { address, clientId, codeName, ofKind, World, type WorldOptions } from "./testing/world.ts";

const { TIF } = encode;
const USD = 1_000_000n;
const FREE = { makerFeePpm: 0, takerFeePpm: 0 };

/** Four rich accounts and marks of 5000. */
function open(
  market: Partial<MarketFields> = {},
  options: WorldOptions = {},
): { w: World; a: number; b: number; c: number; d: number } {
  const w = new World({ markets: [{ ...FREE, ...market }, FREE], ...options });
  const [a, b, c, d] = w.fund(Array.from({ length: 4 }, () => 1_000_000n * USD)) as [
    number,
    number,
    number,
    number,
  ];
  w.run({ transactions: [w.vote(5000), w.vote(5000, { market: 1 })] });
  return { w, a, b, c, d };
}

const buy = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: true, price, size, ...more });
const sell = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: false, price, size, ...more });
const fills = (w: World): (readonly [number, number])[] =>
  ofKind(w.events, "fill").map((fill) => [fill.price, fill.lots] as const);
const reasons = (w: World): string[] =>
  ofKind(w.events, "orderUpdate")
    .filter((update) => update.event !== 1)
    .map((update) => codeName(update.reason));

describe("R1-R3: margin of an order", () => {
  it("covers the order's own exposure at the mark, its loss to the limit and its fee, to the unit", () => {
    const size = 1000;
    const limit = 5100;
    const margin = (BigInt(size) * 5000n * 100n * 50_000n) / USD;
    const loss = BigInt(size) * 100n * 100n;
    const fee = (BigInt(size) * BigInt(limit) * 100n * 450n + USD - 1n) / USD;
    for (const [short, code] of [
      [0n, "OK"],
      [1n, "INSUFFICIENT_MARGIN"],
    ] as const) {
      const w = new World({ markets: [{ makerFeePpm: 0, takerFeePpm: 450 }] });
      const [a] = w.fund([margin + loss + fee - short]) as [number];
      w.run({ transactions: [w.vote(5000)] });
      expect(w.code(a, buy(limit, size))).toBe(code);
    }
  });

  it("takes the larger of the two sides, and lets what does not raise it pass on positive equity", () => {
    const w = new World({ markets: [FREE] });
    const margin = (1000n * 5000n * 100n * 50_000n) / USD;
    const [a, b] = w.fund([margin, 1_000_000n * USD]) as [number, number];
    w.run({ transactions: [w.vote(5000)] });
    expect(w.code(a, buy(5000, 1000))).toBe("OK");
    expect(w.code(a, sell(5001, 1000))).toBe("OK");
    expect(w.code(a, sell(5001, 1))).toBe("INSUFFICIENT_MARGIN");
    w.act(b, sell(5000, 1000));
    expect(w.size(a)).toBe(1000n);
    // Long 1000 with 1000 to sell: 1000 more to sell raises nothing.
    expect(w.code(a, sell(5002, 1000))).toBe("OK");
    expect(w.code(a, sell(5002, 1))).toBe("INSUFFICIENT_MARGIN");
  });

  it("counts every market of the account", () => {
    const w = new World({ markets: [FREE, FREE] });
    const margin = (1000n * 5000n * 100n * 50_000n) / USD;
    const [a] = w.fund([2n * margin]) as [number];
    w.run({ transactions: [w.vote(5000), w.vote(5000, { market: 1 })] });
    expect(w.code(a, buy(5000, 1000))).toBe("OK");
    expect(w.code(a, buy(5000, 1000, { market: 1 }))).toBe("OK");
    expect(w.code(a, buy(5000, 1, { market: 1 }))).toBe("INSUFFICIENT_MARGIN");
  });

  it("follows the account's own orders from one action of a transaction to the next, taken back ones too", () => {
    const w = new World({ markets: [FREE] });
    const [a] = w.fund([(1000n * 5000n * 100n * 50_000n) / USD]) as [number];
    w.run({ transactions: [w.vote(5000)] });
    const codes = (...actions: Uint8Array[]): string[] =>
      w.act(a, ...actions).map(({ code }) => codeName(code));
    // The fill-or-kill order meets the account's own sale, and leaves it where it was.
    expect(codes(sell(5001, 600), sell(5001, 400), buy(5001, 1000, { tif: TIF.FOK }), sell(5002, 1))).toEqual(
      ["OK", "OK", "FOK_NOT_FILLED", "INSUFFICIENT_MARGIN"],
    );
    const [newest] = w.state.ordersOf(w.state.account(a));
    expect(
      codes(
        encode.reduce(newest!.record.id, 300),
        sell(5002, 100),
        sell(5002, 1),
        encode.cancelAll(),
        sell(5002, 1000),
      ),
    ).toEqual(["OK", "OK", "INSUFFICIENT_MARGIN", "OK", "OK"]);
  });
});

describe("R4: a maker that cannot carry its fill", () => {
  it("loses the order, and matching goes on", () => {
    const w = new World({
      markets: [
        { ...FREE, imfPpm: 100_000, mmfPpm: 10_000 },
        { ...FREE, imfPpm: 100_000, mmfPpm: 10_000 },
      ],
    });
    const margin = (1000n * 5000n * 100n * 100_000n) / USD;
    const [poor, rich, taker, other] = w.fund([
      margin,
      1_000_000n * USD,
      1_000_000n * USD,
      1_000_000n * USD,
    ]) as [number, number, number, number];
    w.run({ transactions: [w.vote(5000), w.vote(5000, { market: 1 })] });
    w.act(poor, buy(4990, 500), buy(5000, 500, { market: 1 }));
    w.act(other, sell(5000, 500, { market: 1 }));
    w.act(rich, buy(4989, 700));
    w.run({ transactions: [w.vote(4900, { market: 1 })] });
    expect(w.state.market(1).mark).toBeLessThan(5000);
    w.act(taker, sell(4980, 600));
    expect(reasons(w)).toEqual(["MAKER_UNDERMARGINED"]);
    expect(fills(w)).toEqual([[4989, 600]]);
  });
});

describe("R5: limits", () => {
  it("bounds the position with the open orders of its side", () => {
    const { w, a, b } = open({ maxPositionLots: 100 });
    expect(w.code(a, buy(4990, 101))).toBe("POSITION_LIMIT");
    expect(w.code(a, buy(4990, 60))).toBe("OK");
    expect(w.code(a, buy(4990, 41))).toBe("POSITION_LIMIT");
    expect(w.code(a, sell(5010, 100))).toBe("OK");
    w.act(b, sell(4990, 60));
    expect(w.size(a)).toBe(60n);
    expect(w.code(a, buy(4990, 41))).toBe("POSITION_LIMIT");
    expect(w.code(a, buy(4990, 40))).toBe("OK");
  });

  it("bounds open orders to 200, and reduce-only orders to 16 a market", () => {
    const { w, a, b } = open();
    w.act(b, sell(5000, 50));
    w.act(a, buy(5000, 50));
    for (let i = 0; i < 2; i++) w.act(a, ...Array.from({ length: 92 }, () => buy(4900, 1)));
    w.act(a, ...Array.from({ length: 16 }, () => sell(5100, 1, { reduceOnly: true })));
    expect(w.state.account(a).orderCount).toBe(200);
    expect(w.code(a, buy(4900, 1))).toBe("TOO_MANY_ORDERS");
    expect(w.code(a, buy(5000, 1, { tif: TIF.IOC }))).toBe("IOC_NO_FILL");
    w.act(a, encode.cancelAll(1), encode.cancel(w.state.ordersOf(w.state.account(a)).at(-1)!.record.id));
    expect(w.code(a, sell(5100, 1, { reduceOnly: true }))).toBe("TOO_MANY_ORDERS");
    expect(w.code(a, buy(4900, 1))).toBe("OK");
  });

  it("bounds the markets of an account to 64", () => {
    const w = new World({ markets: Array.from({ length: 65 }, () => ({ ...FREE, tickBits: 13 })) });
    const [a] = w.fund([1_000_000n * USD]) as [number];
    const markets = Array.from({ length: 65 }, (_, market) => market);
    w.run({ transactions: markets.map((market) => w.vote(5000, { market })) });
    const codes = w
      .act(a, ...markets.map((market) => buy(4990, 1, { market })))
      .map((result) => codeName(result.code));
    expect(codes.slice(0, 64)).toEqual(new Array(64).fill("OK"));
    expect(codes[64]).toBe("TOO_MANY_POSITIONS");
    w.act(a, encode.cancelAll(3));
    expect(w.code(a, buy(4990, 1, { market: 64 }))).toBe("OK");
  });
});

describe("T1: an order's checks", () => {
  it("answer in order of precedence", () => {
    const { w, a, b } = open({ minNotional: 10n * USD }, {});
    const second = Math.floor(w.now / 1000);
    expect(w.code(a, buy(16_384, 1, { market: 2 }))).toBe("UNKNOWN_MARKET");
    expect(w.code(a, buy(16_384, 1))).toBe("BAD_PRICE");
    expect(w.code(a, buy(6000, 1, { tif: TIF.GTT, goodTill: second }))).toBe("ORDER_EXPIRED");
    expect(w.code(a, buy(4990, 50, { clientId: clientId(7) }))).toBe("OK");
    expect(w.code(a, buy(6000, 1, { clientId: clientId(7), market: 1 }))).toBe("DUPLICATE_CLIENT_ID");
    expect(w.code(a, buy(6000, 1))).toBe("PRICE_BAND");
    expect(w.code(a, buy(5500, 1))).toBe("MIN_NOTIONAL");
    expect(w.code(a, sell(4499, 50))).toBe("PRICE_BAND");
    expect(w.code(a, sell(4500, 50))).toBe("OK");
    w.act(a, encode.cancelAll());
    expect(w.code(a, buy(4990, 20))).toBe("MIN_NOTIONAL");
    expect(w.code(a, buy(4990, 21))).toBe("OK");
    expect(w.code(a, sell(5000, 1, { reduceOnly: true }))).toBe("REDUCE_ONLY");
    w.act(b, buy(5000, 21));
    w.act(a, encode.cancelAll(), sell(5000, 21));
    expect(w.code(a, sell(5000, 1, { reduceOnly: true }))).toBe("REDUCE_ONLY");
    expect(w.code(a, buy(4990, 1, { reduceOnly: true }))).toBe("OK");
    expect(w.code(a, buy(4990, 2 ** 32 - 1))).toBe("POSITION_LIMIT");
  });

  it("know no price before the first vote, and take no new risk in a stale market", () => {
    const w = new World({ markets: [FREE] });
    const [a, b] = w.fund([1000n * USD, 1000n * USD]) as [number, number];
    expect(w.code(a, buy(4990, 10))).toBe("NO_PRICE");
    w.run({ transactions: [w.vote(5000)] });
    w.act(a, buy(5000, 10));
    w.act(b, sell(5000, 10));
    w.run({ elapsed: w.parameters.indexMaxAge });
    expect(w.code(a, buy(4990, 10))).toBe("REDUCE_ONLY_MODE");
    expect(w.code(a, sell(5010, 10, { reduceOnly: true }))).toBe("OK");
  });
});

describe("T2: matching", () => {
  it("takes the best price first, then the oldest, at the maker's price", () => {
    const { w, a, b, c } = open();
    w.act(a, sell(5010, 5), sell(5005, 5));
    w.act(b, sell(5005, 5), sell(5000, 5));
    const [result] = w.act(c, buy(5010, 17));
    expect(ofKind(w.events, "fill").map((fill) => [fill.price, fill.lots, fill.makerAccount])).toEqual([
      [5000, 5, b],
      [5005, 5, a],
      [5005, 5, b],
      [5010, 2, a],
    ]);
    expect(result).toMatchObject({
      filledLots: 17,
      restingLots: 0,
      filledNotional: 100n * (5n * 5000n + 10n * 5005n + 2n * 5010n),
    });
  });

  it("expires makers whose time has come, and the taker's own owner's orders", () => {
    const { w, a, b, c } = open();
    w.status(w.sign(c, encode.transfer(1, 1000n * USD)));
    const sub = w.state.header().accountTop - 1;
    const second = Math.floor(w.now / 1000) + 2;
    w.act(a, sell(5000, 5, { tif: TIF.GTT, goodTill: second }));
    w.act(sub, sell(5000, 6));
    w.act(b, sell(5001, 7));
    w.machine.view.setUint32(0x8000_0000 + 0x180, 2, true);
    w.checks = false;
    w.run({ elapsed: 3000, transactions: [w.trade(c, buy(5001, 3))] });
    expect(reasons(w)).toEqual(["EXPIRED", "SELF_TRADE"]);
    expect(fills(w)).toEqual([[5001, 3]]);
  });

  it("stops a reducing taker before its equity turns negative", () => {
    const w = new World({ markets: [{ ...FREE, imfPpm: 20_000, mmfPpm: 10_000, priceBandPpm: 500_000 }] });
    const [a, b, c] = w.fund([11n * USD, 1000n * USD, 1000n * USD]) as [number, number, number];
    w.run({ transactions: [w.vote(5000)] });
    w.act(b, sell(5000, 1000));
    w.act(a, buy(5000, 1000));
    w.act(c, buy(4950, 100), buy(4500, 900));
    const [result] = w.act(a, sell(4400, 1000, { reduceOnly: true, tif: TIF.IOC }));
    // 100 lots at 50 ticks cost 0.5 USD; 900 lots at 500 ticks would cost 45 USD.
    expect(codeName(result!.code)).toBe("INSUFFICIENT_MARGIN");
    expect(result).toMatchObject({ filledLots: 100, restingLots: 0 });
    expect(w.size(a)).toBe(900n);
  });

  it("frees nothing it still holds when the taker's own resting order is its last", () => {
    const { w, a } = open();
    w.act(a, sell(5000, 5));
    expect(w.code(a, buy(5000, 5, { tif: TIF.IOC }))).toBe("IOC_NO_FILL");
    expect(reasons(w)).toEqual(["SELF_TRADE"]);
    expect(w.code(a, sell(5000, 5))).toBe("OK");
    expect(w.code(a, buy(5000, 4))).toBe("OK");
    expect(w.state.account(a).orderCount).toBe(1);
  });
});

describe("T3: times in force", () => {
  it("POST_ONLY never takes", () => {
    const { w, a, b } = open();
    w.act(a, sell(5000, 5));
    expect(w.code(b, buy(5000, 5, { tif: TIF.POST_ONLY }))).toBe("POST_ONLY_WOULD_TAKE");
    expect(w.code(b, buy(4999, 5, { tif: TIF.POST_ONLY }))).toBe("OK");
  });

  it("IOC fills what it can and rests nothing", () => {
    const { w, a, b } = open();
    expect(w.code(b, buy(5000, 5, { tif: TIF.IOC }))).toBe("IOC_NO_FILL");
    expect(w.code(b, buy(100, 5, { tif: TIF.IOC, isMarket: true }))).toBe("NO_LIQUIDITY");
    w.act(a, sell(5000, 5));
    expect(w.act(b, buy(5000, 9, { tif: TIF.IOC }))[0]).toMatchObject({
      code: 0,
      filledLots: 5,
      restingLots: 0,
    });
    expect(w.state.account(b).orderCount).toBe(0);
  });

  it("FOK fills all or leaves no trace, not even of the makers it would have removed", () => {
    const { w, a, b, c } = open();
    w.act(a, sell(5000, 5));
    w.act(b, sell(5000, 3), sell(5001, 5));
    const before = w.machine.bytes.slice(0x9c00_0000, 0x9c00_1000);
    const orders = w.machine.bytes.slice(0xb800_0000, 0xb800_1000);
    const sequence = w.state.header().orderSequence;
    expect(w.act(b, buy(5001, 6, { tif: TIF.FOK }))[0]).toMatchObject({
      code: 38,
      filledLots: 0,
      orderId: 0n,
      fee: 0n,
    });
    expect(w.machine.bytes.slice(0x9c00_0000, 0x9c00_1000)).toEqual(before);
    expect(w.machine.bytes.slice(0xb800_0000, 0xb800_1000)).toEqual(orders);
    expect(w.state.header().orderSequence).toBe(sequence);
    expect(w.events.map((event) => event.kind)).toEqual(["transactionReceipt", "actionReceipt"]);
    expect(w.act(c, buy(5001, 14, { tif: TIF.FOK }))[0]).toMatchObject({ code: 38 });
    expect(w.act(c, buy(5001, 13, { tif: TIF.FOK }))[0]).toMatchObject({ code: 0, filledLots: 13 });
  });

  it("FOK visits at most 128 makers", () => {
    const { w, a, b, c } = open();
    for (const maker of [a, b]) w.act(maker, ...Array.from({ length: 64 }, () => sell(5000, 1)));
    expect(w.code(c, buy(5000, 128, { tif: TIF.FOK }))).toBe("OK");
    for (const maker of [a, b]) w.act(maker, ...Array.from({ length: 65 }, () => sell(5000, 1)));
    expect(w.code(c, buy(5000, 129, { tif: TIF.FOK }))).toBe("FOK_NOT_FILLED");
  });

  it("a reduce-only order that finds its position spoken for rests nothing", () => {
    const { w, a, b } = open();
    w.act(b, sell(5000, 10));
    w.act(a, buy(5000, 10));
    w.act(a, sell(5100, 10, { reduceOnly: true }));
    expect(w.code(a, sell(5200, 5, { reduceOnly: true }))).toBe("REDUCE_ONLY");
    expect(w.state.account(a).orderCount).toBe(1);
  });
});

describe("T4: the bound of matching", () => {
  it("cancels what is left after 1,024 makers, so that the book is not crossed", () => {
    const w = new World({ markets: [FREE] });
    const makers = w.fund(Array.from({ length: 11 }, () => 1_000_000n * USD));
    w.run({ transactions: [w.vote(5000)] });
    for (const maker of makers.slice(0, 10))
      w.act(maker, ...Array.from({ length: 100 }, () => sell(5000, 1)));
    w.act(makers[0]!, ...Array.from({ length: 50 }, () => sell(5000, 1)));
    const [result] = w.act(makers[10]!, buy(5000, 1060));
    expect(codeName(result!.code)).toBe("MATCH_LIMIT");
    expect(result).toMatchObject({ filledLots: 1024, restingLots: 0 });
    expect(w.state.market(0).bestAsk).toBe(5000);
  });
});

describe("T5: ids, priority and market orders", () => {
  it("draw one sequence number an order, also when it never rests", () => {
    const { w, a, b } = open();
    const [first] = w.act(a, sell(5000, 5));
    const [second] = w.act(b, buy(5000, 5, { tif: TIF.IOC }));
    const [third] = w.act(b, buy(4990, 5));
    expect([first, second, third].map((result) => result!.orderId >> 22n)).toEqual([1n, 2n, 3n]);
    expect(second!.orderId & 0x3fffffn).toBe(0n);
  });

  it("bound a market order's price by its slippage", () => {
    const { w, a, b } = open();
    w.act(a, sell(5004, 5), sell(5005, 5), sell(5006, 5), buy(4995, 5), buy(4994, 5));
    w.act(b, buy(10, 100, { tif: TIF.IOC, isMarket: true }));
    expect(fills(w)).toEqual([
      [5004, 5],
      [5005, 5],
    ]);
    w.act(b, sell(10, 100, { tif: TIF.IOC, isMarket: true }));
    expect(fills(w)).toEqual([[4995, 5]]);
  });
});

describe("T6: cancels", () => {
  it("touch only the account's own orders", () => {
    const { w, a, b } = open();
    const [placed] = w.act(a, buy(4990, 5, { clientId: clientId(1) }));
    expect(w.code(b, encode.cancel(placed!.orderId))).toBe("UNKNOWN_ORDER");
    expect(w.code(b, encode.cancelByClientId(clientId(1)))).toBe("UNKNOWN_ORDER");
    expect(w.code(a, encode.cancel(placed!.orderId + (1n << 22n)))).toBe("UNKNOWN_ORDER");
    expect(w.code(a, encode.cancelByClientId(clientId(1)))).toBe("OK");
    expect(w.code(a, encode.cancel(placed!.orderId))).toBe("UNKNOWN_ORDER");
    const [again] = w.act(a, buy(4990, 5));
    expect(again!.orderId & 0x3fffffn).toBe(placed!.orderId & 0x3fffffn);
    expect(w.code(a, encode.cancel(placed!.orderId))).toBe("UNKNOWN_ORDER");
    expect(w.code(a, encode.cancel(again!.orderId))).toBe("OK");
  });

  it("of all orders say how many", () => {
    const { w, a } = open();
    w.act(a, buy(4990, 5), buy(4991, 5), buy(4990, 5, { market: 1 }));
    expect(w.act(a, encode.cancelAll(0))[0]).toMatchObject({ code: 0, count: 2 });
    expect(w.code(a, encode.cancelAll(2))).toBe("UNKNOWN_MARKET");
    expect(w.act(a, encode.cancelAll())[0]).toMatchObject({ code: 0, count: 1 });
    expect(w.act(a, encode.cancelAll())[0]).toMatchObject({ code: 0, count: 0 });
  });
});

describe("T7: reduce-only orders", () => {
  it("shrink with the position, the newest first, and vanish when it changes side", () => {
    const { w, a, b } = open();
    w.act(b, sell(5000, 10));
    w.act(a, buy(5000, 10));
    w.act(
      a,
      sell(5100, 4, { reduceOnly: true }),
      sell(5101, 4, { reduceOnly: true }),
      sell(5102, 9, { reduceOnly: true }),
    );
    expect(w.state.positionIn(a, 0)).toMatchObject({ reduceOnlyLots: 10, reduceOnlyCount: 3 });
    w.act(b, buy(5000, 5));
    w.act(a, sell(5000, 5));
    expect(
      ofKind(w.events, "orderUpdate").map((update) => [
        update.event,
        codeName(update.reason),
        update.price,
        update.lots,
      ]),
    ).toEqual([
      [2, "REDUCE_ONLY_CUT", 5102, 0],
      [3, "REDUCE_ONLY_CUT", 5101, 1],
    ]);
    w.act(b, buy(5000, 6));
    w.act(a, sell(5000, 6));
    expect(w.size(a)).toBe(-1n);
    expect(w.state.account(a).orderCount).toBe(0);
  });
});

describe("T8: expired orders", () => {
  it("are swept from the arena, 1,024 slots a block", () => {
    const { w, a, b } = open();
    const goodTill = Math.floor(w.now / 1000) + 2;
    w.act(a, ...Array.from({ length: 100 }, () => buy(4990, 1, { tif: TIF.GTT, goodTill })));
    w.act(b, buy(4990, 1));
    w.run({ elapsed: 1000 });
    expect(w.state.header().openOrders).toBe(101);
    w.run({ elapsed: 1500 });
    expect(w.state.header().openOrders).toBe(1);
    expect(reasons(w)).toEqual(new Array(100).fill("EXPIRED"));
  });
});

describe("T9: reductions", () => {
  it("keep the order's place in its queue", () => {
    const { w, a, b, c } = open();
    const [first] = w.act(a, sell(5000, 10));
    w.act(b, sell(5000, 10));
    expect(w.code(b, encode.reduce(first!.orderId, 3))).toBe("UNKNOWN_ORDER");
    expect(w.code(a, encode.reduce(first!.orderId, 10))).toBe("NOT_A_REDUCTION");
    expect(w.act(a, encode.reduce(first!.orderId, 3))[0]).toMatchObject({ code: 0, restingLots: 3 });
    w.act(c, buy(5000, 5));
    expect(ofKind(w.events, "fill").map((fill) => [fill.makerAccount, fill.lots])).toEqual([
      [a, 3],
      [b, 2],
    ]);
  });
});

describe("T10: cancels that come before their orders", () => {
  const id = (n: number) => ({ clientId: clientId(n) });
  /** Results of one block's transactions, given as `[nonce, actions]`, in the order of the block. */
  const run = (w: World, account: number, ...sent: readonly (readonly [number, ...Uint8Array[]])[]) => {
    const at = w.now;
    w.run({
      transactions: sent.map(([nonce, ...actions]) =>
        w.sign(account, encode.trade(actions), { nonce: at + nonce }),
      ),
    });
    const codes = ofKind(w.events, "actionReceipt");
    return sent.map((_, i) =>
      codes.filter(({ transaction }) => transaction === i).map(({ code }) => codeName(code)),
    );
  };

  it("refuse what was sent before them, and let what was sent after them through", () => {
    const { w, a, b } = open();
    const answers = run(
      w,
      a,
      [1, buy(4990, 5, id(7))],
      [3, buy(4990, 5, id(7))],
      [2, encode.cancelByClientId(clientId(7))],
      [0, buy(4990, 5, id(8))],
    );
    expect(answers).toEqual([["CANCELLED_FIRST"], ["OK"], ["UNKNOWN_ORDER"], ["OK"]]);
    expect(w.code(b, sell(5010, 5, id(7)))).toBe("OK");
  });

  it("cover with a cancel-all every order of the account, or of its market, in whatever class they come", () => {
    const { w, a, b } = open();
    const post = (price: number, market: number) => buy(price, 5, { market, tif: TIF.POST_ONLY });
    expect(
      run(
        w,
        a,
        [1, buy(4990, 5)],
        [2, post(4990, 1)],
        [3, buy(4990, 5, { market: 1 })],
        [9, encode.cancelAll()],
      ),
    ).toEqual([["CANCELLED_FIRST"], ["CANCELLED_FIRST"], ["CANCELLED_FIRST"], ["OK"]]);
    expect(run(w, a, [10, buy(4990, 5)], [11, post(4990, 1)], [19, encode.cancelAll(0)])).toEqual([
      ["CANCELLED_FIRST"],
      ["OK"],
      ["OK"],
    ]);
    // In one transaction the order of the actions counts, and nothing is left of it in the next block.
    expect(run(w, b, [5, encode.cancelAll(), buy(4990, 5)])).toEqual([["OK", "OK"]]);
    expect(run(w, a, [12, buy(4990, 5)])).toEqual([["OK"]]);
  });

  it("cover every order once an account's cancels of a block name more than 32 client ids", () => {
    const { w, a } = open();
    const cancels = (count: number) =>
      Array.from({ length: count }, (_, i) => encode.cancelByClientId(clientId(100 + i)));
    expect(run(w, a, [1, buy(4990, 5)], [2, ...cancels(32)])[0]).toEqual(["OK"]);
    expect(run(w, a, [3, buy(4990, 5)], [4, ...cancels(33)])[0]).toEqual(["CANCELLED_FIRST"]);
    expect(run(w, a, [6, buy(4990, 5)], [5, ...cancels(33)])[0]).toEqual(["OK"]);
  });
});

describe("T11: figures of a refusal", () => {
  it("are what there is and what would do", () => {
    const { w, a } = open({ maxPositionLots: 1000, minNotional: 600_000n });
    const figures = (...action: Uint8Array[]) => {
      w.act(a, ...action);
      return ofKind(w.events, "refusal").map(({ code, have, need }) => [codeName(code), have, need]);
    };
    expect(figures(buy(5501, 10))).toEqual([["PRICE_BAND", 5501n, 5500n]]);
    expect(figures(sell(4499, 10))).toEqual([["PRICE_BAND", 4499n, 4500n]]);
    expect(figures(buy(5000, 1))).toEqual([["MIN_NOTIONAL", 500_000n, 600_000n]]);
    expect(figures(buy(4000, 600), buy(4000, 500))).toEqual([["POSITION_LIMIT", 1100n, 1000n]]);
    w.run({ transactions: [w.sign(a, encode.withdraw(address(9), 2_000_000n * USD))] });
    const [refusal] = ofKind(w.events, "refusal");
    expect(refusal?.need).toBe(2_000_000n * USD);
    expect(refusal?.have).toBeLessThan(1_000_000n * USD);
  });
});
