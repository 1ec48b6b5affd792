import { Type } from "typebox";
import { assetData, assetDataSchema } from "../../present/asset-data.ts";
import { address, coin, strict } from "../../schema.ts";
import { lazyAccount } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";

/** How much an owner's first account may still buy and sell of a market at its mark, looked at once a second. */
export const activeAssetDataFeed = defineFeed({
  type: "activeAssetData",
  schema: strict({ type: Type.Literal("activeAssetData"), user: address, coin }),
  snapshots: assetDataSchema,
  updates: assetDataSchema,
  key: ({ coin: symbol, user }, { markets }) =>
    `activeAssetData:${markets.bySymbol(symbol).symbol}:${user.toLowerCase()}`,
  open({ coin: symbol, user }, context) {
    const market = context.markets.bySymbol(symbol);
    const account = lazyAccount({ user }, context);
    const read = () => assetData(user, account(), market, context);
    let shown = read();
    return {
      snapshot: () => shown,
      onTick() {
        const now = read();
        if (JSON.stringify(now) === JSON.stringify(shown)) return undefined;
        shown = now;
        return now;
      },
    };
  },
});
