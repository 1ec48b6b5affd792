/**
 * `npm run test:unit [-- FILTER...]` and `npm run test:long`: every quick, or every long (`*.long.test.ts`) test in its process. A process that a native
 * part ended (LevelDB's assertions, Node's own) takes the results of its file with it: such a file is run once more by itself, and a
 * second end counts. A test that failed is never run here again. `--record` writes how long each file took to unit-tests/times.json.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { filesThatDied, secondsByFile, type TestReport } from "./unit-tests/report.ts";
import { readTimes, TIMES_FILE } from "./unit-tests/times.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const VITEST = join(ROOT, "node_modules", "vitest", "vitest.mjs");

interface Run {
  readonly status: number;
  /** Undefined when the run ended before it could write one. */
  readonly report: TestReport | undefined;
}

function run(which: string, args: readonly string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), "novate-tests-"));
  const file = join(folder, "report.json");
  try {
    const progress = join(ROOT, "scripts", "unit-tests", "progress.ts");
    const reporters = ["default", progress, "json"].map((name) => `--reporter=${name}`);
    const { status } = spawnSync(
      process.execPath,
      [VITEST, "run", ...args, ...reporters, `--outputFile.json=${file}`],
      { cwd: ROOT, stdio: "inherit", env: { ...process.env, NOVATE_TESTS: which } },
    );
    return { status: status ?? 1, report: read(file) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function read(file: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as TestReport;
  } catch {
    return undefined;
  }
}

function record(report: TestReport): void {
  const measured = secondsByFile(report, (path) => relative(ROOT, path));
  const times = Object.entries({ ...readTimes(), ...measured }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(TIMES_FILE, `${JSON.stringify(Object.fromEntries(times), undefined, 2)}\n`);
}

const [which = "quick", ...rest] = process.argv.slice(2);
const args = rest.filter((arg) => arg !== "--record");
const first = run(which, args);
const died = first.status === 0 || first.report === undefined ? [] : filesThatDied(first.report);
if (died.length === 0) process.exitCode = first.status;
else {
  console.error(`\nEnded by a native part, and run once more: ${died.join(", ")}\n`);
  process.exitCode = run(which, died).status;
}
if (rest.includes("--record") && first.report !== undefined) record(first.report);
