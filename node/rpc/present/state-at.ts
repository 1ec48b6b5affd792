import type { Static } from "typebox";
import type { StateReader } from "../dependencies.ts";
import { place, strict } from "../schema.ts";

const at = strict(place);

/** The block whose state is read: for the moment of a disk write it is one ahead of the last durable block. */
export function stateAt(state: Pick<StateReader, "header">): Static<typeof at> {
  const { timestamp, blockNumber } = state.header();
  return { time: Number(timestamp), block: Number(blockNumber) };
}
