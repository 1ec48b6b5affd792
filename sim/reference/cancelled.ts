/** What the cancels of a block name: orders signed before them are refused when they come after them (T10). */
import { CANCELLED_ITEMS } from "./bounds.ts";
import type { State } from "./state.ts";
import { NO_CLIENT_ID, type OrderAction } from "./wire.ts";

const EVERYTHING = "everything";
export const marketItem = (market: number | undefined): string =>
  market === undefined ? EVERYTHING : `market ${market}`;
export const clientIdItem = (clientId: string): string => `client id ${clientId}`;

/** Remembers a cancel of the transaction that runs; forced ones have no nonce. */
export function remember(s: State, account: number, item: string): void {
  if (s.nonce === 0) return;
  const named = s.cancelled.get(account) ?? { all: 0, items: new Map<string, number>() };
  s.cancelled.set(account, named);
  const full = named.items.size === CANCELLED_ITEMS && !named.items.has(item);
  if (item === EVERYTHING || full) named.all = Math.max(named.all, s.nonce);
  else named.items.set(item, Math.max(named.items.get(item) ?? 0, s.nonce));
}

export function isCancelled(s: State, account: number, order: OrderAction): boolean {
  const named = s.cancelled.get(account);
  if (!named) return false;
  const covers = [
    named.all,
    named.items.get(marketItem(order.market)) ?? 0,
    order.clientId === NO_CLIENT_ID ? 0 : (named.items.get(clientIdItem(order.clientId)) ?? 0),
  ];
  return s.nonce < Math.max(...covers);
}
