/** Changes of an account's cash. */
import { type Static, Type } from "typebox";
import type { LedgerEntry } from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { id, usd } from "../format.ts";
import { coin, finality, orderId, place, signed, strict, u32, u64Text } from "../schema.ts";
import { cursor, cursorSchema } from "./cursor.ts";

const CAUSES = [
  "trade",
  "liquidation",
  "deleveraging",
  "funding",
  "deposit",
  "withdrawal",
  "transferOut",
  "transferIn",
  "insurance",
  "lossBorne",
  "lossCovered",
  "badDebt",
  "settlement",
  "claimCut",
] as const satisfies readonly LedgerEntry["cause"][];

export const ledgerSchema = strict(
  {
    account: u32("account id"),
    cause: Type.Enum([...CAUSES]),
    amount: signed("change of the cash, USD"),
    cash: signed("cash after it, USD"),
    coin: Type.Optional(coin),
    fee: Type.Optional(signed("of a trade, part of the amount, USD; below zero = received")),
    tid: Type.Optional(orderId),
    counterparty: Type.Optional(u32("account on the other side of a trade, transfer or shared loss")),
    index: Type.Optional(u64Text("L1 message of a deposit, leaf of a withdrawal")),
    ...place,
    finality,
    cursor: cursorSchema,
  },
  "a change of an account's cash",
);

export function ledgerEntry(
  entry: LedgerEntry,
  context: Pick<ReadContext, "markets" | "finalityOf">,
): Static<typeof ledgerSchema> {
  const { account, amount, block, cash, cause, counterparty, fee, market, reference, time, tradeId } = entry;
  return {
    account,
    cause,
    amount: usd(amount),
    cash: usd(cash),
    ...(market === undefined ? {} : { coin: context.markets.byId(market).symbol }),
    ...(fee === undefined ? {} : { fee: usd(fee) }),
    ...(tradeId === undefined || tradeId === 0n ? {} : { tid: id(tradeId) }),
    ...(counterparty === undefined ? {} : { counterparty }),
    ...(reference === undefined ? {} : { index: reference.toString() }),
    time,
    block,
    finality: context.finalityOf(block),
    cursor: cursor(entry),
  };
}
