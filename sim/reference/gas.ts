/** Class (B2) and gas (B3) of a transaction. */
import { type Action, type Body, TIF } from "./wire.ts";

/** 0 no orders, 1 post-only orders, 2 any other order, 3 oracle vote. */
export function classOf(body: Body): number {
  if (body.type === 5) return 3;
  if (body.type !== 1) return 0;
  const orders = body.actions.filter((action) => action.kind === "order");
  if (orders.length === 0) return 0;
  return orders.every((order) => order.tif === TIF.postOnly) ? 1 : 2;
}

const TRANSACTION = 6;

export const gasOf = (body: Body): number => TRANSACTION + gasOfBody(body);

/** Gas of a body alone: what a forced transaction reports. */
export function gasOfBody(body: Body): number {
  if (body.type === 1) return body.actions.reduce((sum, action) => sum + gasOfAction(action), 0);
  if (body.type === 5) return 2 * body.prices.length;
  return body.type === 4 ? 10 : 14;
}

function gasOfAction(action: Action): number {
  if (action.kind === "order") return action.tif === TIF.fok ? 1300 : 16;
  if (action.kind === "cancelByClientId") return 6;
  return action.kind === "cancelAll" ? 300 : 2;
}
