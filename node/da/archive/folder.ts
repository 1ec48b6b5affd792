/** Payloads on disk, named by their pointers: `<kind>/<first byte>/<name>`, complete and intact or not there. */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { equalBytes } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import type { DaPointer } from "../port.ts";

/**
 * The name of what a pointer names: `<commitment>-<height>-<start>-<length>`. The place belongs to it, because L1 rules on data by its place:
 * right bytes kept for one place must not answer for another. Blobs have no place but the transaction that names them.
 */
export function payloadName({ kind, commitment, height, start, length }: DaPointer): string {
  const place = kind === 2 ? `0-0-${length}` : `${height}-${start}-${length}`;
  return `${Buffer.from(commitment).toString("hex")}-${place}`;
}

/** Whether what lies at the place counts, whatever commitment the pointer names: on Celestia, as L1 opens it. */
export const countsByPlace = ({ kind }: Pick<DaPointer, "kind">): boolean => kind === 1;

export interface ArchivedPayload {
  readonly payload: Uint8Array;
  /** SHA-256 of it. */
  readonly digest: Uint8Array;
}

export interface Archive {
  /** Keeps a payload the caller has verified, durably. Throws `ARCHIVE_WRITE`. */
  put(pointer: DaPointer, payload: Uint8Array): Promise<void>;
  /** Undefined when it is not kept; damaged files are removed and count as not kept. */
  get(pointer: DaPointer): Promise<ArchivedPayload | undefined>;
  /** As `get`, by kind and {@link payloadName}. */
  find(kind: number, name: string): Promise<ArchivedPayload | undefined>;
  has(pointer: DaPointer): Promise<boolean>;
  /** Bytes on disk now. */
  readonly bytes: number;
}

export interface ArchiveOptions {
  readonly path: string;
  /** Oldest payloads are dropped beyond so many bytes; absent: everything is kept. */
  readonly maxBytes?: number;
  /** A node may write here meanwhile: nothing is removed, unfinished files least of all. */
  readonly isShared?: boolean;
}

const DIGEST_BYTES = 32;
export const PAYLOAD_NAME: RegExp = /^[0-9a-f]{64}-\d{1,20}-\d{1,10}-\d{1,10}$/;
const KINDS = ["0", "1", "2"];

interface Entry {
  readonly path: string;
  readonly bytes: number;
  readonly time: number;
}

/** Opens an archive, made when missing; what an interrupted write left behind is removed. */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const entries = new Map<string, Entry>();
  let total = 0;
  for (const entry of await scan(options)) {
    entries.set(entry.path, entry);
    total += entry.bytes;
  }

  const forget = async (path: string): Promise<void> => {
    await rm(path, { force: true });
    total -= entries.get(path)?.bytes ?? 0;
    entries.delete(path);
  };

  /** Drops the oldest, but never the newest one. */
  const retain = async (): Promise<void> => {
    const { maxBytes } = options;
    if (maxBytes === undefined || total <= maxBytes) return;
    const oldest = [...entries.values()].sort((a, b) => a.time - b.time).slice(0, -1);
    for (const { path } of oldest) {
      if (total <= maxBytes) return;
      await forget(path);
    }
  };

  const pathOf = (kind: number, name: string): string =>
    join(options.path, String(kind), name.slice(0, 2), name);

  const find: Archive["find"] = async (kind, name) => {
    const path = pathOf(kind, name);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const digest = new Uint8Array(bytes.subarray(0, DIGEST_BYTES));
    const payload = new Uint8Array(bytes.subarray(DIGEST_BYTES));
    if (digest.length === DIGEST_BYTES && equalBytes(digestOf(payload), digest)) return { payload, digest };
    if (!options.isShared) await forget(path);
    return undefined;
  };

  const put = async (path: string, payload: Uint8Array): Promise<void> => {
    if (entries.has(path)) return;
    try {
      await writeDurably(path, [digestOf(payload), payload]);
    } catch (cause) {
      throw new NovateError("ARCHIVE_WRITE", "expected to keep a payload, got an error", {}, { cause });
    }
    const bytes = DIGEST_BYTES + payload.length;
    entries.set(path, { path, bytes, time: Date.now() });
    total += bytes;
    await retain();
  };

  let writing: Promise<unknown> = Promise.resolve();
  return {
    get bytes() {
      return total;
    },
    put(pointer, payload) {
      const done = writing.then(() => put(pathOf(pointer.kind, payloadName(pointer)), payload));
      writing = done.catch(() => undefined);
      return done;
    },
    get: (pointer) => find(pointer.kind, payloadName(pointer)),
    find,
    has: async (pointer) => entries.has(pathOf(pointer.kind, payloadName(pointer))),
  };
}

export function digestOf(payload: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(payload).digest());
}

/** Writes a file that has its name only when it is complete and on disk. */
async function writeDurably(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.part`;
  const file = await open(draft, "w", 0o600);
  try {
    for (const part of parts) await file.write(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

async function scan({ isShared = false, path: root }: ArchiveOptions): Promise<Entry[]> {
  const found: Entry[] = [];
  for (const kind of KINDS) {
    await mkdir(join(root, kind), { recursive: true });
    for (const prefix of await readdir(join(root, kind))) {
      const folder = join(root, kind, prefix);
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        if (!PAYLOAD_NAME.test(name)) {
          if (!isShared) await rm(path, { force: true });
        } else {
          const { size, mtimeMs } = await stat(path);
          found.push({ path, bytes: size, time: mtimeMs });
        }
      }
    }
  }
  return found;
}
