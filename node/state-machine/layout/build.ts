import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemblyFiles } from "./emit/assembly.ts";
import { typescriptFile } from "./emit/typescript.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** Every generated file by absolute path. Pure: the same declaration gives the same text. */
export function generatedFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [name, text] of assemblyFiles()) {
    files.set(join(here, "../engine/assembly/generated", `${name}.ts`), text);
  }
  files.set(join(here, "generated.ts"), typescriptFile());
  return files;
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Paths of generated files that differ from what the declaration gives. */
export function staleFiles(): string[] {
  return [...generatedFiles()].filter(([path, text]) => contentOf(path) !== text).map(([path]) => path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = staleFiles();
  if (process.argv.includes("--check")) {
    for (const path of stale) process.stderr.write(`stale: ${path} (run npm run build:layout)\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    const files = generatedFiles();
    for (const path of stale) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, files.get(path) ?? "");
    }
    console.log(`layout: ${files.size} files, ${stale.length} written`);
  }
}
