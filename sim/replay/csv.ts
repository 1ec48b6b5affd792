import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { NovateError } from "../../node/primitives/error.ts";

/** Longest line accepted, in characters: market data has none near it. */
const MAX_LINE = 65_536;

/** The lines of a text file, plain or `.gz`, without their ends. Throws `FILE_UNREADABLE`. */
async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  // pipeline hands an error of either stream to the reader below; its own callback has nothing to add.
  const source: Readable = path.endsWith(".gz") ? pipeline(file, createGunzip(), () => {}) : file;
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for await (const chunk of source) {
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
      if (rest.length > MAX_LINE) throw new Error(`a line longer than ${MAX_LINE} characters`);
    }
  } catch (cause) {
    if (cause instanceof NovateError) throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new NovateError(
      "FILE_UNREADABLE",
      `expected a readable CSV file at ${path}, got: ${what}`,
      {},
      { cause },
    );
  }
  if (rest !== "") yield rest;
}

/**
 * The rows of a comma-separated file (plain or `.gz`), each as its fields in the order of `columns`, whatever their
 * order in the file. No quoting: market data has none. Throws `FILE_UNREADABLE` or `FILE_FORMAT`.
 */
export async function* readCsv(path: string, columns: readonly string[]): AsyncGenerator<string[]> {
  let order: number[] | undefined;
  let number = 0;
  for await (const line of readLines(path)) {
    number += 1;
    const fields = line.split(",");
    if (order === undefined) {
      order = columns.map((column) => fields.indexOf(column));
      const missing = columns.filter((_column, position) => order?.[position] === -1);
      if (missing.length > 0) {
        throw new NovateError(
          "FILE_FORMAT",
          `expected the columns ${columns.join(", ")} in ${path}, got ${line.slice(0, 120)}`,
          { missing },
        );
      }
      continue;
    }
    const row = order.map((position) => fields[position]);
    if (row.some((field) => field === undefined)) {
      throw new NovateError(
        "FILE_FORMAT",
        `expected ${columns.length} fields at line ${number} of ${path}, got ${fields.length}`,
        { line: number },
      );
    }
    yield row as string[];
  }
}

/** A whole number of a CSV field. Throws `FILE_FORMAT` naming the field. */
export function wholeNumber(text: string, field: string): number {
  const value = Number(text);
  if (text === "" || !Number.isSafeInteger(value)) {
    throw new NovateError("FILE_FORMAT", `expected a whole number in ${field}, got "${text}"`, { field });
  }
  return value;
}
