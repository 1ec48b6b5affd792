import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "novate-attack-"));
const ENGINE = join(root, "node", "state-machine", "engine", "engine.wasm");

/** Two ports nobody uses now. */
async function freePorts(): Promise<[string, string]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<string>((resolve) =>
          server.listen(0, "127.0.0.1", () => resolve(String((server.address() as { port: number }).port))),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [string, string];
}

async function attack(...flags: readonly string[]): Promise<Record<string, unknown> & { code: number }> {
  const [port, l1Port] = await freePorts();
  const network = ["--data", join(folder, "net"), "--fresh", "--port", port, "--l1-port", l1Port];
  const argv = ["devnet", ...network, "--json", ...flags];
  const { stdout, code } = await run(join(root, "bin", "novate"), argv, { maxBuffer: 2 ** 24 }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (error: { stdout: string; code: number }) => error,
  );
  return { ...(JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Record<string, unknown>), code };
}

/** Minutes each: CI rehearses the two ends of the scale, `NOVATE_ADVERSARIES=all` every one that is known to be caught. */
const SHORT = ["liar", "silent"];
const LONG = ["sybil:2", "deadline", "freeloader", "reorger", "gas-starver", "colluder"];
const REHEARSED = process.env.NOVATE_ADVERSARIES === "all" ? [...SHORT, ...LONG] : SHORT;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("novate devnet --with-adversary", { timeout: 900_000, retry: 1 }, () => {
  it.each(REHEARSED)(
    "%s is caught by the node, loses its bonds, and costs the honest side one bond a level",
    async (kind) => {
      const result = await attack("--with-adversary", kind);
      expect(result).toMatchObject({ kind, caught: true, code: 0 });
      expect(result.moves).toBeGreaterThan(0);
      expect(result.gas).toBeGreaterThan(0);
      expect(BigInt(result.bondLost as string)).toBeGreaterThan(0n);
      expect(BigInt(result.honestCapital as string)).toBeLessThanOrEqual(3n * 10n ** 17n);
      if (kind === "liar") expect(result.step).toBeGreaterThan(0);
    },
  );

  it.runIf(process.env.NOVATE_ADVERSARIES === "all")(
    "says that nothing was there to be caught when the engine agrees with the rules",
    async () => {
      const result = await attack("--adversary-engine", ENGINE);
      expect(result).toMatchObject({ caught: false, block: null, moves: 0, code: 1 });
      expect(result.note).toMatch(/agreed with the rules/);
    },
  );
});
