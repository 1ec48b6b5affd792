/** What an account may still do in one market. */
import { type Static, Type } from "typebox";
import { fromHex, toHex } from "../../primitives/bytes.ts";
import { roomToTrade } from "../../state-machine/view/room-to-trade.ts";
import type { ReadContext } from "../context.ts";
import { px, sz, usd } from "../format.ts";
import type { Market } from "../markets.ts";
import { address, coin, count, decimal, pair, strict } from "../schema.ts";
import { maxLeverage } from "./market.ts";

export const assetDataSchema = strict({
  user: address,
  coin,
  leverage: strict({
    type: Type.Literal("cross"),
    value: count("1 / initial margin of the market, cut"),
  }),
  maxTradeSzs: pair(decimal("base units"), "largest order at the mark: to buy, to sell"),
  availableToTrade: pair(decimal("USD"), "its value at the mark, divided by the leverage"),
  markPx: decimal("mark price; 0 = not yet"),
});

/** `accountId` undefined = an owner who has no account yet. */
export function assetData(
  user: string,
  accountId: number | undefined,
  market: Market,
  { state }: Pick<ReadContext, "state">,
): Static<typeof assetDataSchema> {
  const record = state.market(market.id)!;
  const margin = accountId === undefined ? undefined : state.margin(accountId);
  const carried = {
    equity: margin?.equity ?? 0n,
    initialMargin: margin?.initialMargin ?? 0n,
    position:
      accountId === undefined
        ? undefined
        : state.positions(accountId).find((position) => position.market === market.id),
  };
  const leverage = maxLeverage(record);
  const rooms = [roomToTrade(carried, record, "buy"), roomToTrade(carried, record, "sell")] as const;
  const value = (lots: bigint) => usd((lots * BigInt(record.mark) * BigInt(record.unit)) / BigInt(leverage));
  return {
    user: toHex(fromHex(user, 20)),
    coin: market.symbol,
    leverage: { type: "cross", value: leverage },
    maxTradeSzs: [sz(rooms[0], market), sz(rooms[1], market)],
    availableToTrade: [value(rooms[0]), value(rooms[1])],
    markPx: px(record.mark, market),
  };
}
