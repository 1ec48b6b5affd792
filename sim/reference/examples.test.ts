import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { resultCodeList } from "../../node/state-machine/layout/generated.ts";
import { acceptNonce } from "./authorize.ts";
import { trimReduceOnly } from "./book.ts";
import { reduceOrder } from "./cancels.ts";
import { allocate } from "./deleverage.ts";
import { impactPrice, rateOf } from "./funding.ts";
import { gasOf } from "./gas.ts";
import { zeroPrice } from "./liquidation.ts";
import { equity, exposure, initialMargin, maintenanceMargin, owed, profit, withdrawable } from "./margin.ts";
import { moveAverageMark, renewMark } from "./mark.ts";
import { withdraw } from "./money.ts";
import { median } from "./oracle.ts";
import { checkOrder } from "./order-check.ts";
import { drawOrderId, placeOrder } from "./place.ts";
import { feeOn, settleFunding, trade } from "./positions.ts";
import { accountOf, type Position, positionOf, type State } from "./state.ts";
import { hold, limitOrder, marketOf, put, scene } from "./testing/scene.ts";
import { executeBody } from "./transactions.ts";
import { beginIfDue, windDown } from "./wind-down.ts";
import { type Action, type OrderAction, TIF } from "./wire.ts";

const BOOK = new URL("../../docs/spec/rules.md", import.meta.url);
const REDUCE_ONLY = 16;

/** Numbers as the rule book writes them. */
const n = (value: bigint | number): string => value.toLocaleString("en-US");
/** With a sign in front. */
const signed = (value: bigint | number): string => (value > 0 ? `+${n(value)}` : n(value));
const nameOf = (code: number): string => resultCodeList.find(([number]) => number === code)![1];

/** The only position of account 1. */
const held = (s: State): Position => positionOf(s, 1, 0)!;

function order(tif: number): OrderAction {
  return limitOrder(true, 1, 1, { tif });
}

