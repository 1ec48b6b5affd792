/**
 * Builds engine.elf and engine.json from engine/engine.wasm: wasm2c writes C, gcc compiles it for rv64im.
 * Needs the Debian packages wabt and gcc-riscv64-unknown-elf. The same engine.wasm gives the same bytes.
 *
 *   node node/state-machine/program/build.ts           write
 *   node node/state-machine/program/build.ts --check   write nothing; exit 1 if a byte differs from what is committed
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { toHex } from "../../primitives/bytes.ts";
import { NovateError } from "../../primitives/error.ts";
import { loadElf } from "../machine/elf.ts";
import { createMachine } from "../machine/machine.ts";
import { programFaults } from "./faults.ts";
import type { Release } from "./release.ts";

const here = dirname(fileURLToPath(import.meta.url));
const ENGINE = join(here, "../engine/engine.wasm");
/** The versions that wrote the committed file: another compiler writes other bytes. */
const VERSIONS = { wasm2c: "1.0.32", gcc: "12.2.0" } as const;
const GCC = "riscv64-unknown-elf-gcc";
const ARCHITECTURE = ["-march=rv64im", "-mabi=lp64", "-mcmodel=medlow"] as const;
const FLAGS = [
  ...ARCHITECTURE,
  // The machine takes unaligned loads and stores.
  "-mno-strict-align",
  // Every instruction is one step. Other tunings read a word whose alignment is not known byte by byte, for the sake of real processors.
  "-mtune=size",
  "-O2",
  "-std=gnu11",
  "-ffreestanding",
  "-fwhole-program",
  // WebAssembly's meaning of what C leaves open: integers wrap, memory has no types, address 0 is an address.
  "-fwrapv",
  "-fno-strict-aliasing",
  "-fno-delete-null-pointer-checks",
  "--param=min-pagesize=0",
  "-fno-tree-loop-distribute-patterns",
  "-fno-stack-protector",
  "-fno-asynchronous-unwind-tables",
  "-fno-ident",
  "-fstack-usage",
  "-Wall",
  "-Werror",
  "-Wno-unused",
  "-Wno-parentheses",
] as const;
const LINK = [
  "-nostdlib",
  "-static",
  "-Wl,--gc-sections,--build-id=none,--fatal-warnings,-s",
  "-Wl,-T,program.ld",
] as const;

/** What the build makes; `release` is the content of engine.json. */
interface Built {
  readonly elf: Uint8Array;
  readonly release: Release;
}

/** Throws PROGRAM_TOOLS when a tool is missing or of another version, PROGRAM_BUILD when the result breaks a rule. */
export function buildProgram(): Built {
  requireVersion("wasm2c", ["--version"], VERSIONS.wasm2c);
  requireVersion(GCC, ["-dumpfullversion"], VERSIONS.gcc);
  const wasm = readFileSync(ENGINE);
  const scratch = mkdtempSync(join(tmpdir(), "novate-program-"));
  try {
    const at = (name: string): string => join(scratch, name);
    execFileSync("wasm2c", [ENGINE, "--module-name", "engine", "--no-debug-names", "-o", at("engine.c")]);
    writeFileSync(at("engine-body.c"), engineBody(readFileSync(at("engine.c"), "utf8")));
    compile(at);
    const elf = new Uint8Array(readFileSync(at("engine.elf")));
    const faults = programFaults(elf, readFileSync(at("program.su"), "utf8"));
    if (faults.length > 0)
      throw new NovateError("PROGRAM_BUILD", `expected a lawful program, got ${faults.join("; ")}`);
    return { elf, release: describe(elf, wasm) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The engine's functions without wasm2c's own runtime before and its instantiation after them: runtime/ stands for those. */
function engineBody(source: string): string {
  const start = source.indexOf("static void w2c_f");
  const end = source.indexOf("static void init_instance_import");
  if (start < 0 || end < start)
    throw new NovateError("PROGRAM_BUILD", "expected wasm2c's order of definitions, got another");
  return `#include "engine.h"\n${source.slice(start, end)}`;
}

/** Runs gcc inside the scratch folder, so that no path of this machine reaches the file. */
function compile(at: (name: string) => string): void {
  for (const name of ["program.c", "program.ld", "wasm-rt.h"])
    writeFileSync(at(name), readFileSync(join(here, "runtime", name)));
  const gcc = (...args: string[]): void => {
    execFileSync(GCC, args, {
      cwd: at("."),
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      stdio: ["ignore", "inherit", "inherit"],
    });
  };
  gcc(...FLAGS, "-I.", "-c", "program.c", "-o", "program.o");
  gcc(...ARCHITECTURE, ...LINK, "program.o", "-o", "engine.elf");
}

function requireVersion(tool: string, args: readonly string[], expected: string): void {
  const hint = "apt-get install wabt gcc-riscv64-unknown-elf (Debian 12)";
  let got: string;
  try {
    got = execFileSync(tool, args, { encoding: "utf8" }).trim();
  } catch (cause) {
    throw new NovateError(
      "PROGRAM_TOOLS",
      `expected ${tool} ${expected}, found none: ${hint}`,
      {},
      { cause },
    );
  }
  if (got !== expected)
    throw new NovateError("PROGRAM_TOOLS", `expected ${tool} ${expected}, got ${got}: ${hint}`);
}

function describe(elf: Uint8Array, wasm: Uint8Array): Release {
  const image = loadElf(elf);
  return {
    programRoot: toHex(createMachine(image).programRoot()),
    entry: `0x${image.entry.toString(16)}`,
    elfSha256: sha256(elf),
    engineWasmSha256: sha256(wasm),
  };
}

function sha256(bytes: Uint8Array): string {
  return `0x${createHash("sha256").update(bytes).digest("hex")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { elf, release } = buildProgram();
  const files = [
    ["engine.elf", Buffer.from(elf)],
    ["engine.json", Buffer.from(`${JSON.stringify(release, null, 2)}\n`)],
  ] as const;
  for (const [name, bytes] of files) {
    if (!process.argv.includes("--check")) writeFileSync(join(here, name), bytes);
    else if (!readFileSync(join(here, name)).equals(bytes)) {
      process.stderr.write(`stale: ${name} (run npm run build:program)\n`);
      process.exitCode = 1;
    }
  }
  console.log(`engine.elf: ${elf.length} bytes, programRoot ${release.programRoot}`);
}
