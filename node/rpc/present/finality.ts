import type { FinalityHeights } from "../../bridge/port.ts";

export function finalityHeights(heights: FinalityHeights) {
  return {
    soft: Number(heights.soft),
    published: Number(heights.published),
    asserted: Number(heights.asserted),
    final: Number(heights.final),
  };
}
