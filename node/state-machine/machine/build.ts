/**
 * Builds machine.wasm from assembly/: guest.ts (the guest's memory) and interpreter.ts (everything else) are compiled
 * apart, because AssemblyScript knows one memory a module, then merged into one module with two memories and inlined.
 * Usage: node node/state-machine/machine/build.ts [OUT]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const binaries = join(here, "../../../node_modules/.bin");
const FEATURES = [
  "multimemory",
  "bulk-memory",
  "sign-ext",
  "mutable-globals",
  "nontrapping-float-to-int",
].map((feature) => `--enable-${feature}`);
/** All that stays reachable from outside: guest.ts's functions are gone once inlined. */
const KEPT_EXPORTS = ["run", "encodeState", "memory"];

function tool(name: string, args: readonly string[]): void {
  execFileSync(join(binaries, name), args, { stdio: ["ignore", "ignore", "inherit"] });
}

/** Writes the module to `out`; the same sources give the same bytes. */
export function buildMachine(out: string): void {
  const scratch = mkdtempSync(join(tmpdir(), "novate-machine-"));
  try {
    const at = (name: string) => join(scratch, name);
    const common = ["-O3", "--runtime", "stub", "--noAssert", "--use", "abort="];
    const guestMemory = [
      "--importMemory",
      "--noExportMemory",
      "--initialMemory",
      "65536",
      "--maximumMemory",
      "65536",
    ];
    const ownMemory = ["--initialMemory", "18", "--maximumMemory", "18"]; // registers, 1 MiB of page flags
    tool("asc", [join(here, "assembly/guest.ts"), ...common, ...guestMemory, "-o", at("guest.wasm")]);
    tool("asc", [
      join(here, "assembly/interpreter.ts"),
      ...common,
      ...ownMemory,
      "-o",
      at("interpreter.wasm"),
    ]);
    tool("wasm-merge", [
      at("interpreter.wasm"),
      "interpreter",
      at("guest.wasm"),
      "guest",
      "-o",
      at("merged.wasm"),
      ...FEATURES,
    ]);
    tool("wasm-opt", [...FEATURES, "-O3", at("merged.wasm"), "-o", at("inlined.wasm")]);
    const roots = KEPT_EXPORTS.map((name) => ({ name: `kept-${name}`, root: true, export: name }));
    writeFileSync(at("graph.json"), JSON.stringify(roots));
    tool("wasm-metadce", [...FEATURES, at("inlined.wasm"), "--graph-file", at("graph.json"), "-o", out]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? join(here, "machine.wasm");
  buildMachine(out);
  process.stdout.write(`${out}\n`);
}
