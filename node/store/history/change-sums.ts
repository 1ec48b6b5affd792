/** What a block did to orders that rest, summed up to one record an order, without an object for any of them. */
import { viewOf } from "../../primitives/bytes.ts";
import { names } from "../../state-machine/layout/generated.ts";
import { addChange, changedOrderAt, changeLayout } from "./records/change.ts";

const { offset, size: RECORD_BYTES } = changeLayout;
const SLOT_MASK = 2 ** names.ORDER_SLOT_BITS - 1;
const FIRST_RECORDS = 1_024;

/** Reused from block to block; memory stays at the largest block's. */
export class ChangeSums {
  /** The records, one after the other. */
  view = viewOf(new Uint8Array(FIRST_RECORDS * RECORD_BYTES));
  /** Offsets of the ids of orders that came to rest. */
  readonly opened: number[] = [];
  #count = 0;
  /** Of each record, the place of its latest event in the block. */
  readonly #indexes: number[] = [];
  /** By slot, the record of the latest order there: one is gone before the next one comes (docs/spec/rules.md T5). */
  readonly #ofSlot = new Map<number, number>();

  /** Number of orders. */
  get count(): number {
    return this.#count;
  }

  /** Where the record of the `i`-th order begins. */
  at(i: number): number {
    return i * RECORD_BYTES;
  }

  /** Place of its latest event in the block. */
  index(i: number): number {
    return this.#indexes[i]!;
  }

  /** Adds the event at offset `at`, the `index`-th of the block: a fill, or an order's cut or end. */
  add(events: DataView, at: number, index: number): void {
    const idAt = changedOrderAt(events, at);
    const slot = events.getUint32(idAt, true) & SLOT_MASK;
    let record = this.#ofSlot.get(slot);
    if (record === undefined || !this.#isOf(record, events, idAt)) {
      record = this.#next();
      this.#ofSlot.set(slot, record);
    }
    this.#indexes[record] = index;
    addChange(events, at, this.view, this.at(record));
  }

  clear(): void {
    this.#count = 0;
    this.opened.length = 0;
    this.#ofSlot.clear();
  }

  #isOf(record: number, events: DataView, idAt: number): boolean {
    const at = this.at(record) + offset.orderId;
    return (
      this.view.getUint32(at, true) === events.getUint32(idAt, true) &&
      this.view.getUint32(at + 4, true) === events.getUint32(idAt + 4, true)
    );
  }

  /** A record of zeros. */
  #next(): number {
    const record = this.#count++;
    const end = this.at(record + 1);
    if (end > this.view.byteLength) {
      const grown = new Uint8Array(2 * this.view.byteLength);
      grown.set(new Uint8Array(this.view.buffer, 0, this.view.byteLength));
      this.view = viewOf(grown);
    }
    for (let at = this.at(record); at < end; at += 4) this.view.setUint32(at, 0);
    return record;
  }
}
