import { viewOf } from "../../primitives/bytes.ts";

/** Whether a block is in a sample of `rate` (0 to 1): decided by its input root, so every node of one rate takes the same. */
export function inSample(inputRoot: Uint8Array, rate: number): boolean {
  return viewOf(inputRoot).getUint32(0) < rate * 2 ** 32;
}
