import { describe, expect, it } from "vitest";
import { seededRng } from "../../primitives/rng.ts";
import { gas } from "../layout/generated.ts";
import { nonceBounds } from "../view/nonces.ts";
import * as encode from "./testing/encode.ts";
import { address, codeName, ofKind, results, signatureOf, statuses, World } from "./testing/world.ts";

const order = (buy: boolean, price: number, size = 1, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy, price, size, ...more });

function market(): { w: World; a: number; b: number } {
  const w = new World();
  const [a, b] = w.fund([1_000_000_000_000n, 1_000_000_000_000n]) as [number, number];
  w.run({ transactions: [w.vote(5000)] });
  return { w, a, b };
}

/** A copy of a block with some bytes replaced. */
function patched(block: Uint8Array, at: number, ...bytes: number[]): Uint8Array {
  const copy = block.slice();
  copy.set(bytes, at);
  return copy;
}

describe("B1: a void block", () => {
  const { w, a } = market();
  const good = w.blockBytes({ transactions: [w.trade(a, order(true, 4900))] });
  const signed = w.trade(a, order(true, 4900));

  it.each<[string, () => Uint8Array, number]>([
    ["a wrong magic", () => patched(good, 0, 0), 1],
    ["a reserved byte", () => patched(good, 63, 1), 1],
    ["a body length over the limit", () => patched(good, 4, 1, 0, 0x40, 0), 1],
    ["too many messages", () => patched(good, 40, 1, 1, 0, 0), 1],
    ["too many transactions", () => patched(good, 44, 0x21, 0x4e, 0, 0), 1],
    ["the number of the state's block", () => patched(good, 8, w.number), 2],
    ["an undefined flag of the header", () => patched(good, 48, 2), 1],
    ["a transaction in a self-sequenced block", () => patched(good, 48, 1), 1],
    ["number 0 on a state that is not empty", () => w.genesisBlock(), 2],
    ["a timestamp that does not increase", () => encode.block({ number: w.number + 1, timestamp: w.now }), 3],
    ["a timestamp beyond 48 bits", () => encode.block({ number: w.number + 1, timestamp: 2 ** 48 }), 3],
    [
      "a missing message that is due",
      () => encode.block({ number: w.number + 1, timestamp: w.now + 1, inboxDue: w.inbox + 1 }),
      6,
    ],
    [
      "a message out of index order",
      () => w.blockBytes({ messages: [w.message(1, address(1), new Uint8Array(0), 1)] }),
      5,
    ],
    [
      "a genesis message later",
      () => w.blockBytes({ messages: [w.message(0, address(1), new Uint8Array(0))] }),
      5,
    ],
    [
      "an unknown message kind",
      () => w.blockBytes({ messages: [w.message(4, address(1), new Uint8Array(0))] }),
      5,
    ],
    [
      "a message payload that is too long",
      () => w.blockBytes({ messages: [w.message(1, address(1), new Uint8Array(2049))] }),
      5,
    ],
    [
      "a truncated message",
      () => w.blockBytes({ messages: [w.message(1, address(1), new Uint8Array(9)).slice(0, 50)] }),
      5,
    ],
    ["a truncated transaction", () => w.blockBytes({ transactions: [signed.slice(0, -1)] }), 7],
    ["bytes left over", () => w.blockBytes({ transactions: [Uint8Array.of(...signed, 0)] }), 7],
    ["an unknown transaction type", () => w.blockBytes({ transactions: [patched(signed, 0, 6)] }), 7],
    ["no action", () => w.blockBytes({ transactions: [w.sign(a, encode.trade([]))] }), 7],
    [
      "101 actions",
      () =>
        w.blockBytes({
          transactions: [w.trade(a, ...Array.from({ length: 101 }, () => encode.cancelAll()))],
        }),
      7,
    ],
    [
      "an undefined flag",
      () => w.blockBytes({ transactions: [w.trade(a, patched(order(true, 4900), 1, 0x81))] }),
      7,
    ],
    [
      "an undefined time in force",
      () => w.blockBytes({ transactions: [w.trade(a, patched(order(true, 4900), 1, 0x0b))] }),
      7,
    ],
    [
      "a resting market order",
      () => w.blockBytes({ transactions: [w.trade(a, order(true, 10, 1, { isMarket: true }))] }),
      7,
    ],
    [
      "a slippage of zero",
      () => w.blockBytes({ transactions: [w.trade(a, order(true, 0, 1, { isMarket: true, tif: 1 }))] }),
      7,
    ],
    [
      "a slippage over one half",
      () => w.blockBytes({ transactions: [w.trade(a, order(true, 5001, 1, { isMarket: true, tif: 1 }))] }),
      7,
    ],
    ["a price of 2^22", () => w.blockBytes({ transactions: [w.trade(a, order(true, 2 ** 22))] }), 7],
    ["a size of zero", () => w.blockBytes({ transactions: [w.trade(a, order(true, 4900, 0))] }), 7],
    ["a size of 2^32", () => w.blockBytes({ transactions: [w.trade(a, order(true, 4900, 2 ** 32))] }), 7],
    [
      "a client id of zero",
      () =>
        w.blockBytes({ transactions: [w.trade(a, order(true, 4900, 1, { clientId: new Uint8Array(16) }))] }),
      7,
    ],
    [
      "a varint that is not minimal",
      () => w.blockBytes({ transactions: [w.trade(a, Uint8Array.of(2, 0x81, 0x00))] }),
      7,
    ],
    [
      "a varint beyond 64 bits",
      () =>
        w.blockBytes({ transactions: [w.trade(a, Uint8Array.of(2, ...new Array<number>(9).fill(0xff), 2))] }),
      7,
    ],
    ["an unknown action kind", () => w.blockBytes({ transactions: [w.trade(a, Uint8Array.of(5, 1))] }), 7],
    [
      "a withdrawal of nothing",
      () => w.blockBytes({ transactions: [w.sign(a, encode.withdraw(address(1), 0n))] }),
      7,
    ],
    [
      "a transfer to sub-account 128",
      () => w.blockBytes({ transactions: [w.sign(a, encode.transfer(128, 5n))] }),
      7,
    ],
    [
      "votes out of market order",
      () =>
        w.blockBytes({
          transactions: [
            w.sign(
              0,
              encode.vote([
                { market: 1, index: 5 },
                { market: 0, index: 5 },
              ]),
            ),
          ],
        }),
      7,
    ],
    [
      "an index price of zero",
      () => w.blockBytes({ transactions: [w.sign(0, encode.vote([{ market: 0, index: 0 }]))] }),
      7,
    ],
    [
      "an account id of 33 bits",
      () => w.blockBytes({ transactions: [w.sign(2 ** 32, encode.trade([encode.cancelAll()]))] }),
      7,
    ],
  ])("is one with %s, and writes nothing", (_, make, code) => {
    const result = w.tryRun(make());
    expect(result.code).toBe(code);
    expect(result.dirtyChunks).toBe(0);
  });

  it("leaves a gap in the numbers of blocks that count", () => {
    const other = market().w;
    const number = other.number + 7;
    expect(other.tryRun(encode.block({ number, timestamp: other.now + 1 })).code).toBe(0);
    expect(other.tryRun(encode.block({ number, timestamp: other.now + 2 })).code).toBe(2);
    expect(other.tryRun(encode.block({ number: number + 1, timestamp: other.now + 2 })).code).toBe(0);
  });

  it("takes the largest canonical varint", () => {
    expect(
      statuses(
        w.run({ transactions: [w.trade(a, Uint8Array.of(2, ...new Array<number>(9).fill(0xff), 1))] }),
      ),
    ).toEqual(["UNKNOWN_ORDER"]);
  });

  it("may leave due messages to the next block only when it is full of messages", () => {
    const { w: other } = market();
    const deposits = (count: number): Uint8Array[] =>
      Array.from({ length: count }, (_, i) =>
        other.message(1, address(1), encode.depositPayload(address(1), 0, 1n), i),
      );
    const full = encode.block({
      number: other.number + 1,
      timestamp: other.now + 1,
      inboxDue: 999,
      messages: deposits(256),
    });
    const short = encode.block({
      number: other.number + 1,
      timestamp: other.now + 1,
      inboxDue: 999,
      messages: deposits(255),
    });
    expect(other.tryRun(short).code).toBe(6);
    expect(other.tryRun(full).code).toBe(0);
  });

  it("is a genesis that is malformed or out of bounds, and a second genesis", () => {
    const fresh = new World();
    const genesis = fresh.genesisBlock();
    const symbolAt = 64 + 47 + 56 + 48 + 1 + 56;
    const empty = (): World => {
      const world = new World();
      world.machine.bytes.fill(0, 0x8000_0000, 0x8001_1000);
      return world;
    };
    expect(empty().tryRun(patched(genesis, symbolAt, 0)).code).toBe(9);
    expect(empty().tryRun(patched(genesis, 16, 1)).code).toBe(9);
    expect(empty().tryRun(patched(genesis, 4, genesis[4]! - 1)).code).toBe(9);
    expect(empty().tryRun(genesis).code).toBe(0);
    expect(fresh.tryRun(genesis).code).toBe(2);
  });
});

