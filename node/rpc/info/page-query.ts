/** Paging of lists that grow for ever. */
import { type Static, Type } from "typebox";
import { PAGE_ENTRIES } from "../limits.ts";
import { milliseconds, strict } from "../schema.ts";

export const limitField = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: PAGE_ENTRIES, description: `entries, ${PAGE_ENTRIES} if absent` }),
  ),
};

export const timeFields = {
  ...limitField,
  startTime: milliseconds("first time, inclusive"),
  endTime: Type.Optional(milliseconds("last time, inclusive; now if absent")),
};

const timeQuery = strict(timeFields);

/** Oldest first from `startTime` on: the next page starts at the time of the last entry. */
export function timePage(query: Static<typeof timeQuery>) {
  return {
    limit: query.limit ?? PAGE_ENTRIES,
    fromTime: query.startTime,
    ...(query.endTime === undefined ? {} : { toTime: query.endTime }),
    oldestFirst: true,
  };
}
