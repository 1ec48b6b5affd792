/**
 * What comes in from outside TypeScript: each check gives back the value it was given, typed, or throws one of the node's codes with
 * `data.path`, which names the field. A wrong value never becomes a default.
 */
import { NovateError } from "../../node/primitives/error.ts";

/** `path` is where the value was found, such as `/order/side`. */
export type Check<Value> = (value: unknown, path: string) => Value;
type Shape = Readonly<Record<string, Check<unknown>>>;
type Values<Of extends Shape> = { readonly [Name in keyof Of]: ReturnType<Of[Name]> };

/** Longest text of the caller's own that an error repeats. */
const MAX_SHOWN = 48;

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") {
    return value.length > MAX_SHOWN
      ? `${JSON.stringify(value.slice(0, MAX_SHOWN))}...`
      : JSON.stringify(value);
  }
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  if (typeof value === "function") return "a function";
  return `${String(value)} (${typeof value})`;
}

/** Throws `code` for the value at `path`. */
export function refuse(path: string, expected: string, came: unknown, code = "BAD_REQUEST"): never {
  throw new NovateError(code, `expected at ${path}: ${expected}, got ${shown(came)}`, { path });
}

/** What `work` gives; its error gets this path. */
export function at<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NovateError)) throw error;
    const said = error.message.replace(/^expected (at \S+: )?/, "");
    throw new NovateError(error.code, `expected at ${path}: ${said}`, { ...error.data, path });
  }
}

/** A fresh object of the fields named, each read once; `undefined` is absent. Refuses fields that are not named. */
export function record<Required extends Shape, Optional extends Shape = Record<never, never>>(
  required: Required,
  optional: Optional = {} as Optional,
): Check<Values<Required> & Partial<Values<Optional>>> {
  const names = [...Object.keys(required), ...Object.keys(optional)];
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
      refuse(path, `an object with ${names.join(", ")}`, value);
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      const where = `${path}/${unknown}`;
      throw new NovateError(
        "BAD_REQUEST",
        `expected at ${where}: no such field; known: ${names.join(", ")}`,
        {
          path: where,
        },
      );
    }
    const given = value as Readonly<Record<string, unknown>>;
    const read: Record<string, unknown> = {};
    for (const name of names) {
      const field = Object.hasOwn(given, name) ? given[name] : undefined;
      const check = required[name];
      if (check !== undefined) read[name] = check(field, `${path}/${name}`);
      else if (field !== undefined) read[name] = optional[name]!(field, `${path}/${name}`);
    }
    return read as Values<Required> & Partial<Values<Optional>>;
  };
}

export const oneOf =
  <Member extends string>(...members: readonly Member[]): Check<Member> =>
  (value, path) =>
    members.includes(value as Member)
      ? (value as Member)
      : refuse(path, members.length === 1 ? `"${members[0]}"` : `one of ${members.join(", ")}`, value);

export const boolean: Check<boolean> = (value, path) =>
  typeof value === "boolean" ? value : refuse(path, "true or false", value);

export const integer =
  (what: string, least: number, most: number): Check<number> =>
  (value, path) => {
    const expected = `${what}, an integer in ${least}..${most}`;
    if (typeof value !== "number" || !Number.isInteger(value)) return refuse(path, expected, value);
    return value >= least && value <= most ? value : refuse(path, expected, value, "OUT_OF_RANGE");
  };

export const text =
  (what: string, shape: RegExp): Check<string> =>
  (value, path) =>
    typeof value === "string" && shape.test(value) ? value : refuse(path, what, value);

export const listOf =
  <Item>(what: string, item: Check<Item>, most: number): Check<readonly Item[]> =>
  (value, path) => {
    const expected = `1 to ${most} ${what}`;
    if (!Array.isArray(value)) return refuse(path, `a list of ${expected}`, value);
    if (value.length === 0 || value.length > most) {
      throw new NovateError("BAD_REQUEST", `expected at ${path}: ${expected}, got ${value.length}`, { path });
    }
    return Array.from(value, (one: unknown, index) => item(one, `${path}/${index}`));
  };

export const callable =
  <Kind>(what: string): Check<Kind> =>
  (value, path) =>
    typeof value === "function" ? (value as Kind) : refuse(path, what, value);