describe("B2: the order of a block", () => {
  it("runs votes, then cancels, then post-only, then takers, whatever the sequence", () => {
    const { w, a, b } = market();
    const resting = w.act(a, order(true, 4950, 5))[0]!;
    const events = w.run({
      transactions: [
        w.trade(b, order(false, 4940, 5, { tif: encode.TIF.IOC })),
        w.trade(a, order(true, 4940, 5, { tif: encode.TIF.POST_ONLY })),
        w.trade(a, encode.cancel(resting.orderId)),
        w.vote(5001),
      ],
    });
    expect(ofKind(events, "transactionReceipt").map((receipt) => receipt.transaction)).toEqual([3, 2, 1, 0]);
    expect(ofKind(events, "fill").map((fill) => fill.price)).toEqual([4940]);
    expect(ofKind(events, "transactionReceipt").map((receipt) => receipt.class)).toEqual([3, 0, 1, 2]);
  });

  it("runs L1 messages before everything", () => {
    const { w, a } = market();
    const events = w.run({
      messages: [w.message(1, address(9), encode.depositPayload(address(77), 0, 5n))],
      transactions: [w.vote(5001), w.trade(a, order(true, 4900))],
    });
    expect(events[0]?.kind).toBe("l1MessageReceipt");
  });
});

