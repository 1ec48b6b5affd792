import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../process.ts";
import { ADVERSARY_KINDS } from "./kinds.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "novate-attack-"));
const ENGINE = join(root, "node", "state-machine", "engine", "engine.wasm");

/** The longest first. */
const REHEARSED = "colluder reorger gas-starver deadline sybil:2 freeloader liar silent".split(" ");
/** The others must have made L1 execute the wrong instruction; these may as well lose by the clock. */
const SLOW = ["silent", "deadline"];
/** Networks at a time: most of what each does is waiting for L1. */
const LANES = 2;
/** A quiet machine needs one to two minutes for one, ms; what waits for a lane waits for others' minutes, too. */
const LONGEST_MS = 10 * 60_000;
const LONGEST_WITH_QUEUE_MS = 30 * 60_000;
/** In wei, of an assertion, of a block and of a stretch. */
const BOND_A_LEVEL = 3n * 10n ** 17n;

let free = LANES;
const waiting: (() => void)[] = [];

/** Runs `work` when a lane is free, in the order of the calls. */
async function inLane<T>(work: () => Promise<T>): Promise<T> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) free++;
    else next();
  }
}

function attack(name: string, ...flags: readonly string[]) {
  return inLane(async (): Promise<Record<string, unknown> & { code: number }> => {
    const [port, l1Port] = await Promise.all([freePort(), freePort()]);
    const place = ["--data", join(folder, name), "--fresh", "--port", `${port}`, "--l1-port", `${l1Port}`];
    const argv = ["devnet", ...place, "--json", ...flags];
    const { stdout, stderr, code } = await run(join(root, "bin", "novate"), argv, {
      ...{ maxBuffer: 2 ** 24, timeout: LONGEST_MS },
    }).then(
      (done) => ({ ...done, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    );
    const result = JSON.parse(stdout.trimEnd().split("\n").at(-1) || "{}") as Record<string, unknown>;
    console.log(`${name}: ${JSON.stringify(result)}`);
    if (code !== 0) console.log(stderr);
    expect(stderr).not.toMatch(/failed/);
    return { ...result, code };
  });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("novate devnet --with-adversary", { timeout: LONGEST_WITH_QUEUE_MS, retry: 1 }, () => {
  it("is rehearsed here with every kind there is", () => {
    const kinds = REHEARSED.map((kind) => kind.split(":")[0]);
    expect(kinds.sort()).toEqual(Object.keys(ADVERSARY_KINDS).sort());
  });

  it.concurrent.each(REHEARSED)(
    "%s is caught by the node, loses its bonds, and costs the honest side one bond a level",
    async (kind) => {
      const result = await attack(kind.replace(":", "-"), "--with-adversary", kind);
      expect(result).toMatchObject({ kind, caught: true, code: 0 });
      expect(result.moves).toBeGreaterThan(0);
      expect(result.gas).toBeGreaterThan(0);
      expect(BigInt(result.bondLost as string)).toBeGreaterThan(0n);
      expect(BigInt(result.honestCapital as string)).toBeLessThanOrEqual(BOND_A_LEVEL);
      if (!SLOW.includes(kind)) expect(result.step).toBeGreaterThanOrEqual(0);
    },
  );

  it.concurrent("says that nothing was there to be caught when the engine agrees with the rules", async () => {
    const result = await attack("agreeing", "--adversary-engine", ENGINE);
    expect(result).toMatchObject({ caught: false, block: null, moves: 0, code: 1 });
    expect(result.note).toMatch(/agreed with the rules/);
  });
});
