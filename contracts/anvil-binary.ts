import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { NovateError } from "../node/primitives/error.ts";

/**
 * Path of anvil's own binary for this platform. The package's launcher is a process in between, which ends before anvil does: whoever
 * stops it would find the port still taken. Throws `ANVIL_MISSING` where npm installed none.
 */
export function anvilBinary(): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${architecture}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), "bin", "anvil");
  } catch (cause) {
    const message = `expected the package ${name}, got none: run npm ci, or use an L1 that runs already`;
    throw new NovateError("ANVIL_MISSING", message, { name }, { cause });
  }
}
