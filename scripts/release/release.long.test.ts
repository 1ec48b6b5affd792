import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { toHex } from "../../node/primitives/bytes.ts";
import { programRoot } from "../../node/state-machine/program/release.ts";
import { ROOT } from "./source.ts";

const base = mkdtempSync(join(tmpdir(), "novate-release-"));
afterAll(() => rmSync(base, { recursive: true }));

function release(out: string) {
  const args = [join(ROOT, "scripts", "release.ts"), "--allow-dirty", "--out", out];
  return spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
}

const sums = (folder: string) => readFileSync(join(folder, "SHA256SUMS"), "utf8");

describe("npm run release", () => {
  it("gathers what others check a version by, twice with the same bytes", () => {
    const [first, second] = [join(base, "first"), join(base, "second")];
    const run = release(first);
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const check = spawnSync("sha256sum", ["-c", "--quiet", "SHA256SUMS"], { cwd: first, encoding: "utf8" });
    expect(check.stdout + check.stderr).toBe("");
    const manifest = JSON.parse(readFileSync(join(first, "release.json"), "utf8"));
    expect(manifest.program.programRoot).toBe(toHex(programRoot()));
    expect(Object.keys(manifest.contracts)).toContain("Rollup");
    expect(manifest.packages.some((name: string) => name.endsWith(".tgz"))).toBe(true);
    const bill = JSON.parse(readFileSync(join(first, "sbom.cdx.json"), "utf8"));
    expect(bill.bomFormat).toBe("CycloneDX");
    expect(bill.components.some(({ name }: { name: string }) => name === "fastify")).toBe(true);
    expect(release(second).status).toBe(0);
    expect(sums(second)).toBe(sums(first));
  }, 600_000);

  it("deletes nothing that is no release", () => {
    const folder = mkdtempSync(join(base, "mine-"));
    writeFileSync(join(folder, "thesis.txt"), "years of work");
    const run = release(folder);
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("FOLDER_NOT_EMPTY");
    expect(readFileSync(join(folder, "thesis.txt"), "utf8")).toBe("years of work");
  });
});
