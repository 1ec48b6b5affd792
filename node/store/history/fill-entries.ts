/** The two sides of a trade, and of a deleveraging, as entries of their accounts. */
import type { DeleveragingRecord, FillRecord } from "../../state-machine/layout/generated.ts";
import type { FillEntry } from "./entries.ts";

interface At {
  readonly block: number;
  readonly index: number;
  readonly time: number;
}

/** Taker first. */
export function fillEntries(fill: FillRecord, at: At): readonly [FillEntry, FillEntry] {
  const shared = {
    ...at,
    market: fill.market,
    tradeId: fill.sequence,
    price: fill.price,
    lots: fill.lots,
    kind: fill.liquidation === 0 ? "trade" : "liquidation",
  } as const;
  const takerIsBuy = fill.takerIsBuy === 1;
  return [
    {
      ...shared,
      account: fill.takerAccount,
      orderId: fill.takerOrderId,
      isBuy: takerIsBuy,
      fee: fill.takerFee,
      pnl: fill.takerPnl,
      size: fill.takerSize,
      isTaker: true,
    },
    {
      ...shared,
      account: fill.makerAccount,
      orderId: fill.makerOrderId,
      isBuy: !takerIsBuy,
      fee: fill.makerFee,
      pnl: fill.makerPnl,
      size: fill.makerSize,
      isTaker: false,
    },
  ];
}

/** The liquidated account first. */
export function deleveragingEntries(event: DeleveragingRecord, at: At): readonly [FillEntry, FillEntry] {
  const shared = {
    ...at,
    market: event.market,
    tradeId: 0n,
    orderId: 0n,
    price: event.price,
    lots: event.lots,
    fee: 0n,
    kind: "deleveraging",
  } as const;
  const accountIsBuy = event.accountIsBuy === 1;
  return [
    {
      ...shared,
      isBuy: accountIsBuy,
      account: event.account,
      pnl: event.accountPnl,
      size: event.accountSize,
      isTaker: true,
    },
    {
      ...shared,
      isBuy: !accountIsBuy,
      account: event.counterparty,
      pnl: event.counterpartyPnl,
      size: event.counterpartySize,
      isTaker: false,
    },
  ];
}
