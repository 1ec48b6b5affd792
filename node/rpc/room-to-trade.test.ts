import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, type NovateClient, privateKeySigner, type Trader } from "../../sdk/index.ts";
import { toHex } from "../primitives/bytes.ts";
import { keyOf } from "../sequencer/testing/live-node.ts";
import { type RealNode, startRealNode } from "./testing/real-node.ts";

const COIN = "BTC-PERP";
const LOT = 0.00001;
let node: RealNode;
let client: NovateClient;
let trader: Trader;
let other: Trader;

beforeAll(async () => {
  node = await startRealNode();
  client = await connect(node.server.address);
  [trader, other] = [0, 1].map((i) => client.trader(privateKeySigner(toHex(keyOf(i))))) as [Trader, Trader];
});

afterAll(async () => {
  client.close();
  await node.close();
});

/** Of an order to buy, to sell. */
async function room(): Promise<readonly [number, number]> {
  const data = (await client.info({ type: "activeAssetData", user: trader.address, coin: COIN })) as {
    maxTradeSzs: [string, string];
  };
  return data.maxTradeSzs.map(Number) as [number, number];
}

it("is what the engine lets in at the mark, to the lot: rich, flat, with orders, long and short", async () => {
  const price = "30000";
  const seen: string[] = [];
  for (const step of ["rich", "flat", "orders", "long", "short"]) {
    await node.vote();
    if (step === "flat") await trader.transfer(1, "700000");
    if (step === "orders") {
      await trader.order({ coin: COIN, side: "buy", price: "29990", size: "200" });
      await trader.order({ coin: "ETH-PERP", side: "sell", price: "3100", size: "70" });
    }
    if (step === "long" || step === "short") {
      const side = step === "long" ? "sell" : "buy";
      await trader.cancelAll();
      await other.order({ coin: COIN, side, price, size: step === "long" ? "150" : "400" });
      const taken = step === "long" ? "buy" : "sell";
      await trader.order({
        coin: COIN,
        side: taken,
        price,
        size: step === "long" ? "150" : "400",
        timeInForce: "IOC",
      });
      await other.cancelAll();
    }
    for (const side of ["buy", "sell"] as const) {
      const most = (await room())[side === "buy" ? 0 : 1];
      const over = await trader.order({ coin: COIN, side, price, size: (most + LOT).toFixed(5) });
      seen.push(over.code);
      const fits = await trader.order({ coin: COIN, side, price, size: most.toFixed(5) });
      expect(fits.code, `${step} ${side} ${most}`).toBe("OK");
      await trader.cancel(fits.resting!.oid);
    }
  }
  expect(new Set(seen)).toEqual(new Set(["INSUFFICIENT_MARGIN", "POSITION_LIMIT"]));
});
