/** What a trader hears first of a block, over a real socket of a real node. */
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { connect, type NovateClient, privateKeySigner } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { keyOf, ownerOf } from "../sequencer/testing/live-node.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const ROUNDS = 40;
let real: RealNode;
let client: NovateClient;

beforeAll(async () => {
  real = await startRealNode();
  client = await connect(real.server.address);
});

afterAll(async () => {
  client.close();
  await real.close();
});

interface Heard {
  readonly channel: string;
  readonly isSnapshot?: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

const NAMES = ["post", "orderUpdates", "userFills", "user", "trades"];

describe("the messages of a block", () => {
  it("are the answer, what became of the order, then its fills, however they were subscribed to", async () => {
    const maker = client.trader(privateKeySigner(toHex(keyOf(1))));
    const mark = Number((await client.contexts())[0]?.markPx).toFixed(1);
    const user = toHex(ownerOf(0));
    const account = real.live.accountOf(0);
    const socket = new WebSocket(`${real.server.address.replace("http", "ws")}/ws`);
    const heard: Heard[] = [];
    socket.on("message", (data) => heard.push(JSON.parse(String(data)) as Heard));
    await once(socket, "open");
    const wanted = [
      { type: "trades", coin: "BTC-PERP" },
      ...["userEvents", "userFills", "orderUpdates"].map((type) => ({ type, user })),
    ];
    for (const subscription of wanted) socket.send(JSON.stringify({ method: "subscribe", subscription }));
    await expect.poll(() => heard.filter(({ isSnapshot }) => isSnapshot).length).toBe(wanted.length);

    for (let round = 0; round < ROUNDS; round++) {
      await maker.order({ coin: "BTC-PERP", side: "sell", size: "0.01", price: mark, timeInForce: "GTC" });
      // The order of the other side is its own reader's.
      heard.length = 0;
      const action = {
        ...({
          kind: "order",
          market: 0,
          isBuy: true,
          size: 100,
          timeInForce: "IOC",
          isMarket: true,
        } as const),
        ...{ price: 100, reduceOnly: false, goodTill: 0 },
      };
      const bytes = real.live.sign(0, account, { type: "trade", actions: [action] });
      socket.send(Buffer.concat([Buffer.from([round, 0, 0, 0]), bytes]));
      await expect.poll(() => heard.some(({ channel }) => channel === "user"), { timeout: 5_000 }).toBe(true);
      await expect.poll(() => heard.filter(({ channel }) => channel === "trades").length).toBeGreaterThan(0);
      const ofOrder = heard.filter(({ channel }) => NAMES.includes(channel)).map(({ channel }) => channel);
      expect(ofOrder.slice(-NAMES.length), `round ${round}`).toEqual(NAMES);
    }
    socket.terminate();
  }, 60_000);
});
