import { Type } from "typebox";
import { names } from "../../state-machine/layout/generated.ts";

/** By number, as the engine counts them: one way only (docs/spec/rules.md). */
const PHASES = ["trading", "closing", "paying", "done"] as const;
const { PHASE_TRADING, PHASE_CLOSING, PHASE_PAYING, PHASE_DONE } = names;
const NUMBERS: readonly number[] = [PHASE_TRADING, PHASE_CLOSING, PHASE_PAYING, PHASE_DONE];

export const phaseSchema = Type.Enum([...PHASES], {
  description: "trading; or winding down: closing positions, paying everybody, done",
});

export function phaseName({ phase }: { readonly phase: number }): (typeof PHASES)[number] {
  return PHASES[NUMBERS.indexOf(phase)]!;
}
