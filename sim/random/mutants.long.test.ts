import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileEngine } from "../../node/state-machine/engine/build.ts";
import { runCampaign } from "./campaign.ts";
import { Machine } from "./machine.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";
import { worldNamed } from "./worlds.ts";

const SOURCES = fileURLToPath(new URL("../../node/state-machine/engine/assembly", import.meta.url));
/** Every planted bug must show within this many actions. */
const MOST_ACTIONS = 250_000;

describe("a planted bug", () => {
  let folder: string;
  const found: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "novate-mutants-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    console.log(found.join("\n"));
  });

  /** The engine with one text replaced. */
  function plant({ file, find, put }: Mutant): Promise<Uint8Array> {
    const sources = join(folder, "assembly");
    cpSync(SOURCES, sources, { recursive: true });
    const original = readFileSync(join(SOURCES, file), "utf8");
    expect(original.split(find).length - 1, `times that ${file} holds: ${find}`).toBe(1);
    writeFileSync(
      join(sources, file),
      original.replace(find, () => put),
    );
    return compileEngine(sources);
  }

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    "is caught: %s",
    async (name, mutant) => {
      const machine = new Machine(await plant(mutant));
      const world = worldNamed(mutant.world);
      const report = runCampaign({ world, seed: 1, actions: MOST_ACTIONS, shrinkRuns: 0 }, machine);
      expect(report.failed, "the failure it causes").toBeDefined();
      const { actions, failure } = report.failed!;
      found.push(`${String(actions).padStart(7)} actions: ${name}: ${failure.fault.slice(0, 120)}`);
    },
    120_000,
  );
});
