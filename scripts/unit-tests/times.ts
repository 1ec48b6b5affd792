/** How long each test file took where times.json was written: what is longest starts first, and what is left can be told. */
import { readFileSync } from "node:fs";

/** Seconds by path from the repository's root. */
export type Times = Readonly<Record<string, number>>;

export const TIMES_FILE = new URL("times.json", import.meta.url);
/** Of a file that is not in the table: new ones start early, so that a long one among them does not end last. */
const UNKNOWN_SECONDS = 20;

export function readTimes(): Times {
  return JSON.parse(readFileSync(TIMES_FILE, "utf8")) as Times;
}

export function expectedSeconds(times: Times, file: string): number {
  return times[file] ?? UNKNOWN_SECONDS;
}

/** Seconds left: the expected time of what is not done, at the pace of what is. `elapsed` in seconds; `done` and `left` are expected seconds. */
export function secondsLeft(elapsed: number, done: number, left: number): number {
  return done <= 0 ? left : (elapsed * left) / done;
}
