import { beforeAll, describe, expect, it } from "vitest";
import * as encode from "../engine/testing/encode.ts";
import { orderListOf } from "../engine/testing/order-lists.ts";
import { address, clientId as anyClientId, World } from "../engine/testing/world.ts";
import { gasTable as gas } from "../layout/codes.ts";
import { limits, names } from "../layout/limits.ts";
import { MAX_STEPS_LOG2 } from "../machine/layout.ts";
import { pagesDown } from "../view/nonces.ts";

const STEPS_PER_GAS = 1_000;
const MARKETS = 64;
const INDEX = 1_000;
const CASH = 1_000_000_000_000n;
const MAKERS = limits.MAX_MAKERS_PER_FILL_OR_KILL;
/** Open orders of the worst account; the rest of its 200 are placed by the measured blocks. */
const OPEN_ORDERS = 190;
/** A market whose asks are one of each maker, and one without. */
const DEEP = 9;
const EMPTY = 12;
/** Bounds that the step bound of a block stands on (docs/spec/machine.md), measured below. */
const STEPS_OF_A_FILL = 12_000;
const STEPS_OF_A_POSITION = 120;
/** Descending nonces that leave the lowest page full: two go to the page that was there, then every 29 make another half. */
const LOW_NONCES = 2 + 29 * 33;

/** Client ids of one list of their account: every search walks all of it. */
const clientIds = Array.from({ length: 25_000 }, (_, i) => anyClientId(i + 1)).filter(
  (id) => orderListOf(0n, id) === 0,
);
const clientId = (n: number): Uint8Array => clientIds[n]!;

const markets = Array.from({ length: MARKETS }, (_, i) => i);
const { IOC, FOK } = encode.TIF;

type More = Partial<encode.OrderFields>;
const bid = (market: number, price: number, size: number, more: More = {}) =>
  encode.order({ market, buy: true, price, size, ...more });
const ask = (market: number, price: number, size: number, more: More = {}) =>
  encode.order({ market, buy: false, price, size, ...more });

