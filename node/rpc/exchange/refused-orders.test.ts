import { expect, it } from "vitest";
import type { OrderAction } from "../../primitives/codec/types.ts";
import { RefusedOrders } from "./refused-orders.ts";

const order = (clientId: Uint8Array): OrderAction => ({
  ...{ kind: "order", market: 0, isBuy: true, price: 1, size: 1, timeInForce: "GTC" },
  ...{ reduceOnly: false, isMarket: false, goodTill: 0, clientId },
});
const idOf = (i: number): Uint8Array => {
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(12, i + 1);
  return id;
};
const hexOf = (i: number) => `0x${(i + 1).toString(16).padStart(32, "0")}`;
const refuse = (kept: RefusedOrders, account: number, ids: readonly number[], time = 0) =>
  kept.note(
    {
      ...{ account, nonce: 5, expiresAfter: 0, signature: new Uint8Array(64) },
      body: { type: "trade", actions: ids.map((id) => order(idOf(id))) },
    },
    { code: "MEMPOOL_FULL", hash: new Uint8Array(32), time },
  );

it("keeps the latest refusals of an account, each once, and tells them for ten minutes", () => {
  const kept = new RefusedOrders();
  for (let i = 0; i < 1_000; i++) refuse(kept, 1, [i, 7], i);
  expect(kept.size).toBe(256);
  expect(kept.find(1, hexOf(7), 1_000)).toMatchObject({
    code: "MEMPOOL_FULL",
    nonce: 5,
    placed: { time: 999 },
  });
  expect(kept.find(1, hexOf(700), 1_000)).toBeUndefined();
  expect(kept.find(1, hexOf(990), 600_990)).toBeDefined();
  expect(kept.find(1, hexOf(990), 600_991)).toBeUndefined();
  expect(kept.find(2, hexOf(990), 1_000)).toBeUndefined();
});

it("keeps as many of all accounts as its bound, and forgets those of the account that was silent longest", () => {
  const kept = new RefusedOrders();
  for (let account = 0; account < 300; account++)
    refuse(
      kept,
      account,
      Array.from({ length: 100 }, (_, i) => i),
    );
  expect(kept.size).toBe(16_384);
  expect(kept.find(0, hexOf(99), 0)).toBeUndefined();
  expect(kept.find(299, hexOf(0), 0)).toBeDefined();
});
