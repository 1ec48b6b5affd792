/** The typed client of a Novate node, for Node and browsers. `sdk/bridge/` holds the L1 side. */
export { NovateError } from "../node/primitives/error.ts";
export { connect, NovateClient } from "./client.ts";
export type { FeedMessage, Feeds, SubscriptionQuery } from "./feeds.ts";
export type { BatchItem, LimitOrder, MarketOrder, Order } from "./orders.ts";
export {
  type DigestKey,
  digestSigner,
  privateKeySigner,
  type SigningDomain,
  type TransactionSigner,
  type TypedDataWallet,
  walletSigner,
} from "./signer.ts";
export { Trader, type TraderConnection, type TraderOptions } from "./trader.ts";
export type * from "./types.ts";
