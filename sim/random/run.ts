/**
 * Long random runs: `node sim/random/run.ts [--actions n] [--seed n] [--world name] [--engine file.wasm]`, or
 * `--case file.json` to play a printed case again. Prints the coverage table; exits with 1 on the first failure.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeFailure, playCase, runCampaign } from "./campaign.ts";
import { parseCase } from "./case.ts";
import { Coverage } from "./coverage.ts";
import { coverageFaults, printCoverage } from "./expected.ts";
import { engineBytes, Machine } from "./machine.ts";
import { WORLDS, worldNamed } from "./worlds.ts";

const { values } = parseArgs({
  options: {
    actions: { type: "string", default: process.env.NOVATE_RANDOM_ACTIONS ?? "1000000" },
    seed: { type: "string", default: "1" },
    world: { type: "string" },
    case: { type: "string" },
    engine: { type: "string" },
  },
});
const machine = new Machine(values.engine ? readFileSync(values.engine) : engineBytes());
if (values.case) replayFile(values.case);
else explore();

function replayFile(file: string): void {
  const recorded = parseCase(readFileSync(file, "utf8"));
  const { failure, actions } = playCase(worldNamed(recorded.world), machine, recorded.blocks);
  console.log(failure ? `block ${failure.block}: ${failure.fault}` : `${actions} actions, equal`);
  if (failure) process.exitCode = 1;
}

function explore(): void {
  const worlds = values.world ? [worldNamed(values.world)] : WORLDS;
  const coverage = new Coverage();
  const seed = Number(values.seed);
  for (const world of worlds) {
    const actions = Math.ceil(Number(values.actions) / worlds.length);
    const start = process.cpuUsage().user;
    const report = runCampaign({ world, seed, actions, shrinkRuns: 400 }, machine);
    const seconds = (process.cpuUsage().user - start) / 1e6;
    const rate = Math.round(report.actions / seconds);
    console.log(`${world.name}: ${report.actions} actions in ${report.blocks} blocks, ${rate} a second`);
    coverage.add(report.coverage.seen);
    if (!report.failed) continue;
    console.log(describeFailure(report.failed));
    process.exitCode = 1;
  }
  console.log(printCoverage(coverage.seen));
  if (worlds === WORLDS) console.log(coverageFaults(coverage.seen).join("\n"));
}
