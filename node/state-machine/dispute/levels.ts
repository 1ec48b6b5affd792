/** The three levels of a dispute: how high each tree is and how far apart its states lie (docs/spec/dispute.md). */
import { NovateError } from "../../primitives/error.ts";

export interface DisputeLevels {
  /** Tree over the state roots of an assertion's blocks, zero beyond the last. */
  readonly blocksHeight: number;
  /** Tree over the machine's states in one block, one each 2^stretchHeight steps. */
  readonly blockHeight: number;
  /** Tree over the states after every step of one stretch. */
  readonly stretchHeight: number;
}

/** Steps that one block may take; a machine that still runs then leaves the block void. */
export function stepBound(levels: DisputeLevels): number {
  return 2 ** (levels.blockHeight + levels.stretchHeight);
}

/** The heights as they are, when a machine can count their steps. Throws `DISPUTE_LEVELS`. */
export function checkLevels(levels: DisputeLevels): DisputeLevels {
  const { blocksHeight, blockHeight, stretchHeight } = levels;
  const whole = [blocksHeight, blockHeight, stretchHeight].every((h) => Number.isInteger(h) && h >= 1);
  if (whole && blocksHeight <= 32 && blockHeight <= 24 && stretchHeight <= 24) return levels;
  throw new NovateError(
    "DISPUTE_LEVELS",
    `expected heights 1..32, 1..24 and 1..24, got ${blocksHeight}, ${blockHeight}, ${stretchHeight}`,
  );
}
