/**
 * What accounts hold when funding accrues. Between two accruals a position may change a thousand times; only what it is at the end of them
 * counts, so a row (account, market, block of the last accrual) is overwritten. Whatever changes a size settles funding first, so such a
 * row also says from where on the position owes: from that accrual.
 */
import { viewOf } from "../../primitives/bytes.ts";
import type { HistoryDatabase } from "./database.ts";
import { afterPrefix, KeyBuffer, key, lastU64 } from "./keys.ts";
import { copyWide, getWide, setWide } from "./records/wide.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

/** Market ids end below. */
const MARKETS = 256;
const ACCRUED = key(Table.Accrued);

/** What an account held of a market since the accrual in block `since` (0 = since ever). */
export interface Held {
  readonly since: number;
  /** Lots, signed. */
  readonly size: bigint;
}

/** The block of the last accrual in the history, 0 while there is none. */
export async function readAccrued(db: HistoryDatabase): Promise<number> {
  const row = (await db.get(ACCRUED)) as Uint8Array | undefined;
  return row === undefined ? 0 : getWide(viewOf(row), 0);
}

/** Collects the sizes of a block and writes their rows. */
export class HeldRows {
  /** Account and market to where its size lies in the events, -1 = nothing. */
  readonly #sizes = new Map<number, number>();
  readonly #key = new KeyBuffer(Table.Held, 16);
  readonly #value = new Uint8Array(8);
  readonly #view = viewOf(this.#value);
  #accrued = 0;

  /** Where the history goes on. */
  start(accrued: number): void {
    this.#accrued = accrued;
  }

  /** The account holds the size (i64) at offset `sizeAt` of the events from here on, -1 = nothing. */
  hold(account: number, market: number, sizeAt: number): void {
    this.#sizes.set(account * MARKETS + market, sizeAt);
  }

  /** Funding accrues in block `block`: what was held until here is what it accrued to. */
  accrue(block: number, events: DataView, sink: RowSink): void {
    if (this.#accrued === block) return;
    this.flush(events, sink);
    this.#accrued = block;
    setWide(this.#view, 0, block);
    sink.put(ACCRUED, this.#value);
  }

  /** Whether block `block` was the last in which funding accrued. */
  accruedIn(block: number): boolean {
    return this.#accrued === block && block !== 0;
  }

  flush(events: DataView, sink: RowSink): void {
    for (const [id, at] of this.#sizes) {
      const market = id % MARKETS;
      if (at < 0) setWide(this.#view, 0, 0);
      else copyWide(events, at, this.#view, 0);
      this.#key
        .start()
        .u32((id - market) / MARKETS)
        .u32(market)
        .wide(this.#accrued);
      sink.put(this.#key.bytes, this.#value);
    }
    this.#sizes.clear();
  }
}

const heldOf = ([at, row]: [Uint8Array, Uint8Array]): Held => ({
  since: Number(lastU64(at)),
  size: viewOf(row).getBigInt64(0, true),
});

/** The markets that an account ever held something of. One seek each. */
export async function heldMarkets(db: HistoryDatabase, account: number): Promise<number[]> {
  const markets: number[] = [];
  for (let next = 0; next < MARKETS; next = markets.at(-1)! + 1) {
    const range = {
      gte: key(Table.Held, account, next),
      lt: afterPrefix(key(Table.Held, account)),
      limit: 1,
    };
    const [found] = await db.keys<Uint8Array>(range).all();
    if (found === undefined) return markets;
    markets.push(viewOf(found).getUint32(5));
  }
  return markets;
}

/** What the account held when funding accrued in blocks `from..to`, in order: one item for each accrual after which it changed. */
export async function* heldRows(
  db: HistoryDatabase,
  account: number,
  market: number,
  { from, to, reverse }: { readonly from: bigint; readonly to: bigint; readonly reverse: boolean },
): AsyncGenerator<Held> {
  const at = (since: bigint) => key(Table.Held, account, market, since);
  // What was held at the first of these accruals may be the row of a much earlier one.
  const first = db.iterator<Uint8Array, Uint8Array>({ gte: at(0n), lt: at(from), reverse: true, limit: 1 });
  const rest = db.iterator<Uint8Array, Uint8Array>({ gte: at(from), lt: at(to < from ? from : to), reverse });
  for (const part of reverse ? [rest, first] : [first, rest]) {
    for await (const entry of part) yield heldOf(entry);
  }
}
