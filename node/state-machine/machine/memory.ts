import { LEAF_SIZE } from "./layout.ts";

/**
 * What one step may do with memory: read a range of whole leaves, and write back the range it read last.
 * A proof, a live machine and a plain map all implement it, so the step function is one.
 */
export interface StepMemory {
  /** Must return a fresh copy of leaves `first` to `first + count - 1`, or throw. */
  read(first: number, count: number): Uint8Array;
  /** Must replace the range of the newest `read`, whose length `leaves` has. */
  write(leaves: Uint8Array): void;
}

/** The leaves that the `size` >= 1 bytes at `address` lie in. */
export function leafRange(address: number, size: number): { readonly first: number; readonly count: number } {
  const first = Math.floor(address / LEAF_SIZE);
  const last = Math.floor((address + size - 1) / LEAF_SIZE);
  return { first, count: last - first + 1 };
}
