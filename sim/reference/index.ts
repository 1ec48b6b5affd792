/** The naive reference: a second state machine, written from docs/spec to be obviously right. See README.md. */
export type { Recover } from "./authorize.ts";
export { applyBlock } from "./block.ts";
export { bestPrice } from "./book.ts";
export type { Event } from "./events.ts";
export { emptyState } from "./genesis.ts";
export { isBuy, isReduceOnly, openLots, reduceOnlyLots } from "./margin.ts";
export { openInterest } from "./oracle.ts";
export { fromHex, toHex } from "./reader.ts";
export type { Account, Market, Order, Position, State } from "./state.ts";
export { treeRoot } from "./withdrawal-tree.ts";
