/** What a manifest's records say: which tables are part of the database, and which logs are to be read again. */
import { VarintReader } from "./varint.ts";

/** The tags of LevelDB's `version_edit.cc`, with what follows each: numbers and strings. */
const FIELDS: Readonly<Record<number, string>> = {
  1: "s",
  2: "n",
  3: "n",
  4: "n",
  5: "ns",
  6: "nn",
  7: "nnnss",
  9: "n",
};
const LOG_NUMBER = 2;
const DELETED_TABLE = 6;
const NEW_TABLE = 7;

export interface ManifestContent {
  /** Number of each table of the database, and its size in bytes. */
  readonly tables: ReadonlyMap<number, number>;
  /** Logs below this number are in tables already. */
  readonly firstLog: number;
}

/** Applies a manifest's records in order; `undefined` when one of them is none. */
export function applyManifest(records: readonly Uint8Array[]): ManifestContent | undefined {
  const tables = new Map<number, number>();
  let firstLog = 0;
  for (const record of records) {
    const added: (readonly [number, number])[] = [];
    for (const reader = new VarintReader(record); reader.at < record.length; ) {
      const tag = reader.number();
      const fields = FIELDS[tag ?? 0];
      if (fields === undefined) return undefined;
      const values = Array.from(fields, (kind) => (kind === "n" ? reader.number() : reader.string()));
      if (values.includes(undefined)) return undefined;
      const numbers = values as number[];
      if (tag === LOG_NUMBER) firstLog = numbers[0]!;
      if (tag === DELETED_TABLE) tables.delete(numbers[1]!);
      if (tag === NEW_TABLE) added.push([numbers[1]!, numbers[2]!]);
    }
    // A table that moves to another level is deleted and added by one record.
    for (const [number, size] of added) tables.set(number, size);
  }
  return { tables, firstLog };
}
