import { Type } from "typebox";
import type { FillEntry } from "../../../store/history/index.ts";
import { SNAPSHOT_FILLS } from "../../limits.ts";
import { aggregateField, combinedFills } from "../../present/combined-fills.ts";
import { fill, fillSchema } from "../../present/fill.ts";
import { list, strict } from "../../schema.ts";
import { accountFields, accountKey, lazyAccount, owner, ownerFields } from "../account-feed.ts";
import { AccountOrders } from "../account-orders.ts";
import { defineFeed } from "../feed.ts";
import { untilHead } from "../until-head.ts";

const shared = { ...ownerFields, fills: list(fillSchema) };

/** An account's latest fills, newest first, then those of each block in order. */
export const userFillsFeed = defineFeed({
  type: "userFills",
  schema: strict({ type: Type.Literal("userFills"), ...accountFields, ...aggregateField }),
  snapshots: strict({ ...shared, isSnapshot: Type.Literal(true) }),
  updates: strict(shared),
  key: (query, context) =>
    `userFills:${accountKey(query, context)}${query.aggregateByTime === true ? ":combined" : ""}`,
  open(query, context) {
    const account = lazyAccount(query, context);
    const show = (fills: readonly FillEntry[]) =>
      query.aggregateByTime === true
        ? combinedFills(fills, context)
        : fills.map((entry) => fill(entry, context));
    const orders = new AccountOrders(account, context);
    return {
      opening: orders.opening,
      snapshot: () =>
        untilHead(context, async (head) => {
          const id = account();
          let toBlock = head;
          if (orders.from > toBlock) toBlock = orders.from;
          const page = { limit: SNAPSHOT_FILLS, toBlock };
          const fills = id === undefined ? [] : await context.history.fills(id, page);
          return {
            ...owner(query),
            isSnapshot: true as const,
            fills: show(fills),
          };
        }),
      onBlock(facts) {
        const fills = (orders.facts(facts)?.entries ?? []).filter((item) => item.kind === "fill");
        if (fills.length === 0) return undefined;
        return { ...owner(query), fills: show(fills.map((item) => item.entry)) };
      },
    };
  },
});
