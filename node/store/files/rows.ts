/** Every row that can still be read of a LevelDB database's files, without LevelDB and whatever else is damaged. */
import { open, readFile } from "node:fs/promises";
import { blockEntries } from "./block-entries.ts";
import type { Extent } from "./damage.ts";
import { filesIn } from "./folder.ts";
import { readLog } from "./log.ts";
import { plainBlock, tableLayout } from "./table.ts";
import { WindowedFile } from "./windowed-file.ts";
import { rowsPut } from "./write-batch.ts";

export interface IntactRow {
  readonly key: Uint8Array;
  /** Reads the value once more from its file. */
  value(): Promise<Uint8Array>;
}

/** Behind a key in a table: `u8 kind, u56 sequence`. */
const KEY_TRAILER_BYTES = 8;
const PUT = 1;

/**
 * The rows of an uncompressed database in `folder` whose checksums are right, in no order, some perhaps twice or in an earlier version; keys are good until the next row.
 * Of tables no value is kept in memory, of logs all of the log's.
 */
export async function* intactRows(folder: string): AsyncGenerator<IntactRow> {
  const { tables, logs } = await filesIn(folder);
  for (const path of tables.values()) yield* rowsOfTable(path);
  for (const path of logs.values()) {
    const log = await readFile(path).catch(() => new Uint8Array());
    for (const record of readLog(log).records) {
      for (const [key, value] of rowsPut(record)) yield { key, value: async () => value };
    }
  }
}

async function* rowsOfTable(path: string): AsyncGenerator<IntactRow> {
  const file = await WindowedFile.open(path);
  try {
    const layout = await tableLayout(file).catch(() => undefined);
    for (const extent of layout?.data ?? []) {
      const content = await plainBlock(file, extent).catch(() => new Uint8Array());
      for (const entry of blockEntries(content)) {
        if (entry === undefined) break;
        const { key, value } = entry;
        const kind = key[key.length - KEY_TRAILER_BYTES];
        if (kind !== PUT) continue;
        const place = { from: extent.from + value.from, to: extent.from + value.to };
        yield { key: key.subarray(0, -KEY_TRAILER_BYTES), value: () => readAt(path, place) };
      }
    }
  } finally {
    await file.close();
  }
}

async function readAt(path: string, { from, to }: Extent): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    return (await file.read(new Uint8Array(to - from), 0, to - from, from)).buffer;
  } finally {
    await file.close();
  }
}