/** Steps of the worst case of everything that costs gas: an account with 64 positions, 190 orders, 1,039 kept nonces, 14 agents. */
describe("what gas pays for, in steps of the machine", () => {
  let world: World;
  let trader: number;
  /** An account without positions. */
  let idle: number;
  let expiry: number;

  const vote = (index: number) =>
    world.sign(0, encode.vote(markets.map((market) => ({ market, index }))), { signer: address(200) });
  const trades = (account: number, actions: readonly Uint8Array[]): Uint8Array[] =>
    Array.from({ length: Math.ceil(actions.length / 100) }, (_, i) =>
      world.trade(account, ...actions.slice(100 * i, 100 * (i + 1))),
    );
  const steps = (...transactions: Uint8Array[]) => world.shadow!.steps(world.blockBytes({ transactions }));
  /** Steps of one more action in a transaction of the trader. */
  function perAction(action: (i: number) => Uint8Array): number {
    const many = [1, 2, 3, 4, 5].map(action);
    return (steps(world.trade(trader, ...many)) - steps(world.trade(trader, many[0]!))) / 4;
  }
  /** Steps of one more transaction of this kind. */
  function perTransaction(transaction: (i: number) => Uint8Array): number {
    const many = [1, 2, 3, 4, 5].map(transaction);
    return (steps(...many) - steps(many[0]!)) / 4;
  }
  /** Steps of an order that is the first of its transaction, as dear as one behind a fill: its account's margin is assessed anew. */
  function perOrder(action: (i: number) => Uint8Array): number {
    const nothing = (): Uint8Array => encode.cancel(1n);
    const alone = perTransaction((i) => world.trade(trader, action(i)));
    return alone - perTransaction(() => world.trade(trader, nothing())) + perAction(nothing);
  }

  /** Leaves the account's owner one nonce short of too many, in pages half full each, the lowest of them full; returns the lowest. */
  function spendNonces(account: number): number {
    const spend = (nonces: readonly number[]): void => {
      const body = encode.trade([encode.cancel(1n)]);
      world.run({ transactions: nonces.map((nonce) => world.sign(account, body, { nonce })) });
    };
    const top = world.now - 1_000;
    const high = limits.NONCES_KEPT + limits.NONCES_DROPPED - 1 - LOW_NONCES;
    spend(Array.from({ length: high }, (_, i) => top + i));
    spend(Array.from({ length: LOW_NONCES }, (_, i) => top - 1 - i));
    return top - LOW_NONCES;
  }

  beforeAll(() => {
    world = new World({
      markets: markets.map((id) => ({ symbol: `M${id}`, minNotional: 0n })),
      parameters: { voteMaxAge: 3_600_000, indexMaxAge: 3_600_000 },
      shadow: 1,
    });
    world.checks = false;
    const [account, other, plain] = world.fund([CASH, CASH, CASH]);
    const makers = world.fund(
      Array.from({ length: MAKERS }, () => CASH),
      10,
    );
    trader = account!;
    idle = plain!;
    world.run({ transactions: [vote(INDEX)] });
    for (const taker of [trader, ...makers]) {
      world.run({
        transactions: trades(
          other!,
          markets.map((market) => ask(market, INDEX + 1, 10)),
        ),
      });
      const take = markets.map((market) => bid(market, INDEX + 1, 10, { tif: IOC }));
      world.run({ transactions: trades(taker, take) });
    }
    const resting = Array.from({ length: OPEN_ORDERS }, (_, i) =>
      bid(i % MARKETS, 950 + Math.floor(i / MARKETS), 1, { clientId: clientId(i + 1) }),
    );
    world.run({ transactions: trades(trader, resting) });
    world.run({ transactions: makers.map((maker) => world.trade(maker, ask(DEEP, INDEX + 2, 1))) });
    spendNonces(trader);
    expiry = world.now + 86_400_000;
    for (let i = 0; i < 14; i++)
      world.run({ transactions: [world.sign(trader, encode.approveAgent(address(1_000 + i), expiry))] });
  }, 120_000);

  it("covers the worst of every action", () => {
    const ids = world.state.ordersOf(world.state.account(trader)).map(({ record }) => record.id);
    const oldest = (i: number) => ids.at(-1 - i)!;
    const cases: readonly [string, number, number][] = [
      [
        "an order that rests",
        gas.GAS_ORDER,
        perOrder((i) => bid(5, 940, 1, { clientId: clientId(1_000 + i) })),
      ],
      ["an order that finds nothing", gas.GAS_ORDER, perOrder(() => bid(7, INDEX + 1, 1, { tif: IOC }))],
      ["a reduce-only order", gas.GAS_ORDER, perOrder(() => ask(7, INDEX + 10, 1, { reduceOnly: true }))],
      ["a cancel", gas.GAS_CANCEL, perAction((i) => encode.cancel(oldest(i)))],
      ["a cancel of nothing", gas.GAS_CANCEL, perAction(() => encode.cancel(1n))],
      [
        "a cancel by client id",
        gas.GAS_CANCEL_BY_CLIENT_ID,
        perAction((i) => encode.cancelByClientId(clientId(i))),
      ],
    ];
    for (const [name, bound, measured] of cases) {
      expect(measured, name).toBeGreaterThan(0);
      expect(measured, name).toBeLessThanOrEqual(bound * STEPS_PER_GAS);
    }
  });

  it("covers a fill-or-kill order that meets 128 makers, filled or undone", () => {
    const order = (market: number, lots: number) =>
      steps(world.trade(trader, bid(market, INDEX + 2, lots, { tif: FOK })));
    const nothing = order(EMPTY, 1);
    for (const lots of [MAKERS, MAKERS + 1]) {
      expect(order(DEEP, lots) - nothing).toBeGreaterThan(100 * STEPS_PER_GAS);
      expect(order(DEEP, lots) - nothing + gas.GAS_ORDER * STEPS_PER_GAS).toBeLessThanOrEqual(
        gas.GAS_FILL_OR_KILL * STEPS_PER_GAS,
      );
    }
  });

  it("covers cancelling everything", () => {
    const all = steps(world.trade(trader, encode.cancelAll())) - steps();
    expect((all / OPEN_ORDERS) * limits.MAX_OPEN_ORDERS).toBeLessThanOrEqual(
      gas.GAS_CANCEL_ALL * STEPS_PER_GAS,
    );
  });

  it("covers the worst of every transaction", () => {
    const sign = (body: encode.Body) => world.sign(trader, body);
    const cases: readonly [string, number, number][] = [
      ["a trade of one cancel", gas.GAS_CANCEL, perTransaction(() => world.trade(trader, encode.cancel(1n)))],
      ["a withdrawal", gas.GAS_WITHDRAW, perTransaction(() => sign(encode.withdraw(address(9), 1_000_000n)))],
      ["a transfer", gas.GAS_TRANSFER, perTransaction((i) => sign(encode.transfer(i, 1_000_000n)))],
      [
        "an approval",
        gas.GAS_APPROVE_AGENT,
        perTransaction((i) => sign(encode.approveAgent(address(1_000 + i), expiry + i))),
      ],
      ["a vote on every market", MARKETS * gas.GAS_VOTE, perTransaction(() => vote(INDEX))],
    ];
    for (const [name, bound, measured] of cases) {
      expect(measured, name).toBeGreaterThan(1_000);
      expect(measured, name).toBeLessThanOrEqual((gas.GAS_TRANSACTION + bound) * STEPS_PER_GAS);
    }
  });

  it("fits a block's worst into its step bound, with what has bounds of its own", () => {
    const taken = (lots: number) => steps(world.trade(trader, bid(DEEP, INDEX + 2, lots, { tif: IOC })));
    const fill = (taken(110) - taken(10)) / 100;
    expect(fill).toBeGreaterThan(1_000);
    expect(fill).toBeLessThanOrEqual(STEPS_OF_A_FILL);
    // A transfer looks at all positions of its account, and so does the scan after it.
    const transfer = (account: number) => steps(world.sign(account, encode.transfer(1, 1_000_000n)));
    const position = (transfer(trader) - transfer(idle)) / (2 * MARKETS);
    expect(position).toBeGreaterThan(10);
    expect(position).toBeLessThanOrEqual(STEPS_OF_A_POSITION);

    const makers = limits.MAX_MAKERS_PER_BLOCK + 2 * limits.RISK_BUDGET;
    const worst =
      limits.MAX_BLOCK_GAS * STEPS_PER_GAS + makers * STEPS_OF_A_FILL + 2 ** 22 * STEPS_OF_A_POSITION;
    expect(worst).toBeLessThan(2 ** MAX_STEPS_LOG2 / 2);
  });

  it("covers the worst of a nonce: below all of the most that are kept, or when two days of them leave the window", () => {
    const [below, stale] = world.fund([CASH, CASH], 300) as [number, number];
    const cost = (account: number, nonce: number) =>
      steps(world.sign(account, encode.trade([encode.cancel(1n)]), { nonce })) - steps();
    const fresh = cost(idle, world.now);
    const lowest = spendNonces(below);
    const pages = [...pagesDown(world.machine.view, world.state.signer(world.state.account(below).owner))];
    expect([pages.length, pages.at(-1)!.record.count]).toEqual([35, names.PAGE_NONCES]);
    const worst = cost(below, lowest - 1);
    spendNonces(stale);
    // The newest are spent a day later, so that the pages leave the window and they do not.
    world.run({ elapsed: 86_400_000 });
    for (let i = 0; i < limits.NONCES_DROPPED; i++)
      world.run({ transactions: [world.trade(stale, encode.cancel(1n))] });
    expect(world.state.signer(world.state.account(stale).owner).nonceCount).toBe(1_039);
    world.run({ elapsed: 86_400_000 });
    const leaving = cost(stale, world.now);
    for (const measured of [worst, leaving]) {
      expect(measured).toBeGreaterThan(fresh + 500);
      expect(measured).toBeLessThanOrEqual((gas.GAS_TRANSACTION + gas.GAS_CANCEL) * STEPS_PER_GAS);
    }
  });
});
