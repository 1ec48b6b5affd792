/** The sums of orders that changed before: a bounded memory of the latest ones, and the database for the rest. */
import { viewOf } from "../../primitives/bytes.ts";
import { names } from "../../state-machine/layout/generated.ts";
import { addSums, changeLayout } from "./records/change.ts";
import { copyWide } from "./records/wide.ts";

/** Orders whose sums are kept in memory (5 MB); what others had is read back from their rows. */
export const MAX_ORDERS_REMEMBERED = 131_072;

const { offset, size: RECORD_BYTES } = changeLayout;

/** A record has one place, by the order's slot; the latest order there is remembered. */
export class OrderSums {
  readonly #view = viewOf(new Uint8Array(MAX_ORDERS_REMEMBERED * RECORD_BYTES));

  /** Takes note that the order whose id is at `idAt` of `events` came to rest: nothing happened to it yet. */
  open(events: DataView, idAt: number): void {
    const at = placeOf(events, idAt);
    for (let i = 0; i < RECORD_BYTES; i += 4) this.#view.setUint32(at + i, 0);
    copyWide(events, idAt, this.#view, at + offset.orderId);
  }

  /** Adds what is remembered of the order of the record at `to`; false when nothing is. */
  addTo(records: DataView, to: number): boolean {
    const idAt = to + offset.orderId;
    const at = placeOf(records, idAt);
    const kept = this.#view;
    if (kept.getUint32(at, true) !== records.getUint32(idAt, true)) return false;
    if (kept.getUint32(at + 4, true) !== records.getUint32(idAt + 4, true)) return false;
    addSums(kept, at, records, to);
    return true;
  }

  /** Remembers the record at `from`. */
  keep(records: DataView, from: number): void {
    const at = placeOf(records, from + offset.orderId);
    for (let i = 0; i < RECORD_BYTES; i += 4) this.#view.setUint32(at + i, records.getUint32(from + i));
  }
}

function placeOf(view: DataView, idAt: number): number {
  const slot = view.getUint32(idAt, true) & (2 ** names.ORDER_SLOT_BITS - 1);
  return (slot & (MAX_ORDERS_REMEMBERED - 1)) * RECORD_BYTES;
}
