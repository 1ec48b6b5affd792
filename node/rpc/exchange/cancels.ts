/** Which transactions only cancel or reduce: bounds of the port keep a reserve for them, so that who is at a bound can still leave. */
import type { TransactionFields } from "../../primitives/codec/transaction.ts";
import type { TransactionBody } from "../../primitives/codec/types.ts";

const TRADE = 1;
const CANCEL_TYPES: ReadonlySet<unknown> = new Set(["cancel", "cancelByCloid", "cancelAll", "reduce"]);

/** Of an action as JSON that a schema has accepted, or may yet refuse: then nothing is executed, whatever this says. */
export function onlyCancels(action: { readonly type?: unknown; readonly actions?: unknown }): boolean {
  if (action.type !== "batch") return CANCEL_TYPES.has(action.type);
  return Array.isArray(action.actions) && action.actions.every((item) => CANCEL_TYPES.has(item?.type));
}

/** Of scanned canonical bytes. */
export function scanOnlyCancels(fields: TransactionFields): boolean {
  return fields.type === TRADE && fields.executionClass === 0;
}

/** Of a decoded body. */
export function bodyOnlyCancels(body: TransactionBody): boolean {
  return body.type === "trade" && body.actions.every(({ kind }) => kind !== "order");
}
