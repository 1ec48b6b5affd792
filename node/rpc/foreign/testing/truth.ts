/** What is so, read from the state and the history themselves: what the clients' readings are held to. */

import type { Trader } from "../../../../sdk/index.ts";
import { toHex } from "../../../primitives/bytes.ts";
import { names } from "../../../state-machine/layout/generated.ts";
import type { FillEntry } from "../../../store/history/index.ts";
import { COIN, type Scene } from "./scene.ts";

const LOTS = [1e5, 1e4];
const TICKS = [10, 100];
const SYMBOLS = [COIN, "ETH-PERP"];
const USD = 1e6;

export const usd = (value: bigint): number => Number(value) / USD;
export const lots = (value: number | bigint, market: number): number => Number(value) / LOTS[market]!;
export const price = (ticks: number, market: number): number => ticks / TICKS[market]!;

/** Numbers as clients print them, equal but for what doubles cannot hold. */
export function close(a: unknown, b: number): boolean {
  return Math.abs(Number(a) - b) <= 1e-9 * Math.max(1, Math.abs(b));
}

const shownFill = (entry: FillEntry) => ({
  coin: SYMBOLS[entry.market]!,
  px: price(entry.price, entry.market),
  sz: lots(entry.lots, entry.market),
  isBuy: entry.isBuy,
  oid: Number(entry.orderId),
  tid: Number(entry.tradeId),
  time: entry.time,
  fee: usd(entry.fee),
  crossed: entry.isTaker,
  isLiquidation: entry.kind !== "trade",
});

export interface Truth {
  readonly user: `0x${string}`;
  readonly equity: number;
  readonly initialMargin: number;
  readonly withdrawable: number;
  readonly positions: readonly { readonly coin: string; readonly szi: number }[];
  /** Highest id first. */
  readonly openOrders: readonly {
    readonly coin: string;
    readonly oid: number;
    readonly isBuy: boolean;
    readonly limitPx: number;
    readonly sz: number;
    readonly cloid: string | null;
  }[];
  /** Newest first. */
  readonly fills: readonly ReturnType<typeof shownFill>[];
}

export async function truthOf({ node }: Scene, trader: Trader): Promise<Truth> {
  const id = await trader.accountId();
  const view = node.live.chain.machine.view;
  const margin = view.margin(id)!;
  const fills = await node.history.fills(id, { limit: 500 });
  return {
    user: trader.address,
    equity: usd(margin.equity),
    initialMargin: usd(margin.initialMargin),
    withdrawable: usd(margin.withdrawable),
    positions: view
      .positions(id)
      .filter(({ size }) => size !== 0n)
      .map(({ market, size }) => ({ coin: SYMBOLS[market]!, szi: lots(size, market) })),
    openOrders: view
      .openOrders(id)
      .map((order) => ({
        coin: SYMBOLS[order.market]!,
        oid: Number(order.id),
        isBuy: (order.flags & names.FLAG_BUY) !== 0,
        limitPx: price(order.price, order.market),
        sz: lots(order.lots, order.market),
        cloid: (order.flags & names.FLAG_CLIENT_ID) === 0 ? null : toHex(order.clientId),
      }))
      .sort((a, b) => b.oid - a.oid),
    fills: fills.map(shownFill),
  };
}

/** Best first, as `[price, size]`. */
export function bookOf({ node }: Scene, market: number) {
  const book = node.live.chain.machine.view.book(market, 100)!;
  const side = (levels: typeof book.bids) =>
    levels.map((level) => [price(level.price, market), lots(level.lots, market)] as const);
  return { bids: side(book.bids), asks: side(book.asks) };
}
