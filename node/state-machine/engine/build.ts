import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { NovateError } from "../../primitives/error.ts";
import { addresses } from "../layout/generated.ts";
import { artefactFaults } from "./artefact/rules.ts";

const here = dirname(fileURLToPath(import.meta.url));
const ENTRY = "index.ts";
const OPTIONS = [
  "-O3",
  "--runtime",
  "stub",
  "--noAssert",
  "--importMemory",
  "--noExportMemory",
  "--initialMemory",
  String(addresses.PAGES),
  "--maximumMemory",
  String(addresses.PAGES),
  "--use",
  "abort=",
  "--disable",
  "bulk-memory,nontrapping-f2i,sign-extension",
];

export const artefactPath = join(here, "engine.wasm");

/** Compiles the engine from a folder of sources; the same sources give the same bytes. Throws `ENGINE_BUILD` on errors, warnings and broken artefact rules. */
export async function compileEngine(sources = join(here, "assembly")): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined;
  const stderr: string[] = [];
  const { error } = await asc.main([ENTRY, "--baseDir", sources, "--outFile", "engine.wasm", ...OPTIONS], {
    stdout: { write: () => undefined },
    stderr: { write: (text: string | Uint8Array) => stderr.push(String(text)) },
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") wasm = contents;
    },
  });
  if (error || !wasm || stderr.length > 0)
    throw new NovateError("ENGINE_BUILD", `expected a clean build, got\n${stderr.join("")}${error ?? ""}`);
  const faults = artefactFaults(wasm);
  if (faults.length > 0)
    throw new NovateError("ENGINE_BUILD", `expected a lawful artefact, got ${faults.join("; ")}`);
  return wasm;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wasm = await compileEngine();
  if (process.argv.includes("--check")) {
    const committed = await readFile(artefactPath).catch(() => Buffer.alloc(0));
    if (!committed.equals(wasm)) {
      process.stderr.write("stale: engine.wasm (run npm run build:engine)\n");
      process.exitCode = 1;
    }
  } else {
    await writeFile(artefactPath, wasm);
    console.log(`engine.wasm: ${wasm.length} bytes`);
  }
}
