import { MAX_ACTIONS } from "../../node/primitives/codec/limits.ts";
import type { Action } from "../../node/primitives/codec/types.ts";
import type { BatchItem, MarketLookup } from "../orders.ts";
import { at, type Check, listOf, oneOf, record, refuse } from "./check.ts";
import { anyField, decimalsOf, orderAction } from "./order.ts";
import { clientId, coin, orderId, size } from "./values.ts";

const ITEM_TYPES = ["order", "cancel", "cancelByClientId", "cancelAll", "reduce"] as const;

const itemHead: Check<(typeof ITEM_TYPES)[number]> = (value, path) => {
  const known = `an item with a type of ${ITEM_TYPES.join(", ")}`;
  if (typeof value !== "object" || value === null) return refuse(path, known, value);
  const { type } = value as { type?: unknown };
  const found = ITEM_TYPES.find((name) => name === type);
  return found ?? refuse(`${path}/type`, `one of ${ITEM_TYPES.join(", ")}`, type, "UNKNOWN_TYPE");
};

const orderItem = record({ type: oneOf("order"), order: anyField });
const cancelItem = record({ type: oneOf("cancel"), orderId });
const cancelByClientIdItem = record({ type: oneOf("cancelByClientId"), clientId });
const cancelAllItem = record({ type: oneOf("cancelAll") }, { coin });
const reduceItem = record({ type: oneOf("reduce"), coin, orderId, size: anyField });

function itemAction(value: unknown, path: string, lookup: MarketLookup): Action {
  switch (itemHead(value, path)) {
    case "order":
      return orderAction(orderItem(value, path).order, `${path}/order`, lookup);
    case "cancel":
      return { kind: "cancel", orderId: cancelItem(value, path).orderId };
    case "cancelByClientId":
      return { kind: "cancelByClientId", clientId: cancelByClientIdItem(value, path).clientId };
    case "cancelAll": {
      const { coin: symbol } = cancelAllItem(value, path);
      if (symbol === undefined) return { kind: "cancelAll" };
      return { kind: "cancelAll", market: at(`${path}/coin`, () => lookup(symbol)).id };
    }
    case "reduce": {
      const item = reduceItem(value, path);
      const decimals = decimalsOf(at(`${path}/coin`, () => lookup(item.coin)));
      return { kind: "reduce", orderId: item.orderId, size: size(decimals)(item.size, `${path}/size`) };
    }
  }
}

/**
 * The wire actions of 1 to 100 items. Throws `BAD_REQUEST`, `UNKNOWN_TYPE`, `BAD_DECIMAL`, `OUT_OF_RANGE`, `FIELD_RANGE` or
 * `UNKNOWN_MARKET` with `data.path`, such as `/items/0/order/side`, before anything is signed.
 */
export function toActions(items: unknown, lookup: MarketLookup): readonly Action[] {
  return listOf("items", (item, path) => itemAction(item, path, lookup), MAX_ACTIONS)(items, "/items");
}

/** As {@link toActions}, of one item: `path` is where its caller's own field lies. */
export function toAction(item: BatchItem, lookup: MarketLookup): Action {
  return itemAction(item, "", lookup);
}
