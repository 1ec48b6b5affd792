/** Moments in the future as people write them. */
import { NovateError } from "../node/primitives/error.ts";
import { utc } from "./format.ts";

const UNIT_SECONDS = { "": 1, s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/**
 * Unix seconds of an ISO 8601 time with its zone, of Unix seconds, or of `+N`, `+Nm`, `+Nh`, `+Nd` from `now` (ms), for the option `name`.
 * Throws `BAD_ARGUMENT` for the past, and for anything above `latest` (seconds).
 */
export function futureSeconds(name: string, text: string, now: number, latest: number): number {
  const seconds = secondsOf(text, now);
  if (seconds * 1_000 > now && seconds <= latest) return seconds;
  const hint = /^\d+$/.test(text) ? `; for ${text} seconds from now write +${text}` : "";
  throw new NovateError(
    "BAD_ARGUMENT",
    `expected ${name} as a time in the future, such as +300, +30d or ${utc(now + 300_000)}, got "${text}"${hint}`,
  );
}

function secondsOf(text: string, now: number): number {
  const [, span, unit = ""] = /^\+(\d{1,9})([smhd])?$/.exec(text) ?? [];
  if (span !== undefined)
    return Math.floor(now / 1_000) + Number(span) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
  return /^\d{1,10}$/.test(text) ? Number(text) : isoSeconds(text);
}

/** NaN for anything but a date with a time and a zone: a guessed zone would be hours wrong. */
function isoSeconds(text: string): number {
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isIso ? Math.floor(Date.parse(text) / 1_000) : Number.NaN;
}
