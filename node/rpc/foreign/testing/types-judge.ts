/** The types of Hyperliquid's TypeScript client as judges: its compiler says whether an answer is what a program that uses it was compiled for. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
const API = join(MODULES, "@nktkas", "hyperliquid", "esm", "api");

export interface Judged {
  /** Of the client: `MetaResponse` of `info`, `L2BookEvent` of `subscription`. */
  readonly type: string;
  readonly from: "info" | "subscription";
  readonly value: unknown;
}

/** Fields that the types do not know are no fault: a program cannot ask for them. */
const PREAMBLE = "type Mutable<T> = { -readonly [K in keyof T]: Mutable<T[K]> };";

/** Types in which Hyperliquid leaves `reduceOnly` away where it is false. */
const WITHOUT_FALSE: ReadonlySet<string> = new Set(["OpenOrdersResponse", "OrderUpdatesEvent"]);
/** What is not kept here and told as null: the mark of a liquidation in the book, the premium that a past rate was made of. */
const NOT_KEPT: ReadonlySet<string> = new Set(["markPx", "premium"]);

/** The answer as JSON, without what is otherwise on purpose and listed in docs/api.md. */
function literal({ type, value }: Judged): string {
  if (value === null) return "null";
  const text = JSON.stringify(value, (key, item: unknown) => {
    if (key === "reduceOnly" && item === false && WITHOUT_FALSE.has(type)) return undefined;
    return item === null && NOT_KEPT.has(key) ? "0" : item;
  });
  return `${text} as const`;
}

/** What the compiler says against the values, a line each. */
export async function faultsByType(values: readonly Judged[]): Promise<string[]> {
  const lines = values.flatMap((judged, i) => [
    `import type { ${judged.type} as T${i} } from ${JSON.stringify(join(API, judged.from, "mod.js"))};`,
    `const v${i} = ${literal(judged)};`,
    `export const c${i}: T${i} = v${i} as Mutable<typeof v${i}>;`,
  ]);
  const folder = await mkdtemp(join(tmpdir(), "novate-types-"));
  const file = join(folder, "answers.ts");
  await writeFile(file, [PREAMBLE, ...lines].join("\n"));
  const flags = [
    "--ignoreConfig",
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--module",
    "nodenext",
    "--target",
    "es2023",
  ];
  const tsc = join(MODULES, "typescript", "bin", "tsc");
  const out = await new Promise<string>((resolve) => {
    execFile(process.execPath, [tsc, ...flags, "--types", "", file], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  await rm(folder, { recursive: true });
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, at] = /answers\.ts\((\d+),/.exec(line) ?? [];
      const judged = at === undefined ? undefined : values[Math.floor((Number(at) - 2) / 3)];
      return judged === undefined ? line : `${judged.type}: ${line.replace(/^.*?error /, "")}`;
    });
}
