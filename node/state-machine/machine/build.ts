/**
 * Builds machine.wasm, committed beside this file, from assembly/.
 * Usage: node node/state-machine/machine/build.ts
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../..");
const binaries = join(root, "node_modules/.bin");
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
  execFileSync(join(binaries, name), args, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}

function inScratch<T>(work: (at: (name: string) => string) => T): T {
  const scratch = mkdtempSync(join(tmpdir(), "novate-machine-"));
  try {
    return work((name) => join(scratch, name));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The interpreter's module; the same sources give the same bytes. guest.ts (the guest's memory) and interpreter.ts
 * (everything else) are compiled apart, because AssemblyScript knows one memory a module, then merged and inlined.
 */
export function buildWasm(): Uint8Array {
  return inScratch((at) => {
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
    const parts = [at("interpreter.wasm"), "interpreter", at("guest.wasm"), "guest"];
    tool("asc", [join(here, "assembly/guest.ts"), ...common, ...guestMemory, "-o", at("guest.wasm")]);
    tool("asc", [
      join(here, "assembly/interpreter.ts"),
      ...common,
      ...ownMemory,
      "-o",
      at("interpreter.wasm"),
    ]);
    tool("wasm-merge", [...parts, "-o", at("merged.wasm"), ...FEATURES]);
    tool("wasm-opt", [...FEATURES, "-O3", at("merged.wasm"), "-o", at("inlined.wasm")]);
    const kept = KEPT_EXPORTS.map((name) => ({ name: `kept-${name}`, root: true, export: name }));
    writeFileSync(at("graph.json"), JSON.stringify(kept));
    tool("wasm-metadce", [
      ...FEATURES,
      at("inlined.wasm"),
      "--graph-file",
      at("graph.json"),
      "-o",
      at("machine.wasm"),
    ]);
    return new Uint8Array(readFileSync(at("machine.wasm")));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(here, "machine.wasm"), buildWasm());
}
