/** What rows begin with: the block of their records and its time. */
import { getWide, setWide } from "./wide.ts";

export interface Place {
  readonly block: number;
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** Where an event lies. */
export interface At extends Place {
  /** Its place among the block's events. */
  readonly index: number;
}

export const PLACE_BYTES = 16;

/** Writes u64 block, u64 time at the start of `view`. */
export function writePlace(view: DataView, place: Place): void {
  setWide(view, 0, place.block);
  setWide(view, 8, place.time);
}

export function readPlace(view: DataView): Place {
  return { block: getWide(view, 0), time: getWide(view, 8) };
}
