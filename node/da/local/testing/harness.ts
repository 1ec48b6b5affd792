import { appendFile } from "node:fs/promises";
import type { DaHarness } from "../../suite.ts";
import { openLocalDa } from "../local-da.ts";

const POLL_MS = 2;

/** The local file at `path` for the port's suite: anybody may append to it, and a sync can fail after the record is there. */
export async function openLocalHarness(path: string): Promise<DaHarness> {
  const where = { path, chainId: 31_337n, pollInterval: POLL_MS };
  let isLost = false;
  const da = await openLocalDa(where, {
    async sync(file) {
      await file.datasync();
      if (isLost) throw new Error("EIO: i/o error, fdatasync");
    },
  });
  return {
    da,
    reopen: () => openLocalDa(where),
    pollute: (bytes) => appendFile(path, bytes),
    loseNextAnswer() {
      isLost = true;
    },
    close: () => da.close(),
  };
}
