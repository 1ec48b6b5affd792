/** Reading JSON that must have exactly the expected shape: a missing, unknown or ill-typed field is an error that names its path. */
import { fromHex, toHex } from "../node/primitives/bytes.ts";
import { parseUnsigned } from "../node/primitives/decimal.ts";
import { NovateError } from "../node/primitives/error.ts";
import { parseUsd } from "../node/primitives/market-decimals.ts";

const WEI_DECIMALS = 18;

export type Reader<T> = (value: unknown, path: string) => T;

function refuse(path: string, expected: string): never {
  throw new NovateError("BAD_GENESIS_FILE", `expected ${expected} at ${path}`, { path });
}

/** An object with exactly these fields, and those of `optional` where they are given. */
export function record<T extends object>(
  needed: { readonly [K in keyof T as undefined extends T[K] ? never : K]: Reader<T[K]> },
  optional: { readonly [K in keyof T as undefined extends T[K] ? K : never]: Reader<T[K]> } = {} as never,
): Reader<T> {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object");
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields))
      if (!Object.hasOwn(needed, name) && !Object.hasOwn(optional, name))
        refuse(`${path}.${name}`, "no such field");
    const known = Object.entries<Reader<unknown>>({ ...needed, ...optional });
    const entries = known.flatMap(([name, read]) => {
      if (Object.hasOwn(fields, name)) return [[name, read(fields[name], `${path}.${name}`)]];
      return Object.hasOwn(needed, name) ? refuse(`${path}.${name}`, "a value") : [];
    });
    return Object.fromEntries(entries) as T;
  };
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) refuse(path, "a list");
    return value.map((item, i) => read(item, `${path}[${i}]`));
  };
}

export const text: Reader<string> = (value, path) =>
  typeof value === "string" ? value : refuse(path, "a string");

export function integer(low: number, high: number): Reader<number> {
  return (value, path) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
    return refuse(path, `an integer in ${low}..${high}`);
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value, path) => words.find((word) => word === value) ?? refuse(path, `one of ${words.join(", ")}`);
}

/** A USD amount >= 0 as a decimal string, in Usd6. */
export const usd: Reader<bigint> = (value, path) => {
  const amount = parseUsd(text(value, path));
  return amount >= 0n ? amount : refuse(path, "an amount that is not negative");
};

/** An amount of ether as a decimal string, in wei. */
export const ether: Reader<bigint> = (value, path) => parseUnsigned(text(value, path), WEI_DECIMALS);

/** Lower-case hex, `length` bytes when given: one spelling per value, so that files compare by their bytes. */
export function hex(length?: number): Reader<Uint8Array> {
  return (value, path) => {
    const bytes = fromHex(text(value, path), length);
    return toHex(bytes) === value ? bytes : refuse(path, "lower-case hex");
  };
}
