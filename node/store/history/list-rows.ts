/** Rows of a list: the place of a block, then (u32 index, what the list keeps, the hash where it keeps that) for up to {@link MAX_RECORDS} events of one id. */
import { toHex, viewOf } from "../../primitives/bytes.ts";
import { DIGEST_BYTES } from "../../state-machine/signature/protocol.ts";
import { Groups } from "./groups.ts";
import { KeyBuffer } from "./keys.ts";
import type { List } from "./lists.ts";
import type { Origins } from "./origins.ts";
import { type At, PLACE_BYTES, type Place, readPlace, writePlace } from "./records/place.ts";
import type { RowSink } from "./row-sink.ts";
import { MAX_RECORDS } from "./tables.ts";

const INDEX_BYTES = 4;
/** Where the first record of a row begins. */
export const RECORDS_AT = PLACE_BYTES + INDEX_BYTES;

const itemBytes = (list: List<unknown>): number =>
  INDEX_BYTES + list.size + (list.withHash === undefined ? 0 : DIGEST_BYTES);

/** Collects the events of a block for one list and writes its rows. */
export class ListRows {
  readonly #list: List<unknown>;
  readonly #origins: Origins | undefined;
  readonly #groups = new Groups();
  readonly #key: KeyBuffer;
  readonly #value: Uint8Array;
  readonly #view: DataView;

  /** `origins` for a list with hashes: where those come from. */
  constructor(list: List<unknown>, origins?: Origins) {
    this.#list = list;
    this.#origins = origins;
    this.#key = new KeyBuffer(list.table, list.idBytes + 12);
    this.#value = new Uint8Array(PLACE_BYTES + MAX_RECORDS * itemBytes(list));
    this.#view = viewOf(this.#value);
  }

  /** Takes note of the event at offset `at`, the `index`-th of the block; `side` (0 or 1) is the list's own. */
  add(id: number, at: number, index: number, side = 0): void {
    this.#groups.add(id, at, 2 * index + side);
  }

  /** Writes the rows of what was collected, out of `events`, and forgets it. */
  flush(events: DataView, place: Place, sink: RowSink): void {
    const groups = this.#groups;
    if (groups.size === 0) return;
    writePlace(this.#view, place);
    for (let group = 0; group < groups.size; group++) {
      const id = groups.id(group);
      let end = PLACE_BYTES;
      for (let item = groups.first(group); item >= 0; item = groups.next(item)) {
        const tag = groups.tag(item);
        if (end === PLACE_BYTES) this.#startKey(id, place.block, tag >>> 1);
        this.#view.setUint32(end, tag >>> 1, true);
        this.#list.write(events, groups.at(item), tag & 1, this.#view, end + INDEX_BYTES);
        end += INDEX_BYTES + this.#list.size;
        if (this.#origins !== undefined) {
          this.#origins.write(tag >>> 1, this.#view, end);
          end += DIGEST_BYTES;
        }
        if (end < this.#value.length && groups.next(item) >= 0) continue;
        sink.put(this.#key.bytes, this.#value.subarray(0, end));
        end = PLACE_BYTES;
      }
    }
    groups.clear();
  }

  #startKey(id: number, block: number, index: number): void {
    const key = this.#key.start();
    if (this.#list.idBytes === 4) key.u32(id);
    else key.wide(id);
    key.wide(block).u32(index);
  }
}

/** A row of one record, the event at `at`. */
export function singleRow(list: List<unknown>, events: DataView, at: number, where: At): Uint8Array {
  const row = new Uint8Array(RECORDS_AT + list.size);
  const out = viewOf(row);
  writePlace(out, where);
  out.setUint32(PLACE_BYTES, where.index, true);
  list.write(events, at, 0, out, RECORDS_AT);
  return row;
}

/** The entries of a row, in order: all, or those whose record at `at` of `view` is wanted. */
export function readListRow<Entry>(
  list: List<Entry>,
  id: number,
  row: Uint8Array,
  wants?: (view: DataView, at: number) => boolean,
): Entry[] {
  const view = viewOf(row);
  const place = readPlace(view);
  const entries: Entry[] = [];
  for (let at = RECORDS_AT; at < row.length; at += itemBytes(list)) {
    if (wants !== undefined && !wants(view, at)) continue;
    const index = view.getUint32(at - INDEX_BYTES, true);
    const entry = list.read(view, at, { ...place, index }, id);
    entries.push(list.withHash === undefined ? entry : withHash(entry, row, at + list.size));
  }
  return entries;
}

function withHash<Entry>(entry: Entry, row: Uint8Array, at: number): Entry {
  const hash = row.subarray(at, at + DIGEST_BYTES);
  return hash.every((byte) => byte === 0) ? entry : { ...entry, hash: toHex(hash) };
}
