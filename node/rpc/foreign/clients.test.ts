/**
 * Hyperliquid's own clients read a real node, unmodified: hyperliquid-python-sdk, @nktkas/hyperliquid, ccxt. Every method that reads is called,
 * and what it gives is held to the state and the history; what they would need that is not here is listed in docs/api.md.
 */
import { readFileSync } from "node:fs";
import { HttpTransport, InfoClient, SubscriptionClient, WebSocketTransport } from "@nktkas/hyperliquid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NOT_OFFERED } from "./testing/not-offered.ts";
import { type Answered, type Call, callPython, hasPython, NO_PYTHON, pythonFeeds } from "./testing/python.ts";
import { CLOID, COIN, type Scene, stage } from "./testing/scene.ts";
import { bookOf, close, type Truth, truthOf } from "./testing/truth.ts";
import { faultsByType, type Judged } from "./testing/types-judge.ts";

const SYMBOL = "BTC-PERP/USDC:USDC";
const isCi = process.env.CI === "true";
// A machine may have no Python; CI has, and skips nothing.
const withPython = hasPython || isCi ? it : it.skip;
if (!hasPython) console.warn(NO_PYTHON);

/** The page that says of each method what it gets here. */
const page = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
/** Whether a row of the page's tables names it. */
const isListed = (name: string) => new RegExp(`^\\|.*\\b${name}\\b.*\\|`, "m").test(page);

let scene: Scene;
let url: string;

beforeAll(async () => {
  scene = await stage();
  url = scene.node.server.address;
});

afterAll(() => scene.close());

/** Funding as the node tells it of the market: a busy machine drops samples, and then the rate is zero. */
const rates = async () =>
  (await scene.client.info({ type: "fundingHistory", coin: COIN, startTime: 0 })) as Json[];
const rateAt = async (time: number): Promise<string> =>
  (await rates()).find((entry) => entry.time === time)?.fundingRate;

type Json = Record<string, any>;

/** One trade and one cancelled order, for whoever listens. */
async function trade(): Promise<void> {
  const { maker, taker } = scene;
  const { resting } = await maker.order({ coin: COIN, side: "buy", price: "29500", size: "0.02" });
  await taker.order({ coin: COIN, side: "sell", price: "29500", size: "0.01", timeInForce: "IOC" });
  await maker.cancel(resting!.oid);
}

