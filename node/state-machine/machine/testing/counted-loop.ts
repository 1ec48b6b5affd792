import { BRANCHES, branch, immediateOp, jal, names } from "./assembler.ts";
import type { Random } from "./random.ts";

/**
 * Runs `inside` at most `times` (up to 2,047) times, back by any of the six branches or by a jump. Only `counter` and, for a
 * jump, a register of `target` are written beside what `inside` writes.
 */
export function countedLoop(
  random: Random,
  counter: number,
  times: number,
  target: () => number,
  inside: readonly number[],
): number[] {
  const set = (value: number) => immediateOp("addi", counter, 0, value);
  const add = (value: number) => immediateOp("addi", counter, counter, value);
  const back = -4 * (inside.length + 1);
  const name = random.pick([...names(BRANCHES), "jal"] as const);
  switch (name) {
    case "bne": // until the count is zero
      return [set(times), ...inside, add(-1), branch(name, counter, 0, back)];
    case "blt":
    case "bltu":
      return [set(times), ...inside, add(-1), branch(name, 0, counter, back)];
    case "bge": // 0 >= count, going up
      return [set(-times), ...inside, add(1), branch(name, 0, counter, back)];
    case "beq": // taken at zero, then the count is all ones
    case "bgeu":
      return [set(1), ...inside, add(-1), branch(name, 0, counter, back)];
    default: // over the body, back to it, and out
      return [jal(0, 4 * (inside.length + 2)), ...inside, jal(target(), 8), jal(target(), back)];
  }
}
