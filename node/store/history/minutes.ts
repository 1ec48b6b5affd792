/** The last block of each minute: where to look for a time. */
import { viewOf } from "../../primitives/bytes.ts";
import type { HistoryDatabase } from "./database.ts";
import { key } from "./keys.ts";
import type { Place } from "./records/place.ts";
import { getWide, setWide } from "./records/wide.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

const minuteOf = (time: number): number => Math.floor(time / 60_000);

/** Puts the row of the minute that a block's time falls into. */
export function putMinute(place: Place, sink: RowSink): void {
  const value = new Uint8Array(8);
  setWide(viewOf(value), 0, place.block);
  sink.put(key(Table.Minute, BigInt(minuteOf(place.time))), value);
}

/** The last block of the minutes before the one of `time` (ms); undefined when there is none. */
export async function lastBlockBefore(db: HistoryDatabase, time: number): Promise<bigint | undefined> {
  const rows = db.values<Uint8Array, Uint8Array>({
    gte: key(Table.Minute),
    lt: key(Table.Minute, BigInt(minuteOf(time))),
    reverse: true,
    limit: 1,
  });
  const [last] = await rows.all();
  return last && BigInt(getWide(viewOf(last), 0));
}

/** The last block up to the end of the minute of `time` (ms); undefined when there is none. */
export function lastBlockUntil(db: HistoryDatabase, time: number): Promise<bigint | undefined> {
  return lastBlockBefore(db, time + 60_000);
}
