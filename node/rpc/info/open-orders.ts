/** An account's resting orders, each with how it was placed. */
import { errorCode } from "../../primitives/error.ts";
import type { OrderRecord } from "../../state-machine/layout/generated.ts";
import type { OrderHistory } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { HISTORY_WAIT_MS } from "../limits.ts";

export interface RestingOrder {
  readonly order: OrderRecord;
  /** Undefined while the history can't say: it is behind. */
  readonly history?: OrderHistory;
}

/** How often the state is read again, where an order was cut while the history was asked: once is rare. */
const MAX_STATE_READS = 4;
/** Blocks that the history may be behind and still be waited for. */
const MAX_BLOCKS_BEHIND = 64n;

/** As of one block of the state. What the history knows further along still says how the order was placed, unless a cut is among it. */
export async function restingOrders(account: number, context: ReadContext): Promise<RestingOrder[]> {
  for (let tries = 1; ; tries++) {
    const block = context.state.header().blockNumber;
    const orders = context.state.openOrders(account);
    if (!(await isReached(block, context))) return orders.map((order) => ({ order }));
    const found = await context.history.ordersByIds(orders.map(({ id }) => id));
    const isUsable = found.map((order) => order !== undefined && !wasCutAfter(order, block));
    if (tries < MAX_STATE_READS && isUsable.includes(false)) continue;
    return orders.map((order, i) => (isUsable[i] ? { order, history: found[i]! } : { order }));
  }
}

function wasCutAfter({ last }: OrderHistory, block: bigint): boolean {
  return last !== undefined && last.block > Number(block) && last.cutLots > 0;
}

async function isReached(block: bigint, { history }: ReadContext): Promise<boolean> {
  if (block - history.indexed > MAX_BLOCKS_BEHIND) return false;
  try {
    await history.reached(block, HISTORY_WAIT_MS);
    return true;
  } catch (error) {
    if (errorCode(error) !== "HISTORY_BEHIND") throw error;
    return false;
  }
}
