/** Where a password may come from: a private file, a file descriptor, or a person. Never the arguments or environment. */
import { read } from "node:fs";
import { promisify } from "node:util";
import { NovateError } from "../primitives/error.ts";
import { readPrivateFile } from "./private-file.ts";

/** Longest password, in bytes of UTF-8. */
export const MAX_PASSWORD_BYTES = 1024;

export type PasswordSource =
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "descriptor"; readonly descriptor: number }
  | { readonly from: "prompt"; readonly question: string; readonly repeat: boolean };

/** The terminal a prompt talks to; `process.stdin` and `process.stderr` outside of tests. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  readonly output: { write(text: string): unknown };
}

const readAsync = promisify(read);

/**
 * The password's bytes without the trailing newline; the caller zeroes them. Throws `PASSWORD_EMPTY`,
 * `PASSWORD_TOO_LONG`, `PASSWORD_MISMATCH`, `PASSWORD_NO_TERMINAL`, `PASSWORD_CANCELLED` or what reading the file throws.
 */
export async function readPassword(
  source: PasswordSource,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<Buffer> {
  if (source.from === "file")
    return withoutNewline(await readPrivateFile(source.path, MAX_PASSWORD_BYTES + 2));
  if (source.from === "descriptor") return withoutNewline(await readDescriptor(source.descriptor));
  const password = withoutNewline(await ask(source.question, terminal));
  if (source.repeat) {
    const again = withoutNewline(await ask("Repeat it: ", terminal));
    const same = password.equals(again);
    again.fill(0);
    if (!same) {
      password.fill(0);
      throw new NovateError("PASSWORD_MISMATCH", "expected the same password twice");
    }
  }
  return password;
}

function withoutNewline(bytes: Buffer): Buffer {
  let end = bytes.length;
  if (bytes[end - 1] === 0x0a) end--;
  if (bytes[end - 1] === 0x0d) end--;
  const password = Buffer.from(bytes.subarray(0, end));
  bytes.fill(0);
  if (password.length === 0) throw new NovateError("PASSWORD_EMPTY", "expected a password, got none");
  if (password.length > MAX_PASSWORD_BYTES) {
    throw new NovateError("PASSWORD_TOO_LONG", `expected at most ${MAX_PASSWORD_BYTES} bytes of password`);
  }
  return password;
}

/** Reads an inherited descriptor to its end, one byte past the bound at most. */
async function readDescriptor(descriptor: number): Promise<Buffer> {
  const bytes = Buffer.alloc(MAX_PASSWORD_BYTES + 3);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await readAsync(descriptor, bytes, length, bytes.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  const result = Buffer.from(bytes.subarray(0, length));
  bytes.fill(0);
  return result;
}

const ENTER = new Set([0x0a, 0x0d, 0x04]);
const BACKSPACE = new Set([0x08, 0x7f]);
const CONTROL_C = 0x03;

/** Asks without echo. Erasing works on whole characters of UTF-8. */
function ask(question: string, { input, output }: Terminal): Promise<Buffer> {
  if (!input.isTTY) {
    throw new NovateError(
      "PASSWORD_NO_TERMINAL",
      "expected a terminal to ask on; give a password file or descriptor",
    );
  }
  const typed = Buffer.alloc(MAX_PASSWORD_BYTES + 3);
  let length = 0;
  output.write(question);
  input.setRawMode(true);
  input.resume();
  return new Promise((resolve, reject) => {
    function finish(settle: () => void): void {
      input.off("data", onData);
      input.setRawMode(false);
      input.pause();
      output.write("\n");
      settle();
      typed.fill(0);
    }
    function onData(chunk: Buffer): void {
      for (const byte of chunk) {
        if (ENTER.has(byte)) {
          finish(() => resolve(Buffer.from(typed.subarray(0, length))));
          return;
        }
        if (byte === CONTROL_C) {
          finish(() =>
            reject(new NovateError("PASSWORD_CANCELLED", "expected a password, got an interrupt")),
          );
          return;
        }
        if (BACKSPACE.has(byte)) {
          while (length > 0 && (typed[length - 1]! & 0xc0) === 0x80) length--;
          if (length > 0) length--;
        } else if (length < typed.length) typed[length++] = byte;
      }
    }
    input.on("data", onData);
  });
}
