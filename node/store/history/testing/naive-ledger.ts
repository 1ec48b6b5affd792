/** The cash of every account, kept up with every event: what the rows of the ledger must agree with. */
import type { EventRecord } from "../../../state-machine/layout/generated.ts";
import type { LedgerEntry } from "../entries.ts";

type Change = Omit<LedgerEntry, "block" | "index" | "time">;

export class NaiveLedger {
  readonly #cash = new Map<number, bigint>();

  /** Takes an event; the entries that it makes, without their place. */
  take(event: EventRecord): Change[] {
    return changes(event).map((change) => {
      // Random amounts leave the range that the engine's have.
      const cash = BigInt.asIntN(64, (this.#cash.get(change.account) ?? 0n) + change.amount);
      this.#cash.set(change.account, cash);
      return { ...change, amount: BigInt.asIntN(64, change.amount), cash };
    });
  }
}

function changes(event: EventRecord): Omit<Change, "cash">[] {
  switch (event.kind) {
    case "fill": {
      const cause = event.liquidation === 0 ? ("trade" as const) : ("liquidation" as const);
      const shared = { cause, market: event.market, tradeId: event.sequence };
      const { makerAccount, makerFee, makerPnl, takerAccount, takerFee, takerPnl } = event;
      return [
        {
          ...{ ...shared, account: takerAccount, counterparty: makerAccount },
          ...{ fee: takerFee, amount: takerPnl - takerFee },
        },
        {
          ...{ ...shared, account: makerAccount, counterparty: takerAccount },
          ...{ fee: makerFee, amount: makerPnl - makerFee },
        },
      ];
    }
    case "deleveraging": {
      const shared = { cause: "deleveraging", market: event.market, tradeId: 0n, fee: 0n } as const;
      const { account, accountPnl, counterparty, counterpartyPnl } = event;
      return [
        { ...shared, account, counterparty, amount: accountPnl },
        { ...shared, account: counterparty, counterparty: account, amount: counterpartyPnl },
      ];
    }
    case "fundingPayment":
      return [{ account: event.account, cause: "funding", market: event.market, amount: -event.payment }];
    case "deposit":
      if (event.account === 0) return [];
      return [{ account: event.account, cause: "deposit", reference: event.index, amount: event.amount }];
    case "withdrawal":
      if (event.account === 0) return [];
      return [{ account: event.account, cause: "withdrawal", reference: event.index, amount: -event.amount }];
    case "transfer": {
      const { amount, fromAccount, toAccount } = event;
      return [
        { account: fromAccount, cause: "transferOut", counterparty: toAccount, amount: -amount },
        { account: toAccount, cause: "transferIn", counterparty: fromAccount, amount },
      ];
    }
    case "positionClosed":
      return [{ account: event.account, cause: "settlement", market: event.market, amount: event.profit }];
    default:
      return [];
  }
}
