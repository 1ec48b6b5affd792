/**
 * Runs forge's own binary for this platform. The npm package's launcher ends with 0 whatever forge said, so a failing test
 * would pass.
 *
 *   node scripts/forge.ts test --root contracts
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { NovateError } from "../node/primitives/error.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Runs forge from the repository's root. `inherit` shows its output, `capture` returns it (stdout, then stderr).
 * Throws `FORGE_MISSING` when the binary cannot be started.
 */
export function runForge(
  args: readonly string[],
  output: "inherit" | "capture",
): { status: number; said: string } {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const name = `@foundry-rs/forge-${process.platform}-${architecture}`;
  let binary: string;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
    binary = join(dirname(manifest), "bin", "forge");
  } catch (cause) {
    throw new NovateError(
      "FORGE_MISSING",
      `expected the package ${name}, got none: run npm ci`,
      { name },
      { cause },
    );
  }
  const result = spawnSync(binary, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: output === "inherit" ? "inherit" : "pipe",
    // solc's wrapper starts with `env node`: the pinned Node first.
    env: { ...process.env, PATH: [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter) },
  });
  if (result.error !== undefined) {
    throw new NovateError("FORGE_MISSING", `expected ${name} to run, got ${result.error.message}`, { name });
  }
  return { status: result.status ?? 1, said: `${result.stdout ?? ""}${result.stderr ?? ""}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = runForge(process.argv.slice(2), "inherit").status;
}
