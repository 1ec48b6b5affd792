import { describe, expect, it } from "vitest";
import {
  accountLayout,
  headerLayout,
  orderLayout,
  positionLayout,
  resultCodeList,
  voidCodeList,
} from "../layout/generated.ts";
import { MARKET, marketRecord, validatorRecord } from "./testing/config.ts";
import * as encode from "./testing/encode.ts";
import { address, clientId, codeName, ofKind, results, TIMELOCK, World } from "./testing/world.ts";

const { TIF } = encode;
const USD = 1_000_000n;

/** A world with two funded accounts and a mark, and how a scenario reads codes off it. */
class Scene {
  readonly w: World;
  readonly a: number;
  readonly b: number;

  constructor() {
    this.w = new World({ markets: [{}, {}] });
    [this.a, this.b] = this.w.fund([1_000_000n * USD, 1_000_000n * USD]) as [number, number];
    this.w.run({ transactions: [this.w.vote(5000), this.w.vote(5000, { market: 1 })] });
  }

  /** Names of every code the block gave. */
  run(transactions: readonly Uint8Array[], messages: readonly Uint8Array[] = []): string[] {
    const events = this.w.run({ transactions, messages });
    return [
      ...ofKind(events, "transactionReceipt").map((event) => event.code),
      ...ofKind(events, "l1MessageReceipt").map((event) => event.code),
      ...results(events).map((event) => event.code),
      ...ofKind(events, "orderUpdate").map((event) => event.reason),
    ].map(codeName);
  }

  act(...actions: Uint8Array[]): string[] {
    return this.run([this.w.trade(this.a, ...actions)]);
  }

  other(...actions: Uint8Array[]): string[] {
    return this.run([this.w.trade(this.b, ...actions)]);
  }

  sign(
    body: encode.Body,
    options: { signer?: Uint8Array; nonce?: number; expiresAfter?: number } = {},
  ): string[] {
    return this.run([this.w.sign(this.a, body, options)]);
  }

  message(kind: number, sender: Uint8Array, payload: Uint8Array): string[] {
    return this.run([], [this.w.message(kind, sender, payload)]);
  }

  /** Writes a counter of the header: the only way to a full arena in a test's time. */
  poke(field: keyof typeof headerLayout.offset, value: number): void {
    this.w.checks = false;
    this.w.machine.view.setUint32(headerLayout.base + headerLayout.offset[field], value, true);
  }
}

const buy = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: true, price, size, ...more });
const sell = (price: number, size: number, more: Partial<encode.OrderFields> = {}): Uint8Array =>
  encode.order({ buy: false, price, size, ...more });
const act = encode.trade([encode.cancelAll()]);
const deposit = (amount: bigint, sub = 0, asset = 0): Uint8Array =>
  encode.depositPayload(address(1), sub, amount, asset);
const market = (fields: Partial<typeof MARKET>): Uint8Array =>
  Uint8Array.of(1, ...marketRecord({ ...MARKET, ...fields }));

