/** docs/limits.md against the constants of the code: every bound is there, by its name and with its value. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { limits as engineLimits } from "../node/state-machine/layout/limits.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (name: string) => readFileSync(join(root, name), "utf8");
const lines = read("docs/limits.md").split("\n");

/** Engine sources name the rule book's own numbers; the mock of a layer is no part of a node. */
const ELSEWHERE = /generated|\.test\.ts$|\/testing\/|\/mock\/|\/emit\/|\/assembly\//;
const sources = execFileSync("git", ["ls-files", "node", "deployment", "voter"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((name) => name.endsWith(".ts") && !ELSEWHERE.test(name) && existsSync(join(root, name)));

interface Bound {
  readonly name: string;
  readonly file: string;
  /** undefined where the source computes it from other constants. */
  readonly value: number | undefined;
}

/** The number that a plain product, power or literal stands for. */
function numberIn(text: string): number | undefined {
  const factors = text.replace(/_|n\b|;$/g, "").split(" * ");
  return factors.reduce<number | undefined>((product, factor) => {
    const [, base, power = "1"] = /^(\d+(?:\.\d+)?)(?: \*\* (\d+))?$/.exec(factor) ?? [];
    return product === undefined || base === undefined ? undefined : product * Number(base) ** Number(power);
  }, 1);
}

function constants(file: string, pattern: string): Bound[] {
  const matches = read(file).matchAll(
    new RegExp(`^ *(?:export )?const (${pattern})(?:: \\w+)? = (.*)$`, "gm"),
  );
  return [...matches].map(([, name, text]) => ({ name: name!, file, value: numberIn(text!) }));
}

const bounds: readonly Bound[] = [
  ...sources.flatMap((file) => constants(file, "MAX_[A-Z0-9_]+")),
  ...constants("node/rpc/limits.ts", "[A-Z][A-Z0-9_]+"),
  ...constants("node/mempool/limits.ts", "[A-Z][A-Z0-9_]+"),
  ...Object.entries(engineLimits).map(([name, value]) => ({ name, value, file: "layout/limits.ts" })),
];

/** The ways in which the page may write a number. */
function written({ name, value }: Bound & { readonly value: number }): string[] {
  const plain = (amount: number) => amount.toLocaleString("en-US");
  const power = Math.log2(value);
  return [
    plain(value),
    ...(Number.isInteger(power) ? [`2^${power}`] : []),
    ...["KiB", "MiB", "GiB"].map((unit, i) => `${plain(value / 1024 ** (i + 1))} ${unit}`),
    ...(name.endsWith("_MS") ? [`${plain(value / 1_000)} s`] : []),
  ];
}

const holds = (line: string, text: string): boolean => {
  const at = line.indexOf(text);
  if (at < 0) return false;
  const alone = !/[\d.,^]/.test(line[at - 1] ?? " ") && !/^[.,]?\d/.test(line.slice(at + text.length));
  return alone || holds(line.slice(at + text.length), text);
};

const naming = (name: string) => lines.filter((line) => line.includes(`\`${name}\``));

describe("limits.md", () => {
  it("names every bound of a node", () => {
    expect(bounds.length).toBeGreaterThan(150);
    const missing = bounds.filter(({ name }) => naming(name).length === 0);
    expect(missing.map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });

  it("gives each the value it has", () => {
    const wrong = bounds.filter(
      (bound) =>
        bound.value !== undefined &&
        !naming(bound.name).some((line) => written(bound as never).some((text) => holds(line, text))),
    );
    expect(wrong.map(({ name, file, value }) => `${file}: ${name} = ${value}`)).toEqual([]);
  });

  it("names nothing that is gone", () => {
    const code = [...sources, "node/state-machine/layout/limits.ts"].map(read).join("\n");
    const named = lines.join("\n").matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g);
    const gone = [...named]
      .map(([, name]) => name!)
      .filter((name) => !new RegExp(`\\b${name}\\b`).test(code));
    expect(gone).toEqual([]);
  });
});
