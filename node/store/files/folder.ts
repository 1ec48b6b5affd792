/** The files of one LevelDB database, by their names. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface DatabaseFiles {
  /** Paths by number, in the order in which the files were made. */
  readonly tables: ReadonlyMap<number, string>;
  readonly logs: ReadonlyMap<number, string>;
  /** Names. */
  readonly manifests: readonly string[];
}

/** What is in `folder`; nothing, when there is no such folder. */
export async function filesIn(folder: string): Promise<DatabaseFiles> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const numbered = (pattern: RegExp) =>
    new Map(
      names
        .filter((name) => pattern.test(name))
        .map((name) => [Number.parseInt(name, 10), join(folder, name)] as const)
        .sort(([a], [b]) => a - b),
    );
  return {
    tables: numbered(/^\d+\.(ldb|sst)$/),
    logs: numbered(/^\d+\.log$/),
    manifests: names.filter((name) => /^MANIFEST-\d+$/.test(name)),
  };
}
