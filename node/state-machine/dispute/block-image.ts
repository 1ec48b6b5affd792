/** What the machine starts from in one block: the program, the block's bytes, and the state before it. */
import { buildImage, type Image, type Segment } from "../machine/image.ts";
import { PAGE_SIZE, PROGRAM_ENTRY, STATE_START } from "../machine/layout.ts";
import type { StateMachine } from "../state-machine.ts";

/**
 * The image of block `input` on the state that `state` stands at. Its segments are views of the engine's memory: load it before
 * the next block is applied. Throws MACHINE_IMAGE_SIZE, MACHINE_IMAGE_OVERLAP.
 */
export function blockImage(
  program: Image,
  input: Uint8Array,
  state: Pick<StateMachine, "memory" | "touchedPages">,
): Image {
  const segments = [...program.segments, ...stateSegments(state)];
  return buildImage({ program: { entry: PROGRAM_ENTRY, segments }, input });
}

/** The written pages of the state half; neighbours are one segment. */
export function stateSegments(state: Pick<StateMachine, "memory" | "touchedPages">): Segment[] {
  const segments: Segment[] = [];
  let first = 0;
  let count = 0;
  const close = () => {
    if (count === 0) return;
    const address = STATE_START + first * PAGE_SIZE;
    const length = Math.min(count * PAGE_SIZE, state.memory.byteLength - address);
    segments.push({ address, bytes: new Uint8Array(state.memory, address, length) });
  };
  for (const page of state.touchedPages()) {
    if (page !== first + count || count === 0) {
      close();
      first = page;
      count = 0;
    }
    count++;
  }
  close();
  return segments;
}
