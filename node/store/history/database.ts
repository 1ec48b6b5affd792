import { Level } from "level";

export type HistoryDatabase = Level<Uint8Array, Uint8Array>;

/** The history's own database, not opened yet. It can be rebuilt from blocks, so its writes are not synced one by one. */
export function createHistoryDatabase(path: string): HistoryDatabase {
  return new Level<Uint8Array, Uint8Array>(path, { keyEncoding: "view", valueEncoding: "view" });
}
