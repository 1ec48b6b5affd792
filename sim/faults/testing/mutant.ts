/** The engine with one text of its sources replaced. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileEngine } from "../../../node/state-machine/engine/build.ts";
import type { Fault } from "../fault.ts";

const SOURCES = fileURLToPath(new URL("../../../node/state-machine/engine/assembly", import.meta.url));

/** Compiles a copy of the engine's sources with the fault in it. Throws when the text to replace is not there exactly once, or `ENGINE_BUILD`. */
export async function compileFault({ file, find, put }: Fault): Promise<Uint8Array> {
  const original = await readFile(join(SOURCES, file), "utf8");
  const times = original.split(find).length - 1;
  if (times !== 1) throw new Error(`expected ${file} to hold once, got ${times} times: ${find}`);
  const folder = await mkdtemp(join(tmpdir(), "novate-mutant-"));
  try {
    const sources = join(folder, "assembly");
    await cp(SOURCES, sources, { recursive: true });
    await writeFile(
      join(sources, file),
      original.replace(find, () => put),
    );
    return await compileEngine(sources);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