/** What each worked example must say: the words are the book's, the results are computed by the reference. */
const EXAMPLES: Readonly<Record<string, () => string>> = {
  B3() {
    const actions: Action[] = [
      order(TIF.gtc),
      order(TIF.gtc),
      order(TIF.fok),
      { kind: "cancelAll", market: undefined },
    ];
    const gas = gasOf({ type: 1, actions });
    return `a Trade of two GTC orders, a fill-or-kill order and a cancel-all costs 6 + 2 * 16 + 1,300 + 300 = ${n(gas)}.`;
  },
  B5() {
    const s = scene(100, {});
    s.timestamp = 1_000_000_000;
    const signer = {
      slot: 1,
      address: "",
      accounts: [],
      agentOf: undefined,
      agentExpiry: 0,
      agents: [],
      nonces: [] as number[],
      nonceFloor: 0,
    };
    const answer = (nonce: number): string => nameOf(acceptNonce(s, signer, s.timestamp + nonce));
    for (let i = 0; i < 1039; i++) answer(2 * i);
    const most = signer.nonces.length;
    const results = [answer(0), answer(-1)];
    const floor = signer.nonceFloor - s.timestamp;
    const left = signer.nonces.length;
    return `the ${n(most)} even nonces 0, 2, .. 2,076 (after the block's time) are kept. 0 is ${results[0]}, -1 ${results[1]}: with it they are 1,040, so the 16 from -1 to ${floor} go, ${n(left)} stay, the floor is ${floor}. ${floor} is ${answer(floor)}, ${floor + 1} ${answer(floor + 1)}.`;
  },
  M1() {
    const s = scene(6_000, { unit: 10 }, 0n);
    hold(s, 1, 20n, 5_000n);
    marketOf(s).fundingIndex += 7_500_000_000n;
    const p = held(s);
    const value = p.size * 6_000n * 10n;
    return `20 lots long, bought at 5,000, unit 10, mark 6,000, owed ${n(owed(s, p))}: value ${n(value)}, cost ${n(p.cost)}, unrealised ${n(profit(s, p) - owed(s, p))}.`;
  },
  M2() {
    const s = scene(300, {}, 0n);
    const short = scene(300, {}, 0n);
    const turned = scene(300, {}, 0n);
    hold(s, 1, 3n, 333n);
    held(s).cost = 1_000n;
    trade(s, held(s), false, 1n, 300n);
    for (const one of [short, turned]) {
      hold(one, 1, -3n, 333n);
      held(one).cost = -1_000n;
    }
    trade(short, held(short), true, 1n, 300n);
    trade(turned, held(turned), true, 5n, 300n);
    return [
      `long 3 lots, cost 1000, unit 1; sell 1 at 300: closed = ceil(1000 / 3) = 334, cash ${accountOf(s, 1).cash}, cost ${held(s).cost}.`,
      `Short 3 lots, cost -1000; buy 1 at 300: closed = floor(1000 / 3) = 333, cash ${signed(accountOf(short, 1).cash)}, cost ${held(short).cost};`,
      `buy 5 instead: closed = 1000, cash ${signed(accountOf(turned, 1).cash)}, now long ${held(turned).size} with cost ${held(turned).cost}.`,
    ].join(" ");
  },
  M3() {
    const notional = 1_234_567n;
    const [taker, maker] = [feeOn(notional, 450), feeOn(notional, -20)];
    return `n = 1,234,567 at 450 and -20 ppm: taker ceil(555.56) = ${n(taker)}, maker ceil(-24.69) = ${n(maker)}, fee pool ${signed(taker + maker)}.`;
  },
  M5() {
    const low = scene(90, {}, 1_000n);
    const high = scene(110, {}, 1_000n);
    hold(low, 1, 10n, 100n);
    hold(high, 1, 10n, 100n);
    const im = (s: State) => initialMargin(s, accountOf(s, 1));
    return `cash 1,000, 10 lots bought at 100, imf 10%, unit 1. Mark 90: loss 100, IM ${n(im(low))}, withdrawable ${n(withdrawable(low, accountOf(low, 1)))}. Mark 110: the profit does not count, IM ${n(im(high))}, withdrawable ${n(withdrawable(high, accountOf(high, 1)))}.`;
  },
  M7() {
    const answer = (recipient: string, amount: bigint) => {
      const s = scene(100, {}, 1_000n);
      s.inbox = "aa".repeat(20);
      return nameOf(withdraw(s, accountOf(s, 1), recipient, amount));
    };
    const [inbox, other] = ["aa".repeat(20), "bb".repeat(20)];
    return `an account with 1,000 withdrawable: to the Inbox 1,001 is ${answer(inbox, 1_001n)}, 1 too; to any other address 1,001 is ${answer(other, 1_001n)}, 1 is ${answer(other, 1n)}.`;
  },
  R1() {
    const s = scene(100, {}, 1_000n);
    hold(s, 1, 10n, 100n);
    put(s, 1, true, 90, 5);
    put(s, 1, false, 110, 30);
    return `10 lots long, 5 open to buy, 30 to sell: max(|15|, |-20|) = ${n(exposure(accountOf(s, 1), 0))}.`;
  },
  R2() {
    const s = scene(5_001, { unit: 7, imfPpm: 33_333, mmfPpm: 20_000 }, 0n);
    hold(s, 1, 10n, 5_001n);
    put(s, 1, false, 5_100, 30);
    const account = accountOf(s, 1);
    return `exposure 20 of which 10 are held, mark 5,001, unit 7, imf 33,333 ppm, mmf 20,000 ppm: IM = ceil(23,337.77) = ${n(initialMargin(s, account))}, MM = ceil(7,001.4) = ${n(maintenanceMargin(s, account))}.`;
  },
  R3() {
    const answer = (cash: bigint): string =>
      nameOf(checkOrder(scene(100, { takerFeePpm: 1_000 }, cash), 1, limitOrder(true, 105, 10)).code);
    return `buy 10 with limit 105, mark 100, unit 1, imf 10%, taker fee 1,000 ppm: 50 against the mark, fee ceil(1.05) = 2, IM 100: equity 152 is ${answer(152n)}, 151 ${answer(151n)}.`;
  },
  R4() {
    const answer = (cash: bigint): string => {
      const s = scene(100, {}, cash, 10_000n);
      put(s, 1, true, 105, 10);
      const { filledLots } = placeOrder(s, 2, limitOrder(false, 105, 10, { tif: TIF.ioc }));
      const removed = s.events.find((event) => event.kind === "orderUpdate");
      return removed ? nameOf(Number(removed.reason)) : `${filledLots} lots filled`;
    };
    return `a maker bids 105 for 10 lots, mark 100, imf 10%, no fee: E' = E - 50 must be >= 100. With E = 150 ${answer(150n)}, with 149 ${answer(149n)}.`;
  },
  R5() {
    const answer = (size: number): string => {
      const s = scene(100, { maxPositionLots: 100 }, 1_000_000n);
      hold(s, 1, 30n, 100n);
      put(s, 1, true, 90, 50);
      return nameOf(checkOrder(s, 1, limitOrder(true, 100, size)).code);
    };
    return `maxPositionLots 100, 30 lots long, 50 open to buy: to buy 20 more is ${answer(20)}, 21 ${answer(21)}.`;
  },
  T1() {
    const answer = (isBuy: boolean, price: number): string =>
      nameOf(checkOrder(scene(5_000, {}, 10_000_000n), 1, limitOrder(isBuy, price, 1)).code);
    return `mark 5,000, band 10%: a buy at 5,500 is ${answer(true, 5_500)}, at 5,501 ${answer(true, 5_501)}, at 1 ${answer(true, 1)}; a sell at 4,500 is ${answer(false, 4_500)}, at 4,499 ${answer(false, 4_499)}.`;
  },
  T3() {
    const at = (price: number, tif: number) => {
      const s = scene(100, {}, 10_000n, 10_000n);
      put(s, 1, false, 100, 3);
      put(s, 2, false, 100, 2);
      const result = placeOrder(s, 1, limitOrder(true, price, 4, { tif }));
      const asks = marketOf(s).book.filter((order) => (order.flags & 1) === 0).length;
      const cancelled = s.events.find(({ kind, event }) => kind === "orderUpdate" && event === 2);
      return { ...result, asks, code: nameOf(result.code), why: nameOf(Number(cancelled?.reason ?? 0)) };
    };
    const [rests, ends, kills] = [at(100, TIF.gtc), at(100, TIF.ioc), at(100, TIF.fok)];
    expect(ends.filledLots).toBe(rests.filledLots);
    return [
      `at 100 an ask of 3 lots of the taker's own owner, behind it one of 2 lots of somebody else. A buy of 4 at 100 cancels the first (${rests.why}) and fills ${rests.filledLots};`,
      `GTC: ${rests.code}, ${rests.restingLots} rest; IOC: ${ends.code}, ${ends.restingLots} rest; FOK: ${kills.code}, ${kills.filledLots} filled, ${kills.asks} asks stand.`,
      `A buy at 99, IOC: ${at(99, TIF.ioc).code}.`,
    ].join(" ");
  },
  T5() {
    const limit = (isBuy: boolean): number =>
      checkOrder(scene(5_001, {}, 10_000_000n), 1, limitOrder(isBuy, 33, 1, { isMarket: true, tif: TIF.ioc }))
        .limit;
    const s = scene(100, {});
    s.orderSequence = 4n;
    return `sequence 5 in slot 3: id 5 * 2^22 + 3 = ${n(drawOrderId(s, 3))}. A market order of 33 bps at mark 5,001 may move floor(16.5) = 16 ticks: a buy's limit is ${n(limit(true))}, a sell's ${n(limit(false))}.`;
  },
  T7() {
    const s = scene(100, {}, 10_000n);
    hold(s, 1, 10n, 100n);
    const older = put(s, 1, false, 120, 6, REDUCE_ONLY);
    put(s, 1, false, 130, 4, REDUCE_ONLY);
    trade(s, held(s), false, 7n, 100n);
    trimReduceOnly(s, held(s), 10n);
    const left = accountOf(s, 1).orders;
    expect(left).toEqual([older]);
    return `10 lots long, reduce-only sells of 6 (older) and 4 (newer); 7 lots are sold: ${held(s).size} may stay, the newer order is cancelled, the older cut to ${older.lots}.`;
  },
  T9() {
    const s = scene(100, {}, 10_000n, 10_000n);
    const first = put(s, 1, true, 100, 6);
    put(s, 2, true, 100, 6);
    const answers = [6, 2].map((lots) => nameOf(reduceOrder(s, accountOf(s, 1), first.id, lots).code));
    expect(marketOf(s).book[0]).toBe(first);
    return `an order of 6 lots, first in its queue: reduced to 6 is ${answers[0]}; to 2 is ${answers[1]}, and with ${first.lots} lots it is still first.`;
  },
  T10() {
    const s = scene(100, {}, 10_000n);
    const clientId = "7".padStart(32, "0");
    s.nonce = 12;
    executeBody(s, 1, { type: 1, actions: [{ kind: "cancelByClientId", clientId }] }, 0);
    const cancel = Number(s.events.at(-1)!.code);
    const answer = (nonce: number): string => {
      s.nonce = nonce;
      return nameOf(placeOrder(s, 1, limitOrder(true, 99, 1, { clientId })).code);
    };
    return `a block's only cancel names client id 7, with nonce 12: ${nameOf(cancel)}. After it an order with client id 7 and nonce 11 is ${answer(11)}; with nonce 13 it is ${answer(13)}.`;
  },
  O1() {
    const index = median([
      { price: 100, stake: 40n },
      { price: 102, stake: 35n },
      { price: 90, stake: 25n },
    ]);
    return `stakes 40, 35, 25 say 100, 102, 90: 90 has 25, 100 has 65 of 100: the index is ${n(index)}.`;
  },
  O3() {
    const s = scene(5_000, {}, 0n, 0n);
    const market = marketOf(s);
    put(s, 1, true, 5_010, 1);
    put(s, 2, false, 5_030, 1);
    Object.assign(market, { lastTrade: 5_040, externalMark: 5_020 });
    s.elapsed = 1_000;
    renewMark(s, market);
    return `index 5,000, ema 0, bid 5,010, ask 5,030, last 5,040, external 5,020, dt 1,000: ema = floor(20,000,000 * 1,000 / 151,000) = ${n(market.ema)}, a = 5,000, b = 5,030, c = 5,020: mark ${n(market.mark)}.`;
  },
  O4() {
    const s = scene(100, {}, 0n);
    put(s, 1, false, 101, 3);
    put(s, 1, false, 103, 10);
    const ask = impactPrice(marketOf(s), false);
    return `impactNotional 1,000, unit 1, asks of 3 lots at 101 and 10 at 103: 3 lots for 303, then ceil(697 / 103) = 7 for 721: ceil(1,024 / 10) = ${n(ask!)}.`;
  },
  O5() {
    return `a mean of 300,000 gives F8h = 300,000 - 200,000 = 100,000 and rate ${n(rateOf(300_000n))}; -700,001 gives -700,001 + 500,000 = -200,001 and rate ${n(rateOf(-700_001n))}; 500,000,000 gives ${n(rateOf(500_000_000n))}, capped.`;
  },
  O6() {
    const s = scene(100, {}, 0n, 0n);
    hold(s, 1, 3n, 100n);
    hold(s, 2, -3n, 100n);
    marketOf(s).fundingIndex += 500_000_001n;
    const [long, short] = [owed(s, positionOf(s, 1, 0)!), owed(s, positionOf(s, 2, 0)!)];
    settleFunding(s, positionOf(s, 1, 0)!);
    settleFunding(s, positionOf(s, 2, 0)!);
    return `the index rose by 500,000,001: 3 lots long owe ceil(1.500000003) = ${long}, 3 short ceil(-1.500000003) = ${short}: dust ${signed(s.dust)}.`;
  },
  O7() {
    const s = scene(5_000, {});
    const market = marketOf(s);
    s.elapsed = 1_000;
    const averages = [5_000, 5_100, 5_000].map((mark) => {
      market.mark = mark;
      moveAverageMark(s, market);
      return n(market.averageMark);
    });
    return `mark 5,000 in the first block: average ${averages[0]}. 1,000 ms later 5,100: + floor(100,000,000 * 1,000 / 1,801,000) = ${averages[1]}. 1,000 ms later 5,000 again: + floor(-30.83) = ${averages[2]}.`;
  },
  L2() {
    const at = (cash: bigint): number => {
      const s = scene(5_000, { mmfPpm: 30_000 }, cash);
      hold(s, 1, 10n, 5_000n);
      expect(equity(s, accountOf(s, 1))).toBe(cash);
      return zeroPrice(s, held(s));
    };
    return `10 lots long at mark 5,000, unit 1, mmf 3%, so MM 1,500. Equity 900: d = floor(5,000 * 0.03 * 900 / 1,500) = 90, limit ${n(at(900n))}; equity -5: limit ${n(at(-5n))}.`;
  },
  L3() {
    const shares = allocate(7n, [5n, 3n, 2n]).join(", ");
    return `7 lots against 5, 3 and 2: floors of 3.5, 2.1, 1.4, one lot is missing: ${shares}.`;
  },
  L4() {
    const shares = allocate(10n, [8n, 0n, 4n]).join(", ");
    return `r = 10 over profits of 8, 0 and 4: floors of 6.67, 0, 3.33, one unit is missing: ${shares}.`;
  },
  Z5() {
    const s = scene(6_000, {}, 60_000n, 60_000n, 1_000n);
    s.parameters = { ...s.parameters, windDownAfter: 1 };
    Object.assign(s, { insurance: 100n, deposited: 121_100n });
    hold(s, 1, 65n, 6_000n);
    hold(s, 2, -65n, 6_000n);
    marketOf(s).averageMark = 5_000_056_107n;
    beginIfDue(s, true);
    const price = marketOf(s).mark;
    windDown(s);
    const [deficit] = s.events.filter((event) => event.kind === "windDown" && event.stage === 2);
    const [paying] = s.events.filter((event) => event.kind === "windDown" && event.stage === 3);
    const [two, three] = s.events.filter((event) => event.kind === "withdrawal");
    const [claims, payable] = [paying!.amount as bigint, paying!.paid as bigint];
    return [
      `unit 1, insurance 100, no fees. Account 1 (cash 60,000) bought 65 lots from account 2 (60,000) at 6000, account 3 has 1,000; the average is 5000.056107, so p = ${price}.`,
      `Account 1: 60,000 - 65,000 = ${n(deficit!.amount as bigint)}, bad debt. Claims 125,000 + 1,000 = ${n(claims)}. Insurance bears 100, r = ${n(claims - payable)}, A = ${n(payable)}.`,
      `Account 2 is paid floor(125,000 * 121,100 / 126,000) = ${n(two!.amount as bigint)}, account 3 floor(1,000 * 121,100 / 126,000) = ${n(three!.amount as bigint)}:`,
      `${n(s.withdrawn)} of the ${n(s.deposited)} ever deposited, and dust ${s.dust}.`,
    ].join(" ");
  },
};

