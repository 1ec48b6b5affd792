/** A book as the API shows it, and the checksum that lets a client prove its copy right. */
import { crc32 } from "node:zlib";
import { type Static, Type } from "typebox";
import { px, sz } from "../format.ts";
import { CHECKSUM_LEVELS } from "../limits.ts";
import type { Market } from "../markets.ts";
import { count, decimal, strict } from "../schema.ts";

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

export const levelSchema = strict(
  { px: decimal("price"), sz: decimal("size"), n: count("orders at this price") },
  "a price level",
);
export const checksumSchema = Type.Integer({
  minimum: 0,
  maximum: 0xffff_ffff,
  description: "CRC-32 of the best 25 levels a side (docs/spec/api.md)",
});

export type ShownLevel = Static<typeof levelSchema>;

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
