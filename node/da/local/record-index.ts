/**
 * Where the intact records of a growing file lie. A record counts once all of it is there and its payload hashes to its
 * commitment; whatever else the file holds (a torn write, damage, foreign bytes) is stepped over to the next intact record.
 * A record's height is its byte offset: damage to one never renames another.
 */
import type { FileHandle } from "node:fs/promises";
import { equalBytes, toHex } from "../../primitives/bytes.ts";
import {
  decodeRecordHeader,
  FILE_HEADER_BYTES,
  RECORD_HEADER_BYTES,
  RECORD_MAGIC,
  sha256,
} from "./record.ts";

/** The window in which the next record is looked for. */
const SEARCH_BYTES = 1024 * 1024;

export interface RecordPlace {
  /** Byte offset of the record. */
  readonly offset: number;
  /** Bytes of the payload. */
  readonly length: number;
  readonly commitment: Uint8Array;
}

export class RecordIndex {
  readonly #file: FileHandle;
  readonly #places: RecordPlace[] = [];
  readonly #byCommitment = new Map<string, RecordPlace>();
  #position = FILE_HEADER_BYTES;
  /** Size of the file when nothing intact was found at its end. */
  #exhausted = 0;
  /** The scan in progress: two at once would count records twice. */
  #scan: Promise<void> | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The newest intact record found so far. */
  get last(): RecordPlace | undefined {
    return this.#places.at(-1);
  }

  /** The first record whose offset is at least `offset`, of those found so far. O(log n). */
  from(offset: number): RecordPlace | undefined {
    return this.#places[this.#firstFrom(offset)];
  }

  /** True when `offset` lies inside an intact record, but not at its start. */
  within(offset: number): boolean {
    const before = this.#places[this.#firstFrom(offset) - 1];
    return before !== undefined && offset < before.offset + RECORD_HEADER_BYTES + before.length;
  }

  #firstFrom(offset: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#places[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first record found with this commitment. */
  byCommitment(commitment: Uint8Array): RecordPlace | undefined {
    return this.#byCommitment.get(toHex(commitment));
  }

  /** Takes in what was appended since the last call. Reads every new byte once. */
  refresh(): Promise<void> {
    this.#scan ??= this.#advance().finally(() => {
      this.#scan = undefined;
    });
    return this.#scan;
  }

  async #advance(): Promise<void> {
    const { size } = await this.#file.stat();
    if (size === this.#exhausted) return;
    for (;;) {
      const place = (await this.recordAt(this.#position)) ?? (await this.#settledRecord(this.#position));
      if (place === undefined) {
        this.#exhausted = size;
        return;
      }
      this.#add(place);
    }
  }

  /**
   * The first intact record at or behind `from` once what lies before it is settled: a record that was half written when it
   * was looked at is whole, or torn for good, as soon as there is another one behind it. So a find is looked for twice.
   */
  async #settledRecord(from: number): Promise<RecordPlace | undefined> {
    return (await this.#nextRecord(from)) && this.#nextRecord(from);
  }

  #add(place: RecordPlace): void {
    this.#places.push(place);
    const key = toHex(place.commitment);
    if (!this.#byCommitment.has(key)) this.#byCommitment.set(key, place);
    this.#position = place.offset + RECORD_HEADER_BYTES + place.length;
  }

  async #bytes(offset: number, length: number): Promise<Uint8Array> {
    const buffer = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await this.#file.read(buffer, read, length - read, offset + read);
      if (bytesRead === 0) break;
      read += bytesRead;
    }
    return buffer.subarray(0, read);
  }

  /** The record at exactly `offset`, if it is intact. */
  async recordAt(offset: number): Promise<RecordPlace | undefined> {
    const header = decodeRecordHeader(await this.#bytes(offset, RECORD_HEADER_BYTES));
    if (header === undefined) return undefined;
    const payload = await this.#bytes(offset + RECORD_HEADER_BYTES, header.length);
    if (payload.length < header.length || !equalBytes(sha256(payload), header.commitment)) return undefined;
    return { offset, ...header };
  }

  /** The first intact record at or behind `from`, in windows that overlap by a magic. Reads to the end of the file. */
  async #nextRecord(from: number): Promise<RecordPlace | undefined> {
    for (let start = from; ; start += SEARCH_BYTES) {
      const window = Buffer.from(await this.#bytes(start, SEARCH_BYTES + RECORD_MAGIC.length - 1));
      if (window.length < RECORD_MAGIC.length) return undefined;
      for (let at = window.indexOf(RECORD_MAGIC); at >= 0; at = window.indexOf(RECORD_MAGIC, at + 1)) {
        const place = await this.recordAt(start + at);
        if (place !== undefined) return place;
      }
    }
  }

  /** The payload of a place, as it is in the file now. */
  payload(place: RecordPlace): Promise<Uint8Array> {
    return this.#bytes(place.offset + RECORD_HEADER_BYTES, place.length);
  }
}
