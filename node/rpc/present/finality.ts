import type { Static } from "typebox";
import type { FinalityHeights } from "../../bridge/port.ts";
import { count, strict } from "../schema.ts";

export const finalitySchema = strict(
  {
    soft: count("executed and durable here"),
    published: count("bytes on the data layer"),
    asserted: count("state root claimed on L1"),
    final: count("challenge period passed"),
  },
  "every block up to each number has at least that finality",
);

export function finalityHeights(heights: FinalityHeights): Static<typeof finalitySchema> {
  return {
    soft: Number(heights.soft),
    published: Number(heights.published),
    asserted: Number(heights.asserted),
    final: Number(heights.final),
  };
}
