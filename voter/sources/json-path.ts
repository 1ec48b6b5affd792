/** A place in a JSON value: names and indices, such as `data[0].last` or `result.XXBTZUSD.c[0]`. */
import { NovateError } from "../../node/primitives/error.ts";

/** Longest path, in characters. */
const MAX_PATH_LENGTH = 200;

/** The steps of a path. Throws `BAD_PATH`. */
export function parsePath(path: string): readonly (string | number)[] {
  const steps = [...path.replace(/^\$\.?/, "").matchAll(/(?:^|\.)([^.[\]]+)|\[(\d{1,6})\]/g)];
  const isWhole = steps.map(([text]) => text).join("") === path.replace(/^\$\.?/, "");
  if (path.length > MAX_PATH_LENGTH || steps.length === 0 || !isWhole)
    throw new NovateError("BAD_PATH", `expected a path such as data[0].last, got "${path.slice(0, 80)}"`);
  return steps.map(([, name, index]) => name ?? Number(index));
}

/** What lies there. Throws `SOURCE_ANSWER` where nothing does. */
export function at(value: unknown, steps: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of steps) {
    const isThere =
      typeof here === "object" &&
      here !== null &&
      (typeof step === "number" ? Array.isArray(here) && step < here.length : Object.hasOwn(here, step));
    if (!isThere)
      throw new NovateError("SOURCE_ANSWER", `expected ${steps.join(".")} in the answer, got none`);
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}

export const field = (value: unknown, path: string): unknown => at(value, parsePath(path));

/** An object's fields. Throws `SOURCE_ANSWER`. */
export function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new NovateError("SOURCE_ANSWER", `expected an object in the answer, got ${typeof value}`);
}
