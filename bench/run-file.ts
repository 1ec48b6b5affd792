/** One file of figures, in this process: `node bench/run-file.ts engine.bench.ts` prints them as a line of JSON. */
import type { Figure } from "./figure.ts";

const file = process.argv[2];
if (file === undefined) throw new Error("expected the name of a *.bench.ts file, got none");
const { run } = (await import(new URL(file, import.meta.url).href)) as { run(): Promise<Figure[]> };
process.stdout.write(`${JSON.stringify(await run())}\n`, () => process.exit(0));
