/**
 * A strict reading of JSON: what `JSON.parse` lets pass in silence is refused here before it is called. Objects and
 * arrays nest at most `JSON_DEPTH` deep; a key appears once in its object, is plain (no escapes) and is none of the
 * names through which a prototype can be reached.
 */
import { NovateError } from "../../primitives/error.ts";
import { JSON_DEPTH, JSON_KEYS } from "../limits.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const POISON: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function bad(message: string): never {
  throw new NovateError("BAD_JSON", message);
}

/** Index of the closing quote of the string that opens at `open`. */
function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  bad("expected a closing quote");
}

function addKey(keys: string[], key: string): void {
  if (key.includes("\\")) bad("expected a key without escapes");
  if (POISON.has(key)) bad(`expected a key other than ${key}`);
  if (keys.includes(key)) bad(`expected each key once, got ${JSON.stringify(key.slice(0, 32))} twice`);
  if (keys.length === JSON_KEYS) bad(`expected at most ${JSON_KEYS} keys in an object`);
  keys.push(key);
}

/** One pass over the text; strings are skipped, so work is linear in its length times `JSON_KEYS`. */
function check(text: string): void {
  // keys[d] holds the keys seen in the object open at depth d, undefined for an array.
  const open: (string[] | undefined)[] = [];
  let expectKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = closingQuote(text, at);
        const keys = open[open.length - 1];
        if (expectKey && keys !== undefined) addKey(keys, text.slice(at + 1, end));
        expectKey = false;
        at = end;
        break;
      }
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (open.length === JSON_DEPTH) bad(`expected at most ${JSON_DEPTH} levels of nesting`);
        expectKey = text.charCodeAt(at) === OPEN_OBJECT;
        open.push(expectKey ? [] : undefined);
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        open.pop();
        expectKey = false;
        break;
      case COMMA:
        expectKey = open[open.length - 1] !== undefined;
        break;
      case COLON:
        expectKey = false;
        break;
    }
  }
}

/** The value of `text`. Throws `BAD_JSON`. */
export function parseJson(text: string): unknown {
  check(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    // V8 quotes the input in its message; the caller knows what it sent.
    throw new NovateError("BAD_JSON", "expected JSON, got text that is not", {}, { cause: error });
  }
}
