/** Price levels: sums and ends of the queues, and which levels are marked as not empty. */
import { levelLayout, marketLayout, readLevel } from "../../../node/state-machine/layout/generated.ts";
import type { Market, Order } from "../../reference/index.ts";

export function bookFaults(memory: DataView, market: Market, id: number): string | undefined {
  const at = marketLayout.base + id * marketLayout.size;
  const levels = memory.getUint32(at + marketLayout.offset.levels, true);
  const bitmap = memory.getUint32(at + marketLayout.offset.bitmap0, true);
  const queues = new Map<number, Order[]>();
  for (const order of market.book) {
    const queue = queues.get(order.price) ?? [];
    queues.set(order.price, queue);
    queue.push(order);
  }
  for (const [price, queue] of queues) {
    const level = readLevel(memory, levels + price * levelLayout.size);
    const lots = queue.reduce((sum, order) => sum + order.lots, 0);
    if (level.head !== queue[0]!.slot || level.tail !== queue.at(-1)!.slot || level.lots !== BigInt(lots))
      return `level ${price} of market ${id}: engine ${level.head}..${level.tail} with ${level.lots} lots, reference ${queue[0]!.slot}..${queue.at(-1)!.slot} with ${lots}`;
    const byte = memory.getUint8(bitmap + (price >>> 3));
    if ((byte & (1 << (price & 7))) === 0)
      return `level ${price} of market ${id} is not marked in the bitmap`;
  }
  return markedLevels(memory, bitmap, 2 ** market.config.tickBits) === queues.size
    ? undefined
    : `market ${id}: an empty level is marked in the bitmap`;
}

function markedLevels(memory: DataView, bitmap: number, prices: number): number {
  let marked = 0;
  const words = new Uint32Array(memory.buffer, bitmap, prices / 32);
  for (const word of words) {
    for (let bits = word; bits !== 0; bits &= bits - 1) marked++;
  }
  return marked;
}
