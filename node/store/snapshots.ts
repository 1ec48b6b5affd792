/** Snapshots of the state as files, named by height: `<number>.snapshot`, complete or not there. */
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { NovateError } from "../primitives/error.ts";

/** Newest snapshots kept: one to start from, one in case it turns out damaged. */
export const SNAPSHOTS_KEPT = 2;

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

/** Opens a folder of snapshots, made when missing; what an interrupted write left behind is removed. */
export async function openSnapshotFolder(path: string): Promise<SnapshotFolder> {
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
    for (const old of (await heights()).slice(SNAPSHOTS_KEPT)) await rm(fileOf(old), { force: true });
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
