/** One process at a time on a folder: the lock is the operating system's, so that it ends with the process, however that ends. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Level } from "level";
import { NovateError } from "../primitives/error.ts";

/** Where the lock of a folder is. */
export const LOCK_FOLDER = "lock";
const OWNER = "process";

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of `folder`, made when missing, and touches nothing else in it. Throws `FOLDER_LOCKED` with `data.pid` while another holds it.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, LOCK_FOLDER);
  await mkdir(path, { recursive: true, mode: 0o700 });
  // LevelDB takes a lock of the kernel on the database it opens; Node itself offers none.
  const db = new Level(path);
  const owner = join(path, OWNER);
  try {
    await db.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    if ((cause as { code?: string } | undefined)?.code !== "LEVEL_LOCKED") throw error;
    const pid = Number((await readFile(owner, "utf8").catch(() => "")).trim()) || undefined;
    const who = pid === undefined ? "another process" : `process ${pid}`;
    const message = `expected to be the only process on ${folder}, ${who} has it`;
    throw new NovateError(
      "FOLDER_LOCKED",
      message,
      { folder, ...(pid === undefined ? {} : { pid }) },
      { cause: error },
    );
  }
  await writeFile(owner, `${process.pid}\n`);
  return { release: () => db.close() };
}
