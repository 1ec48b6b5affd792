import { copyFileSync } from "node:fs";
import { join } from "node:path";
import release from "../../node/state-machine/program/engine.json" with { type: "json" };
import { ROOT } from "./source.ts";

const MACHINE = join(ROOT, "node", "state-machine");

/** Copies the engine as V8 and as L1 run it. Returns its hashes. */
export function collectProgram(folder: string): typeof release {
  copyFileSync(join(MACHINE, "engine", "engine.wasm"), join(folder, "engine.wasm"));
  copyFileSync(join(MACHINE, "program", "engine.elf"), join(folder, "engine.elf"));
  return release;
}
