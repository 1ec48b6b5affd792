/** Files that hold secrets: readable and writable by their owner alone, written whole or not at all. */

import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { chmod, link, mkdir, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { NovateError } from "../primitives/error.ts";

const OTHERS = 0o077;

/**
 * The bytes of a regular file of at most `maxBytes` that nobody but its owner may read or write. Symbolic links are
 * not followed. Throws `FILE_NOT_FOUND`, `FILE_PERMISSIONS` (naming the mode) or `FILE_TOO_LARGE`.
 */
export async function readPrivateFile(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") throw new NovateError("FILE_NOT_FOUND", `expected a file at ${path}`);
      if (cause.code === "ELOOP")
        throw new NovateError("FILE_PERMISSIONS", `expected a file at ${path}, got a symbolic link`);
      throw cause;
    },
  );
  try {
    // The mode is read from the open descriptor: what was checked is what is read.
    const stat = await file.stat();
    if (!stat.isFile()) throw new NovateError("FILE_NOT_FOUND", `expected a regular file at ${path}`);
    if ((stat.mode & OTHERS) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, "0");
      throw new NovateError("FILE_PERMISSIONS", `expected ${path} to have mode 0600, got ${mode}`, {
        path,
        mode,
      });
    }
    if (stat.size > maxBytes) {
      throw new NovateError(
        "FILE_TOO_LARGE",
        `expected at most ${maxBytes} bytes in ${path}, got ${stat.size}`,
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Writes a new file with mode 0600 in a folder that is made with mode 0700 when missing: synced, then linked into
 * place, so that it is there whole or not at all. Throws `FILE_EXISTS`; nothing is ever overwritten.
 */
export async function writePrivateFile(path: string, text: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await chmod(temporary, 0o600);
    await link(temporary, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new NovateError("FILE_EXISTS", `expected no file at ${path}`, { path });
    }
    throw cause;
  } finally {
    await unlink(temporary);
  }
}
