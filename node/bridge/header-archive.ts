/**
 * Header proofs of old blocks. A proof can be taken only while the state stands at its block, and is needed long after: the
 * newest ones are held in memory, those at the end of batches are kept in a file. Every record proves itself when it is read.
 */
import { type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { equalBytes } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import {
  decodeHeaderProof,
  encodeHeaderProof,
  HEADER_RECORD_BYTES,
  type HeaderProof,
} from "./header-proof.ts";

/** Proofs of the newest blocks in memory: how far back the end of a batch may be chosen. */
export const RECENT_HEADERS = 256;
/** Proofs in the file; reaching it means that nothing was confirmed for very long. */
export const MAX_KEPT_HEADERS = 65_536;

export interface HeaderArchiveOptions {
  /** The file; its folder is made when missing. */
  readonly path: string;
}

export class HeaderArchive {
  readonly #path: string;
  readonly #recent = new Map<bigint, HeaderProof>();
  readonly #kept: Map<bigint, HeaderProof>;
  #latest: HeaderProof | undefined;
  #file: FileHandle;
  /** Writes happen one after the other. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: FileHandle, kept: Map<bigint, HeaderProof>) {
    this.#path = path;
    this.#file = file;
    this.#kept = kept;
  }

  /** Opens the file. A torn last record is cut off; one that does not prove itself is dropped. */
  static async open(options: HeaderArchiveOptions): Promise<HeaderArchive> {
    await mkdir(dirname(options.path), { recursive: true });
    const file = await readFile(options.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const bytes = new Uint8Array(file);
    const kept = new Map<bigint, HeaderProof>();
    for (let at = 0; at + HEADER_RECORD_BYTES <= bytes.length; at += HEADER_RECORD_BYTES) {
      const header = decodeOrSkip(bytes.slice(at, at + HEADER_RECORD_BYTES));
      if (header) kept.set(header.blockNumber, header);
    }
    return new HeaderArchive(options.path, await rewrite(options.path, kept), kept);
  }

  /** Remembers the header of the state as it stands now. */
  observe(header: HeaderProof): void {
    this.#latest = header;
    this.#recent.set(header.blockNumber, header);
    if (this.#recent.size > RECENT_HEADERS) this.#recent.delete(this.#recent.keys().next().value!);
  }

  get(number: bigint): HeaderProof | undefined {
    return this.#kept.get(number) ?? this.#recent.get(number);
  }

  /** The header of the state with this root. A void block has none of its own: its state is that of the block before. */
  ofState(stateRoot: Uint8Array): HeaderProof | undefined {
    const matches = (header: HeaderProof) => equalBytes(header.stateRoot, stateRoot);
    if (this.#latest !== undefined && matches(this.#latest)) return this.#latest;
    return [...this.#recent.values()].findLast(matches) ?? [...this.#kept.values()].findLast(matches);
  }

  /** The newest block in `first..last` whose header is known. */
  newest(first: bigint, last: bigint): bigint | undefined {
    let newest: bigint | undefined;
    for (const numbers of [this.#recent.keys(), this.#kept.keys()]) {
      for (const number of numbers) {
        if (number >= first && number <= last && (newest === undefined || number > newest)) newest = number;
      }
    }
    return newest;
  }

  /** Makes the header of block `number` outlive the process; synced. Throws `HEADER_MISSING` or `HEADER_LIMIT`. */
  keep(number: bigint): Promise<HeaderProof> {
    const done = this.#writing.then(() => this.#keep(number));
    this.#writing = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async #keep(number: bigint): Promise<HeaderProof> {
    const kept = this.#kept.get(number);
    if (kept) return kept;
    const header = this.#recent.get(number);
    if (!header) throw new NovateError("HEADER_MISSING", `expected the header proof of block ${number}`);
    if (this.#kept.size >= MAX_KEPT_HEADERS) {
      throw new NovateError("HEADER_LIMIT", `expected at most ${MAX_KEPT_HEADERS} kept header proofs`);
    }
    await this.#file.appendFile(encodeHeaderProof(header));
    await this.#file.datasync();
    this.#kept.set(number, header);
    return header;
  }

  /** Drops headers kept before the one of the state at `number`; rewrites the file when that is most of it. */
  async prune(number: bigint): Promise<void> {
    const before = this.#kept.size;
    let needed = -1n;
    for (const kept of this.#kept.keys()) if (kept <= number && kept > needed) needed = kept;
    const old = [...this.#kept.keys()].filter((kept) => kept < needed);
    if (old.length < 64 || old.length * 2 < before) return;
    const done = this.#writing.then(async () => {
      for (const kept of old) this.#kept.delete(kept);
      const previous = this.#file;
      this.#file = await rewrite(this.#path, this.#kept);
      await previous.close();
    });
    this.#writing = done.then(
      () => {},
      () => {},
    );
    await done;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

function decodeOrSkip(bytes: Uint8Array): HeaderProof | undefined {
  try {
    return decodeHeaderProof(bytes);
  } catch {
    return undefined;
  }
}

async function rewrite(path: string, kept: ReadonlyMap<bigint, HeaderProof>): Promise<FileHandle> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w+");
  for (const header of kept.values()) await file.appendFile(encodeHeaderProof(header));
  await file.sync();
  await rename(temporary, path);
  return file;
}
