/** Deposits, withdrawals and funding. */
import { type Static, Type } from "typebox";
import type {
  DepositEntry,
  FundingEntry,
  FundingRateEntry,
  TransferEntry,
  WithdrawalEntry,
} from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { ppb, px, sz, usd } from "../format.ts";
import {
  address,
  coin,
  count,
  decimal,
  finality,
  hex,
  place,
  signed,
  strict,
  u32,
  u64Text,
} from "../schema.ts";
import { cursor, cursorSchema } from "./cursor.ts";

type Context = Pick<ReadContext, "markets" | "finalityOf">;

export const depositSchema = strict({
  account: u32("account id"),
  user: address,
  sub: count("sub-account"),
  amount: decimal("USDC"),
  message: u64Text("index of the L1 message"),
  ...place,
  finality,
  cursor: cursorSchema,
});

export const transferSchema = strict({
  account: u32("account id"),
  counterparty: u32("account id of the other sub-account"),
  amount: signed("what the account received, USDC; below zero = sent"),
  ...place,
  finality,
  cursor: cursorSchema,
});

export const withdrawalSchema = strict({
  index: u64Text("index of the leaf in the withdrawal tree"),
  account: u32("account id"),
  recipient: address,
  asset: count("asset id; 0 = USDC"),
  amount: decimal("amount"),
  leaf: hex(32, "leaf of the withdrawal tree"),
  ...place,
  finality,
});

export const fundingPaymentSchema = strict({
  coin,
  account: u32("account id"),
  szi: signed("position"),
  fundingRate: signed("of the interval"),
  oraclePx: decimal("index price"),
  usdc: signed("what the account received; settled with the next change of the position"),
  nSamples: Type.Null({ description: "samples are counted for the rate, not for its payers" }),
  ...place,
  cursor: cursorSchema,
});

export const fundingRateSchema = strict({
  coin,
  fundingRate: signed("of one funding interval"),
  premium: Type.Null({ description: "not kept: a rate does not tell the premium that it was made of" }),
  oraclePx: decimal("index price"),
  ...place,
  cursor: cursorSchema,
});

export function deposit(entry: DepositEntry, context: Context): Static<typeof depositSchema> {
  const { block, time, account, sub, to } = entry;
  return {
    account,
    user: to,
    sub,
    amount: usd(entry.amount),
    message: entry.message.toString(),
    time,
    block,
    finality: context.finalityOf(block),
    cursor: cursor(entry),
  };
}

export function transfer(entry: TransferEntry, context: Context): Static<typeof transferSchema> {
  const { account, block, counterparty, time } = entry;
  return {
    account,
    counterparty,
    amount: usd(entry.amount),
    time,
    block,
    finality: context.finalityOf(block),
    cursor: cursor(entry),
  };
}

export function withdrawal(entry: WithdrawalEntry, context: Context): Static<typeof withdrawalSchema> {
  const { block, time, account, recipient, asset, leaf } = entry;
  return {
    index: entry.leafIndex.toString(),
    account,
    recipient,
    asset,
    amount: usd(entry.amount),
    leaf,
    time,
    block,
    finality: context.finalityOf(block),
  };
}

/** `usdc` is what the account received: negative when it paid. */
export function fundingPayment(entry: FundingEntry, context: Context): Static<typeof fundingPaymentSchema> {
  const market = context.markets.byId(entry.market);
  return {
    coin: market.symbol,
    account: entry.account,
    szi: sz(entry.size, market),
    fundingRate: ppb(entry.rate),
    oraclePx: px(entry.indexPrice, market),
    usdc: usd(-entry.payment),
    nSamples: null,
    time: entry.time,
    block: entry.block,
    cursor: cursor(entry),
  };
}

export function fundingRate(entry: FundingRateEntry, context: Context): Static<typeof fundingRateSchema> {
  const market = context.markets.byId(entry.market);
  return {
    coin: market.symbol,
    fundingRate: ppb(entry.rate),
    premium: null,
    oraclePx: px(entry.indexPrice, market),
    time: entry.time,
    block: entry.block,
    cursor: cursor(entry),
  };
}
