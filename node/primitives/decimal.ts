/** Exact conversion between decimal strings of the API and integers of the engine. No floats, no rounding, ever. */
import { NovateError } from "./error.ts";

/** Longest decimal string accepted: 20 digits before the point and 18 after are more than 64 bits need. */
export const MAX_DECIMAL_LENGTH = 40;
const SHAPE = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

function refuse(text: string, expected: string): never {
  throw new NovateError(
    "BAD_DECIMAL",
    `expected ${expected}, got ${JSON.stringify(text.slice(0, MAX_DECIMAL_LENGTH))}`,
  );
}

function parse(text: string, decimals: number, signed: boolean): bigint {
  if (text.length > MAX_DECIMAL_LENGTH) refuse(text, `at most ${MAX_DECIMAL_LENGTH} characters`);
  const match = SHAPE.exec(text);
  if (match === null) refuse(text, "a plain decimal such as 12.5");
  const [, sign, whole, fraction = ""] = match as unknown as [string, string, string, string | undefined];
  if (sign === "-" && !signed) refuse(text, "a decimal without sign");
  if (fraction.length > decimals) refuse(text, `at most ${decimals} decimals`);
  const value = BigInt(whole + fraction.padEnd(decimals, "0"));
  return sign === "-" ? -value : value;
}

/**
 * `text * 10^decimals` as an exact integer >= 0. Throws `BAD_DECIMAL` for signs, exponents, blanks, leading zeros or
 * points, and for more than `decimals` digits after the point.
 */
export function parseUnsigned(text: string, decimals: number): bigint {
  return parse(text, decimals, false);
}

/** As {@link parseUnsigned}, with an optional leading minus. */
export function parseSigned(text: string, decimals: number): bigint {
  return parse(text, decimals, true);
}

/** `value * 10^-decimals` as the shortest plain decimal: no exponent, no trailing zero. */
export function formatDecimal(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return (value < 0n ? "-" : "") + whole + (fraction === "" ? "" : `.${fraction}`);
}
