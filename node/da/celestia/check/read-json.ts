import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { errorMessage, NovateError } from "../../../primitives/error.ts";

/** Largest file, and largest content of a compressed one: well above a block of 128 MiB in base64. */
export const MAX_FILE_BYTES = 512 * 1024 * 1024;

const GZIP_MAGIC = [0x1f, 0x8b];

/** JSON of a file, plain or gzip. Throws `FILE_UNREADABLE` or `FILE_MALFORMED`. */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new NovateError(
      "FILE_UNREADABLE",
      `cannot read ${path}: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  });
  try {
    const isGzip = GZIP_MAGIC.every((byte, i) => bytes[i] === byte);
    const text = isGzip ? await promisify(gunzip)(bytes, { maxOutputLength: MAX_FILE_BYTES }) : bytes;
    return JSON.parse(text.toString("utf8"));
  } catch (cause) {
    throw new NovateError(
      "FILE_MALFORMED",
      `expected JSON, plain or gzip: ${errorMessage(cause)}`,
      { path },
      { cause },
    );
  }
}

/** Runs a decoder of the file's contents; its errors become `FILE_MALFORMED` with `where` in the message. */
export function decodePart<T>(where: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new NovateError("FILE_MALFORMED", `${where}: ${errorMessage(cause)}`, { where }, { cause });
  }
}
