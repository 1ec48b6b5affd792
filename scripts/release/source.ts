import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { NovateError } from "../../node/primitives/error.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Source {
  readonly commit: string;
  readonly dirty: boolean;
}

export function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}

/** The commit that is released. Throws `SOURCE_DIRTY` when files differ from it, unless `dirty` allows that. */
export function sourceOf({ dirty }: { readonly dirty: boolean }): Source {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  const changes = git("status", "--porcelain");
  if (changes !== "" && !dirty) {
    throw new NovateError("SOURCE_DIRTY", `expected nothing uncommitted, got\n${changes}`);
  }
  return { commit: git("rev-parse", "HEAD"), dirty: changes !== "" };
}
