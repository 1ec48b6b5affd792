import { Level } from "level";
import { NovateError } from "../primitives/error.ts";

/**
 * Throws `STORE_LOCKED` while a process has the LevelDB database in `folder` open. LevelDB takes its lock, finds that it
 * may neither open nor create a database, and reads nothing: a damaged one is safe to ask about.
 */
export async function requireUnlocked(folder: string): Promise<void> {
  const db = new Level(folder);
  try {
    await db.open({ createIfMissing: false, errorIfExists: true });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
    if ((cause as { code?: string } | undefined)?.code === "LEVEL_LOCKED") throw lockedError(folder, error);
  } finally {
    await db.close();
  }
}

export function lockedError(folder: string, cause: unknown): NovateError {
  const message = `expected to be the only process on ${folder}, another one has it open`;
  return new NovateError("STORE_LOCKED", message, {}, { cause });
}