describe("B3: gas", () => {
  it("is charged per action and reported, also for transactions that fail", () => {
    const { w, a } = market();
    const events = w.run({
      transactions: [
        w.trade(a, order(true, 4900), order(true, 4900, 1, { tif: encode.TIF.FOK }), encode.cancelAll()),
        w.trade(999, encode.cancel(1n)),
      ],
    });
    const byIndex = ofKind(events, "transactionReceipt").sort((x, y) => x.transaction - y.transaction);
    expect(byIndex.map((receipt) => receipt.gas)).toEqual([
      gas.GAS_TRANSACTION + gas.GAS_ORDER + gas.GAS_FILL_OR_KILL + gas.GAS_CANCEL_ALL,
      gas.GAS_TRANSACTION + gas.GAS_CANCEL,
    ]);
  });

  it("voids a block over its limit, and one whose orders exceed four fifths", () => {
    const w = new World({ parameters: { blockGasLimit: 10_000n } });
    const [a] = w.fund([1_000_000_000n]) as [number];
    const orders = (count: number): Uint8Array =>
      w.trade(a, ...Array.from({ length: count }, () => order(true, 4900)));
    const perFull = gas.GAS_TRANSACTION + 100 * gas.GAS_ORDER;
    const full = Math.floor(8000 / perFull);
    const rest = Math.floor((8000 - full * perFull - gas.GAS_TRANSACTION) / gas.GAS_ORDER);
    const most = [...Array.from({ length: full }, () => orders(100)), orders(rest)];
    expect(w.tryRun(w.blockBytes({ transactions: [...most, orders(1)] })).code).toBe(8);
    const cancels = (count: number): Uint8Array =>
      w.trade(a, ...Array.from({ length: count }, () => encode.cancelAll()));
    expect(w.tryRun(w.blockBytes({ transactions: [cancels(80), cancels(80)] })).code).toBe(8);
    const left = Math.floor((2000 - gas.GAS_TRANSACTION) / gas.GAS_CANCEL_ALL);
    w.run({ transactions: [...most, cancels(left)] });
  });

  it("is looked at after the form: a block that is over its limit and malformed is malformed", () => {
    const w = new World({ parameters: { blockGasLimit: 10_000n } });
    const [a] = w.fund([1_000_000_000n]) as [number];
    const cancels = w.trade(a, ...Array.from({ length: 90 }, () => encode.cancelAll()));
    expect(w.tryRun(w.blockBytes({ transactions: [cancels] })).code).toBe(8);
    expect(w.tryRun(w.blockBytes({ transactions: [Uint8Array.of(...cancels, 0)] })).code).toBe(7);
  });
});

