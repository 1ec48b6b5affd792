import { Type } from "typebox";
import { allMids, midsSchema } from "../../present/mids.ts";
import { dex, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const shownSchema = strict({ mids: midsSchema });

/** Mid prices of the markets that have both sides, whenever one of them changed. */
export const allMidsFeed = defineFeed({
  type: "allMids",
  schema: strict({ type: Type.Literal("allMids"), dex }),
  snapshots: shownSchema,
  updates: shownSchema,
  key: () => "allMids",
  open(_subscription, context) {
    let shown = allMids(context);
    return {
      snapshot: () => ({ mids: shown }),
      onBlock(facts) {
        if (facts.touchedBooks.size === 0) return undefined;
        const mids = allMids(context);
        if (JSON.stringify(mids) === JSON.stringify(shown)) return undefined;
        shown = mids;
        return { mids };
      },
    };
  },
});
