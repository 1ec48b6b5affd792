import { NovateError } from "../../primitives/error.ts";
import { ADDRESS_SPACE, INPUT_START, STATE_START } from "./layout.ts";

/** Bytes to be at `address` when the machine starts; memory that no segment covers is zero. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A machine's start: its first pc and its memory. Segments do not overlap and lie below 4 GiB. */
export interface Image {
  readonly entry: number;
  readonly segments: readonly Segment[];
}

export interface ImageParts {
  /** Program, usually from `loadElf`. */
  readonly program: Image;
  /** The block's bytes, for the read-only region; at most 1 GiB. */
  readonly input?: Uint8Array;
  /** The engine's linear memory from 0x8000_0000 on; at most 2 GiB. */
  readonly state?: Uint8Array;
}

/**
 * Joins program, block bytes and engine memory into one image. Throws MACHINE_IMAGE_SIZE when a part does not fit its
 * region and MACHINE_IMAGE_OVERLAP when two parts want the same byte.
 */
export function buildImage(parts: ImageParts): Image {
  const { program, input, state } = parts;
  const segments = [...program.segments];
  if (input !== undefined) segments.push(fitted("input", INPUT_START, input, STATE_START));
  if (state !== undefined) segments.push(fitted("state", STATE_START, state, ADDRESS_SPACE));
  requireDisjoint(segments);
  return { entry: program.entry, segments };
}

function fitted(name: string, address: number, bytes: Uint8Array, end: number): Segment {
  if (address + bytes.length > end) {
    throw new NovateError(
      "MACHINE_IMAGE_SIZE",
      `expected at most ${end - address} bytes of ${name}, got ${bytes.length}`,
    );
  }
  return { address, bytes };
}

/** Throws MACHINE_IMAGE_OVERLAP if two segments share a byte. */
export function requireDisjoint(segments: readonly Segment[]): void {
  const sorted = segments.filter((segment) => segment.bytes.length > 0).sort((a, b) => a.address - b.address);
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1]!;
    const after = sorted[i]!;
    if (before.address + before.bytes.length <= after.address) continue;
    throw new NovateError(
      "MACHINE_IMAGE_OVERLAP",
      `expected segments apart, got 0x${before.address.toString(16)} + ${before.bytes.length} bytes over 0x${after.address.toString(16)}`,
    );
  }
}