describe("the feeds of a node", () => {
  it("are what @nktkas/hyperliquid subscribes to, of its own types", async () => {
    const transport = new WebSocketTransport({ url: `${url.replace("http", "ws")}/ws` });
    const client = new SubscriptionClient({ transport });
    const user = scene.maker.address;
    const heard = new Map<string, unknown[]>();
    const keep = (type: string) => {
      const list: unknown[] = [];
      heard.set(type, list);
      return (event: unknown) => list.push(event);
    };
    await client.allMids(keep("AllMids"));
    await client.l2Book({ coin: COIN }, keep("L2Book"));
    await client.bbo({ coin: COIN }, keep("Bbo"));
    await client.trades({ coin: COIN }, keep("Trades"));
    await client.candle({ coin: COIN, interval: "1m" }, keep("Candle"));
    await client.activeAssetCtx({ coin: COIN }, keep("ActiveAssetCtx"));
    await client.activeAssetData({ coin: COIN, user }, keep("ActiveAssetData"));
    await client.orderUpdates({ user }, keep("OrderUpdates"));
    await client.userFills({ user }, keep("UserFills"));
    await client.userFundings({ user }, keep("UserFundings"));
    await client.userEvents({ user }, keep("UserEvents"));
    await expect(client.candle({ coin: "NOPE", interval: "1m" }, () => {})).rejects.toThrow(
      /Invalid subscription.*NOPE/,
    );
    await expect(client.notification({ user }, () => {})).rejects.toThrow(/Invalid subscription/);
    await trade();
    const events = (type: string) => heard.get(type) as Json[];
    await expect.poll(() => events("UserEvents").filter(({ fills }) => fills?.length === 1).length).toBe(1);
    await expect.poll(() => events("OrderUpdates").flat().at(-1)?.status).toBe("canceled");
    await expect.poll(() => events("L2Book").at(-1)!.levels[0][0].px).toBe("28900");
    expect(events("L2Book").map(({ levels }) => levels[0][0].px)).toContain("29500");
    expect(
      events("Trades")
        .flat()
        .some(({ px, sz }) => px === "29500" && sz === "0.01"),
    ).toBe(true);
    expect(events("UserFills").at(-1)!.fills).toMatchObject([{ px: "29500", sz: "0.01", side: "B" }]);
    expect(events("UserFundings")[0]!.fundings.length).toBeGreaterThan(0);
    await expect.poll(() => events("Candle").at(-1)).toMatchObject({ s: COIN, i: "1m", c: "29500" });
    expect(events("ActiveAssetData")[0]).toMatchObject({ leverage: { type: "cross", value: 50 } });
    const post = await new InfoClient({ transport }).allMids();
    expect(post).toEqual(await scene.client.info({ type: "allMids" }));
    await expect(
      new InfoClient({ transport }).candleSnapshot({ coin: "NOPE", interval: "1m", startTime: 0 }),
    ).rejects.toThrow(/UNKNOWN_MARKET/);
    const judged = [...heard].map(([type, values]): Judged[] =>
      values.map((value) => ({ from: "subscription", type: `${type}Event`, value })),
    );
    expect(await faultsByType(judged.flat())).toEqual([]);
    await transport.close();
  });

  withPython("are what the Python client's websocket manager knows to place", async () => {
    const user = scene.maker.address;
    const feeds = pythonFeeds(url, [
      { type: "allMids" },
      { type: "l2Book", coin: COIN },
      { type: "bbo", coin: COIN },
      { type: "trades", coin: COIN },
      { type: "candle", coin: COIN, interval: "1m" },
      { type: "activeAssetCtx", coin: COIN },
      { type: "activeAssetData", coin: COIN, user },
      { type: "orderUpdates", user },
      { type: "userFills", user },
      { type: "userFundings", user },
      { type: "userEvents", user },
      { type: "webData2", user },
    ]);
    const of = (channel: string) => feeds.heard.filter((message) => message.channel === channel);
    await expect.poll(() => of("webData2").length, { timeout: 20_000 }).toBeGreaterThan(0);
    await trade();
    await expect
      .poll(() => (of("user").at(-1)?.data as Json)?.fills?.[0]?.sz, { timeout: 5_000 })
      .toBe("0.01");
    const channels = new Set(feeds.heard.map(({ channel }) => channel));
    expect([...channels].sort()).toEqual(
      [
        "activeAssetCtx",
        "activeAssetData",
        "allMids",
        "bbo",
        "candle",
        "l2Book",
        "orderUpdates",
        "trades",
        "user",
        "userFills",
        "userFundings",
        "webData2",
      ].sort(),
    );
    await feeds.stop();
    expect(feeds.complaints).toEqual([]);
  });
});

