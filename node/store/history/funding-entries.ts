/**
 * What funding did to an account, accrual by accrual, though the engine settles whenever a position changes (docs/spec/rules.md O6). An
 * entry is what the position owes after the accrual less what it owed before, each rounded as the engine rounds it. So the entries between
 * two settlements add up to the second one to the unit, and at any time the open ones to what the position owes: the dust of the ceilings is
 * in the entry in which the sum passes the next unit, and nowhere else.
 */
import type { HistoryDatabase } from "./database.ts";
import type { FundingEntry, FundingRateEntry } from "./entries.ts";
import { heldMarkets, heldRows } from "./held-rows.ts";
import { key } from "./keys.ts";
import { readListRow } from "./list-rows.ts";
import { FUNDING_RATES } from "./lists.ts";
import { blockRange, fromCursor, MAX_PAGE, type Page } from "./pages.ts";
import { Table } from "./tables.ts";

const PPB = 1_000_000_000n;
const NEWEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Rule O6: what `size` lots owe after the funding index rose by `change`, rounded toward plus infinity. */
export function fundingOwed(size: bigint, change: bigint): bigint {
  const product = size * change;
  return product > 0n ? (product + PPB - 1n) / PPB : product / PPB;
}

interface Range {
  /** Blocks, inclusive. */
  readonly from: bigint;
  readonly to: bigint;
  readonly reverse: boolean;
}

/** The accruals of a market in blocks `from..to`, each with the funding index before it. */
async function* accruals(
  db: HistoryDatabase,
  market: number,
  { from, to, reverse }: Range,
): AsyncGenerator<{ readonly rate: FundingRateEntry; readonly indexBefore: bigint }> {
  if (to < from) return;
  const rates = async (range: {
    readonly gte: Uint8Array;
    readonly lt: Uint8Array;
    readonly limit?: number;
  }) => {
    const rows = await db.values<Uint8Array, Uint8Array>({ ...range, reverse: true }).all();
    return rows.flatMap((row) => readListRow(FUNDING_RATES, market, row));
  };
  const at = (block: bigint) => key(Table.FundingRate, market, block);
  let before = (await rates({ gte: at(0n), lt: at(from), limit: 1 }))[0]?.fundingIndex ?? 0n;
  const rows = db.values<Uint8Array, Uint8Array>({ gte: at(from), lt: at(to + 1n), reverse });
  let later: FundingRateEntry | undefined;
  for await (const row of rows) {
    for (const rate of readListRow(FUNDING_RATES, market, row)) {
      if (!reverse) {
        yield { rate, indexBefore: before };
        before = rate.fundingIndex;
      } else {
        if (later !== undefined) yield { rate: later, indexBefore: rate.fundingIndex };
        later = rate;
      }
    }
  }
  if (later !== undefined) yield { rate: later, indexBefore: before };
}

/** The funding index of a market after the accruals up to block `block`. */
async function indexAt(db: HistoryDatabase, market: number, block: bigint): Promise<bigint> {
  const range = {
    gte: key(Table.FundingRate, market, 0n),
    lt: key(Table.FundingRate, market, block + 1n),
    reverse: true,
    limit: 1,
  };
  const [row] = await db.values<Uint8Array, Uint8Array>(range).all();
  return row === undefined ? 0n : readListRow(FUNDING_RATES, market, row)[0]!.fundingIndex;
}

/** The entries of one market. Work: they, and the accruals after which the position changed. */
async function* entriesOfMarket(
  db: HistoryDatabase,
  account: number,
  market: number,
  { from, to, reverse }: Range,
): AsyncGenerator<FundingEntry> {
  let run: { readonly since: number; readonly size: bigint } | undefined;
  async function* entriesOf(held: typeof run & object, until: bigint): AsyncGenerator<FundingEntry> {
    if (held.size === 0n) return;
    const since = BigInt(held.since);
    const base = await indexAt(db, market, since);
    const first = since >= from ? since + 1n : from;
    const owed = (index: bigint) => fundingOwed(held.size, index - base);
    for await (const { rate, indexBefore } of accruals(db, market, { from: first, to: until, reverse })) {
      const { block, index, time, fundingIndex, indexPrice } = rate;
      const payment = owed(fundingIndex) - owed(indexBefore);
      yield { block, index, time, account, market, size: held.size, payment, rate: rate.rate, indexPrice };
    }
  }
  // A row holds from behind its accrual up to that of the next one.
  let end = to;
  for await (const held of heldRows(db, account, market, { from, to, reverse })) {
    if (reverse) {
      yield* entriesOf(held, end);
      end = BigInt(held.since);
    } else {
      if (run !== undefined) yield* entriesOf(run, BigInt(held.since));
      run = held;
    }
  }
  if (run !== undefined) yield* entriesOf(run, to);
}

/** The page of an account's funding, of all markets. Work: its entries, two rows a market it ever held and one seek. */
export async function readFunding(db: HistoryDatabase, account: number, page: Page): Promise<FundingEntry[]> {
  const { after, fromTime = 0, oldestFirst = false, toTime = Number.MAX_SAFE_INTEGER } = page;
  const limit = Math.min(page.limit, MAX_PAGE);
  const blocks = await blockRange(db, page);
  let from = blocks.from;
  let to = blocks.to ?? NEWEST;
  if (after !== undefined && oldestFirst && BigInt(after.block) > from) from = BigInt(after.block);
  if (after !== undefined && !oldestFirst && BigInt(after.block) < to) to = BigInt(after.block);
  if (to < from) return [];
  const direction = oldestFirst ? 1 : -1;
  const markets = await heldMarkets(db, account);
  const sources = markets.map((market) =>
    entriesOfMarket(db, account, market, { from, to, reverse: !oldestFirst }),
  );
  const entries: FundingEntry[] = [];
  try {
    const heads = await Promise.all(sources.map((source) => source.next()));
    while (entries.length < limit) {
      let next = -1;
      let entry: FundingEntry | undefined;
      for (const [i, { value }] of heads.entries()) {
        if (!value) continue;
        if (entry !== undefined && direction * fromCursor(value, entry) >= 0) continue;
        entry = value;
        next = i;
      }
      if (entry === undefined) return entries;
      heads[next] = await sources[next]!.next();
      if (entry.time < fromTime || entry.time > toTime) continue;
      if (after !== undefined && direction * fromCursor(entry, after) <= 0) continue;
      entries.push(entry);
    }
    return entries;
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}
