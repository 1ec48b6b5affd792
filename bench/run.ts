/** Runs every `bench/*.bench.ts`, prints one table and writes `bench/results/latest.json`. */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number | string | null;
  readonly peer: unknown;
  readonly ratio: number | null;
}

const folder = import.meta.dirname;
const figures: Figure[] = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".bench.ts"))) {
  const bench = (await import(join(folder, file))) as { run(): Promise<Figure[]> };
  figures.push(...(await bench.run()));
}
mkdirSync(join(folder, "results"), { recursive: true });
writeFileSync(join(folder, "results", "latest.json"), `${JSON.stringify(figures, null, 2)}\n`);
console.table(figures.map(({ name, value, unit, target, ratio }) => ({ name, value, unit, target, ratio })));
