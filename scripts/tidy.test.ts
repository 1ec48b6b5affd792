import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((name) => name !== "" && existsSync(join(root, name)));
const sources = files.filter((name) => /\.(ts|sol|js|css|html)$/.test(name) && !/generated/.test(name));
const read = (name: string) => readFileSync(join(root, name), "utf8");

/** Longest source file that is still one idea. */
const MAX_LINES = 480;
/** A contract is one address, and half of its lines are what auditors read: NatSpec. */
const MAX_CONTRACT_LINES = 520;
/** One idea each, whatever its length: the interpreter's dispatch is a single switch. */
const LONG_BY_NATURE = new Set(["node/state-machine/machine/assembly/interpreter.ts"]);

describe("the tree stays tidy", () => {
  it("has no drawer for things without a home", () => {
    const drawers = files.filter((name) =>
      dirname(name)
        .split("/")
        .some((part) => /^(utils?|helpers?|common|misc)$/.test(part)),
    );
    expect(drawers).toEqual([]);
  });

  it("keeps every hand-written source file small", () => {
    const long = sources.filter(
      (name) =>
        !name.endsWith(".test.ts") &&
        !name.endsWith(".t.sol") &&
        !LONG_BY_NATURE.has(name) &&
        read(name).split("\n").length > (name.endsWith(".sol") ? MAX_CONTRACT_LINES : MAX_LINES),
    );
    expect(long).toEqual([]);
  });

  it("leaves no unfinished business in the code", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b/;
    const unfinished = sources.filter((name) => basename(name) !== "tidy.test.ts" && marks.test(read(name)));
    expect(unfinished).toEqual([]);
  });

  it("writes error codes in one form", () => {
    const bad: string[] = [];
    for (const name of sources.filter((file) => file.endsWith(".ts"))) {
      for (const match of read(name).matchAll(/new NovateError\(\s*"([^"]*)"/g)) {
        if (!/^[A-Z][A-Z0-9_]+$/.test(match[1] ?? "")) bad.push(`${name}: ${match[1]}`);
      }
    }
    expect(bad).toEqual([]);
  });

  it("keeps floats, clocks and randomness out of the engine's source", () => {
    const forbidden = /\bf(32|64)\b|Math\.|Date\b|performance\b|\bnew [A-Z]|\bclass\b/;
    const bad = files
      .filter((name) => name.startsWith("node/state-machine/engine/assembly/") && name.endsWith(".ts"))
      .flatMap((name) =>
        read(name)
          .split("\n")
          .map((line, index) => ({ at: `${name}:${index + 1}`, code: line.replace(/\/\/.*|\/?\*.*/g, "") }))
          .filter(({ code }) => forbidden.test(code))
          .map(({ at }) => at),
      );
    expect(bad).toEqual([]);
  });

  it("links only to pages that exist", () => {
    const broken: string[] = [];
    for (const name of files.filter((file) => file.endsWith(".md"))) {
      for (const match of read(name).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
        const target = join(root, dirname(name), match[1] ?? "");
        if (!existsSync(target)) broken.push(`${name} -> ${match[1]}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("names no place outside the project", () => {
    const places = /\/(work|tmp|root|home)\/[a-z]/;
    const leaks = files.filter(
      (name) =>
        /\.(ts|md|sol|json|sh)$/.test(name) &&
        !/package-lock|tidy\.test/.test(name) &&
        places.test(read(name)),
    );
    expect(leaks).toEqual([]);
  });
});
