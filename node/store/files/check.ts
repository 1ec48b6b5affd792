/** Checks the files of a LevelDB database before LevelDB reads, drops or replaces any of them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { damaged } from "./damage.ts";
import { type DatabaseFiles, filesIn } from "./folder.ts";
import { readLog } from "./log.ts";
import { applyManifest, type ManifestContent } from "./manifest.ts";
import { verifyTable } from "./table.ts";
import { WindowedFile } from "./windowed-file.ts";

/**
 * Verifies every checksum of the database in `folder`, which no process may have open: every block of every table, and manifest and
 * logs up to where a crash may have torn them. What a crash left over is no part of the database and not looked at. Reads each file once, a
 * table by its blocks, the others whole. Changes nothing. Throws `STORE_CORRUPT` with `data.file`, `data.from` and `data.to`: the
 * first bytes that are not what was written.
 */
export async function checkFiles(folder: string): Promise<void> {
  const files = await filesIn(folder);
  const manifest = await currentManifest(folder, files);
  if (manifest === undefined) return;
  const { tables, firstLog } = await readManifest(manifest);
  for (const [number, path] of files.logs) {
    if (number >= firstLog) await recordsOf(path);
  }
  for (const [number, size] of tables) {
    const path = files.tables.get(number);
    if (path === undefined) {
      const missing = join(folder, `${String(number).padStart(6, "0")}.ldb`);
      throw damaged(missing, { from: 0, to: size }, "the file, it is missing");
    }
    await checkTable(path, size);
  }
}

async function checkTable(path: string, size: number): Promise<void> {
  const file = await WindowedFile.open(path);
  try {
    if (file.size !== size) {
      const extent = { from: Math.min(size, file.size), to: Math.max(size, file.size) };
      throw damaged(path, extent, `a file of ${size} bytes, it has ${file.size}`);
    }
    await verifyTable(file);
  } finally {
    await file.close();
  }
}

/** The manifest that `CURRENT` names; `undefined` when there is no database yet. */
async function currentManifest(folder: string, files: DatabaseFiles): Promise<string | undefined> {
  const path = join(folder, "CURRENT");
  const text = await readFile(path, "latin1").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  });
  // Without it LevelDB begins an empty database, and deletes everything else.
  if (text === undefined && files.tables.size + files.logs.size === 0) return undefined;
  const manifest = files.manifests.find((name) => `${name}\n` === text);
  if (manifest === undefined) throw damaged(path, { from: 0, to: text?.length ?? 0 }, "the manifest's name");
  return join(folder, manifest);
}

async function readManifest(path: string): Promise<ManifestContent> {
  const records = await recordsOf(path);
  const content = applyManifest(records);
  if (content === undefined) throw damaged(path, { from: 0, to: 0 }, "changes of the database's files");
  return content;
}

async function recordsOf(path: string): Promise<readonly Uint8Array[]> {
  const { records, damage } = readLog(await readFile(path));
  if (damage !== undefined) throw damaged(path, damage, "a record's checksum");
  return records;
}
