import { Type } from "typebox";
import { allMids, midsSchema } from "../../present/mids.ts";
import { decimal, nullable, strict } from "../../schema.ts";
import { defineFeed } from "../feed.ts";

const changedSchema = Type.Unsafe<Readonly<Record<string, string | null>>>({
  type: "object",
  additionalProperties: nullable(decimal("middle of the spread")),
  description: "those that changed; null = a side emptied",
});

/** Mid prices of all markets; a delta holds those that changed, null for a side that emptied. */
export const allMidsFeed = defineFeed({
  type: "allMids",
  schema: strict({ type: Type.Literal("allMids") }),
  snapshots: strict({ mids: midsSchema }),
  updates: strict({ mids: changedSchema }),
  key: () => "allMids",
  open(_subscription, context) {
    let shown = allMids(context);
    return {
      snapshot: () => ({ mids: shown }),
      onBlock(facts) {
        if (facts.touchedBooks.size === 0) return undefined;
        const now = allMids(context);
        const mids: Record<string, string | null> = {};
        for (const coin of new Set([...Object.keys(shown), ...Object.keys(now)])) {
          if (now[coin] !== shown[coin]) mids[coin] = now[coin] ?? null;
        }
        shown = now;
        return Object.keys(mids).length === 0 ? undefined : { mids };
      },
    };
  },
});
