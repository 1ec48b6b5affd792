/** Orders by id: as they were placed, and where they stand. */
import { bucketOf, idsOf } from "./buckets.ts";
import type { HistoryDatabase } from "./database.ts";
import type { ChangedEntry, OrderHistory, PlacedEntry } from "./entries.ts";
import { key } from "./keys.ts";
import { readListRow } from "./list-rows.ts";
import { CHANGES } from "./lists.ts";
import { readPlacedRow } from "./placed-rows.ts";
import { Table } from "./tables.ts";

/** What is known of the orders of one bucket, by id. */
interface Bucket {
  readonly placed: ReadonlyMap<bigint, PlacedEntry>;
  readonly ended: ReadonlyMap<bigint, ChangedEntry>;
}

/** The order of each of `ids`, undefined where there is none. A bucket is read once. */
export async function readOrders(
  db: HistoryDatabase,
  ids: readonly bigint[],
): Promise<(OrderHistory | undefined)[]> {
  // Before the ends: an order that ends meanwhile then shows its end, never a gap between the two.
  const changes = (await db.getMany(ids.map((id) => key(Table.Changed, id)))) as (Uint8Array | undefined)[];
  const buckets = new Map<bigint, Promise<Bucket>>();
  const bucket = (id: bigint): Promise<Bucket> => {
    const number = bucketOf(id);
    const known = buckets.get(number) ?? readBucket(db, number);
    buckets.set(number, known);
    return known;
  };
  return Promise.all(
    ids.map(async (id, i) => {
      const { ended, placed } = await bucket(id);
      const order = placed.get(id);
      if (order === undefined) return undefined;
      const change = changes[i];
      const last = ended.get(id) ?? (change && readListRow(CHANGES, 0, change)[0]);
      return { placed: order, ...(last && { last }) };
    }),
  );
}

/** Ids are drawn once, and an order ends once: of each map at most one entry an id. */
async function readBucket(db: HistoryDatabase, bucket: bigint): Promise<Bucket> {
  const { first, last } = idsOf(bucket);
  const [placed, ended] = await Promise.all([
    db.values<Uint8Array, Uint8Array>({ gte: key(Table.Placed, first), lte: key(Table.Placed, last) }).all(),
    db
      .values<Uint8Array, Uint8Array>({
        gte: key(Table.Ended, bucket),
        lt: key(Table.Ended, bucket + 1n),
      })
      .all(),
  ]);
  return {
    placed: new Map(placed.flatMap(readPlacedRow).map((entry) => [entry.orderId, entry])),
    ended: new Map(
      ended.flatMap((row) => readListRow(CHANGES, 0, row)).map((entry) => [entry.orderId, entry]),
    ),
  };
}
