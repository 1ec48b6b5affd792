/** Sources over real sockets: each exchange's shape, and every way in which one may fail. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseVoterConfig } from "./config.ts";
import { parsePrice } from "./price.ts";
import { type Prices, startPrices } from "./prices.ts";
import { type Exchanges, startExchanges } from "./testing/exchanges.ts";

let exchanges: Exchanges;
let folder: string;
let prices: Prices | undefined;
let errors: string[];

beforeEach(async () => {
  exchanges = await startExchanges(65_000);
  folder = mkdtempSync(join(tmpdir(), "novate-voter-"));
  errors = [];
});
afterEach(async () => {
  await prices?.stop();
  await exchanges.close();
  rmSync(folder, { recursive: true, force: true });
});

const four = () => {
  const { url } = exchanges;
  return [
    { type: "coinbase", pair: "BTC-USD", url },
    { type: "kraken", pair: "XBTUSD", url },
    { type: "binance", pair: "BTCUSDT", url },
    { type: "okx", pair: "BTC-USDT", url },
  ];
};

function start(sources: readonly object[], more: object = {}): Prices {
  const config = { pollMs: 100, timeoutMs: 300, maxAgeMs: 1_000, ...more, markets: { "BTC-PERP": sources } };
  prices = startPrices(parseVoterConfig(JSON.stringify(config)), (_price, source, code) =>
    errors.push(`${source} ${code}`),
  );
  return prices;
}

const look = () => prices!.look(Date.now()).get("BTC-PERP")!;
const verdicts = () => look().verdicts;

describe("sources", () => {
  it("are read in the shapes of four exchanges, any JSON and a file", async () => {
    writeFileSync(join(folder, "btc"), "65001.5\n");
    exchanges.odd.set("/mine", (response) =>
      response.end(JSON.stringify({ data: [{ b: "64999", a: 65_001 }], t: Date.now() })),
    );
    const json = {
      type: "json",
      url: `${exchanges.url}/mine`,
      bid: "data[0].b",
      ask: "data[0].a",
      time: "t",
    };
    start([...four(), json, { type: "file", path: join(folder, "btc") }]);
    await vi.waitFor(() => expect(new Set(verdicts())).toEqual(new Set(["used"])));
    expect(look().price).toBe(parsePrice("65000"));
    expect(prices!.quotes().map(({ source }) => source)).toEqual([
      ...["coinbase", "kraken", "binance", "okx", "json", "file"],
    ]);
    expect(exchanges.asked).toEqual(
      expect.arrayContaining([
        "/products/BTC-USD/ticker",
        "/0/public/Ticker?pair=XBTUSD",
        "/api/v3/ticker/24hr?symbol=BTCUSDT",
        "/api/v5/market/ticker?instId=BTC-USDT",
      ]),
    );
    expect(errors).toEqual([]);
  });

  it("in another currency are worth what its rate says, and nothing without one", async () => {
    exchanges.odd.set("/usdt", (response) => response.end('{"p":"0.999"}'));
    const rates = { USDT: [{ type: "json", url: `${exchanges.url}/usdt`, price: "p" }] };
    const quoted = four().map((source) => ({ ...source, quote: "USDT" }));
    start(quoted, { rates, maxUnchangedMs: 60_000 });
    await vi.waitFor(() => expect(look().price).toBe(parsePrice("64935")));
    exchanges.odd.set("/usdt", (response) => response.writeHead(500).end());
    await vi.waitFor(() => expect(look().price).toBeUndefined(), 5_000);
    expect(verdicts()).toEqual(["silent", "silent", "silent", "silent"]);
  });

  it("that are away, slow, limited, moved, too long, broken or out of their mind are left out, by code", async () => {
    const faults: Record<string, (response: import("node:http").ServerResponse) => void> = {
      SOURCE_STATUS: (response) => response.writeHead(503).end(),
      SOURCE_LIMITED: (response) => response.writeHead(429, { "retry-after": "1" }).end(),
      SOURCE_UNREACHABLE: (response) => response.writeHead(302, { location: exchanges.url }).end(),
      SOURCE_ANSWER: (response) => response.end("x".repeat(70_000)),
    };
    start(four());
    await vi.waitFor(() => expect(verdicts()).toEqual(["used", "used", "used", "used"]));
    for (const [code, fault] of Object.entries(faults)) {
      exchanges.odd.set("/products", fault);
      await vi.waitFor(() => expect(errors).toContain(`coinbase ${code}`), 8_000);
      await vi.waitFor(() => expect(verdicts()[0]).toBe("stale"), 5_000);
      expect(look().price).toBe(parsePrice("65000"));
      exchanges.odd.clear();
      await vi.waitFor(() => expect(verdicts()[0]).toBe("used"), 10_000);
    }
    for (const answer of [
      "{",
      "null",
      '{"price":"1"}',
      '{"bid":"1e9","ask":"2","price":"3","time":"2020-01-01T00:00:00Z"}',
    ]) {
      errors.length = 0;
      exchanges.odd.set("/products", (response) => response.end(answer));
      await vi.waitFor(() => expect(errors.join()).toMatch(/coinbase (SOURCE_ANSWER|BAD_DECIMAL)/), 8_000);
    }
  });

  it("that name an old time are stale however often they answer, and one from the future is no better", async () => {
    exchanges.at = () => Date.now() - 60_000;
    start(four());
    await vi.waitFor(() => expect(verdicts()).toEqual(["stale", "used", "stale", "stale"]));
    expect(look().price).toBeUndefined();
    exchanges.at = () => Date.now() + 60_000;
    await vi.waitFor(() => expect(verdicts()).toEqual(["ahead", "used", "ahead", "ahead"]));
  });

  it("without a time of their own that only repeat themselves are not believed to live", async () => {
    exchanges.at = () => 1;
    start([four()[1]!], { maxUnchangedMs: 1_000, maxAgeMs: 60_000, quorum: 1 });
    await vi.waitFor(() => expect(verdicts()).toEqual(["used"]));
    await vi.waitFor(() => expect(verdicts()).toEqual(["silent"]), 5_000);
    expect(errors).toContain("kraken SOURCE_REPEATS");
    exchanges.at = () => Date.now();
    await vi.waitFor(() => expect(verdicts()).toEqual(["used"]));
  });

  it("of a file are as old as the file", async () => {
    const path = join(folder, "btc.json");
    writeFileSync(path, '{"px":"65000"}');
    start([{ type: "file", path, price: "px" }], { quorum: 1 });
    await vi.waitFor(() => expect(verdicts()).toEqual(["used"]));
    utimesSync(path, new Date(0), new Date(0));
    await vi.waitFor(() => expect(verdicts()).toEqual(["stale"]));
  });
});

describe("a voter's configuration", () => {
  it("names what it does not know, and where", () => {
    const market = (source: object) => ({ markets: { "BTC-PERP": [source] } });
    const bad: readonly (readonly [object, string])[] = [
      [{}, "config.markets"],
      [{ markets: {} }, "at least one market"],
      [{ ...market(four()[0]!), maxAge: 1 }, "config.maxAge"],
      [{ ...market(four()[0]!), quorum: 2 }, "config.quorum"],
      [{ ...market(four()[0]!), maxAgeMs: "5" }, "config.maxAgeMs"],
      [market({ type: "mtgox", pair: "BTC" }), "BTC-PERP[0].type"],
      [market({ type: "kraken" }), "BTC-PERP[0].pair"],
      [market({ type: "json", url: "ftp://x", price: "a" }), "BTC-PERP[0].url"],
      [market({ type: "json", url: "http://x", bid: "a" }), "both bid and ask"],
      [market({ type: "json", url: "http://x", price: "a..b" }), "path such as"],
      [market({ type: "kraken", pair: "X", quote: "USDT" }), "BTC-PERP[0].quote"],
    ];
    for (const [config, said] of bad)
      expect(() => parseVoterConfig(JSON.stringify(config)), said).toThrow(said);
  });
});
