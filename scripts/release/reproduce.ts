import { spawnSync } from "node:child_process";
import { NovateError } from "../../node/primitives/error.ts";
import { ROOT } from "./source.ts";

const BUILDS = [
  "node/state-machine/layout/build.ts",
  "node/state-machine/engine/build.ts",
  "node/state-machine/program/build.ts",
  "node/state-machine/machine/build.ts",
  "scripts/build-contracts.ts",
];

/** Builds every committed artefact again. Throws `NOT_REPRODUCIBLE` at the first that differs, with what its build said. */
export function requireReproducible(): void {
  for (const build of BUILDS) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [build, "--check"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    if (status !== 0) throw new NovateError("NOT_REPRODUCIBLE", `${build} --check: ${stdout}${stderr}`);
  }
}
