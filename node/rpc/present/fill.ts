/** Fills and trades. */
import type { Finality } from "../../bridge/port.ts";
import type { FillEntry, TradeEntry } from "../../store/history/index.ts";
import { px, side, sz, usd } from "../format.ts";
import type { Markets } from "../markets.ts";

/** What the fill did to the position, in the words traders know. */
function direction(before: bigint, after: bigint): string {
  if (before > 0n && after < 0n) return "Long > Short";
  if (before < 0n && after > 0n) return "Short > Long";
  const held = before === 0n ? after : before;
  const grew = before === 0n || (after > 0n ? after > before : after < before && after !== 0n);
  return `${grew ? "Open" : "Close"} ${held > 0n ? "Long" : "Short"}`;
}

export function fill(entry: FillEntry, context: { markets: Markets; finalityOf(block: number): Finality }) {
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
    oid: entry.orderId.toString(),
    tid: entry.tradeId.toString(),
    crossed: entry.isTaker,
    fee: usd(entry.fee),
    feeToken: "USDC",
    account: entry.account,
    ...(entry.kind === "trade" ? {} : { liquidation: entry.kind }),
    block: entry.block,
    finality: context.finalityOf(entry.block),
  };
}

export function trade(entry: TradeEntry, markets: Markets) {
  const market = markets.byId(entry.market);
  return {
    coin: market.symbol,
    side: side(entry.isBuy),
    px: px(entry.price, market),
    sz: sz(entry.lots, market),
    time: entry.time,
    tid: entry.tradeId.toString(),
    block: entry.block,
    ...(entry.liquidation ? { liquidation: true } : {}),
  };
}
