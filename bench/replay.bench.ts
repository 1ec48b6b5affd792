/** An exchange's own order flow through the engine; market data lies beside the project and is not part of it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createStateMachine } from "../node/state-machine/index.ts";
import { replayCme } from "../sim/replay/cme-replay.ts";
import type { Figure } from "./figure.ts";

const FILE = join(import.meta.dirname, "../../shared/data/cme-es-mbo.csv.gz");
/** The first compiles as it goes; the middle one of the others is told. */
const RUNS = 6;

export async function run(): Promise<Figure[]> {
  if (!existsSync(FILE)) {
    console.error(`  no market data at ${FILE}: nothing measured`);
    return [];
  }
  const runs: { readonly engine: number; readonly whole: number }[] = [];
  for (let i = 0; i < RUNS; i++) {
    const result = await replayCme({ path: FILE, signing: "named" }, await createStateMachine());
    runs.push({
      engine: result.actionsPerSecond,
      whole: Math.round((result.actions * 1_000) / result.wholeMs),
    });
  }
  const middle = (of: "engine" | "whole") =>
    runs
      .slice(1)
      .map((one) => one[of])
      .toSorted((a, b) => a - b)[Math.floor((RUNS - 1) / 2)]!;
  const common = { unit: "actions/s", better: "more", peer: null, ratio: null } as const;
  return [
    {
      name: "replay of an exchange's orders, engine time",
      value: middle("engine"),
      target: 500_000,
      ...common,
    },
    {
      name: "replay of an exchange's orders, reading, planning and encoding included",
      value: middle("whole"),
      target: null,
      ...common,
    },
  ];
}
