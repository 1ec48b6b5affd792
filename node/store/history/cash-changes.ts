/** What each event did to the cash of accounts, as the engine does it (docs/spec/rules.md M, O6, L, Z). */
import {
  deleveragingLayout,
  depositLayout,
  eventKind,
  fillLayout,
  fundingPaymentLayout,
  insuranceLayout,
  names,
  positionClosedLayout,
  transferLayout,
  windDownLayout,
  withdrawalLayout,
} from "../../state-machine/layout/generated.ts";
import type { LedgerCause } from "./entries.ts";

const CLOSED = positionClosedLayout.offset;
const CLOSING = deleveragingLayout.offset;
const DEPOSIT = depositLayout.offset;
const FILL = fillLayout.offset;
const INSURANCE = insuranceLayout.offset;
const PAYMENT = fundingPaymentLayout.offset;
const TRANSFER = transferLayout.offset;
const WIND_DOWN = windDownLayout.offset;
const WITHDRAWAL = withdrawalLayout.offset;

export interface CashChange {
  readonly account: number;
  readonly cause: LedgerCause;
  /** Usd6, signed. */
  readonly amount: bigint;
  readonly market?: number;
  /** The account on the other side. */
  readonly other?: number;
  /** Trade, L1 message or withdrawal leaf. */
  readonly reference?: bigint;
  readonly fee?: bigint;
}

/** The changes of the event at `at` of `events`: at most two, of different accounts. */
export function cashChanges(events: DataView, at: number): readonly CashChange[] {
  // Most events are of no money.
  return MONEY.has(events.getUint16(at, true)) ? changesOf(events, at) : NONE;
}

const NONE: readonly CashChange[] = [];
const MONEY: ReadonlySet<number> = new Set([
  eventKind.FILL,
  eventKind.DELEVERAGING,
  eventKind.FUNDING_PAYMENT,
  eventKind.DEPOSIT,
  eventKind.WITHDRAWAL,
  eventKind.TRANSFER,
  eventKind.INSURANCE,
  eventKind.POSITION_CLOSED,
  eventKind.WIND_DOWN,
]);

function changesOf(events: DataView, at: number): readonly CashChange[] {
  const u32 = (offset: number) => events.getUint32(at + offset, true);
  const i64 = (offset: number) => events.getBigInt64(at + offset, true);
  const u64 = (offset: number) => events.getBigUint64(at + offset, true);
  const u16 = (offset: number) => events.getUint16(at + offset, true);
  switch (u16(0)) {
    case eventKind.FILL: {
      const [taker, maker] = [u32(FILL.takerAccount), u32(FILL.makerAccount)];
      const cause = events.getUint8(at + FILL.liquidation) === 0 ? "trade" : "liquidation";
      const [takerFee, makerFee] = [i64(FILL.takerFee), i64(FILL.makerFee)];
      const shared = { cause, market: u16(FILL.market), reference: u64(FILL.sequence) } as const;
      return [
        { ...shared, account: taker, other: maker, fee: takerFee, amount: i64(FILL.takerPnl) - takerFee },
        { ...shared, account: maker, other: taker, fee: makerFee, amount: i64(FILL.makerPnl) - makerFee },
      ];
    }
    case eventKind.DELEVERAGING: {
      const [account, other] = [u32(CLOSING.account), u32(CLOSING.counterparty)];
      const shared = { cause: "deleveraging", market: u16(CLOSING.market) } as const;
      return [
        { ...shared, account, other, amount: i64(CLOSING.accountPnl) },
        { ...shared, account: other, other: account, amount: i64(CLOSING.counterpartyPnl) },
      ];
    }
    case eventKind.FUNDING_PAYMENT: {
      const shared = { cause: "funding", market: u16(PAYMENT.market) } as const;
      return [{ ...shared, account: u32(PAYMENT.account), amount: -i64(PAYMENT.payment) }];
    }
    case eventKind.DEPOSIT: {
      const account = u32(DEPOSIT.account);
      const shared = { cause: "deposit", reference: u64(DEPOSIT.index) } as const;
      return account === 0 ? [] : [{ ...shared, account, amount: u64(DEPOSIT.amount) }];
    }
    case eventKind.WITHDRAWAL: {
      const account = u32(WITHDRAWAL.account);
      const shared = { cause: "withdrawal", reference: u64(WITHDRAWAL.index) } as const;
      return account === 0 ? [] : [{ ...shared, account, amount: -u64(WITHDRAWAL.amount) }];
    }
    case eventKind.TRANSFER: {
      const [from, to, amount] = [u32(TRANSFER.fromAccount), u32(TRANSFER.toAccount), u64(TRANSFER.amount)];
      return [
        { account: from, cause: "transferOut", other: to, amount: -amount },
        { account: to, cause: "transferIn", other: from, amount },
      ];
    }
    case eventKind.INSURANCE: {
      const [account, other, amount] = [
        u32(INSURANCE.account),
        u32(INSURANCE.counterparty),
        i64(INSURANCE.amount),
      ];
      const reason = u32(INSURANCE.reason);
      if (reason === names.INSURANCE_COVER) return [{ account, cause: "insurance", amount }];
      if (reason === names.INSURANCE_BAD_DEBT) return [{ account, cause: "badDebt", amount }];
      if (reason !== names.INSURANCE_SOCIALISED) return [];
      return [
        { account, cause: "lossCovered", other, amount },
        { account: other, cause: "lossBorne", other: account, amount: -amount },
      ];
    }
    case eventKind.POSITION_CLOSED: {
      const shared = { cause: "settlement", market: u16(CLOSED.market) } as const;
      return [{ ...shared, account: u32(CLOSED.account), amount: i64(CLOSED.profit) }];
    }
    case eventKind.WIND_DOWN: {
      const [account, amount, stage] = [u32(WIND_DOWN.account), i64(WIND_DOWN.amount), u32(WIND_DOWN.stage)];
      if (stage === names.WIND_DOWN_CLOSED && amount < 0n)
        return [{ account, cause: "badDebt", amount: -amount }];
      // What is paid of the claim leaves with the withdrawal that follows.
      const cut = amount - i64(WIND_DOWN.paid);
      return stage === names.WIND_DOWN_PAID && cut !== 0n
        ? [{ account, cause: "claimCut", amount: -cut }]
        : [];
    }
    default:
      return [];
  }
}