describe("the answers of a node", () => {
  let maker: Truth;
  let victim: Truth;

  beforeAll(async () => {
    await scene.freeze();
    [maker, victim] = await Promise.all([truthOf(scene, scene.maker), truthOf(scene, scene.victim)]);
  });

  it("are what @nktkas/hyperliquid asks for, each of its own type; the rest is refused by name", async () => {
    const client = new InfoClient({ transport: new HttpTransport({ apiUrl: url }) }) as never as Record<
      string,
      (parameters?: unknown) => Promise<unknown>
    >;
    const { user } = maker;
    const parameters: Json = {
      ...{ user, coin: COIN, interval: "1m", startTime: 0, oid: scene.resting, id: 50, dex: "" },
      ...{ builder: user, vaultAddress: user, source: user, token: 0, outcome: 0 },
      tokenId: `0x${"00".repeat(16)}`,
    };
    const methods = Object.getOwnPropertyNames(InfoClient.prototype).filter((name) => name !== "constructor");
    const answers: Record<string, any> = {};
    const refused: string[] = [];
    for (const method of methods) {
      try {
        // Those without parameters take a signal in their place.
        answers[method] = await client[method]!(BARE.has(method) ? undefined : parameters);
      } catch (error) {
        expect(String(error), method).toContain("UNKNOWN_TYPE");
        refused.push(method);
      }
    }
    expect(refused.sort()).toEqual(NOT_OFFERED);
    expect(methods.filter((method) => !isListed(method))).toEqual([]);
    const subscriptions = Object.getOwnPropertyNames(SubscriptionClient.prototype);
    expect(subscriptions.filter((name) => name !== "constructor" && !isListed(name))).toEqual([]);
    const judged = Object.entries(answers).map(([method, value]): Judged => {
      return { from: "info", type: `${method.charAt(0).toUpperCase()}${method.slice(1)}Response`, value };
    });
    expect(await faultsByType(judged)).toEqual([]);

    const { clearinghouseState, meta, metaAndAssetCtxs, openOrders, userFills, orderStatus } = answers;
    expectAccount(clearinghouseState, maker);
    expectOrders(openOrders, maker);
    expectFills(userFills, maker);
    expect(meta.universe.map(({ name }: Json) => name)).toEqual([COIN, "ETH-PERP"]);
    expect(metaAndAssetCtxs[0]).toEqual(meta);
    expect(orderStatus.order.order).toMatchObject({ oid: scene.resting, cloid: CLOID });
  });

  withPython("are what every method of hyperliquid-python-sdk's Info returns", async () => {
    const { user } = maker;
    const calls: readonly Call[] = [
      ["user_state", user],
      ["spot_user_state", user],
      ["open_orders", user],
      ["frontend_open_orders", user],
      ["all_mids"],
      ["user_fills", user],
      ["user_fills_by_time", user, 0],
      ["meta"],
      ["meta_and_asset_ctxs"],
      ["perp_dexs"],
      ["spot_meta"],
      ["spot_meta_and_asset_ctxs"],
      ["funding_history", COIN, 0],
      ["user_funding_history", user, 0],
      ["l2_snapshot", COIN],
      ["candles_snapshot", COIN, "1m", 0, Date.now() + 1e9],
      ["user_fees", user],
      ["user_staking_summary", user],
      ["user_staking_delegations", user],
      ["user_staking_rewards", user],
      ["delegator_history", user],
      ["query_order_by_oid", user, scene.cancelled],
      ["query_order_by_cloid", user, { cloid: CLOID }],
      ["query_referral_state", user],
      ["query_sub_accounts", user],
      ["query_user_to_multi_sig_signers", user],
      ["query_user_dex_abstraction_state", user],
      ["query_user_abstraction_state", user],
      ["historical_orders", user],
      ["user_non_funding_ledger_updates", user, 0],
      ["portfolio", user],
      ["user_twap_slice_fills", user],
      ["user_vault_equities", user],
      ["user_role", user],
      ["user_rate_limit", user],
      ["extra_agents", user],
      ["name_to_asset", "ETH-PERP"],
      ["query_perp_deploy_auction_status"],
      ["query_spot_deploy_auction_status", user],
      ["user_state", "0x12"],
    ];
    const { methods, answers } = await callPython("hyperliquid", url, calls);
    const rest = ["disconnect_websocket", "post", "set_perp_meta", "subscribe", "unsubscribe"];
    expect([...new Set([...calls.map(([method]) => method), ...rest])].sort()).toEqual([...methods].sort());
    expect(methods.filter((method) => !rest.includes(method) && !page.includes(method))).toEqual([]);
    const refused = answers.flatMap(({ error }, i) => (error === undefined ? [] : [[calls[i]![0], error]]));
    expect(refused).toMatchObject([
      ["query_perp_deploy_auction_status", { type: "ClientError", code: "UNKNOWN_TYPE" }],
      ["query_spot_deploy_auction_status", { type: "ClientError", code: "UNKNOWN_TYPE" }],
      ["user_state", { type: "ClientError", code: "BAD_REQUEST", text: expect.stringContaining("/user") }],
    ]);
    const got = byName(calls, answers.slice(0, -1));
    expectAccount(got.user_state, maker);
    expectOrders(got.open_orders, maker);
    expectOrders(got.frontend_open_orders, maker);
    expectFills(got.user_fills, maker);
    expectFills([...got.user_fills_by_time].reverse(), maker);
    expect(got.spot_meta).toMatchObject({ universe: [], tokens: [{ name: "USDC", index: 0 }] });
    expect(got.perp_dexs).toEqual([null]);
    expectBook(got.l2_snapshot.levels.map((side: Json[]) => side.map(({ px, sz }) => [px, sz])));
    expect(got.name_to_asset).toBe(1);
    expect(got.candles_snapshot.at(-1)).toMatchObject({ s: COIN, i: "1m" });
    const [funding] = got.user_funding_history;
    const fundingRate = await rateAt(funding.time);
    expect(funding).toMatchObject({ delta: { type: "funding", coin: COIN, fundingRate } });
    expect(got.funding_history).toEqual(await rates());
    expect(got.query_order_by_oid).toMatchObject({
      order: { status: "canceled", order: { oid: scene.cancelled, origSz: "0.3", sz: "0.2" } },
    });
    expect(got.query_order_by_cloid).toMatchObject({ order: { order: { cloid: CLOID } } });
    expect(got.user_fees).toMatchObject({ userCrossRate: "0.00045", userAddRate: "0.00015" });
    expect(got.query_sub_accounts).toMatchObject([
      { name: "sub 3", master: user, clearinghouseState: { marginSummary: { accountValue: "1000" } } },
    ]);
    expect(got.extra_agents).toHaveLength(1);
    expect(got.user_role).toEqual({ role: "user" });
    expect(got.user_non_funding_ledger_updates.map(({ delta }: Json) => delta)).toMatchObject(LEDGER(user));
    const [, allTime] = got.portfolio.find(([period]: [string]) => period === "allTime");
    const pnl = maker.equity - (1_000_000 - 12.5 - 1_000);
    expect(close(allTime.pnlHistory.at(-1)[1], pnl)).toBe(true);
    expect(close(allTime.accountValueHistory.at(-1)[1], maker.equity)).toBe(true);
    // A sub-account's address names it in any query.
    const [{ subAccountUser }] = got.query_sub_accounts;
    const sub = await callPython("hyperliquid", url, [["user_state", subAccountUser]]);
    expect(sub.answers[0]!.value).toEqual(got.query_sub_accounts[0].clearinghouseState);
  });

  withPython(
    "are what ccxt's hyperliquid makes markets, balances, positions, orders and trades of",
    async () => {
      const own = { user: maker.user };
      const calls: readonly Call[] = [
        ["load_markets"],
        ["fetch_status"],
        ["fetch_time"],
        ["fetch_currencies"],
        ["fetch_markets"],
        ["fetch_balance", own],
        ["fetch_order_book", SYMBOL],
        ["fetch_tickers"],
        ["fetch_ticker", SYMBOL],
        ["fetch_funding_rates"],
        ["fetch_funding_rate", SYMBOL],
        ["fetch_funding_rate_history", SYMBOL, 0],
        ["fetch_open_interests"],
        ["fetch_open_interest", SYMBOL],
        ["fetch_ohlcv", SYMBOL, "1m", 0, null, { until: Date.now() + 1e9 }],
        ["fetch_trades", SYMBOL, null, null, own],
        ["fetch_my_trades", SYMBOL, null, null, own],
        ["fetch_my_liquidations", SYMBOL, null, null, { user: victim.user }],
        ["fetch_positions", null, own],
        ["fetch_position", SYMBOL, own],
        ["fetch_open_orders", SYMBOL, null, null, own],
        ["fetch_orders", SYMBOL, null, null, own],
        ["fetch_closed_orders", SYMBOL, null, null, own],
        ["fetch_canceled_orders", SYMBOL, null, null, own],
        ["fetch_canceled_and_closed_orders", SYMBOL, null, null, own],
        ["fetch_order", String(scene.cancelled), SYMBOL, own],
        ["fetch_trading_fee", SYMBOL, own],
        ["fetch_ledger", null, null, null, own],
        ["fetch_deposits", null, null, null, own],
        ["fetch_withdrawals", null, null, null, own],
        ["fetch_funding_history", SYMBOL, null, null, own],
        ["fetch_order", "1", SYMBOL, own],
        ["fetch_balance", { user: "0x12" }],
      ];
      const { answers, features } = await callPython("ccxt", url, calls);
      expect(calls.filter(([method]) => !isListed(method))).toEqual([]);
      const called = new Set(calls.map(([method]) => camel(method)));
      expect(features.filter((name) => name.startsWith("fetch") && !called.has(name)).sort()).toEqual(
        CCXT_EMULATED,
      );
      const refused = answers.flatMap(({ error }, i) =>
        error === undefined ? [] : [[calls[i]![0], error.type]],
      );
      expect(refused).toEqual([
        ["fetch_order", "OrderNotFound"],
        ["fetch_balance", "ExchangeError"],
      ]);
      const got = byName(calls, answers.slice(0, -2));
      expect(Object.keys(got.load_markets)).toEqual(["BTC-PERP/USDC:USDC", "ETH-PERP/USDC:USDC"]);
      expect(got.fetch_status.status).toBe("ok");
      expect(close(got.fetch_balance.USDC.total, maker.equity)).toBe(true);
      expect(close(got.fetch_balance.USDC.used, maker.initialMargin)).toBe(true);
      expectBook([got.fetch_order_book.bids, got.fetch_order_book.asks]);
      const view = scene.node.live.chain.machine.view;
      const record = view.market(0)!;
      expect(got.fetch_tickers[SYMBOL]).toMatchObject({ symbol: SYMBOL, quoteVolume: expect.any(Number) });
      expect(got.fetch_funding_rate).toMatchObject({
        fundingRate: Number(record.lastRate) / 1e9,
        markPrice: record.mark / 10,
        indexPrice: record.index / 10,
      });
      expect(close(got.fetch_open_interest.openInterestAmount, Number(record.openInterest) / 1e5)).toBe(true);
      expect(got.fetch_ohlcv.at(-1)[4]).toBe(record.lastTrade / 10);
      const ofCoin = maker.fills.filter(({ coin }) => coin === COIN);
      expect(
        got.fetch_my_trades.map(({ id, amount, price, order, side, fee }: Json) => [
          id,
          amount,
          price,
          order,
          side,
          fee.cost,
        ]),
      ).toEqual(
        [...ofCoin]
          .reverse()
          .map((fill) => [
            String(fill.tid),
            fill.sz,
            fill.px,
            String(fill.oid),
            fill.isBuy ? "buy" : "sell",
            fill.fee,
          ]),
      );
      expect(got.fetch_my_liquidations).toHaveLength(
        victim.fills.filter(({ isLiquidation }) => isLiquidation).length,
      );
      expect(
        got.fetch_positions.map(({ symbol, side, contracts }: Json) => [
          symbol.split("/")[0],
          side === "long" ? contracts : -contracts,
        ]),
      ).toEqual(maker.positions.map(({ coin, szi }) => [coin, szi]));
      expect(got.fetch_position).toMatchObject({ leverage: 50, marginMode: "cross" });
      const open = maker.openOrders.filter(({ coin }) => coin === COIN);
      expect(
        got.fetch_open_orders
          .map(({ id, price, remaining, side }: Json) => [Number(id), price, remaining, side])
          .sort(),
      ).toEqual(
        open.map((order) => [order.oid, order.limitPx, order.sz, order.isBuy ? "buy" : "sell"]).sort(),
      );
      expect(got.fetch_order).toMatchObject({ status: "canceled", filled: 0.1, remaining: 0.2, amount: 0.3 });
      expect(got.fetch_trading_fee).toMatchObject({ taker: 0.00045, maker: 0.00015 });
      expect(got.fetch_deposits).toMatchObject([{ amount: 1_000_000 }]);
      expect(got.fetch_withdrawals).toMatchObject([{ amount: 12.5 }]);
      const [funding] = got.fetch_funding_history;
      const rate = Number(await rateAt(funding.timestamp));
      expect(funding).toMatchObject({ symbol: SYMBOL, rate });
    },
  );
});