/** How each result code comes about; the test fails for a code without an entry. */
const scenarios: Readonly<Record<string, (s: Scene) => string[]>> = {
  OK: (s) => s.act(buy(4990, 5)),
  BAD_SIGNATURE: (s) => s.sign(act, { signer: new Uint8Array(20) }),
  UNKNOWN_ACCOUNT: (s) => s.run([s.w.sign(9, act)]),
  UNKNOWN_VALIDATOR: (s) => s.run([s.w.vote(5000, { validator: 5 })]),
  NOT_AUTHORIZED: (s) => s.sign(act, { signer: address(2) }),
  AGENT_EXPIRED: (s) => {
    s.sign(encode.approveAgent(address(60), s.w.now + 150));
    return s.sign(act, { signer: address(60) });
  },
  TX_EXPIRED: (s) => s.sign(act, { expiresAfter: s.w.now }),
  NONCE_OUT_OF_WINDOW: (s) => s.sign(act, { nonce: 5 }),
  NONCE_USED: (s) => s.run([s.w.sign(s.a, act, { nonce: s.w.now }), s.w.sign(s.a, act, { nonce: s.w.now })]),
  NONCE_TOO_LOW: (s) =>
    s.run([
      ...Array.from({ length: 1040 }, (_, i) => s.w.sign(s.a, act, { nonce: s.w.now + 9 + i })),
      s.w.sign(s.a, act, { nonce: s.w.now }),
    ]),
  UNKNOWN_MARKET: (s) => s.act(buy(5000, 5, { market: 7 })),
  MARKET_CLOSED: (s) => {
    s.message(3, TIMELOCK, market({ status: 3 }));
    return s.act(buy(5000, 5));
  },
  BAD_PRICE: (s) => s.act(buy(2 ** 14, 5)),
  ORDER_EXPIRED: (s) => s.act(buy(5000, 5, { tif: TIF.GTT, goodTill: 1 })),
  DUPLICATE_CLIENT_ID: (s) =>
    s.act(buy(4990, 5, { clientId: clientId(1) }), buy(4990, 5, { clientId: clientId(1) })),
  NO_PRICE: (s) => {
    s.message(3, TIMELOCK, market({ id: 2 }));
    return s.act(buy(4990, 5, { market: 2 }));
  },
  REDUCE_ONLY_MODE: (s) => {
    s.message(3, TIMELOCK, market({ status: 2 }));
    return s.act(buy(5000, 5));
  },
  PRICE_BAND: (s) => s.act(buy(6000, 5)),
  MIN_NOTIONAL: (s) => {
    s.message(3, TIMELOCK, market({ minNotional: 10n * USD }));
    return s.act(buy(5000, 5));
  },
  REDUCE_ONLY: (s) => s.act(buy(5000, 5, { reduceOnly: true })),
  POSITION_LIMIT: (s) => s.act(buy(5000, 1_000_001)),
  TOO_MANY_POSITIONS: (s) => {
    const { view } = s.w.machine;
    s.w.checks = false;
    view.setUint32(
      accountLayout.base + s.a * accountLayout.size + accountLayout.offset.positionCount,
      64,
      true,
    );
    return s.act(buy(5000, 5));
  },
  TOO_MANY_ORDERS: (s) => [0, 1, 2].flatMap(() => s.act(...Array.from({ length: 70 }, () => buy(4900, 1)))),
  POSITIONS_FULL: (s) => {
    s.poke("positionTop", positionLayout.capacity);
    return s.act(buy(4990, 5));
  },
  ORDERS_FULL: (s) => {
    s.poke("orderTop", orderLayout.capacity);
    return s.act(buy(4990, 5));
  },
  INSUFFICIENT_MARGIN: (s) => {
    s.sign(encode.withdraw(address(9), 1_000_000n * USD - 1n));
    return s.act(buy(4990, 5));
  },
  POST_ONLY_WOULD_TAKE: (s) => {
    s.other(sell(5000, 5));
    return s.act(buy(5000, 5, { tif: TIF.POST_ONLY }));
  },
  FOK_NOT_FILLED: (s) => s.act(buy(5000, 5, { tif: TIF.FOK })),
  IOC_NO_FILL: (s) => s.act(buy(5000, 5, { tif: TIF.IOC })),
  NO_LIQUIDITY: (s) => s.act(buy(100, 5, { tif: TIF.IOC, isMarket: true })),
  MATCH_LIMIT: (s) => {
    const makers = s.w.fund(
      Array.from({ length: 6 }, () => 1_000_000n * USD),
      500,
    );
    for (const maker of makers)
      for (let i = 0; i < 2; i++)
        s.run([s.w.trade(maker, ...Array.from({ length: 100 }, () => sell(5000, 1)))]);
    return s.act(buy(5000, 1100));
  },
  UNKNOWN_ORDER: (s) => s.act(encode.cancel(5n)),
  CANCELLED_FIRST: (s) =>
    s.run([
      s.w.sign(s.a, encode.trade([buy(4990, 5)]), { nonce: s.w.now }),
      s.w.sign(s.a, act, { nonce: s.w.now + 1 }),
    ]),
  NOT_A_REDUCTION: (s) => {
    const [placed] = s.w.act(s.a, buy(4990, 5));
    return s.act(encode.reduce(placed!.orderId, 5));
  },
  INSUFFICIENT_FUNDS: (s) => s.sign(encode.withdraw(address(9), 2_000_000n * USD)),
  SELF_TRANSFER: (s) => s.sign(encode.transfer(0, 5n)),
  ACCOUNTS_FULL: (s) => {
    s.poke("accountTop", accountLayout.capacity);
    return s.sign(encode.transfer(1, 5n * USD));
  },
  WITHDRAWALS_FULL: (s) => {
    s.poke("withdrawalCount", 0xffff_ffff);
    return s.sign(encode.withdraw(address(9), 5n));
  },
  BAD_RECIPIENT: (s) => s.sign(encode.withdraw(new Uint8Array(20), 5n)),
  AGENT_TAKEN: (s) => s.sign(encode.approveAgent(address(2), s.w.now + 1000)),
  UNKNOWN_AGENT: (s) => s.sign(encode.approveAgent(address(60), 0)),
  BAD_EXPIRY: (s) => s.sign(encode.approveAgent(address(60), 1)),
  TOO_MANY_AGENTS: (s) =>
    s.run(
      Array.from({ length: 17 }, (_, i) =>
        s.w.sign(s.a, encode.approveAgent(address(60 + i), s.w.now + 5000)),
      ),
    ),
  MALFORMED: (s) => s.message(2, address(1), Uint8Array.of(1)),
  UNSUPPORTED_ASSET: (s) => s.message(1, address(1), deposit(5n, 0, 1)),
  BAD_AMOUNT: (s) => s.message(1, address(1), deposit(0n)),
  UNCLAIMED: (s) => s.message(1, address(1), deposit(5n, 128)),
  BAD_PARAMETER: (s) => s.message(3, TIMELOCK, market({ imfPpm: 1 })),
  MARKETS_FULL: (s) => {
    s.poke("bookTop", 0xffe0_0000);
    return s.message(3, TIMELOCK, market({ id: 2, tickBits: 22, unit: 1, maxPositionLots: 5 }));
  },
  VALIDATORS_FULL: (s) => {
    s.poke("validatorCount", 64);
    return s.message(
      3,
      TIMELOCK,
      Uint8Array.of(2, ...validatorRecord({ id: 64, address: address(7), stake: 1n })),
    );
  },
  WIND_DOWN: (s) => {
    s.w.run({ selfSequenced: true, elapsed: 1000 * s.w.parameters.windDownAfter });
    return s.act(buy(4990, 5));
  },
  CANCELLED: (s) => s.act(buy(4990, 5), encode.cancelAll()),
  EXPIRED: (s) => {
    s.act(buy(4990, 5, { tif: TIF.GTT, goodTill: Math.floor(s.w.now / 1000) + 1 }));
    return s.w
      .run({ elapsed: 5000 })
      .flatMap((event) => (event.kind === "orderUpdate" ? [codeName(event.reason)] : []));
  },
  SELF_TRADE: (s) => s.act(buy(4990, 5), sell(4990, 5, { tif: TIF.IOC })),
  MAKER_UNDERMARGINED: (s) => {
    const [poor] = s.w.fund([30n * USD], 600) as [number];
    s.run([s.w.trade(poor, buy(4990, 600), buy(5000, 500, { market: 1 }))]);
    s.other(sell(5000, 500, { market: 1 }));
    s.run([s.w.vote(4700, { market: 1 })]);
    return s.other(sell(4990, 600));
  },
  REDUCE_ONLY_CUT: (s) => {
    s.other(sell(5000, 9));
    s.act(buy(5000, 9), sell(5100, 9, { reduceOnly: true }));
    s.other(buy(5000, 9));
    return s.act(sell(5000, 9));
  },
  LIQUIDATION: (s) => {
    const [poor] = s.w.fund([30n * USD], 600) as [number];
    s.other(sell(5000, 1000));
    s.run([s.w.trade(poor, buy(5000, 1000), buy(4600, 1))]);
    return s.run([s.w.vote(4750)]);
  },
};

describe("result codes", () => {
  it.each(resultCodeList.map(([code, name]) => [name, code] as const))("%s is reachable", (name) => {
    const scenario = scenarios[name];
    expect(scenario, `a scenario for ${name}`).toBeDefined();
    expect(scenario?.(new Scene())).toContain(name);
  });

  it("have no scenario without a code", () => {
    const names = new Set(resultCodeList.map(([, name]) => name));
    expect(Object.keys(scenarios).filter((name) => !names.has(name))).toEqual([]);
  });

  it("of void blocks are those that rules-block.test.ts shows", () => {
    expect(voidCodeList.map(([code]) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
