/** A book as the API shows it, and the checksum that lets a client prove its copy right. */
import { crc32 } from "node:zlib";
import { px, sz } from "../format.ts";
import { CHECKSUM_LEVELS } from "../limits.ts";
import type { Market } from "../markets.ts";

export interface Level {
  readonly price: number;
  readonly lots: number | bigint;
  readonly orders: number;
}

/** Best first. */
export interface Sides {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface ShownLevel {
  readonly px: string;
  readonly sz: string;
  readonly n: number;
}

export function showLevel(level: Level, market: Market): ShownLevel {
  return { px: px(level.price, market), sz: sz(level.lots, market), n: level.orders };
}

/**
 * CRC-32 (as in zlib), unsigned, over `px:sz` of the best 25 bids then the best 25 asks, all joined by `:`.
 * An empty book has the checksum of the empty string, 0.
 */
export function bookChecksum(bids: readonly ShownLevel[], asks: readonly ShownLevel[]): number {
  const parts = [...bids.slice(0, CHECKSUM_LEVELS), ...asks.slice(0, CHECKSUM_LEVELS)];
  return crc32(parts.map((level) => `${level.px}:${level.sz}`).join(":"));
}
