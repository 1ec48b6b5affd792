import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileEngine } from "../../node/state-machine/engine/build.ts";
import { FAULTS, type Fault } from "./list.ts";
import { Court, type Verdict } from "./testing/court.ts";

const SOURCES = fileURLToPath(new URL("../../node/state-machine/engine/assembly", import.meta.url));

/** Tried on L1 at every run; `NOVATE_FAULTS=all` tries the whole list, which takes several times as long. */
const EVERY_RUN = new Set([
  "wrong balance",
  "deposit minted twice",
  "fee rounding",
  "match price",
  "match quantity",
  "order priority",
  "cancel ignored",
  "margin check skipped",
]);
const tried = FAULTS.filter(({ name }) => process.env.NOVATE_FAULTS === "all" || EVERY_RUN.has(name));

describe("a fault in the sequencer or asserter", () => {
  let folder: string;
  let court: Court;
  const verdicts: Verdict[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "novate-faults-"));
    cpSync(SOURCES, join(folder, "assembly"), { recursive: true });
    court = await Court.open();
  }, 60_000);

  afterAll(async () => {
    await court?.close();
    rmSync(folder, { recursive: true, force: true });
    console.log(verdicts.map(row).join("\n"));
  });

  /** The engine with one text replaced. */
  async function plant({ file, find, put }: Fault): Promise<Uint8Array> {
    const original = readFileSync(join(SOURCES, file), "utf8");
    expect(original.split(find).length - 1, `times that ${file} holds: ${find}`).toBe(1);
    const planted = join(folder, "assembly", file);
    writeFileSync(
      planted,
      original.replace(find, () => put),
    );
    try {
      return await compileEngine(join(folder, "assembly"));
    } finally {
      writeFileSync(planted, original);
    }
  }

  it("is one of at least 25 classes, each named once", () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(25);
    expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
  });

  it.each(tried.map((fault) => [fault.name, fault] as const))(
    "is caught and loses its bond: %s",
    async (_name, fault) => {
      const verdict = await court.try(fault, await plant(fault));
      verdicts.push(verdict);
      expect(verdict).toMatchObject({ lost: true, confirmed: true });
    },
    600_000,
  );
});

const row = ({ fault, by, block, step, steps, moves, ms }: Verdict) =>
  `${fault.padEnd(28)} ${by.padEnd(8)} block ${block}, step ${step} of ${steps}, ${moves} moves, ${ms} ms`;