describe("B4: a transaction's checks", () => {
  const { w, a } = market();
  const stranger = address(99);
  const act = encode.trade([encode.cancelAll()]);

  it.each<[string, () => Uint8Array]>([
    ["BAD_SIGNATURE", () => w.sign(a, act, { signer: new Uint8Array(20) })],
    ["UNKNOWN_ACCOUNT", () => w.sign(0, act, { signer: stranger })],
    ["UNKNOWN_ACCOUNT", () => w.sign(999, act, { signer: stranger, expiresAfter: 1 })],
    ["UNKNOWN_VALIDATOR", () => w.sign(7, encode.vote([{ market: 0, index: 5 }]), { signer: stranger })],
    ["NOT_AUTHORIZED", () => w.sign(0, encode.vote([{ market: 0, index: 5 }]), { signer: stranger })],
    ["NOT_AUTHORIZED", () => w.sign(a, act, { signer: stranger, expiresAfter: 1 })],
    ["TX_EXPIRED", () => w.sign(a, act, { expiresAfter: w.now + 99, nonce: 1 })],
    ["NONCE_OUT_OF_WINDOW", () => w.sign(a, act, { nonce: 1 })],
    ["OK", () => w.sign(a, act, { expiresAfter: w.now + 100 })],
  ])("answer %s in order of precedence", (expected, make) => {
    expect(w.status(make())).toBe(expected);
  });

  it("refuse a signature whose s lies in the upper half of the order", () => {
    const half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    const withS = (hex: string): Uint8Array => {
      const transaction = w.sign(a, act);
      transaction.set(Buffer.from(hex, "hex"), transaction.length - 32);
      return transaction;
    };
    expect(w.status(withS(half))).toBe("OK");
    expect(w.status(withS(half.replace(/a0$/, "a1")))).toBe("BAD_SIGNATURE");
    expect(w.status(withS(half.replace(/^7/, "f")))).toBe("OK");
    expect(w.status(withS(half.replace("5d57", "5d58")))).toBe("BAD_SIGNATURE");
  });

  it("consume the nonce only when all hold", () => {
    const nonce = w.now + 50;
    expect(w.status(w.sign(a, act, { nonce, signer: stranger }))).toBe("NOT_AUTHORIZED");
    expect(w.status(w.sign(a, act, { nonce }))).toBe("OK");
    expect(w.status(w.sign(a, act, { nonce }))).toBe("NONCE_USED");
  });
});

/** The same numbers in another order, always the same one. */
function shuffled(numbers: readonly number[]): number[] {
  const rng = seededRng(7);
  return [...numbers]
    .map((number) => [rng.uint32(), number] as const)
    .sort(([one], [other]) => one - other)
    .map(([, number]) => number);
}

