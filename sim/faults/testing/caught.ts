/** What every fault must come to, whatever it is. */
import { expect, it } from "vitest";
import { engineFromBytes } from "../../../devnet/adversary/engine.ts";
import type { Fault } from "../fault.ts";
import { compileFault } from "./mutant.ts";
import { byEngine, type Teller } from "./story.ts";
import { tryOnL1, type Verdict } from "./trial.ts";

/** Longer than a trial may take by itself. */
const LIMIT_MS = 240_000;

/** Declares one test a fault. */
export function isCaughtEach(faults: readonly Fault[]): void {
  it.each(faults.map((fault) => [fault.name, fault] as const))(
    "is caught on L1 and loses its bond: %s",
    async (name, fault) => {
      const engine = engineFromBytes(await compileFault(fault));
      await isCaught(name, byEngine(engine, fault.scene ?? "busy"));
    },
    LIMIT_MS,
  );
}

/** Tries the story on L1. Prints a line of what it took. */
export async function isCaught(name: string, tell: Teller): Promise<Verdict> {
  const verdict = await tryOnL1(name, tell);
  console.log(line(verdict));
  expect(verdict).toMatchObject({ lost: true, confirmed: true, crashed: true, alarms: [] });
  // Where a machine was wrong, L1 executed the one instruction that decides.
  expect(verdict.proofs).toBe(verdict.step === undefined ? 0 : 1);
  return verdict;
}

function line({ name, block, step, moves, gas, ms }: Verdict): string {
  const place = step === undefined ? "a rule of L1" : `step ${step}`;
  const effort = `${moves} moves, ${(Number(gas) / 1e6).toFixed(1)}M gas, ${(ms / 1000).toFixed(1)} s`;
  return `${name.padEnd(30)} block ${block}, ${place}, ${effort}`;
}
