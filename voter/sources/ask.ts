/** Asks one source once. */
import { open } from "node:fs/promises";
import { NovateError } from "../../node/primitives/error.ts";
import type { SourceConfig } from "../config.ts";
import type { Ticker } from "../quote.ts";
import { fetchJson, MAX_ANSWER_BYTES, parseJson } from "./fetch-json.ts";
import { readPaths, SHAPES } from "./shapes.ts";

export interface Answer {
  readonly ticker: Ticker;
  /** Everything the source said, to notice that it says nothing new. */
  readonly text: string;
}

/** Throws the codes of `fetchJson`, and `SOURCE_ANSWER`, `BAD_DECIMAL`, `FILE_UNREADABLE`. */
export async function ask(source: SourceConfig, timeoutMs: number): Promise<Answer> {
  if (source.type === "file") return readFileSource(source);
  const url = source.type === "json" ? source.url : urlOf(source);
  const { json, text } = await fetchJson(url, timeoutMs);
  const ticker =
    source.type === "json" ? readPaths(json, source) : SHAPES[source.type].read(json, source.pair);
  return { ticker, text };
}

function urlOf({ pair, type, url }: Exclude<SourceConfig, { type: "file" | "json" }>): string {
  return `${url ?? SHAPES[type].base}${SHAPES[type].path(pair)}`;
}

/** A file that another program writes: a decimal alone, or JSON with paths. Its time is when it was written. */
async function readFileSource(source: Extract<SourceConfig, { type: "file" }>): Promise<Answer> {
  const file = await open(source.path, "r").catch((cause: unknown) => {
    throw new NovateError("FILE_UNREADABLE", `expected a file at ${source.path}`, {}, { cause });
  });
  try {
    const { mtimeMs, size } = await file.stat();
    if (size > MAX_ANSWER_BYTES)
      throw new NovateError("SOURCE_ANSWER", `expected at most ${MAX_ANSWER_BYTES} bytes in ${source.path}`);
    const text = await file.readFile("utf8");
    const isJson = source.price !== undefined || source.bid !== undefined;
    const ticker = isJson ? readPaths(parseJson(text), source) : readPaths([text.trim()], { price: "[0]" });
    return { ticker: { at: Math.floor(mtimeMs), ...ticker }, text: `${mtimeMs} ${text}` };
  } finally {
    await file.close();
  }
}
