/** Payloads from somebody else's archive, in parts, going on where a transfer broke off. */
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import type { DaPointer } from "../port.ts";
import { digestOf, payloadName } from "./folder.ts";

export interface ArchiveClientOptions {
  /** `http://` or `https://`. */
  readonly url: string;
  /** Of one part, ms. */
  readonly timeoutMs: number;
  /** Longest payload taken, bytes. */
  readonly maxBytes: number;
  /** Bytes asked for at once. */
  readonly partBytes: number;
  /** Where unfinished transfers wait; absent: they begin anew. */
  readonly drafts?: string;
}

export interface ArchiveClient {
  readonly url: string;
  /**
   * The payload, undefined when this archive does not have it. Its digest is the one the archive states; whether it is the right payload the
   * caller must check. Throws `ARCHIVE_UNAVAILABLE` (try again: what arrived is kept), `ARCHIVE_DIGEST` (it sent other bytes than it stated).
   */
  fetch(pointer: DaPointer, signal?: AbortSignal): Promise<Uint8Array | undefined>;
}

interface Part {
  readonly bytes: Uint8Array;
  readonly total: number;
  readonly etag: string;
  readonly digest: Uint8Array;
}

export function createArchiveClient(options: ArchiveClientOptions): ArchiveClient {
  return {
    url: options.url,
    async fetch(pointer, signal) {
      const name = payloadName(pointer);
      const url = new URL(`/v1/${pointer.kind}/${name}`, options.url);
      const draft = await Draft.open(options.drafts, `${pointer.kind}-${name}`);
      for (;;) {
        const part = await getPart(url, draft.length, options, signal);
        if (part === undefined) return undefined;
        if (draft.etag !== undefined && part.etag !== draft.etag) {
          await draft.discard();
          throw unavailable(options.url, "another payload than before");
        }
        await draft.append(part);
        if (draft.length < part.total) continue;
        const payload = draft.whole();
        await draft.discard();
        if (equalBytes(digestOf(payload), part.digest)) return payload;
        throw new NovateError("ARCHIVE_DIGEST", `${options.url} sent other bytes than it stated`);
      }
    },
  };
}

/** The part from `from` on: as long as was asked for, or up to the end. Undefined for 404. */
async function getPart(
  url: URL,
  from: number,
  options: ArchiveClientOptions,
  signal?: AbortSignal,
): Promise<Part | undefined> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  try {
    const response = await fetch(url, {
      headers: { range: `bytes=${from}-${from + options.partBytes - 1}` },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    if (response.status !== 206) {
      await response.body?.cancel();
      if (response.status === 404) return undefined;
      throw unavailable(options.url, `HTTP ${response.status}`);
    }
    const head = headOf(response, from, options);
    const bytes = await bounded(response, options.partBytes);
    if (bytes.length === Math.min(options.partBytes, head.total - from)) return { bytes, ...head };
    throw unavailable(options.url, "a part of another length");
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof NovateError ? error : unavailable(options.url, errorMessage(error));
  }
}

function headOf({ headers }: Response, from: number, options: ArchiveClientOptions): Omit<Part, "bytes"> {
  const etag = headers.get("etag");
  const digest = /^sha-256=:([A-Za-z0-9+/]{43}=):$/.exec(headers.get("repr-digest") ?? "")?.[1];
  const range = /^bytes (\d{1,10})-\d{1,10}\/(\d{1,10})$/.exec(headers.get("content-range") ?? "");
  const total = Number(range?.[2]);
  if (etag === null || digest === undefined || Number(range?.[1]) !== from || !(total > from)) {
    throw unavailable(options.url, "not the part that was asked for");
  }
  if (total > options.maxBytes) throw unavailable(options.url, `${total} bytes`);
  return { etag, total, digest: new Uint8Array(Buffer.from(digest, "base64")) };
}

async function bounded(response: Response, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > limit)
      throw new NovateError("ARCHIVE_UNAVAILABLE", `expected at most ${limit} bytes in a part`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function unavailable(url: string, why: string): NovateError {
  return new NovateError("ARCHIVE_UNAVAILABLE", `expected a payload from ${url}, got ${why}`);
}

/** What arrived of a payload so far, with the tag of the whole it belongs to; on disk when there is a folder for it. */
class Draft {
  readonly #path: string | undefined;
  #parts: Uint8Array[];
  #etag: string | undefined;

  private constructor(path: string | undefined, bytes: Uint8Array, etag: string | undefined) {
    this.#path = path;
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#etag = etag;
  }

  static async open(folder: string | undefined, name: string): Promise<Draft> {
    if (folder === undefined) return new Draft(undefined, new Uint8Array(0), undefined);
    await mkdir(folder, { recursive: true });
    const path = join(folder, name);
    const [bytes, etag] = await Promise.all([
      readFile(path).catch(() => undefined),
      readFile(`${path}.etag`, "utf8").catch(() => undefined),
    ]);
    if (bytes !== undefined && etag !== undefined) return new Draft(path, new Uint8Array(bytes), etag);
    const empty = new Draft(path, new Uint8Array(0), undefined);
    await empty.discard();
    return empty;
  }

  get length(): number {
    return this.#parts.reduce((sum, { length }) => sum + length, 0);
  }

  get etag(): string | undefined {
    return this.#etag;
  }

  whole(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  async append({ bytes, etag }: Part): Promise<void> {
    if (this.#path !== undefined) {
      if (this.#etag === undefined) await writeFile(`${this.#path}.etag`, etag, { mode: 0o600 });
      await appendFile(this.#path, bytes, { mode: 0o600 });
    }
    this.#etag = etag;
    this.#parts.push(bytes);
  }

  async discard(): Promise<void> {
    this.#parts = [];
    this.#etag = undefined;
    if (this.#path === undefined) return;
    await rm(this.#path, { force: true });
    await rm(`${this.#path}.etag`, { force: true });
  }
}
