import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const lines = readFileSync(join(root, "docs/proofs.md"), "utf8").split("\n");

/** Where an auditor finds a test: a path, and behind it the names of tests in that file. */
const PATH = /`([\w./-]+\.(?:test\.ts|t\.sol))`/;
const CITED = new RegExp(`${PATH.source}|"([^"]+)"`, "g");

/** Every test that the page cites, with the file that should hold it. */
function citations(): { readonly file: string; readonly name: string }[] {
  return lines.flatMap((line) => {
    let file: string | undefined;
    const found: { file: string; name: string }[] = [];
    for (const [, path, name] of line.matchAll(CITED)) {
      if (path !== undefined) file = path;
      else if (file !== undefined) found.push({ file, name: name! });
    }
    return found;
  });
}

/** Names of Solidity's tests are identifiers: words between underscores. */
const asWritten = (file: string, name: string) =>
  file.endsWith(".sol") ? `_${name.replaceAll(",", "").replaceAll(" ", "_")}(` : name;

describe("the page for auditors", () => {
  it("cites files that are there", () => {
    const cited = lines.flatMap((line) => [...line.matchAll(new RegExp(PATH, "g"))].map(([, path]) => path!));
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it("cites tests that these files hold, by their names", () => {
    const sources = new Map<string, string>();
    const textOf = (file: string) => {
      const text = sources.get(file) ?? readFileSync(join(root, file), "utf8");
      sources.set(file, text);
      return text;
    };
    const all = citations();
    expect(all.length).toBeGreaterThan(50);
    const missing = all.filter(({ file, name }) => !textOf(file).includes(asWritten(file, name)));
    expect(missing.map(({ file, name }) => `${basename(file)}: ${name}`)).toEqual([]);
  });
});
