/** Deposits, withdrawals and funding. */
import type {
  DepositEntry,
  FundingPaymentEntry,
  FundingRateEntry,
  WithdrawalEntry,
} from "../../store/history/index.ts";
import type { ReadContext } from "../context.ts";
import { ppb, px, sz, usd } from "../format.ts";

type Context = Pick<ReadContext, "markets" | "finalityOf">;

export function deposit(entry: DepositEntry, context: Context) {
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
  };
}

export function withdrawal(entry: WithdrawalEntry, context: Context) {
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
export function fundingPayment(entry: FundingPaymentEntry, context: Context) {
  const market = context.markets.byId(entry.market);
  return {
    coin: market.symbol,
    account: entry.account,
    szi: sz(entry.size, market),
    usdc: usd(-entry.payment),
    time: entry.time,
    block: entry.block,
  };
}

export function fundingRate(entry: FundingRateEntry, context: Context) {
  const market = context.markets.byId(entry.market);
  return {
    coin: market.symbol,
    fundingRate: ppb(entry.rate),
    oraclePx: px(entry.indexPrice, market),
    time: entry.time,
    block: entry.block,
  };
}
