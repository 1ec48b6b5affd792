import { describe, expect, it } from "vitest";
import { MARKET, marketRecord, parametersRecord, validatorRecord } from "./testing/config.ts";
import * as encode from "./testing/encode.ts";
import { address, codeName, ofKind, results, TIMELOCK, World } from "./testing/world.ts";

const USD = 1_000_000n;
const DAY = 86_400_000;
const act = encode.trade([encode.cancelAll()]);

function open(): { w: World; a: number; b: number } {
  const w = new World();
  const [a, b] = w.fund([1000n * USD, 1000n * USD]) as [number, number];
  return { w, a, b };
}

describe("A1: agents", () => {
  const { w, a, b } = open();
  const approve = (account: number, agent: Uint8Array, expiry: number): string =>
    w.status(w.sign(account, encode.approveAgent(agent, expiry)));

  it("are approved, renewed, revoked and approved again by one owner only", () => {
    expect(approve(a, address(60), 0)).toBe("UNKNOWN_AGENT");
    expect(approve(a, address(60), w.now + DAY)).toBe("OK");
    expect(approve(b, address(60), w.now + DAY)).toBe("AGENT_TAKEN");
    expect(w.status(w.sign(a, act, { signer: address(60) }))).toBe("OK");
    expect(approve(a, address(60), 0)).toBe("OK");
    expect(w.status(w.sign(a, act, { signer: address(60) }))).toBe("AGENT_EXPIRED");
    expect(approve(b, address(60), w.now + DAY)).toBe("AGENT_TAKEN");
    expect(approve(b, address(60), 0)).toBe("UNKNOWN_AGENT");
    expect(approve(a, address(60), w.now + 150)).toBe("OK");
    expect(w.status(w.sign(a, act, { signer: address(60) }))).toBe("AGENT_EXPIRED");
  });

  it("are nobody who owns accounts or votes, and nobody at all", () => {
    for (const taken of [address(2), address(200), new Uint8Array(20)])
      expect(approve(a, taken, w.now + DAY)).toBe("AGENT_TAKEN");
  });

  it("expire in the future, within 400 days", () => {
    expect(approve(a, address(61), w.now + 100)).toBe("BAD_EXPIRY");
    expect(approve(a, address(61), w.now + 400 * DAY + 101)).toBe("BAD_EXPIRY");
    expect(approve(a, address(61), w.now + 400 * DAY + 100)).toBe("OK");
  });

  it("are at most 16 at a time and 256 ever", () => {
    const other = open();
    const give = (n: number, expiry: number): Uint8Array =>
      other.w.sign(other.a, encode.approveAgent(address(1000 + n), expiry));
    for (let n = 0; n < 16; n++) expect(other.w.status(give(n, other.w.now + DAY))).toBe("OK");
    expect(other.w.status(give(16, other.w.now + DAY))).toBe("TOO_MANY_AGENTS");
    expect(other.w.status(give(3, other.w.now + 2 * DAY))).toBe("OK");
    for (let from = 16; from < 256; from += 16) {
      other.w.run({ elapsed: 3 * DAY });
      const codes = Array.from({ length: 16 }, (_, i) => other.w.status(give(from + i, other.w.now + DAY)));
      expect(new Set(codes)).toEqual(new Set(["OK"]));
    }
    other.w.run({ elapsed: 3 * DAY });
    expect(other.w.status(give(256, other.w.now + DAY))).toBe("TOO_MANY_AGENTS");
    expect(other.w.status(give(7, other.w.now + DAY))).toBe("OK");
  });
});

describe("A2: what an agent may sign", () => {
  it("is Trade, for every account of its owner", () => {
    const { w, a, b } = open();
    w.status(w.sign(a, encode.approveAgent(address(60), w.now + DAY)));
    w.status(w.sign(a, encode.transfer(3, 100n * USD)));
    const sub = w.state.header().accountTop - 1;
    const signer = address(60);
    expect(w.status(w.sign(a, act, { signer }))).toBe("OK");
    expect(w.status(w.sign(sub, act, { signer }))).toBe("OK");
    expect(w.status(w.sign(b, act, { signer }))).toBe("NOT_AUTHORIZED");
    for (const body of [
      encode.withdraw(address(1), 1n),
      encode.transfer(3, 1n),
      encode.approveAgent(address(61), w.now + DAY),
    ]) {
      expect(w.status(w.sign(a, body, { signer }))).toBe("NOT_AUTHORIZED");
    }
  });
});

