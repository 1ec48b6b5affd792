/**
 * Rows of what happened to orders after they were placed. An order ends once: ends lie together by bucket, so a bucket has at most
 * {@link MAX_RECORDS} of them for ever. What leaves it in the book may happen any number of times: only the latest is kept.
 */
import { bucketAt } from "./buckets.ts";
import type { ChangedEntry } from "./entries.ts";
import { KeyBuffer } from "./keys.ts";
import { ListRows, readListRow, singleRow } from "./list-rows.ts";
import { CHANGES } from "./lists.ts";
import { changedOrderAt, changeOrderId, isEnd } from "./records/change.ts";
import type { Place } from "./records/place.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

/** Collects the changes of a block's orders and writes their rows. */
export class ChangeRows {
  readonly #ends = new ListRows(CHANGES);
  readonly #key = new KeyBuffer(Table.Changed, 8);

  /** Takes the event at offset `at`, the `index`-th of the block: a fill, or an order's cut or end. */
  add(events: DataView, at: number, index: number, place: Place, sink: RowSink): void {
    const idAt = changedOrderAt(events, at);
    if (isEnd(events, at)) {
      this.#ends.add(bucketAt(events, idAt), at, index);
      return;
    }
    this.#key.start().id(events, idAt);
    sink.put(this.#key.bytes, singleRow(CHANGES, events, at, { ...place, index }));
  }

  /** Writes what the block still owes. */
  flush(events: DataView, place: Place, sink: RowSink): void {
    this.#ends.flush(events, place, sink);
  }
}

/** The latest change of order `orderId` in a row of either table, if there is one. */
export function findChange(row: Uint8Array, orderId: bigint): ChangedEntry | undefined {
  return readListRow(CHANGES, 0, row, (view, at) => changeOrderId(view, at) === orderId).at(-1);
}
