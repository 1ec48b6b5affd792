/** Every change of every order in a block, as its owner's feed tells it. */
import { type EventRecord, type FillRecord, names } from "../../state-machine/layout/generated.ts";

export interface OrderChange {
  readonly account: number;
  readonly orderId: bigint;
  readonly market: number;
  readonly isBuy: boolean;
  /** Ticks; absent for an order that traded at once and never rested. */
  readonly price?: number;
  /** Lots that remain. */
  readonly lots: number;
  readonly status: "open" | "filled" | "canceled";
  /** Result code of the reason; 0 for a rest or a fill. */
  readonly reason: number;
  readonly clientId?: Uint8Array;
}

function ofFill(event: FillRecord): OrderChange[] {
  const takerIsBuy = event.takerIsBuy === 1;
  const maker: OrderChange = {
    account: event.makerAccount,
    orderId: event.makerOrderId,
    market: event.market,
    isBuy: !takerIsBuy,
    price: event.price,
    lots: event.makerRestingLots,
    status: event.makerRestingLots === 0 ? "filled" : "open",
    reason: 0,
  };
  // What is left of a taker shows when it comes to rest; until then only its end is news.
  if (event.takerRemainingLots > 0 || event.takerOrderId === 0n) return [maker];
  const taker: OrderChange = {
    account: event.takerAccount,
    orderId: event.takerOrderId,
    market: event.market,
    isBuy: takerIsBuy,
    lots: 0,
    status: "filled",
    reason: 0,
  };
  return [maker, taker];
}

/** In order of the events. */
export function orderChanges(events: readonly EventRecord[]): OrderChange[] {
  return events.flatMap((event): OrderChange[] => {
    if (event.kind === "fill") return ofFill(event);
    if (event.kind !== "orderUpdate") return [];
    const gone = event.event === names.ORDER_CANCELLED;
    return [
      {
        account: event.account,
        orderId: event.orderId,
        market: event.market,
        isBuy: (event.flags & names.FLAG_BUY) !== 0,
        price: event.price,
        lots: gone ? 0 : event.lots,
        status: gone ? "canceled" : "open",
        reason: event.reason,
        ...((event.flags & names.FLAG_CLIENT_ID) === 0 ? {} : { clientId: event.clientId }),
      },
    ];
  });
}
