/** Fills and trades. */
import { type Static, Type } from "typebox";
import type { Finality } from "../../bridge/port.ts";
import type { FillEntry, TradeEntry } from "../../store/history/index.ts";
import { id, px, side, sz, usd } from "../format.ts";
import type { Markets } from "../markets.ts";
import {
  coin,
  decimal,
  finality,
  hex,
  orderId,
  place,
  side as sideSchema,
  signed,
  strict,
  u32,
} from "../schema.ts";
import { cursor, cursorSchema } from "./cursor.ts";

const txHash = hex(
  32,
  "hash of the transaction whose order crossed the book; zero where none did: forced through L1, or by the engine",
);
const NO_HASH = `0x${"0".repeat(64)}`;

export const fillSchema = strict(
  {
    coin,
    px: decimal("price"),
    sz: decimal("size"),
    side: sideSchema,
    ...place,
    startPosition: signed("position before"),
    dir: Type.Enum(["Open Long", "Open Short", "Close Long", "Close Short", "Long > Short", "Short > Long"]),
    closedPnl: signed("realised profit before fees, USD"),
    oid: orderId,
    cloid: Type.Optional(hex(16, "client order id")),
    tid: orderId,
    hash: txHash,
    crossed: Type.Boolean({ description: "true for the order that crossed the book" }),
    fee: signed("USD; below zero = received"),
    feeToken: Type.Literal("USDC"),
    account: u32("account id"),
    liquidation: Type.Optional(Type.Enum(["liquidation", "deleveraging"])),
    finality,
    cursor: cursorSchema,
  },
  "one side of a trade",
);

export const tradeSchema = strict(
  {
    coin,
    side: sideSchema,
    px: decimal("price"),
    sz: decimal("size"),
    tid: orderId,
    hash: txHash,
    ...place,
    liquidation: Type.Optional(Type.Literal(true)),
    cursor: cursorSchema,
  },
  "a trade; `side` is the taker's",
);

type Direction = Static<typeof fillSchema>["dir"];

/** What the fill did to the position, in the words traders know. */
function direction(before: bigint, after: bigint): Direction {
  if (before > 0n && after < 0n) return "Long > Short";
  if (before < 0n && after > 0n) return "Short > Long";
  const held = before === 0n ? after : before;
  const grew = before === 0n || (after > 0n ? after > before : after < before && after !== 0n);
  return `${grew ? "Open" : "Close"} ${held > 0n ? "Long" : "Short"}`;
}

export interface FillContext {
  readonly markets: Markets;
  finalityOf(block: number): Finality;
}

export function fill(entry: FillEntry, context: FillContext): Static<typeof fillSchema> {
  const market = context.markets.byId(entry.market);
  const { isBuy } = entry;
  const lots = BigInt(entry.lots);
  const before = entry.size - (isBuy ? lots : -lots);
  return {
    coin: market.symbol,
    px: px(entry.price, market),
    sz: sz(entry.lots, market),
    side: side(isBuy),
    time: entry.time,
    startPosition: sz(before, market),
    dir: direction(before, entry.size),
    closedPnl: usd(entry.pnl),
    oid: id(entry.orderId),
    ...(entry.clientId === undefined ? {} : { cloid: entry.clientId }),
    tid: id(entry.tradeId),
    hash: entry.hash ?? NO_HASH,
    crossed: entry.isTaker,
    fee: usd(entry.fee),
    feeToken: "USDC",
    account: entry.account,
    ...(entry.kind === "trade" ? {} : { liquidation: entry.kind }),
    block: entry.block,
    finality: context.finalityOf(entry.block),
    cursor: cursor(entry),
  };
}

export function trade(entry: TradeEntry, markets: Markets): Static<typeof tradeSchema> {
  const market = markets.byId(entry.market);
  return {
    coin: market.symbol,
    side: side(entry.isBuy),
    px: px(entry.price, market),
    sz: sz(entry.lots, market),
    time: entry.time,
    tid: id(entry.tradeId),
    hash: entry.hash ?? NO_HASH,
    block: entry.block,
    ...(entry.liquidation ? { liquidation: true } : {}),
    cursor: cursor(entry),
  };
}
