/** What a block's events say to accounts and markets, as entries. The live feeds and the history read the same ones. */
import { toHex } from "../../primitives/bytes.ts";
import { MessageKind } from "../../primitives/codec/types.ts";
import type { EventRecord, FillRecord } from "../../state-machine/layout/generated.ts";
import type {
  DepositEntry,
  FillEntry,
  FundingRateEntry,
  MessageEntry,
  TradeEntry,
  TransferEntry,
  WithdrawalEntry,
} from "./entries.ts";
import { deleveragingEntries, fillEntries } from "./fill-entries.ts";

export type EventEntry =
  | { readonly kind: "fill"; readonly entry: FillEntry }
  | { readonly kind: "trade"; readonly entry: TradeEntry }
  | { readonly kind: "fundingRate"; readonly entry: FundingRateEntry }
  | { readonly kind: "deposit"; readonly entry: DepositEntry }
  | { readonly kind: "message"; readonly entry: MessageEntry }
  | { readonly kind: "transfer"; readonly entry: TransferEntry }
  | { readonly kind: "withdrawal"; readonly entry: WithdrawalEntry };

interface At {
  readonly block: number;
  readonly index: number;
  readonly time: number;
}

function tradeEntry(event: FillRecord, at: At): TradeEntry {
  return {
    ...at,
    market: event.market,
    tradeId: event.sequence,
    isBuy: event.takerIsBuy === 1,
    price: event.price,
    lots: event.lots,
    buyer: event.takerIsBuy === 1 ? event.takerAccount : event.makerAccount,
    seller: event.takerIsBuy === 1 ? event.makerAccount : event.takerAccount,
    liquidation: event.liquidation !== 0,
  };
}

/** The entries that one event makes; `at` says where it lies. */
export function entriesOf(event: EventRecord, at: At): readonly EventEntry[] {
  switch (event.kind) {
    case "fill": {
      const fills = fillEntries(event, at).map((entry) => ({ kind: "fill", entry }) as const);
      return [{ kind: "trade", entry: tradeEntry(event, at) }, ...fills];
    }
    case "deleveraging":
      return deleveragingEntries(event, at).map((entry) => ({ kind: "fill", entry }) as const);
    case "funding": {
      const { market, rate, index, fundingIndex } = event;
      return [{ kind: "fundingRate", entry: { ...at, market, rate, indexPrice: index, fundingIndex } }];
    }
    case "deposit": {
      const { account, sub, amount } = event;
      const entry = { ...at, account, message: event.index, to: toHex(event.to), sub, amount };
      return [{ kind: "deposit", entry }];
    }
    case "l1MessageReceipt": {
      const { index: message, messageKind, op, code, account, l1Block, l1Time } = event;
      if (messageKind === MessageKind.Genesis) return [];
      const entry = { ...at, message, messageKind, op, code, account, l1Block, l1Time };
      return [{ kind: "message", entry: { ...entry, sender: toHex(event.sender) } }];
    }
    case "transfer": {
      const { amount, fromAccount: from, toAccount: to } = event;
      return [
        { kind: "transfer", entry: { ...at, account: from, counterparty: to, amount: -amount } },
        { kind: "transfer", entry: { ...at, account: to, counterparty: from, amount } },
      ];
    }
    case "withdrawal": {
      const { account, asset, amount } = event;
      const hex = { recipient: toHex(event.recipient), leaf: toHex(event.leaf) };
      return [
        { kind: "withdrawal", entry: { ...at, account, leafIndex: event.index, asset, amount, ...hex } },
      ];
    }
    default:
      return [];
  }
}

/**
 * In order of the events; `index` of an entry is its event's place in the block. `hashOf` gives the hash of a transaction by its place among
 * the block's; it is asked for those that traded.
 */
export function eventEntries(
  events: readonly EventRecord[],
  place: { readonly block: number; readonly time: number },
  hashOf: (transaction: number) => string,
): EventEntry[] {
  let transaction: number | undefined;
  let hash: string | undefined;
  return events.flatMap((event, index) => {
    const made = entriesOf(event, { ...place, index });
    if (event.kind === "l1MessageReceipt") transaction = undefined;
    else if (event.kind === "transactionReceipt" && event.code === 0) transaction = event.transaction;
    else if (event.kind === "fill" && event.liquidation === 0 && transaction !== undefined) {
      hash ??= hashOf(transaction);
      return made.map((item) => ({ ...item, entry: { ...item.entry, hash } }) as EventEntry);
    }
    if (event.kind === "l1MessageReceipt" || event.kind === "transactionReceipt") hash = undefined;
    return made;
  });
}
