/** Feeds over real sockets that fail as real ones do. */
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { NovateError } from "../../node/primitives/error.ts";
import { type FakeNode, OWNER, startFakeNode } from "../../node/rpc/testing/fake-node.ts";
import { names } from "../../node/state-machine/layout/generated.ts";
import type { EventDraft } from "../../node/store/history/testing/encode-events.ts";
import type { FeedMessage, SubscriptionQuery } from "./data.ts";
import { createFeeds, type FeedOptions, type Feeds, type Staleness } from "./index.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0).reverse()) await clean();
});

const FAST: FeedOptions = { pingMs: 100, silentMs: 600, reconnectMs: 50, maxReconnectMs: 200 };
const BOOK = { type: "l2Book", coin: "BTC-PERP" } as const;
const touchBook: EventDraft = {
  ...{ kind: "orderUpdate", market: 0, event: names.ORDER_OPENED, orderId: 1n, lots: 1, account: 9 },
} as EventDraft;

/** A block of now, in which the book was touched. */
const seal = (behind: FakeNode, at = Date.now()) =>
  behind.seal({ events: [touchBook], timestamp: BigInt(at) });

async function node(options: Parameters<typeof startFakeNode>[0] = {}): Promise<FakeNode> {
  const started = await startFakeNode(options);
  seal(started);
  cleanUps.push(() => started.close());
  return started;
}

function feedsOf(url: string, options: FeedOptions = FAST): Feeds {
  const feeds = createFeeds(url, options);
  cleanUps.push(() => feeds.close());
  return feeds;
}

/** Everything that a subscription tells, in order, and a way to wait for some of it. */
function listen(feeds: Feeds, query: SubscriptionQuery) {
  const told: string[] = [];
  const messages: FeedMessage[] = [];
  const errors: NovateError[] = [];
  const stale: Staleness[] = [];
  const wake: (() => void)[] = [];
  const tell = (what: string) => {
    told.push(what);
    for (const each of wake.splice(0)) each();
  };
  const stop = feeds.subscribe(
    query,
    (message) => {
      messages.push(message);
      tell(message.isSnapshot === true ? "snapshot" : "update");
    },
    {
      onError(error) {
        errors.push(error);
        tell(`error ${error.code}`);
      },
      onStale(why) {
        stale.push(why);
        tell(`stale ${why.reason}`);
      },
      onFresh: () => tell("fresh"),
      onReconnect: () => tell("reconnect"),
    },
  );
  return {
    ...{ told, messages, errors, stale, stop },
    async until(what: string, times = 1): Promise<void> {
      while (told.filter((each) => each === what).length < times)
        await new Promise<void>((resolve) => wake.push(resolve));
    },
  };
}

