import { Type } from "typebox";
import { CANDLE_INTERVALS } from "../../../store/history/index.ts";
import { PAGE_CANDLES } from "../../limits.ts";
import { candle, candleSchema, intervalSchema } from "../../present/candle.ts";
import { coin, list, milliseconds, nullable, strict } from "../../schema.ts";
import { defineInfo } from "../info-type.ts";

/** Bars that start in `startTime..endTime`, oldest first, from the market's first trade on; an interval without trades has a flat bar of the last price. */
export const candleSnapshotInfo = defineInfo({
  type: "candleSnapshot",
  schema: strict({
    type: Type.Literal("candleSnapshot"),
    req: strict({
      coin,
      interval: intervalSchema,
      startTime: milliseconds("first time"),
      endTime: Type.Optional(nullable(milliseconds("last time; now if absent"))),
    }),
  }),
  ofHistory: true,
  weight: 20,
  answers: list(candleSchema),
  async answer({ req }, { chain, markets, history }) {
    const market = markets.bySymbol(req.coin);
    const seconds = CANDLE_INTERVALS[req.interval];
    const end = Math.min(req.endTime ?? Number.MAX_SAFE_INTEGER, Number(chain.head.timestamp));
    const bars = await history.candles(market.id, seconds, req.startTime, end, PAGE_CANDLES);
    return bars.map((bar) => candle(bar, req.interval, market));
  },
});
