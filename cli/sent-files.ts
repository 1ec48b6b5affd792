/** The journal of L1 transactions of the command line: one private file each, beside the keys, so that two runs never write the same one. */
import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readPrivateFile, writePrivateFile } from "../node/keys/index.ts";
import { errorCode, NovateError } from "../node/primitives/error.ts";
import type { SentJournal, SentTransaction } from "../sdk/bridge/index.ts";

/** A forced transaction's 1,024 bytes in hex twice, and room. */
const MAX_BYTES = 16_384;
/** Entries that are read; a journal holds what is under way, so few. */
const MAX_ENTRIES = 1_000;

/** The journal of one chain (its genesis) and one sender in the folder of keys. Throws `JOURNAL_CORRUPT` for a file that it can't read. */
export function sentFiles(keys: string, genesisHash: string, from: string): SentJournal {
  const folder = join(resolve(keys), "sent", `${genesisHash.slice(2, 18)}-${from.slice(2).toLowerCase()}`);
  const pathOf = (hash: string) => join(folder, `${hash}.json`);
  return {
    async list() {
      const names = await readdir(folder).catch(() => [] as string[]);
      const entries = names.filter((name) => name.endsWith(".json")).slice(0, MAX_ENTRIES);
      const read = await Promise.all(entries.map((name) => readEntry(join(folder, name))));
      return read.sort((one, two) => one.sentAt - two.sentAt);
    },
    async put(entry) {
      await writePrivateFile(pathOf(entry.hash), `${JSON.stringify(entry)}\n`).catch((error: unknown) => {
        if (errorCode(error) !== "FILE_EXISTS") throw error;
      });
    },
    async remove(hash) {
      await rm(pathOf(hash), { force: true });
    },
  };
}

async function readEntry(path: string): Promise<SentTransaction> {
  try {
    return JSON.parse((await readPrivateFile(path, MAX_BYTES)).toString("utf8")) as SentTransaction;
  } catch (cause) {
    const message = `expected a record of a sent L1 transaction in ${path}; look its hash (the file's name) up on L1, then remove the file`;
    throw new NovateError("JOURNAL_CORRUPT", message, { path }, { cause });
  }
}
