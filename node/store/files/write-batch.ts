/** A record of LevelDB's write-ahead log: `u64 sequence, u32 count`, then what was put and deleted. */
import { VarintReader } from "./varint.ts";

const HEADER_BYTES = 12;
const DELETED = 0;
const PUT = 1;

/** The rows that a record puts; ends where it is not one. */
export function* rowsPut(record: Uint8Array): Generator<readonly [key: Uint8Array, value: Uint8Array]> {
  const reader = new VarintReader(record, HEADER_BYTES);
  while (reader.at < record.length) {
    const tag = record[reader.at++];
    const key = reader.string();
    if (key === undefined || (tag !== PUT && tag !== DELETED)) return;
    if (tag === DELETED) continue;
    const value = reader.string();
    if (value === undefined) return;
    yield [key, value];
  }
}
