/** Rows of placed orders by id; besides, the ids of each account. */
import { toHex, viewOf } from "../../primitives/bytes.ts";
import { CLIENT_ID_BYTES } from "../../primitives/codec/index.ts";
import { actionReceiptLayout, fillLayout } from "../../state-machine/layout/generated.ts";
import { bucketAt } from "./buckets.ts";
import type { PlacedEntry } from "./entries.ts";
import { Groups } from "./groups.ts";
import { KeyBuffer } from "./keys.ts";
import { PLACE_BYTES, type Place, readPlace, writePlace } from "./records/place.ts";
import {
  addLiquidationFill,
  hasClientId,
  isTakerOf,
  type PlacedSource,
  placedLayout,
  placedOrderId,
  readPlaced,
  writeLiquidation,
  writePlaced,
} from "./records/placed.ts";
import { copyWide } from "./records/wide.ts";
import type { RowSink } from "./row-sink.ts";
import { MAX_RECORDS, Table } from "./tables.ts";

const COUNT_AT = PLACE_BYTES;
const RECORDS_AT = COUNT_AT + 4;
const RECORD_BYTES = placedLayout.size;
const ID_BYTES = 8;
const NO_BUCKET = -1;
const RECEIPT = actionReceiptLayout.offset;
const FILL = fillLayout.offset;

/** Writes the orders of a block in the order of their ids, which is that of their receipts. */
export class PlacedRows {
  readonly #key = new KeyBuffer(Table.Placed, ID_BYTES);
  readonly #value = new Uint8Array(RECORDS_AT + MAX_RECORDS * (RECORD_BYTES + CLIENT_ID_BYTES));
  readonly #view = viewOf(this.#value);
  readonly #clientIds = new Uint8Array(MAX_RECORDS * CLIENT_ID_BYTES);
  readonly #accountKey = new KeyBuffer(Table.OrderOfAccount, 4 + ID_BYTES);
  readonly #ids = new Uint8Array(MAX_RECORDS * ID_BYTES);
  readonly #idsView = viewOf(this.#ids);
  readonly #ofAccount = new Groups();
  #bucket = NO_BUCKET;
  #count = 0;
  #clientIdCount = 0;

  /** Adds an order of the block at `place`; `bytes` hold its client id. Orders of one block only, until {@link flush}. */
  add(source: PlacedSource, bytes: Uint8Array, place: Place, sink: RowSink): void {
    const { account, at, events, order } = source;
    writePlaced(source, this.#view, this.#next(events, at + RECEIPT.orderId, account, place, sink));
    if (order.clientIdAt < 0) return;
    const clientIdAt = this.#clientIdCount++ * CLIENT_ID_BYTES;
    for (let i = 0; i < CLIENT_ID_BYTES; i++) this.#clientIds[clientIdAt + i] = bytes[order.clientIdAt + i]!;
  }

  /** Adds the fill at `at`, the `index`-th event, to the order that a liquidation placed for it: its fills follow one another. */
  addLiquidation(events: DataView, at: number, index: number, place: Place, sink: RowSink): void {
    let to = RECORDS_AT + (this.#count - 1) * RECORD_BYTES;
    if (this.#count === 0 || !isTakerOf(this.#view, to, events, at)) {
      const account = events.getUint32(at + FILL.takerAccount, true);
      to = this.#next(events, at + FILL.takerOrderId, account, place, sink);
      writeLiquidation(events, at, index, this.#view, to);
    }
    addLiquidationFill(events, at, this.#view, to);
  }

  /** Where the record of the order whose id is at `idAt` belongs. */
  #next(events: DataView, idAt: number, account: number, place: Place, sink: RowSink): number {
    const bucket = bucketAt(events, idAt);
    if (bucket !== this.#bucket || this.#count === MAX_RECORDS) this.#flushBucket(place, sink);
    if (this.#count === 0) {
      this.#bucket = bucket;
      this.#key.start().id(events, idAt);
    }
    this.#ofAccount.add(account, idAt, 0);
    return RECORDS_AT + this.#count++ * RECORD_BYTES;
  }

  /** Writes what the block still owes. */
  flush(events: DataView, place: Place, sink: RowSink): void {
    this.#flushBucket(place, sink);
    this.#flushAccounts(events, sink);
  }

  #flushBucket(place: Place, sink: RowSink): void {
    if (this.#count === 0) return;
    writePlace(this.#view, place);
    this.#view.setUint32(COUNT_AT, this.#count, true);
    const clientIdsAt = RECORDS_AT + this.#count * RECORD_BYTES;
    const clientIds = this.#clientIdCount * CLIENT_ID_BYTES;
    this.#value.set(this.#clientIds.subarray(0, clientIds), clientIdsAt);
    sink.put(this.#key.bytes, this.#value.subarray(0, clientIdsAt + clientIds));
    this.#bucket = NO_BUCKET;
    this.#count = 0;
    this.#clientIdCount = 0;
  }

  /** A row names its first id in the key, the account's next ones in the value. */
  #flushAccounts(events: DataView, sink: RowSink): void {
    const groups = this.#ofAccount;
    for (let group = 0; group < groups.size; group++) {
      let end = -1;
      for (let item = groups.first(group); item >= 0; item = groups.next(item)) {
        const idAt = groups.at(item);
        if (end < 0) {
          this.#accountKey.start().u32(groups.id(group)).id(events, idAt);
          end = 0;
        } else {
          copyWide(events, idAt, this.#idsView, end);
          end += ID_BYTES;
        }
        if (end < this.#ids.length && groups.next(item) >= 0) continue;
        sink.put(this.#accountKey.bytes, this.#ids.subarray(0, end));
        end = -1;
      }
    }
    groups.clear();
  }
}

/** The order `orderId` of a row of placed orders, if it is there. */
export function findPlaced(row: Uint8Array, orderId: bigint): PlacedEntry | undefined {
  const view = viewOf(row);
  const recordsEnd = RECORDS_AT + view.getUint32(COUNT_AT, true) * RECORD_BYTES;
  let clientIdAt = recordsEnd;
  for (let at = RECORDS_AT; at < recordsEnd; at += RECORD_BYTES) {
    const clientIdBytes = hasClientId(view, at) ? CLIENT_ID_BYTES : 0;
    if (placedOrderId(view, at) === orderId) {
      const clientId = toHex(row.subarray(clientIdAt, clientIdAt + clientIdBytes));
      return readPlaced(view, at, readPlace(view), clientIdBytes === 0 ? undefined : clientId);
    }
    clientIdAt += clientIdBytes;
  }
  return undefined;
}

/** The ids of a row of an account's orders, ascending; `first` is the one in its key. */
export function readIds(first: bigint, row: Uint8Array): bigint[] {
  const view = viewOf(row);
  const ids = [first];
  for (let at = 0; at < row.length; at += ID_BYTES) ids.push(view.getBigUint64(at, true));
  return ids;
}
