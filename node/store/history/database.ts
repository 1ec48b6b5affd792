import { Level } from "level";

export type HistoryDatabase = Level<Uint8Array, Uint8Array>;

/** What LevelDB gathers in memory before it writes a table, bytes; at most two of them. Four times its default: a third less to merge later. */
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

/** The history's own database, not opened yet. It can be rebuilt from blocks, so its writes are not synced one by one. */
export function createHistoryDatabase(path: string): HistoryDatabase {
  return new Level<Uint8Array, Uint8Array>(path, {
    keyEncoding: "view",
    valueEncoding: "view",
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
}
