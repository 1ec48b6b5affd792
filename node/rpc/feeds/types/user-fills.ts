import { Type } from "typebox";
import { SNAPSHOT_FILLS } from "../../limits.ts";
import { fill } from "../../present/fill.ts";
import { strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner } from "../account-feed.ts";
import { defineFeed } from "../feed.ts";
import { untilHead } from "../until-head.ts";

/** An account's latest fills, newest first, then those of each block in order. */
export const userFillsFeed = defineFeed({
  type: "userFills",
  schema: strict({ type: Type.Literal("userFills"), ...accountFields }),
  key: (query, context) => `userFills:${accountKey(query, context)}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    return {
      snapshot: () =>
        untilHead(context, async (toBlock) => {
          const id = account();
          const page = { limit: SNAPSHOT_FILLS, toBlock };
          const fills = id === undefined ? [] : await context.history.fills(id, page);
          return { ...owner(query), isSnapshot: true, fills: fills.map((entry) => fill(entry, context)) };
        }),
      onBlock(facts) {
        const id = account();
        const entries = id === undefined ? [] : (facts.account(id)?.entries ?? []);
        const fills = entries.filter((item) => item.kind === "fill");
        if (fills.length === 0) return undefined;
        return { ...owner(query), fills: fills.map((item) => fill(item.entry, context)) };
      },
    };
  },
});
