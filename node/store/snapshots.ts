/** Snapshots of the state as files, named by height: `<number>.snapshot`, complete or not there. */
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { NovateError } from "../primitives/error.ts";

/** Newest snapshots kept: one to start from, one in case it turns out damaged. */
export const SNAPSHOTS_KEPT = 2;
/** Further ones kept between the newest final one and the head: a dispute replays from the one below its block. */
export const DISPUTE_RUNGS = 6;

const NAME = /^(\d{1,20})\.snapshot$/;

export interface SnapshotFolder {
  /** Heights of the complete snapshots, newest first. */
  heights(): Promise<bigint[]>;
  /** The bytes of one, streamed. Fails while reading when the file is not there. */
  read(height: bigint): AsyncIterable<Uint8Array>;
  /** Writes one and makes it durable before it gets its name, then removes the oldest. Throws `SNAPSHOT_WRITE` and leaves nothing. */
  write(height: bigint, frames: Iterable<Uint8Array>): Promise<void>;
  remove(height: bigint): Promise<void>;
  /** The file of one, for who reads it in another thread; it may be gone by then. */
  path(height: bigint): string;
}

/**
 * Which of the snapshots (newest first) nobody needs: all but the two newest, the newest that is not above `final`, and at most
 * {@link DISPUTE_RUNGS} between, no two closer than a sixth of the way: a disputable block is
 * at most about half of the way above one.
 */
export function superseded(heights: readonly bigint[], final: bigint): bigint[] {
  const [head = 0n] = heights;
  const old = heights.slice(SNAPSHOTS_KEPT);
  const apart = (head - final + BigInt(DISPUTE_RUNGS) - 1n) / BigInt(DISPUTE_RUNGS);
  let below = old.find((height) => height <= final) ?? old.at(-1);
  return old.reverse().filter((height) => {
    if (below === undefined || height === below) return false;
    if (height < below || height - below < apart) return true;
    below = height;
    return false;
  });
}

export interface SnapshotFolderOptions {
  /** The newest final block: later ones may be disputed. Absent: none can be, and only the newest snapshots are kept. */
  final?(): bigint;
}

/** Opens a folder of snapshots, made when missing; what an interrupted write left behind is removed. */
export async function openSnapshotFolder(
  path: string,
  options: SnapshotFolderOptions = {},
): Promise<SnapshotFolder> {
  await mkdir(path, { recursive: true });
  for (const name of await readdir(path))
    if (name.endsWith(".part")) await rm(join(path, name), { force: true });
  const fileOf = (height: bigint) => join(path, `${height}.snapshot`);

  async function heights(): Promise<bigint[]> {
    const found = (await readdir(path)).flatMap((name) => {
      const match = NAME.exec(name);
      return match?.[1] === undefined ? [] : [BigInt(match[1])];
    });
    return found.sort((a, b) => (a < b ? 1 : -1));
  }

  async function write(height: bigint, frames: Iterable<Uint8Array>): Promise<void> {
    const draft = `${fileOf(height)}.part`;
    try {
      const file = await open(draft, "w", 0o600);
      try {
        for (const frame of frames) await file.write(frame);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, fileOf(height));
      await syncFolder(path);
    } catch (cause) {
      await rm(draft, { force: true });
      throw new NovateError(
        "SNAPSHOT_WRITE",
        `expected to write a snapshot of block ${height}, got an error`,
        { height },
        { cause },
      );
    }
    const all = await heights();
    const final = options.final?.();
    const gone = final === undefined ? all.slice(SNAPSHOTS_KEPT) : superseded(all, final);
    for (const old of gone) await rm(fileOf(old), { force: true });
  }

  return {
    heights,
    write,
    read: (height) => createReadStream(fileOf(height), { highWaterMark: 1 << 20 }),
    path: fileOf,
    remove: (height) => rm(fileOf(height), { force: true }),
  };
}

/** A new name is durable only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