/** Runs one L1 message; its receipt's code, then the codes of its results. */
function deliver(w: World, kind: number, sender: Uint8Array, payload: Uint8Array): string[] {
  const events = w.run({ messages: [w.message(kind, sender, payload)] });
  const [receipt] = ofKind(events, "l1MessageReceipt");
  return [receipt!.code, ...results(events).map((result) => result.code)].map(codeName);
}

describe("X1: forced transactions", () => {
  it("run as their sender's, before the votes, with results like any other", () => {
    const { w, a, b } = open();
    w.run({ transactions: [w.vote(5000)] });
    const order = (buy: boolean, price: number): Uint8Array => encode.order({ buy, price, size: 10 });
    expect(
      deliver(
        w,
        2,
        address(1),
        encode.forcedPayload(0, encode.trade([order(true, 4990), encode.cancel(9n)])),
      ),
    ).toEqual(["OK", "OK", "UNKNOWN_ORDER"]);
    expect(results(w.events)[0]).toMatchObject({ transaction: 0xffff_ffff, restingLots: 10 });
    expect(deliver(w, 2, address(2), encode.forcedPayload(0, encode.trade([order(false, 4990)])))).toEqual([
      "OK",
      "OK",
    ]);
    expect([w.size(a), w.size(b)]).toEqual([10n, -10n]);
    expect(deliver(w, 2, address(1), encode.forcedPayload(0, encode.withdraw(address(7), 5n)))).toEqual([
      "OK",
      "OK",
    ]);
    expect(deliver(w, 2, address(1), encode.forcedPayload(0, encode.transfer(1, 5n)))).toEqual([
      "OK",
      "BAD_AMOUNT",
    ]);
    expect(
      deliver(w, 2, address(1), encode.forcedPayload(0, encode.approveAgent(address(77), w.now + DAY))),
    ).toEqual(["OK", "OK"]);
  });

  it("fail without stopping the chain", () => {
    const { w } = open();
    const forced = encode.forcedPayload(0, act);
    expect(deliver(w, 2, address(99), forced)).toEqual(["UNKNOWN_ACCOUNT"]);
    expect(deliver(w, 2, address(1), encode.forcedPayload(1, act))).toEqual(["UNKNOWN_ACCOUNT"]);
    expect(deliver(w, 2, address(1), forced.slice(0, -1))).toEqual(["MALFORMED"]);
    expect(deliver(w, 2, address(1), Uint8Array.of(...forced, 0))).toEqual(["MALFORMED"]);
    expect(
      deliver(w, 2, address(1), encode.forcedPayload(0, encode.vote([{ market: 0, index: 5 }]))),
    ).toEqual(["MALFORMED"]);
    const actions = (count: number): Uint8Array =>
      encode.forcedPayload(0, encode.trade(Array.from({ length: count }, () => encode.cancelAll())));
    expect(deliver(w, 2, address(1), actions(11))).toEqual(["MALFORMED"]);
    expect(deliver(w, 2, address(1), actions(10))).toEqual(new Array(11).fill("OK"));
    expect(deliver(w, 2, address(1), new Uint8Array(0))).toEqual(["MALFORMED"]);
  });
});

