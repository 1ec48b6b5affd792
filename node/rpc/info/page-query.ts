/** Paging of lists that grow for ever. */
import { type Static, Type } from "typebox";
import type { Page } from "../../store/history/index.ts";
import { PAGE_ENTRIES } from "../limits.ts";
import { cursorSchema, readCursor } from "../present/cursor.ts";
import { milliseconds, nullable, strict } from "../schema.ts";

export const limitField = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: PAGE_ENTRIES, description: `entries, ${PAGE_ENTRIES} if absent` }),
  ),
};

const afterField = {
  after: Type.Optional({ ...cursorSchema, description: "`cursor` of the last entry of the page before" }),
};

/** Newest first. */
export const pageFields = { ...limitField, ...afterField };

/** Oldest first. */
export const timeFields = {
  ...pageFields,
  startTime: milliseconds("first time, inclusive"),
  endTime: Type.Optional(nullable(milliseconds("last time, inclusive; now if absent"))),
};

const pageQuery = strict(pageFields);
const timeQuery = strict(timeFields);

/** Newest first; the next page is asked for with `after`. */
export function newestPage(query: Static<typeof pageQuery>): Page {
  return {
    limit: query.limit ?? PAGE_ENTRIES,
    ...(query.after === undefined ? {} : { after: readCursor(query.after) }),
  };
}

/** Oldest first from `startTime` on; the next page is asked for with `after`. */
export function timePage(query: Static<typeof timeQuery>): Page {
  return {
    ...newestPage(query),
    fromTime: query.startTime,
    ...(query.endTime == null ? {} : { toTime: query.endTime }),
    oldestFirst: true,
  };
}