/** A road between client and node that can be cut without a word: packets of both sides go nowhere, no socket closes. */
async function freezingProxy(target: string) {
  const { port } = new URL(target);
  const sockets: Socket[] = [];
  let frozen = false;
  const server: Server = createServer((client) => {
    const upstream = connectTcp(Number(port), "127.0.0.1");
    sockets.push(client, upstream);
    const carry = (from: Socket, to: Socket, isCut: () => boolean) => {
      from.on("data", (data) => {
        if (!isCut()) to.write(data);
      });
      from.on("error", () => {});
      from.on("close", () => {
        if (!isCut()) to.destroy();
      });
    };
    let cut = false;
    const isCut = () => (cut ||= frozen);
    carry(client, upstream, isCut);
    carry(upstream, client, isCut);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What is open now is dead from here on; what is opened after `thaw` lives. */
    freeze() {
      frozen = true;
    },
    thaw() {
      frozen = false;
    },
    get connections() {
      return sockets.length / 2;
    },
  };
}

describe("feeds", () => {
  it("notice a half-open connection within the silence they allow, say so, and serve again over a new one", async () => {
    const behind = await node();
    const road = await freezingProxy(behind.server.address);
    const heard = listen(feedsOf(road.url), BOOK);
    await heard.until("snapshot");
    const quiet = heard.told.length;
    // Well beyond the silence allowed: pongs alone keep a live connection from looking dead.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(heard.told.length).toBe(quiet);
    const frozenAt = performance.now();
    road.freeze();
    // The open connection's own data decides: it must have met the frozen road before that thaws for others.
    await heard.until("stale silent");
    expect(performance.now() - frozenAt).toBeLessThan(3_000);
    road.thaw();
    await heard.until("snapshot", 2);
    await heard.until("fresh");
    expect(heard.told.slice(quiet)).toEqual(["stale silent", "reconnect", "fresh", "snapshot"]);
    expect(road.connections).toBeGreaterThan(1);
    behind.state.bids = [{ price: 5, lots: 1n, orders: 1 }];
    seal(behind);
    await heard.until("update");
  });

  it("come back to a node that restarts, from a fresh snapshot, however many there are", async () => {
    const first = await startFakeNode();
    seal(first);
    const { port } = new URL(first.server.address);
    const feeds = feedsOf(first.server.address);
    const all = (["l2Book", "bbo", "trades", "activeAssetCtx"] as const).map((type) =>
      listen(feeds, { type, coin: "BTC-PERP" } as SubscriptionQuery),
    );
    await Promise.all(all.map((heard) => heard.until("snapshot")));
    await first.close();
    await Promise.all(all.map((heard) => heard.until("stale disconnected")));
    await new Promise((resolve) => setTimeout(resolve, 400));
    const second = await node({ port: Number(port) });
    await Promise.all(all.map((heard) => heard.until("snapshot", 2)));
    for (const { told, stale } of all) {
      expect(told).toEqual(["snapshot", "stale disconnected", "reconnect", "fresh", "snapshot"]);
      expect(stale[0]?.close).toBe(1001);
    }
    await second.close();
    cleanUps.splice(cleanUps.length - 1, 1);
  });

  it("tell each subscription that is refused for its rate by name, and come again when the node lets them", async () => {
    const slow = await node({ rateWeightPerMinute: 60 });
    const feeds = feedsOf(slow.server.address);
    const coins = ["BTC-PERP", "ETH-PERP"];
    const served = listen(feeds, BOOK);
    await served.until("snapshot");
    // Somebody of the same address takes the rest of the allowance.
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ type: "userRateLimit" });
    const ask = () => fetch(`${slow.server.address}/info`, { method: "POST", headers, body });
    while ((await ask()).status !== 429);
    const refused = coins.map((coin) => listen(feeds, { type: "bbo", coin }));
    await Promise.all(refused.map((heard) => heard.until("error RATE_LIMITED")));
    for (const [index, { errors }] of refused.entries()) {
      expect(errors[0]?.data).toMatchObject({
        subscription: { type: "bbo", coin: coins[index] },
        willRetry: true,
        retryAfter: expect.any(Number),
      });
      expect(errors[0]?.message).toContain(`bbo ${coins[index]}`);
    }
    await Promise.all(refused.map((heard) => heard.until("snapshot")));
    for (const { told } of refused) expect(told.slice(-2)).toEqual(["fresh", "snapshot"]);
    expect(served.told).toEqual(["snapshot"]);
  });

  it("end what the node will never serve, with its code and its name, and leave the rest alone", async () => {
    const feeds = feedsOf((await node()).server.address);
    const good = listen(feeds, BOOK);
    const bad = listen(feeds, { type: "trades", coin: "NOPE-PERP" });
    const nobody = listen(feeds, { type: "userFills", account: 4_000_000 });
    await Promise.all([
      good.until("snapshot"),
      bad.until("error UNKNOWN_MARKET"),
      nobody.until("error UNKNOWN_ACCOUNT"),
    ]);
    expect(bad.errors[0]?.data).toMatchObject({
      willRetry: false,
      subscription: { type: "trades", coin: "NOPE-PERP" },
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(bad.told).toEqual(["error UNKNOWN_MARKET"]);
    expect(nobody.told).toEqual(["error UNKNOWN_ACCOUNT"]);
    // Its place is free: it may be asked for again, as once the market is listed.
    const again = listen(feeds, { type: "trades", coin: "NOPE-PERP" });
    await again.until("error UNKNOWN_MARKET");
  });

  it("serve an address in any spelling, a coin in any case, and sub 0", async () => {
    const behind = await node();
    const spellings: SubscriptionQuery[] = [
      { type: "userFills", user: OWNER },
      { type: "userFundings", user: OWNER, sub: 0 },
      { type: "orderUpdates", user: `0x${"aB".repeat(20)}`, sub: 0 },
      { sub: 0, user: `0x${"AB".repeat(20)}`, type: "userFills" },
      { type: "bbo", coin: "btc-perp" },
    ];
    for (const query of spellings) {
      const feeds = feedsOf(behind.server.address);
      const heard = listen(feeds, query);
      const { type } = query;
      if (type === "orderUpdates") continue;
      await heard.until("snapshot");
      expect(heard.told).toEqual(["snapshot"]);
      const other = {
        ...query,
        ...("user" in query ? { user: query.user.toLowerCase() as `0x${string}`, sub: 0 } : {}),
      };
      expect(() => feeds.subscribe(other, () => {})).toThrow(
        expect.objectContaining({ code: "ALREADY_SUBSCRIBED" }),
      );
    }
  });

  it("say when the node answers but its chain stands still, and when it moves again", async () => {
    let skew = 0;
    const behind = await startFakeNode({}, { clock: { now: () => Date.now() + skew } });
    cleanUps.push(() => behind.close());
    seal(behind);
    const heard = listen(feedsOf(behind.server.address, { ...FAST, blockAgeMs: 20_000 }), BOOK);
    await heard.until("snapshot");
    skew = 60_000;
    await heard.until("stale blockAge");
    expect(heard.stale[0]?.blockAge).toBeGreaterThan(50_000);
    seal(behind, Date.now() + skew);
    await heard.until("fresh");
    expect(heard.told.filter((each) => each !== "update")).toEqual(["snapshot", "stale blockAge", "fresh"]);
  });

  it("keep the exact book through gaps and restarts, and never show a wrong one", async () => {
    const behind = await node();
    const feeds = feedsOf(behind.server.address);
    const seen: string[] = [];
    let wake = () => {};
    const stop = feeds.book("btc-perp", ({ levels }) => {
      seen.push(levels[0].map(({ px, sz }) => `${px}:${sz}`).join(" "));
      wake();
    });
    const show = async (bids: FakeNode["state"]["bids"], expected: string) => {
      behind.state.bids = bids;
      seal(behind);
      while (seen.at(-1) !== expected)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    await show([{ price: 300_000, lots: 1n, orders: 1 }], "30000:0.0001");
    await show(
      [
        { price: 300_001, lots: 2n, orders: 1 },
        { price: 300_000, lots: 1n, orders: 1 },
      ],
      "30000.1:0.0002 30000:0.0001",
    );
    await show([], "");
    stop();
  });

  it("refuse what is no subscription, no listener, no option, before a socket is opened", () => {
    const feeds = feedsOf("http://127.0.0.1:9");
    const refuses = (query: unknown, path: string, listener: unknown = () => {}, handlers: unknown = {}) =>
      expect(
        () => feeds.subscribe(query as never, listener as never, handlers as never),
        `${JSON.stringify(query)} ${path}`,
      ).toThrow(expect.objectContaining({ name: "NovateError", data: expect.objectContaining({ path }) }));
    for (const query of [undefined, null, 1, "l2Book"]) refuses(query, "/query");
    for (const type of [undefined, "l2book", "", 5, null]) refuses({ type, coin: "BTC-PERP" }, "/query/type");
    for (const coin of [undefined, null, 5, "", "B T", "x".repeat(13), {}])
      refuses({ type: "bbo", coin }, "/query/coin");
    for (const user of [undefined, 5, "0x1", OWNER.slice(2)])
      refuses({ type: "userFills", user }, "/query/user");
    for (const sub of [-1, 128, 0.5, "0", Number.NaN, null])
      refuses({ type: "userFills", user: OWNER, sub }, "/query/sub");
    for (const interval of ["1min", undefined, 60])
      refuses({ type: "candle", coin: "BTC-PERP", interval }, "/query/interval");
    refuses({ type: "l2Book", coin: "BTC-PERP", deltas: "false" }, "/query/deltas");
    refuses({ type: "l2Book", coin: "BTC-PERP", levels: 5 }, "/query/levels");
    refuses({ type: "userFills", account: 1, sub: 0 }, "/query/sub");
    refuses({ type: "blocks", coin: "BTC-PERP" }, "/query/coin");
    refuses(BOOK, "/listener", null);
    refuses(BOOK, "/handlers/onerror", () => {}, { onerror: () => {} });
    refuses(BOOK, "/handlers/onStale", () => {}, { onStale: 1 });
    for (const pingMs of [0, -1, "5", Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => createFeeds("http://127.0.0.1:9", { pingMs } as never)).toThrow(/\/feeds\/pingMs/);
    expect(() => createFeeds("http://127.0.0.1:9", { ping: 1 } as never)).toThrow(/\/feeds\/ping/);
    expect(() => feeds.book(5 as never, () => {})).toThrow(/\/coin/);
  });
});
