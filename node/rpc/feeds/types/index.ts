/** The table of subscription types: one file each. */
import { activeAssetCtxFeed } from "./active-asset-ctx.ts";
import { activeAssetDataFeed } from "./active-asset-data.ts";
import { allMidsFeed } from "./all-mids.ts";
import { bboFeed } from "./bbo.ts";
import { blocksFeed } from "./blocks.ts";
import { candleFeed } from "./candle.ts";
import { finalityFeed } from "./finality.ts";
import { l2BookFeed } from "./l2-book.ts";
import { l3BookFeed } from "./l3-book.ts";
import { oracleFeed } from "./oracle.ts";
import { orderUpdatesFeed } from "./order-updates.ts";
import { tradesFeed } from "./trades.ts";
import { userEventsFeed } from "./user-events.ts";
import { userFillsFeed } from "./user-fills.ts";
import { userFundingsFeed } from "./user-fundings.ts";
import { waterfallFeed } from "./waterfall.ts";
import { webData2Feed } from "./web-data2.ts";

/** In the order in which they tell of a block: what became of an order, then its fills, then what they moved. */
export const FEEDS = [
  orderUpdatesFeed,
  userFillsFeed,
  userEventsFeed,
  userFundingsFeed,
  tradesFeed,
  l3BookFeed,
  l2BookFeed,
  bboFeed,
  allMidsFeed,
  activeAssetCtxFeed,
  activeAssetDataFeed,
  candleFeed,
  webData2Feed,
  oracleFeed,
  waterfallFeed,
  blocksFeed,
  finalityFeed,
] as const;
