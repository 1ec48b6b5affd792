import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../../../shared/data");

export interface SharedData {
  readonly path: string;
  /** True when the data is not on this machine and tests of it are to be skipped. In CI its absence is an error. */
  readonly isMissing: boolean;
}

/** A file of the real data that is kept beside the project. */
export function sharedData(name: string): SharedData {
  const path = join(ROOT, name);
  const isMissing = !existsSync(path);
  if (isMissing && process.env.CI === "true") throw new Error(`real data is missing: expected ${path}`);
  if (isMissing) process.stderr.write(`skipped: no real data at ${path}\n`);
  return { path, isMissing };
}
