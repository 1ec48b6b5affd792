/**
 * Rows of what happened to orders after they were placed, each with the sums since then. An order ends once: ends lie together by bucket,
 * so a bucket has at most {@link MAX_RECORDS} of them for ever. What leaves it in the book may happen any number of times: only the
 * latest is kept.
 */
import { viewOf } from "../../primitives/bytes.ts";
import { bucketAt } from "./buckets.ts";
import type { ChangeSums } from "./change-sums.ts";
import type { HistoryDatabase } from "./database.ts";
import type { ChangedEntry } from "./entries.ts";
import { KeyBuffer, key } from "./keys.ts";
import { ListRows, RECORDS_AT, readListRow, singleRow } from "./list-rows.ts";
import { CHANGES } from "./lists.ts";
import { OrderSums } from "./order-sums.ts";
import { addSums, changeOrderId, isEnd } from "./records/change.ts";
import type { Place } from "./records/place.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

/** Writes the rows of each block's changes. */
export class ChangeRows {
  readonly #db: Pick<HistoryDatabase, "getMany">;
  readonly #known = new OrderSums();
  readonly #ends = new ListRows(CHANGES);
  readonly #key = new KeyBuffer(Table.Changed, 8);

  constructor(dependencies: { readonly db: Pick<HistoryDatabase, "getMany"> }) {
    this.#db = dependencies.db;
  }

  /** Adds what came before to the `sums` of a block with these `events`, and puts the rows into `sink`. Earlier blocks must be written. */
  async join(sums: ChangeSums, events: DataView, place: Place, sink: RowSink): Promise<void> {
    for (const idAt of sums.opened) this.#known.open(events, idAt);
    await this.#addEarlier(sums);
    const { view } = sums;
    for (let i = 0; i < sums.count; i++) {
      const at = sums.at(i);
      if (isEnd(view, at)) {
        this.#ends.add(bucketAt(view, at), at, sums.index(i));
        continue;
      }
      this.#known.keep(view, at);
      this.#key.start().id(view, at);
      sink.put(this.#key.bytes, singleRow(CHANGES, view, at, { ...place, index: sums.index(i) }));
    }
    this.#ends.flush(view, place, sink);
  }

  async #addEarlier(sums: ChangeSums): Promise<void> {
    const unknown: number[] = [];
    for (let i = 0; i < sums.count; i++) {
      const at = sums.at(i);
      if (!this.#known.addTo(sums.view, at)) unknown.push(at);
    }
    if (unknown.length === 0) return;
    const keys = unknown.map((at) => key(Table.Changed, changeOrderId(sums.view, at)));
    const rows = (await this.#db.getMany(keys)) as (Uint8Array | undefined)[];
    rows.forEach((row, i) => {
      if (row !== undefined) addSums(viewOf(row), RECORDS_AT, sums.view, unknown[i]!);
    });
  }
}

/** The latest change of order `orderId` in a row of either table, if there is one. */
export function findChange(row: Uint8Array, orderId: bigint): ChangedEntry | undefined {
  return readListRow(CHANGES, 0, row, (view, at) => changeOrderId(view, at) === orderId).at(-1);
}
