/** `npm run test:celestia` with stand-ins that say what celestia-app 9.0.4 and celestia-node 0.31.4 say. */
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { givenBinaries } from "./binaries.ts";
import { answerIn, TOKEN as TOKEN_FORM } from "./chain.ts";
import { TOKEN } from "./testing/token.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
let folder: string;
let appd: string;
let node: string;

/** An executable of that name, run by this Node. */
function program(name: string, file: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${join(here, "testing", file)}" "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

function script(env: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
  const { CELESTIA_CUSTOM: _, ...rest } = process.env;
  const path = `${folder}${delimiter}${process.env.PATH}`;
  return new Promise((resolve) => {
    const run = [join(here, "..", "celestia-devnet.ts"), "--if-cached"];
    const options = { env: { ...rest, TMPDIR: folder, PATH: path, ...env }, timeout: 90_000 };
    execFile(process.execPath, run, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), said: stdout + stderr });
    });
  });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "novate-stand-ins-"));
  appd = program("appd-built-elsewhere", "appd.ts");
  node = program("bridge-built-elsewhere", "bridge.ts");
  program("vitest", "suite.ts");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the script that tests on a real Celestia", () => {
  it("takes given programs as they are, finds the token behind a warning, and lets the chain go on while tests run", async () => {
    const { code, said } = await script({ NOVATE_CELESTIA_APPD: appd, NOVATE_CELESTIA_NODE: node });
    expect(said).toContain('"isToken":true');
    expect(said).not.toMatch(/building|NOT RUN/);
    expect(code, said).toBe(0);
    const left = readdirSync(folder).filter((name) => name.startsWith("novate-celestia-devnet-"));
    expect(left).toEqual([]);
  }, 100_000);

  it("takes a token with warnings before it and without, and repeats nothing of what is none", () => {
    for (const said of [TOKEN, `${TOKEN}\n`, `WARNING: custom network.\n**DO NOT** v0.1.2\n\n${TOKEN}\n`]) {
      expect(answerIn(said, TOKEN_FORM, "a token")).toBe(TOKEN);
    }
    const refused = () => answerIn("a secret in another form", TOKEN_FORM, "a token");
    expect(refused).toThrow(/expected a token, got 24 characters/);
  });

  it("names the variable that is missing, or that names nothing to execute", async () => {
    expect(givenBinaries({})).toBeUndefined();
    for (const [env, name] of [
      [{ NOVATE_CELESTIA_APPD: appd }, "NOVATE_CELESTIA_NODE"],
      [{ NOVATE_CELESTIA_NODE: node }, "NOVATE_CELESTIA_APPD"],
      [{ NOVATE_CELESTIA_APPD: join(folder, "nothing"), NOVATE_CELESTIA_NODE: node }, "NOVATE_CELESTIA_APPD"],
    ] as const) {
      expect(() => givenBinaries(env)).toThrow(expect.objectContaining({ code: "CELESTIA_BINARY" }));
      expect(() => givenBinaries(env)).toThrow(name);
    }
    const { code, said } = await script({ NOVATE_CELESTIA_APPD: appd });
    expect(code).toBe(1);
    expect(said).toContain("NOVATE_CELESTIA_NODE");
  });
});
