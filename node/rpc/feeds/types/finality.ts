import { Type } from "typebox";
import { finalityHeights, finalitySchema } from "../../present/finality.ts";
import { strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

/** The finality heights, whenever one beyond `soft` moved (looked at each block and each second). */
export const finalityFeed = defineFeed({
  type: "finality",
  schema: strict({ type: Type.Literal("finality") }),
  snapshots: finalitySchema,
  updates: finalitySchema,
  key: () => "finality",
  open(_subscription, context) {
    let shown = finalityHeights(context.finality);
    const look = () => {
      const now = finalityHeights(context.finality);
      const { published, asserted, final } = shown;
      if (now.published === published && now.asserted === asserted && now.final === final) return undefined;
      shown = now;
      return now;
    };
    return { snapshot: () => shown, onBlock: look, onTick: look };
  },
});