/** Methods of InfoClient that take no parameters. */
const BARE: ReadonlySet<string> = new Set(
  "allBorrowLendReserveStates allPerpMetas exchangeStatus gossipPriorityAuctionStatus gossipRootIps liquidatable maxMarketOrderNtls outcomeMeta outcomeTemplates perpCategories perpConciseAnnotations perpDeployAuctionStatus perpDexs predictedFundings spotMeta spotMetaAndAssetCtxs spotPairDeployAuctionStatus usdcRouting validatorL1Votes validatorSummaries vaultSummaries".split(
    " ",
  ),
);

/** What ccxt puts together from the others. */
const CCXT_EMULATED: readonly string[] = ["fetchCurrenciesWs", "fetchDepositWithdrawFee", "fetchL2OrderBook"];

const LEDGER = (user: string) => [
  { type: "deposit", usdc: "1000000" },
  { type: "subAccountTransfer", usdc: "1000", user },
  { type: "withdraw", usdc: "12.5", fee: "0" },
];

const camel = (name: string) =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()).replace("Ohlcv", "OHLCV");

function byName(calls: readonly Call[], answers: readonly Answered[]): Record<string, any> {
  return Object.fromEntries(
    answers.flatMap(({ value }, i) => (value === undefined ? [] : [[calls[i]![0], value]])),
  );
}

