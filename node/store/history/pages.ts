/** Pages of the lists that are kept by block. A row holds many entries, so a page may begin and end inside one. */
import type { HistoryDatabase } from "./database.ts";
import { afterPrefix, isAfter, key } from "./keys.ts";
import { readListRow } from "./list-rows.ts";
import type { List } from "./lists.ts";
import { lastBlockBefore, lastBlockUntil } from "./minutes.ts";
import type { At } from "./records/place.ts";

/** Most entries of one page, whatever was asked for. */
export const MAX_PAGE = 5_000;

/** Newest first, unless `oldestFirst`. Bounds are inclusive; times are ms. */
export interface Page {
  readonly limit: number;
  readonly fromBlock?: bigint;
  readonly toBlock?: bigint;
  readonly fromTime?: number;
  readonly toTime?: number;
  readonly oldestFirst?: boolean;
  /** Only what comes after this entry, in the order asked for. */
  readonly after?: { readonly block: number; readonly index: number };
}

type Cursor = NonNullable<Page["after"]>;

/** Below zero before the cursor, above zero behind it, 0 at it. */
export const fromCursor = (entry: Cursor, cursor: Cursor): number =>
  entry.block === cursor.block ? entry.index - cursor.index : entry.block - cursor.block;

/** The page of list `id` (an account, a market). Reads at most two rows and two minutes of entries in vain. */
export async function readPage<Entry extends At>(
  db: HistoryDatabase,
  list: List<Entry>,
  id: number,
  page: Page,
): Promise<Entry[]> {
  const { after, fromTime = 0, oldestFirst = false, toTime = Number.MAX_SAFE_INTEGER } = page;
  const limit = Math.min(page.limit, MAX_PAGE);
  const direction = oldestFirst ? 1 : -1;
  const entries: Entry[] = [];
  for await (const row of db.values<Uint8Array, Uint8Array>({
    ...(await rowRange(db, list, id, page)),
    reverse: !oldestFirst,
  })) {
    const found = readListRow(list, id, row);
    for (const entry of oldestFirst ? found : found.reverse()) {
      if (entry.time < fromTime || entry.time > toTime) continue;
      if (after !== undefined && direction * fromCursor(entry, after) <= 0) continue;
      entries.push(entry);
      if (entries.length >= limit) return entries;
    }
  }
  return entries;
}

/** The rows that may hold entries of the page. */
async function rowRange(
  db: HistoryDatabase,
  { table }: List<unknown>,
  id: number,
  page: Page,
): Promise<{ gte: Uint8Array; lt: Uint8Array }> {
  const { from, to } = await blockRange(db, page);
  const gte = key(table, id, from);
  const lt = to === undefined ? afterPrefix(key(table, id)) : key(table, id, to + 1n);
  if (page.after === undefined) return { gte, lt };
  const cursor = key(table, id, BigInt(page.after.block), page.after.index);
  if (!page.oldestFirst) return { gte, lt: isAfter(lt, cursor) ? cursor : lt };
  // The entries behind the cursor begin in the row that holds it: the last one whose first entry is not behind it.
  const [row] = await db.keys<Uint8Array>({ gte, lte: cursor, reverse: true, limit: 1 }).all();
  return { gte: row ?? gte, lt };
}

/** Blocks to look at; `to` below zero = none, undefined = up to the newest. */
export async function blockRange(
  db: HistoryDatabase,
  page: Page,
): Promise<{ from: bigint; to: bigint | undefined }> {
  const { fromBlock = 0n, fromTime, toBlock, toTime } = page;
  let from = fromBlock;
  let to = toBlock;
  if (fromTime !== undefined) {
    const before = await lastBlockBefore(db, fromTime);
    if (before !== undefined && before >= from) from = before + 1n;
  }
  if (toTime !== undefined) {
    const until = (await lastBlockUntil(db, toTime)) ?? -1n;
    if (to === undefined || until < to) to = until;
  }
  return { from, to };
}