/** `*Example*: ...` of every rule, with its continuation lines, by the rule's name. */
function examplesIn(text: string): Map<string, string> {
  const examples = new Map<string, string>();
  let rule = "";
  let inExample = false;
  for (const line of text.split("\n")) {
    const name = /^- \*\*([A-Z]\d+)\*\*/.exec(line)?.[1];
    const example = /^ {2}\*Example\*: (.*)$/.exec(line)?.[1];
    rule = name ?? rule;
    if (example !== undefined) {
      if (examples.has(rule)) throw new Error(`${rule} has two examples`);
      examples.set(rule, example);
      inExample = true;
    } else if (inExample && line.startsWith("  ")) {
      examples.set(rule, `${examples.get(rule)} ${line.trim()}`);
    } else {
      inExample = false;
    }
  }
  return examples;
}

describe("the rule book's worked examples", () => {
  const book = examplesIn(readFileSync(BOOK, "utf8"));

  it.each(Object.entries(EXAMPLES))("%s holds to the digit", (rule, says) => {
    expect(book.get(rule)).toBe(says());
  });

  it("stand at every rule that rounds what a chain owes or is owed", () => {
    // The example of Z5 goes through Z2 to Z4.
    const elsewhere = new Set(["Z2", "Z4"]);
    const rules = readFileSync(BOOK, "utf8")
      .split(/^- \*\*/m)
      .slice(1);
    const rounds = rules.filter((rule) => /\b(floor|ceil|trunc)\(/.test(rule.split("*Example*")[0]!));
    const names = rounds.map((rule) => rule.slice(0, rule.indexOf("*")));
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !book.has(name) && !elsewhere.has(name))).toEqual([]);
  });

  it("are all executed", () => {
    const elsewhere = [...book.keys()].filter((rule) => !(rule in EXAMPLES));
    expect(elsewhere).toEqual([]);
  });
});
