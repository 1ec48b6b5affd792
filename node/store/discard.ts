import { rm } from "node:fs/promises";
import { NovateError } from "../primitives/error.ts";
import { checkFiles } from "./files/check.ts";
import { requireUnlocked } from "./lock.ts";

/**
 * Removes the LevelDB database in `folder` when its files are damaged: for one that can be made again, and must not be
 * opened as it is. Resolves with the damage (`STORE_CORRUPT`, as `checkFiles`), undefined when there is none. Throws `STORE_LOCKED`.
 */
export async function discardDamaged(folder: string): Promise<NovateError | undefined> {
  await requireUnlocked(folder);
  try {
    await checkFiles(folder);
    return undefined;
  } catch (error) {
    if (!(error instanceof NovateError)) throw error;
    await requireUnlocked(folder);
    await rm(folder, { recursive: true });
    return error;
  }
}
