import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { NovateError } from "../../node/primitives/error.ts";
import { ROOT } from "./source.ts";

/** Packs the TypeScript client, which builds itself, and the Python one's sources. Returns the files' names. Throws `PACK_FAILED`. */
export function packClients(folder: string): readonly string[] {
  const before = new Set(readdirSync(folder));
  run("npm", ["pack", "./sdk", "--pack-destination", folder]);
  if (existsSync(join(ROOT, "sdk-py", "pyproject.toml"))) {
    const files = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
    const ignored = ["--exclude=__pycache__", "--exclude=.pytest_cache", "--exclude=*.egg-info"];
    run("tar", ["-czf", join(folder, "novate-py.tar.gz"), ...files, ...ignored, "sdk-py"]);
  }
  return readdirSync(folder).filter((name) => !before.has(name));
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
  if (status === 0) return;
  throw new NovateError("PACK_FAILED", `${command} ${args.join(" ")}: ${error?.message ?? stdout + stderr}`);
}
