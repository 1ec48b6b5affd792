/**
 * Read-only API keys: an allowance for reads that an operator gives to a reader by name, and takes back. A key signs nothing, and no
 * transaction is accepted for one. A folder holds one file a key, with its hash: who reads the folder can't use the keys.
 */
import { createHash, randomBytes } from "node:crypto";
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { NovateError } from "../primitives/error.ts";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

/** Keys of one folder. */
export const MAX_API_KEYS = 1_000;
/** The folder is read again this often: a key that is revoked is refused no later. */
export const API_KEYS_POLL_MS = 2_000;

const MAX_FILE_BYTES = 4_096;
const SECRET_BYTES = 32;
const TOKEN = /^nvk_[0-9a-f]{64}$/;
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

export interface ApiKey {
  readonly name: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  /** Request weight a minute. */
  readonly weight: number;
  /** WebSocket connections. */
  readonly connections: number;
  /** ms since the Unix epoch; `expires` null = never. */
  readonly created: number;
  readonly expires: number | null;
}

export type ApiKeyTerms = Omit<ApiKey, "hash">;

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

function pathOf(folder: string, name: string): string {
  if (NAME.test(name)) return join(folder, `${name}.json`);
  throw new NovateError("BAD_ARGUMENT", `expected a name of a-z, 0-9 and -, at most 32, got "${name}"`);
}

/** Makes a key and returns it: it is nowhere else. Throws `BAD_ARGUMENT`, `FILE_EXISTS`, `TOO_MANY_KEYS`. */
export async function createApiKey(folder: string, terms: ApiKeyTerms): Promise<string> {
  const path = pathOf(folder, terms.name);
  if ((await namesIn(folder)).length >= MAX_API_KEYS)
    throw new NovateError("TOO_MANY_KEYS", `expected at most ${MAX_API_KEYS} keys in ${folder}`);
  const token = `nvk_${randomBytes(SECRET_BYTES).toString("hex")}`;
  await writePrivateFile(path, `${JSON.stringify({ ...terms, hash: hashOf(token) }, null, 2)}\n`);
  return token;
}

/** Throws `FILE_NOT_FOUND` when there is no such key. */
export async function revokeApiKey(folder: string, name: string): Promise<void> {
  const path = pathOf(folder, name);
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new NovateError("FILE_NOT_FOUND", `expected a key ${name} in ${folder}, found none`, {
      folder,
      name,
    });
  }
}

/** The keys of a folder, by name; none where there is no folder. Throws `BAD_API_KEY_FILE`, and as `readPrivateFile`. */
export async function listApiKeys(folder: string): Promise<ApiKey[]> {
  const names = (await namesIn(folder)).sort().slice(0, MAX_API_KEYS);
  return Promise.all(
    names.map(async (name) => parsed(await readPrivateFile(join(folder, name), MAX_FILE_BYTES), name)),
  );
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function parsed(bytes: Buffer, file: string): ApiKey {
  try {
    const key = JSON.parse(bytes.toString("utf8")) as ApiKey;
    const isRight =
      `${key.name}.json` === file &&
      /^[0-9a-f]{64}$/.test(key.hash) &&
      [key.weight, key.connections, key.created].every((value) => Number.isSafeInteger(value) && value > 0) &&
      (key.expires === null || Number.isSafeInteger(key.expires));
    if (isRight) return key;
  } catch {
    // Said below, with the file's name.
  }
  throw new NovateError("BAD_API_KEY_FILE", `expected the file of an API key, ${file} is none`, { file });
}

/** The keys of a folder as they are now. */
export interface ApiKeyRing {
  /** The hash by which a key is known; undefined for one that is unknown, revoked or expired. */
  idOf(token: string): string | undefined;
  /** undefined once it is revoked or expired. */
  find(id: string): ApiKey | undefined;
  close(): void;
}

/** Reads the folder, and again every `pollMs`. A file that can't be read is told to `onError`: its key is refused, the others go on. */
export async function openApiKeys(
  folder: string,
  {
    now,
    onError,
    pollMs = API_KEYS_POLL_MS,
  }: { readonly now: () => number; readonly onError: (error: unknown) => void; readonly pollMs?: number },
): Promise<ApiKeyRing> {
  let keys = new Map<string, ApiKey>();
  let failed = "";

  async function read(): Promise<void> {
    const found = new Map<string, ApiKey>();
    let failure = "";
    for (const name of (await namesIn(folder)).sort().slice(0, MAX_API_KEYS)) {
      try {
        const key = parsed(await readPrivateFile(join(folder, name), MAX_FILE_BYTES), name);
        found.set(key.hash, key);
      } catch (error) {
        failure += `${name}: ${error}\n`;
        if (!failed.includes(`${name}: `)) onError(error);
      }
    }
    failed = failure;
    keys = found;
  }

  await read();
  let reading = false;
  const timer = setInterval(() => {
    if (reading) return;
    reading = true;
    read()
      .catch(onError)
      .finally(() => {
        reading = false;
      });
  }, pollMs);
  timer.unref();
  const find = (id: string) => {
    const key = keys.get(id);
    return key === undefined || (key.expires !== null && key.expires <= now()) ? undefined : key;
  };
  return {
    find,
    idOf(token) {
      if (!TOKEN.test(token)) return undefined;
      const id = hashOf(token);
      return find(id) === undefined ? undefined : id;
    },
    close: () => clearInterval(timer),
  };
}
