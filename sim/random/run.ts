/** Long random runs from the command line: `node sim/random/run.ts [--actions n] [--seed n] [--world name]`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Generator } from "./generate/generator.ts";
import { engineBytes, Machine } from "./machine.ts";
import { play } from "./play.ts";
import { WORLDS } from "./worlds.ts";

const { values } = parseArgs({
  options: {
    actions: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    world: { type: "string" },
    engine: { type: "string" },
  },
});
const machine = new Machine(values.engine ? readFileSync(values.engine) : engineBytes());
for (const world of WORLDS) {
  if (values.world && values.world !== world.name) continue;
  const generator = new Generator(world, Number(values.seed));
  let blocks = 0;
  const start = process.cpuUsage().user;
  const outcome = play(world, machine, (state) => {
    return blocks++ < Number(values.actions) ? generator.next(state) : undefined;
  });
  const seconds = (process.cpuUsage().user - start) / 1e6;
  console.log(
    world.name,
    outcome.actions,
    outcome.blocks.length,
    Math.round(outcome.actions / seconds),
    outcome.failure,
  );
}
