/** Orders by id: as they were placed, and where they stand. */
import { bucketOf, idsOf } from "./buckets.ts";
import { findChange } from "./change-rows.ts";
import type { HistoryDatabase } from "./database.ts";
import type { OrderHistory } from "./entries.ts";
import { key } from "./keys.ts";
import { findPlaced } from "./placed-rows.ts";
import { Table } from "./tables.ts";

/** The rows of one bucket. */
interface Bucket {
  readonly placed: readonly Uint8Array[];
  readonly ended: readonly Uint8Array[];
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
      const order = inAny(placed, (row) => findPlaced(row, id));
      if (order === undefined) return undefined;
      const change = changes[i];
      const last = inAny(change === undefined ? ended : [change, ...ended], (row) => findChange(row, id));
      return { placed: order, ...(last && { last }) };
    }),
  );
}

/** Client ids of those of the orders that have one. */
export async function readClientIds(
  db: HistoryDatabase,
  orderIds: ReadonlySet<bigint>,
): Promise<Map<bigint, string>> {
  const buckets = [...new Set([...orderIds].filter((id) => id !== 0n).map(bucketOf))];
  const read = await Promise.all(buckets.map((bucket) => readPlacedRows(db, bucket)));
  const rows = new Map(buckets.map((bucket, i) => [bucket, read[i]!]));
  const ids = new Map<bigint, string>();
  for (const id of orderIds) {
    const order = inAny(rows.get(bucketOf(id)) ?? [], (row) => findPlaced(row, id));
    if (order?.clientId !== undefined) ids.set(id, order.clientId);
  }
  return ids;
}

/** Of the last row that has it. */
function inAny<Entry>(
  rows: readonly Uint8Array[],
  find: (row: Uint8Array) => Entry | undefined,
): Entry | undefined {
  for (let i = rows.length - 1; i >= 0; i--) {
    const found = find(rows[i]!);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readBucket(db: HistoryDatabase, bucket: bigint): Promise<Bucket> {
  const [placed, ended] = await Promise.all([
    readPlacedRows(db, bucket),
    db
      .values<Uint8Array, Uint8Array>({ gte: key(Table.Ended, bucket), lt: key(Table.Ended, bucket + 1n) })
      .all(),
  ]);
  return { placed, ended };
}

function readPlacedRows(db: HistoryDatabase, bucket: bigint): Promise<Uint8Array[]> {
  const { first, last } = idsOf(bucket);
  const range = { gte: key(Table.Placed, first), lte: key(Table.Placed, last) };
  return db.values<Uint8Array, Uint8Array>(range).all();
}
