/** Local servers that answer as public exchanges do, and misbehave when told to. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Exchanges {
  readonly url: string;
  /** Middle of the book, and what the answers say of their time, ms. */
  price: number;
  at: () => number;
  /** Answers in the usual one's place, by the path's beginning. */
  readonly odd: Map<string, (response: ServerResponse) => void>;
  readonly asked: string[];
  close(): Promise<void>;
}

/** Half of the book's width, as a share of its price. */
const HALF = 1e-5;

/** As the exchanges' public pages document them, with the fields a voter does not read. */
function answerOf(path: string, pair: string, usual: number, at: number): unknown {
  const price = pair.startsWith("USDT") ? 1 : pair.startsWith("ETH") ? usual / 26 : usual;
  const [bid, ask, last] = [price * (1 - HALF), price * (1 + HALF), price].map((value) =>
    value.toFixed(5),
  ) as [string, string, string];
  if (path.startsWith("/products/"))
    return {
      ...{ trade_id: 1, price: last, size: "0.1", volume: "9.1" },
      bid,
      ask,
      time: new Date(at).toISOString(),
    };
  if (path.startsWith("/0/public/Ticker")) {
    const ticker = {
      a: [ask, "1", "1.000"],
      b: [bid, "1", "1.000"],
      c: [last, "0.1"],
      v: ["1", String(at)],
      t: [1, 2],
    };
    return { error: [], result: { [`X${pair.slice(0, -3)}Z${pair.slice(-3)}`]: ticker } };
  }
  if (path.startsWith("/api/v3/ticker/24hr"))
    return {
      symbol: pair,
      bidPrice: bid,
      askPrice: ask,
      lastPrice: last,
      openTime: at - 86_400_000,
      closeTime: at,
    };
  const ticker = {
    instType: "SPOT",
    instId: pair,
    last,
    askPx: ask,
    bidPx: bid,
    vol24h: "1",
    ts: String(at),
  };
  return { code: "0", msg: "", data: [ticker] };
}

export async function startExchanges(price: number): Promise<Exchanges> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    exchanges.asked.push(url.pathname + url.search);
    const odd = [...exchanges.odd].find(([path]) => url.pathname.startsWith(path));
    if (odd !== undefined) {
      odd[1](response);
      return;
    }
    const named = url.searchParams.values().next().value;
    const pair = named ?? decodeURIComponent(url.pathname.split("/")[2] ?? "");
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answerOf(url.pathname, pair, exchanges.price, exchanges.at())));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const exchanges: Exchanges = {
    url: `http://127.0.0.1:${port}`,
    price,
    at: () => Date.now(),
    odd: new Map(),
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return exchanges;
}
