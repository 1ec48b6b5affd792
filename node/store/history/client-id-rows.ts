/**
 * What an account used a client id for: a row each use, under the place where it happened. An order that drew an id is named by it; one that
 * was refused is kept whole, for it has no other record. Refused as a repeat of an open order it is no use of its own. Refused with its whole
 * transaction it may repeat one that was executed: the latest of those is kept apart, to be told where nothing else is.
 */
import { viewOf } from "../../primitives/bytes.ts";
import { CLIENT_ID_BYTES } from "../../primitives/codec/index.ts";
import { actionReceiptLayout, resultCode } from "../../state-machine/layout/generated.ts";
import type { PlacedEntry } from "./entries.ts";
import { KeyBuffer } from "./keys.ts";
import { PLACE_BYTES, type Place, readPlace, writePlace } from "./records/place.ts";
import { type PlacedSource, placedLayout, readPlaced, writePlaced, writeRefused } from "./records/placed.ts";
import { copyWide } from "./records/wide.ts";
import type { RowSink } from "./row-sink.ts";
import { Table } from "./tables.ts";

const ID_BYTES = 8;
const RECORD_AT = PLACE_BYTES;
const RECEIPT = actionReceiptLayout.offset;

/** An order by its id, or one that was refused. */
export type ClientIdUse = { readonly orderId: bigint } | { readonly refused: PlacedEntry };

/** Puts rows; its buffers are used again. */
export class ClientIdRows {
  readonly #useKey = new KeyBuffer(Table.ClientId, 4 + CLIENT_ID_BYTES + 12);
  readonly #wholeKey = new KeyBuffer(Table.ClientIdRefused, 4 + CLIENT_ID_BYTES);
  readonly #value = new Uint8Array(RECORD_AT + placedLayout.size);
  readonly #view = viewOf(this.#value);

  /** The order of `source` has a client id in `bytes` and drew the id in its receipt. */
  placed(source: PlacedSource, bytes: Uint8Array, place: Place, sink: RowSink): void {
    copyWide(source.events, source.at + RECEIPT.orderId, this.#view, 0);
    sink.put(this.#keyOfUse(source, bytes, place), this.#value.subarray(0, ID_BYTES));
  }

  /** The order of `source` is refused by its receipt. */
  refused(source: PlacedSource, bytes: Uint8Array, place: Place, sink: RowSink): void {
    const code = source.events.getUint16(source.at + RECEIPT.code, true);
    if (code === resultCode.DUPLICATE_CLIENT_ID) return;
    writePlace(this.#view, place);
    writePlaced(source, this.#view, RECORD_AT);
    sink.put(this.#keyOfUse(source, bytes, place), this.#value);
  }

  /** The order of `source` is refused with its transaction. */
  refusedWhole(
    source: Parameters<typeof writeRefused>[0],
    bytes: Uint8Array,
    place: Place,
    sink: RowSink,
  ): void {
    const { account, order } = source;
    writePlace(this.#view, place);
    writeRefused(source, this.#view, RECORD_AT);
    const key = this.#wholeKey.start().u32(account).raw(bytes, order.clientIdAt, CLIENT_ID_BYTES);
    sink.put(key.bytes, this.#value);
  }

  #keyOfUse({ account, index, order }: PlacedSource, bytes: Uint8Array, place: Place): Uint8Array {
    const key = this.#useKey.start().u32(account).raw(bytes, order.clientIdAt, CLIENT_ID_BYTES);
    return key.wide(place.block).u32(index).bytes;
  }
}

/** What a row of either table says of `clientId` (hex). */
export function readClientIdUse(row: Uint8Array, clientId: string): ClientIdUse {
  const view = viewOf(row);
  if (row.length === ID_BYTES) return { orderId: view.getBigUint64(0, true) };
  return { refused: readPlaced(view, RECORD_AT, readPlace(view), clientId) };
}
