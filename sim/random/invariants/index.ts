import type { Watcher } from "../play.ts";
import { MoneyWatch } from "./money.ts";
import { NonceWatch } from "./nonces.ts";
import { OrderWatch } from "./orders.ts";
import { watchRisk } from "./risk.ts";

/** Fresh watchers of one chain: the invariants that events and state alone can show. */
export function invariants(): Watcher[] {
  return [new MoneyWatch().watch, new OrderWatch().watch, watchRisk, new NonceWatch().watch];
}