function expectAccount(state: Json, truth: Truth): void {
  const { marginSummary, assetPositions, withdrawable } = state;
  expect(close(marginSummary.accountValue, truth.equity)).toBe(true);
  expect(close(marginSummary.totalMarginUsed, truth.initialMargin)).toBe(true);
  expect(close(withdrawable, truth.withdrawable)).toBe(true);
  expect(assetPositions.map(({ position }: Json) => [position.coin, Number(position.szi)])).toEqual(
    truth.positions.map(({ coin, szi }) => [coin, szi]),
  );
}

function expectOrders(orders: readonly Json[], truth: Truth): void {
  const shown = orders.map(({ coin, oid, side, limitPx, sz, cloid }) => {
    return { coin, oid, isBuy: side === "B", limitPx: Number(limitPx), sz: Number(sz), cloid: cloid ?? null };
  });
  expect(shown.sort((a, b) => b.oid - a.oid)).toEqual(truth.openOrders);
}

function expectFills(fills: readonly Json[], truth: Truth): void {
  const shown = fills.map(({ coin, px, sz, side, oid, tid, time, fee, crossed, liquidation }) => {
    const isLiquidation = liquidation !== undefined;
    return {
      coin,
      px: Number(px),
      sz: Number(sz),
      isBuy: side === "B",
      oid,
      tid,
      time,
      fee: Number(fee),
      crossed,
      isLiquidation,
    };
  });
  expect(shown).toEqual(truth.fills);
}

function expectBook(levels: readonly (readonly (readonly [unknown, unknown])[])[]): void {
  const { bids, asks } = bookOf(scene, 0);
  expect(levels.map((side) => side.map((level) => level.map(Number)))).toEqual([bids, asks]);
}
