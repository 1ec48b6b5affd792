/** The typed client of a Novate node, for Node and browsers. `sdk/bridge/` holds the L1 side. */

export { NovateError } from "../node/primitives/error.ts";
export {
  type ArrivalReceipt,
  areContradictory,
  arrivalSigner,
  executionClassOf,
  type OrderFault,
  orderFaults,
  type PlacedArrival,
  verifyArrival,
} from "./arrival.ts";
export { type ConnectOptions, connect, NovateClient } from "./client.ts";
export { LiveBook, type LiveBookState } from "./feeds/book.ts";
export type * from "./feeds/data.ts";
export type { FeedHandlers, FeedOptions, Feeds, Staleness } from "./feeds/index.ts";
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
