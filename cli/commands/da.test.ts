import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sharedData } from "../../node/da/celestia/testing/shared-data.ts";

const EMPTY_BLOCK = {
  height: 7,
  app_version: 6,
  square_size: 1,
  data_hash: "3D96B7D238E7E0456F6AF8E7CDF0A67BD6CF9C2089ECB559C659DCAA1F880353",
  txs: [],
};
/** The command alone: what it throws goes to whoever runs it, here as exit code 70 with the error's code. */
const SCRIPT = `
  import { Command } from "commander";
  import { registerDa } from "./cli/commands/da.ts";
  const program = new Command("novate");
  registerDa(program);
  await program.parseAsync(process.argv.slice(1), { from: "user" }).catch((error) => {
    process.stderr.write(error.code);
    process.exitCode = 70;
  });
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-da-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, contents: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
}

function da(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const root = join(import.meta.dirname, "../..");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--input-type=module", "-e", SCRIPT, "da", ...args],
      { cwd: root },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

describe("novate da check", () => {
  test("prints one object and succeeds when the transactions give the hash, plain or gzip", async () => {
    const text = JSON.stringify(EMPTY_BLOCK);
    for (const path of [await write("block.json", text), await write("block.json.gz", gzipSync(text))]) {
      const { code, stdout } = await da("check", path, "--json");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        height: 7,
        dataHash: EMPTY_BLOCK.data_hash,
        computed: EMPTY_BLOCK.data_hash,
        equal: true,
      });
    }
  });

  test("exits with 1 when the hash is another one", async () => {
    const path = await write("other.json", JSON.stringify({ ...EMPTY_BLOCK, data_hash: "00".repeat(32) }));
    const { code, stdout } = await da("check", path);
    expect(code).toBe(1);
    expect(stdout).toContain("NOT EQUAL");
  });

  test("throws a code for a file that is missing, no JSON or of another form", async () => {
    const cases = [
      [join(folder, "missing.json"), "FILE_UNREADABLE"],
      [await write("broken.json", "{"), "FILE_MALFORMED"],
      [await write("list.json", "[]"), "FILE_MALFORMED"],
    ] as const;
    for (const [path, expected] of cases)
      expect(await da("check", path, "--json")).toMatchObject({ code: 70, stderr: expected });
  });
});

const proofs = sharedData("celestia/commitment-proof-1.json.gz");

describe.skipIf(proofs.isMissing)("novate da check-proofs", () => {
  test("counts the proofs that verify, and exits with 1 when one does not", async () => {
    const good = await da("check-proofs", proofs.path, "--json");
    expect({ code: good.code, ...JSON.parse(good.stdout) }).toEqual({ code: 0, proofs: 20, valid: 20 });
    const entries = JSON.parse(gunzipSync(await readFile(proofs.path)).toString());
    entries[3].root = Buffer.alloc(32).toString("base64");
    const bad = await da("check-proofs", await write("bad.json", JSON.stringify(entries)), "--json");
    expect({ code: bad.code, ...JSON.parse(bad.stdout) }).toEqual({ code: 1, proofs: 20, valid: 19 });
    expect(bad.stderr).toContain("proof 3 is invalid");
  });
});
