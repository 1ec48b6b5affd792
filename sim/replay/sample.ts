import { NovateError } from "../../node/primitives/error.ts";
import type { Signing } from "./signing.ts";

/** The beginning of a replay, run with named signers and with real signatures. */
export interface Sample {
  /** Messages or bars that both runs read. */
  readonly size: number;
  readonly stateRoot: string;
}

/**
 * Runs the beginning of a file both ways; every figure that `run` gives must be equal, the state root with them. Throws `REPLAY_SAMPLE` with both
 * when they are not.
 */
export async function verifySample<Result extends { readonly stateRoot: string }>(
  size: number,
  run: (signing: Signing) => Promise<Result>,
): Promise<Sample> {
  const named = await run("named");
  if ("actions" in named && named.actions === 0)
    throw new NovateError(
      "REPLAY_SAMPLE",
      `expected a sample with actions, in the first ${size} there are none`,
    );
  const real = await run("real");
  const [one, other] = [figures(named), figures(real)];
  if (one !== other) {
    throw new NovateError("REPLAY_SAMPLE", "expected named signers and real signatures to give the same", {
      named: one,
      real: other,
    });
  }
  return { size, stateRoot: named.stateRoot };
}

const CLOCK = new Set(["actionsPerSecond", "engineMs", "wholeMs"]);

/** All that does not depend on the clock, as text. */
function figures(result: object): string {
  return JSON.stringify(result, (key, value: unknown) => {
    if (CLOCK.has(key)) return undefined;
    return typeof value === "bigint" ? `${value}` : value;
  });
}
