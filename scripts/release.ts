/**
 * `npm run release [-- --out DIR] [--allow-dirty]`: everything of one version that others must be able to check, in one folder:
 * engine.wasm, engine.elf, the contracts' bytecode and ABIs with their hashes, the clients' packages, a bill of materials, release.json that
 * names each hash, and SHA256SUMS over all of it. What is committed is rebuilt and compared first, byte for byte.
 * Nothing is published: the folder is what a maintainer signs and uploads. Exit code 1 with the code of what was wrong.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { errorCode, errorMessage, NovateError } from "../node/primitives/error.ts";
import { writeBillOfMaterials } from "./release/bill-of-materials.ts";
import { writeChecksums } from "./release/checksums.ts";
import { collectContracts } from "./release/contracts.ts";
import { writeManifest } from "./release/manifest.ts";
import { packClients } from "./release/packages.ts";
import { collectProgram } from "./release/program.ts";
import { requireReproducible } from "./release/reproduce.ts";
import { sourceOf, versionOf } from "./release/source.ts";

function release({ out, dirty }: { readonly out: string | undefined; readonly dirty: boolean }): void {
  const version = versionOf();
  const source = sourceOf({ dirty });
  const folder = resolve(out ?? join("build", "release", version));
  emptyFolder(folder);
  step("rebuild what is committed, and compare every byte", requireReproducible);
  const program = step("engine.wasm and engine.elf", () => collectProgram(folder));
  const contracts = step("contracts", () => collectContracts(folder));
  const packages = step("clients", () => packClients(folder));
  step("bill of materials", () => writeBillOfMaterials(folder, version));
  writeManifest(folder, { version, ...source, program, contracts, packages });
  const files = writeChecksums(folder);
  console.log(`\n${version} of ${source.commit}${source.dirty ? " (with uncommitted changes)" : ""}`);
  console.log(`programRoot ${program.programRoot}`);
  console.log(`${files} files in ${folder}; check them with: sha256sum -c SHA256SUMS`);
}

function step<T>(name: string, run: () => T): T {
  console.log(`- ${name}`);
  return run();
}

/** Takes only a folder that is missing, empty or an earlier release: nothing else is ever deleted. */
function emptyFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes("SHA256SUMS")) {
    const message = `expected an empty folder or an earlier release at ${folder}, got ${names.length} other files`;
    throw new NovateError("FOLDER_NOT_EMPTY", message);
  }
  for (const name of names) rmSync(join(folder, name), { recursive: true });
}

try {
  const { values } = parseArgs({
    options: { out: { type: "string" }, "allow-dirty": { type: "boolean", default: false } },
  });
  release({ out: values.out, dirty: values["allow-dirty"] });
} catch (error) {
  console.error(`error ${errorCode(error)}: ${errorMessage(error)}`);
  process.exitCode = 1;
}
