/** A change of an account's cash: 40 bytes. */
import type { LedgerCause, LedgerEntry } from "../entries.ts";
import type { At } from "./place.ts";

/** `cause` is an index into {@link CAUSES}; `market` and `other` (an account) where the cause has one. */
export const ledgerLayout = {
  size: 40,
  offset: { cause: 0, market: 2, other: 4, amount: 8, cash: 16, reference: 24, fee: 32 },
} as const;

/** Append-only. */
export const CAUSES: readonly LedgerCause[] = [
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
];

const OUT = ledgerLayout.offset;

export function readLedger(view: DataView, at: number, where: At, account: number): LedgerEntry {
  const cause = CAUSES[view.getUint8(at + OUT.cause)]!;
  const shared = {
    ...where,
    account,
    amount: view.getBigInt64(at + OUT.amount, true),
    cash: view.getBigInt64(at + OUT.cash, true),
  };
  const market = view.getUint16(at + OUT.market, true);
  const reference = view.getBigUint64(at + OUT.reference, true);
  const other = view.getUint32(at + OUT.other, true);
  switch (cause) {
    case "trade":
    case "liquidation":
    case "deleveraging": {
      const fee = view.getBigInt64(at + OUT.fee, true);
      return { ...shared, cause, market, tradeId: reference, counterparty: other, fee };
    }
    case "funding":
    case "settlement":
      return { ...shared, cause, market };
    case "deposit":
    case "withdrawal":
      return { ...shared, cause, reference };
    case "transferOut":
    case "transferIn":
    case "lossBorne":
    case "lossCovered":
      return { ...shared, cause, counterparty: other };
    default:
      return { ...shared, cause };
  }
}
