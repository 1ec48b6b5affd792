import type { StateReader } from "../dependencies.ts";

/** The block whose state is read: for the moment of a disk write it is one ahead of the last durable block. */
export function stateAt(state: Pick<StateReader, "header">): { time: number; block: number } {
  const { timestamp, blockNumber } = state.header();
  return { time: Number(timestamp), block: Number(blockNumber) };
}