describe("B5: nonces", () => {
  const act = encode.trade([encode.cancelAll()]);

  it("are taken in any order of 1,024, once each", () => {
    const { w, a } = market();
    const nonces = shuffled(Array.from({ length: 1024 }, (_, i) => w.now + 7 * i));
    const send = (some: readonly number[]) =>
      statuses(w.run({ transactions: some.map((nonce) => w.sign(a, act, { nonce })) }));
    expect(new Set(send(nonces))).toEqual(new Set(["OK"]));
    expect(new Set(send(shuffled(nonces)))).toEqual(new Set(["NONCE_USED"]));
  });

  it("leave room for an order behind a storm of cancels that were sent after it and come before it", () => {
    const { w, a } = market();
    const order = w.sign(a, encode.trade([encode.order({ buy: true, price: 4_900, size: 100 })]), {
      nonce: w.now,
    });
    const cancels = Array.from({ length: 1000 }, (_, i) => w.sign(a, act, { nonce: w.now + 1 + i }));
    const codes = statuses(w.run({ transactions: [order, ...cancels] }));
    // Its nonce had room. That it is refused all the same is T10: it was sent before a cancel-all that came first.
    expect(codes.filter((code) => code !== "OK")).toEqual(["CANCELLED_FIRST"]);
  });

  it("of votes are a validator's: its floor rises as everybody's", () => {
    const { w } = market();
    const base = w.now + 1_000;
    const vote = (nonce: number) => w.vote(5000, { nonce });
    w.run({ transactions: Array.from({ length: 1_040 }, (_, i) => vote(base + i)) });
    expect([w.status(vote(base)), w.status(vote(base + 1_040))]).toEqual(["NONCE_TOO_LOW", "OK"]);
  });

  it("go on above the newest after a clock that was an hour ahead", () => {
    const { w, a } = market();
    const ahead = w.now + 3_600_000;
    const early = Array.from({ length: 1100 }, (_, i) => w.sign(a, act, { nonce: ahead + i }));
    expect(new Set(statuses(w.run({ transactions: early })))).toEqual(new Set(["OK"]));
    expect(w.status(w.sign(a, act, { nonce: w.now }))).toBe("NONCE_TOO_LOW");
    const { floor, newest } = nonceBounds(w.state.signer(w.state.account(a).owner));
    expect(floor).toBeGreaterThanOrEqual(ahead);
    expect(newest).toBe(ahead + 1099);
    expect(w.status(w.sign(a, act, { nonce: floor }))).toBe("NONCE_TOO_LOW");
    expect(w.status(w.sign(a, act, { nonce: newest + 1 }))).toBe("OK");
  });

  it("are dropped sixteen at a time at the low end once 1,040 are kept", () => {
    const { w, a } = market();
    const base = w.now + 1000;
    const send = (nonce: number): string => w.status(w.sign(a, act, { nonce }));
    w.run({ transactions: Array.from({ length: 1039 }, (_, i) => w.sign(a, act, { nonce: base + 2 * i })) });
    expect([send(base - 1), send(base - 2)]).toEqual(["OK", "NONCE_TOO_LOW"]);
    expect([send(base + 28), send(base + 29), send(base + 30)]).toEqual([
      "NONCE_TOO_LOW",
      "OK",
      "NONCE_USED",
    ]);
  });

  it("give their pages back when they have left the window", () => {
    const { w, a } = market();
    const spend = () =>
      w.run({
        transactions: Array.from({ length: 500 }, (_, i) => w.sign(a, act, { nonce: w.now + 1 + i })),
      });
    for (let round = 0; round < 5; round++) {
      spend();
      expect(w.state.header().noncePageTop).toBe(10);
      w.run({ elapsed: 40 * 86_400_000 });
    }
  });
});

describe("B6: a failed action", () => {
  it("changes nothing but the nonce, and the actions after it go on", () => {
    const { w, a } = market();
    const got = w.act(
      a,
      order(true, 4900, 1),
      order(true, 5100, 1_000_001),
      encode.cancel(5n),
      order(true, 4901, 1),
    );
    expect(got.map((result) => codeName(result.code))).toEqual([
      "OK",
      "POSITION_LIMIT",
      "UNKNOWN_ORDER",
      "OK",
    ]);
    expect(w.state.account(a).orderCount).toBe(2);
    expect(results(w.events)).toHaveLength(4);
  });
});

it("signs in tests only through the fake scheme", () => {
  expect(signatureOf(address(3)).subarray(12, 32)).toEqual(address(3));
});
