/**
 * Runs `bench/*.bench.ts`, prints one table and writes `bench/results/latest.json`. Words choose files: `npm run bench -- engine
 * state`. Each file has a process of its own, so that none warms up or fills the memory of another; figures of files that did not
 * run stay as they were.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, meets } from "./figure.ts";

const folder = import.meta.dirname;
const results = join(folder, "results");

function runFile(file: string): Figure[] {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, "run-file.ts"), file], {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`expected ${file} to succeed, it ended with ${status}`);
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Figure[];
}

function earlier(): Record<string, Figure[]> {
  try {
    return JSON.parse(readFileSync(join(results, "by-file.json"), "utf8")) as Record<string, Figure[]>;
  } catch {
    return {};
  }
}

const words = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(".bench.ts"));
const chosen = files.filter((name) => words.length === 0 || words.some((word) => name.startsWith(word)));
if (chosen.length === 0) {
  console.error(`expected one of ${files.map((name) => name.replace(".bench.ts", "")).join(", ")}`);
  process.exit(2);
}
mkdirSync(results, { recursive: true });
const byFile = earlier();
for (const file of chosen) {
  console.error(`. ${file}`);
  byFile[file] = runFile(file);
}
const all = files.flatMap((file) => byFile[file] ?? []);
writeFileSync(join(results, "by-file.json"), `${JSON.stringify(byFile, null, 2)}\n`);
writeFileSync(join(results, "latest.json"), `${JSON.stringify(all, null, 2)}\n`);
const shown = chosen.flatMap((file) => byFile[file] ?? []);
for (const figure of shown) {
  const met = meets(figure);
  const mark = met === undefined ? " " : met ? "+" : "-";
  const target =
    figure.target === null ? "" : ` (target ${figure.better === "more" ? ">=" : "<="} ${figure.target})`;
  console.log(
    `${mark} ${figure.value.toLocaleString("en-US").padStart(12)} ${figure.unit.padEnd(10)} ${figure.name}${target}`,
  );
  const ratio = figure.ratio === null ? "" : `: ${figure.ratio}x`;
  if (figure.peer !== null) console.log(`${" ".repeat(26)}beside ${figure.peer}${ratio}`);
}
const missed = shown.filter((figure) => meets(figure) === false).length;
console.log(`${shown.length} figures, ${missed} beyond their target`);
