/** The premium samples of the open funding slot (O4): the engine keeps them sorted. */
import { marketLayout } from "../../../node/state-machine/layout/generated.ts";
import type { Market } from "../../reference/index.ts";

export function samplesFault(memory: DataView, market: Market, id: number): string | undefined {
  const at = marketLayout.base + id * marketLayout.size + marketLayout.offset.samples;
  const sorted = [...market.samples].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (const [i, sample] of sorted.entries()) {
    const held = memory.getBigInt64(at + 8 * i, true);
    if (held !== sample) return `market ${id}: sample ${i}: engine ${held}, reference ${sample}`;
  }
  return undefined;
}
