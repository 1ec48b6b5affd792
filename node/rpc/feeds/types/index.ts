/** The table of subscription types: one file each. */
import { activeAssetCtxFeed } from "./active-asset-ctx.ts";
import { activeAssetDataFeed } from "./active-asset-data.ts";
import { allMidsFeed } from "./all-mids.ts";
import { bboFeed } from "./bbo.ts";
import { blocksFeed } from "./blocks.ts";
import { candleFeed } from "./candle.ts";
import { finalityFeed } from "./finality.ts";
import { l2BookFeed } from "./l2-book.ts";
import { orderUpdatesFeed } from "./order-updates.ts";
import { tradesFeed } from "./trades.ts";
import { userEventsFeed } from "./user-events.ts";
import { userFillsFeed } from "./user-fills.ts";
import { userFundingsFeed } from "./user-fundings.ts";
import { webData2Feed } from "./web-data2.ts";

export const FEEDS = [
  allMidsFeed,
  l2BookFeed,
  bboFeed,
  tradesFeed,
  candleFeed,
  activeAssetCtxFeed,
  activeAssetDataFeed,
  orderUpdatesFeed,
  userFillsFeed,
  userFundingsFeed,
  userEventsFeed,
  webData2Feed,
  blocksFeed,
  finalityFeed,
] as const;