describe("X2: governance", () => {
  const setMarket = (fields: Partial<typeof MARKET>): Uint8Array =>
    Uint8Array.of(1, ...marketRecord({ ...MARKET, ...fields }));

  it("is the timelock's alone, and exact", () => {
    const { w } = open();
    expect(deliver(w, 3, address(1), setMarket({}))).toEqual(["NOT_AUTHORIZED"]);
    expect(deliver(w, 3, TIMELOCK, setMarket({}).slice(1))).toEqual(["MALFORMED"]);
    expect(deliver(w, 3, TIMELOCK, new Uint8Array(0))).toEqual(["MALFORMED"]);
    expect(deliver(w, 3, TIMELOCK, Uint8Array.of(4))).toEqual(["MALFORMED"]);
  });

  it.each<[string, Partial<typeof MARKET>]>([
    ["tickBits below 10", { id: 1, tickBits: 9 }],
    ["tickBits above 22", { id: 1, tickBits: 23 }],
    ["an unknown status", { status: 4 }],
    ["status zero", { status: 0 }],
    ["a unit of zero", { id: 1, unit: 0 }],
    ["a unit above 2^16", { id: 1, unit: 65_537 }],
    ["a lot worth more than 2^36", { id: 1, tickBits: 22, unit: 20_000, maxPositionLots: 1 }],
    ["notionals above 2^56", { maxPositionLots: 2 ** 32 - 1, id: 1, tickBits: 22 }],
    ["no position at all", { maxPositionLots: 0 }],
    ["no maintenance margin", { mmfPpm: 0 }],
    ["maintenance above initial margin", { mmfPpm: 50_001 }],
    ["initial margin above the whole", { imfPpm: 1_000_001 }],
    ["a rebate above 1000 ppm", { makerFeePpm: -1001, takerFeePpm: 2000 }],
    ["a rebate above the taker's fee", { makerFeePpm: -451 }],
    ["a taker's fee above 10,000 ppm", { takerFeePpm: 10_001 }],
    ["a mark band of the whole", { markBandPpm: 1_000_000 }],
    ["no impact notional", { impactNotional: 0n }],
    ["an empty symbol", { symbol: "" }],
    ["an id beyond the next", { id: 2 }],
    ["other tickBits for a listed market", { tickBits: 15 }],
    ["another unit for a listed market", { unit: 101 }],
    ["other decimals for a listed market", { priceDecimals: 2 }],
  ])("refuses a market with %s", (_, fields) => {
    const { w } = open();
    const { market } = { market: w.state.market(0) };
    expect(deliver(w, 3, TIMELOCK, setMarket(fields))).toEqual(["BAD_PARAMETER"]);
    expect(w.state.market(0)).toEqual(market);
    expect(w.state.header().marketCount).toBe(1);
  });

  it("lists and changes markets", () => {
    const { w, a } = open();
    expect(
      deliver(w, 3, TIMELOCK, setMarket({ id: 1, tickBits: 22, unit: 1, maxPositionLots: 1000 })),
    ).toEqual(["OK"]);
    w.run({ transactions: [w.vote(4_000_000, { market: 1 })] });
    expect(w.code(a, encode.order({ market: 1, buy: true, price: 4_000_001, size: 1 }))).toBe("OK");
    expect(deliver(w, 3, TIMELOCK, setMarket({ status: 3 }))).toEqual(["OK"]);
    expect(w.code(a, encode.order({ buy: true, price: 5000, size: 1 }))).toBe("MARKET_CLOSED");
    expect(deliver(w, 3, TIMELOCK, setMarket({ status: 2 }))).toEqual(["OK"]);
    w.run({ transactions: [w.vote(5000)] });
    expect(w.code(a, encode.order({ buy: true, price: 5000, size: 20 }))).toBe("REDUCE_ONLY_MODE");
  });

  it("runs out of room for books before it overruns them", () => {
    const { w } = open();
    w.checks = false;
    let listed = 1;
    for (; listed < 20; listed++) {
      const [code] = deliver(
        w,
        3,
        TIMELOCK,
        setMarket({ id: listed, tickBits: 22, unit: 1, maxPositionLots: 10 }),
      );
      if (code !== "OK") {
        expect(code).toBe("MARKETS_FULL");
        break;
      }
    }
    expect(listed).toBe(14);
    expect(w.state.header().marketCount).toBe(14);
  });

  it("sets validators and parameters within bounds", () => {
    const { w } = open();
    const set = (id: number, signer: Uint8Array, stake: bigint): string =>
      deliver(w, 3, TIMELOCK, Uint8Array.of(2, ...validatorRecord({ id, address: signer, stake })))[0]!;
    w.run({ transactions: [w.vote(5000)] });
    expect(set(2, address(210), 1n)).toBe("BAD_PARAMETER");
    expect(set(1, new Uint8Array(20), 1n)).toBe("BAD_PARAMETER");
    expect(set(1, address(210), 2n ** 48n + 1n)).toBe("BAD_PARAMETER");
    expect(set(0, address(210), 100n)).toBe("OK");
    expect(w.status(w.vote(5000))).toBe("NOT_AUTHORIZED");
    for (let id = 1; id < 64; id++) expect(set(id, address(300 + id), 1n)).toBe("OK");
    expect(set(64, address(400), 1n)).toBe("VALIDATORS_FULL");
    const parameters = (fields: Partial<typeof w.parameters>): string =>
      deliver(w, 3, TIMELOCK, Uint8Array.of(3, ...parametersRecord({ ...w.parameters, ...fields })))[0]!;
    for (const bad of [
      { fundingInterval: 719 },
      { voteMaxAge: 0 },
      { indexMaxAge: 0 },
      { blockGasLimit: 9_999n },
      { blockGasLimit: 1_000_001n },
    ]) {
      expect(parameters(bad)).toBe("BAD_PARAMETER");
    }
    const { insurance } = w.state.header();
    expect(parameters({ fundingInterval: 720, insurance: 9n })).toBe("OK");
    expect(w.state.header()).toMatchObject({ fundingInterval: 720, insurance });
  });
});
