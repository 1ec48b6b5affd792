/** Fills and trades. */
import { type Static, Type } from "typebox";
import type { Finality } from "../../bridge/port.ts";
import { toHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { FillEntry, TradeEntry } from "../../store/history/index.ts";
import type { StateReader } from "../dependencies.ts";
import { id, px, side, sz, usd } from "../format.ts";
import type { Markets } from "../markets.ts";
import {
  address,
  coin,
  decimal,
  finality,
  hex,
  nullable,
  orderId,
  pair,
  place,
  side as sideSchema,
  signed,
  strict,
  u32,
} from "../schema.ts";
import { cursor, cursorSchema } from "./cursor.ts";
import { NO_HASH } from "./nothing.ts";

const txHash = hex(
  32,
  "hash of the transaction whose order crossed the book; zero where none did: forced through L1, or by the engine",
);

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
    twapId: Type.Null({ description: "there are no TWAPs" }),
    liquidation: Type.Optional(
      strict(
        {
          kind: Type.Enum(["liquidation", "deleveraging"]),
          method: Type.Enum(["market", "backstop"], {
            description: "market: in the book; backstop: deleveraging",
          }),
          liquidatedUser: Type.Optional({ ...address, description: "of its own liquidation only" }),
          markPx: nullable(decimal("the mark, where it is the price; null = not kept")),
        },
        "a fill that a liquidation made",
      ),
    ),
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
    users: pair(address, "owners of the buyer and of the seller"),
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
  readonly state: Pick<StateReader, "account">;
  finalityOf(block: number): Finality;
}

const addressOf = (account: number, { state }: Pick<FillContext, "state">): string => {
  const record = state.account(account);
  if (record !== undefined) return toHex(record.ownerAddress);
  throw new NovateError("INTERNAL", "expected the account of a fill");
};

/** The one that is liquidated crosses the book, or is the one whose position is closed at the mark. */
function liquidation(
  entry: FillEntry,
  kind: Exclude<FillEntry["kind"], "trade">,
  context: FillContext,
): NonNullable<Static<typeof fillSchema>["liquidation"]> {
  const isMarket = kind === "liquidation";
  return {
    kind,
    method: isMarket ? "market" : "backstop",
    ...(entry.isTaker ? { liquidatedUser: addressOf(entry.account, context) } : {}),
    markPx: isMarket ? null : px(entry.price, context.markets.byId(entry.market)),
  };
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
    twapId: null,
    ...(entry.kind === "trade" ? {} : { liquidation: liquidation(entry, entry.kind, context) }),
    block: entry.block,
    finality: context.finalityOf(entry.block),
    cursor: cursor(entry),
  };
}

export function trade(
  entry: TradeEntry,
  context: Pick<FillContext, "markets" | "state">,
): Static<typeof tradeSchema> {
  const market = context.markets.byId(entry.market);
  return {
    coin: market.symbol,
    side: side(entry.isBuy),
    px: px(entry.price, market),
    sz: sz(entry.lots, market),
    time: entry.time,
    tid: id(entry.tradeId),
    hash: entry.hash ?? NO_HASH,
    users: [addressOf(entry.buyer, context), addressOf(entry.seller, context)],
    block: entry.block,
    ...(entry.liquidation ? { liquidation: true } : {}),
    cursor: cursor(entry),
  };
}
