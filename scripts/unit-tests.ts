/**
 * `npm run test:unit [-- FILTER...]`: every test in its process. A process that a native part ended (LevelDB's assertions, Node's own) takes
 * the results of its file with it: such a file is run once more by itself, and a second end counts. A test that failed is never run here again.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filesThatDied, type TestReport } from "./unit-report.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");

function run(args: readonly string[]): { readonly status: number; readonly died: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), "novate-tests-"));
  const file = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const { status } = spawnSync(process.execPath, [VITEST, "run", ...args, ...reporters], {
      cwd: ROOT,
      stdio: "inherit",
    });
    if (status === 0) return { status, died: [] };
    const report = JSON.parse(readFileSync(file, "utf8")) as TestReport;
    return { status: status ?? 1, died: filesThatDied(report) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const first = run(process.argv.slice(2));
if (first.died.length === 0) process.exitCode = first.status;
else {
  console.error(`\nEnded by a native part, and run once more: ${first.died.join(", ")}\n`);
  process.exitCode = run(first.died).status;
}
