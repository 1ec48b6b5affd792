/**
 * Cases that once told engine and reference apart, one file each in `regressions/`: the name says the bug, the content is
 * what `run.ts` printed. They are played for ever.
 */
import { readdirSync, readFileSync } from "node:fs";

export interface Regression {
  readonly name: string;
  /** As `printCase` writes it. */
  readonly text: string;
}

const FOLDER = new URL("regressions/", import.meta.url);

export function regressions(): Regression[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".case"))
    .map((file) => ({
      name: file.replace(".case", "").replaceAll("-", " "),
      text: readFileSync(new URL(file, FOLDER), "utf8").trim(),
    }));
}
