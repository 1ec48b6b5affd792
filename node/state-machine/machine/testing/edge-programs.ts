import type { Image } from "../image.ts";
import { ADDRESS_SPACE, INPUT_START, STATE_START } from "../layout.ts";
import {
  assemble,
  immediateOp,
  LOADS,
  type Load,
  load,
  loadAddress,
  names,
  STORES,
  type Store,
  shiftOp,
  store,
} from "./assembler.ts";

const CODE = 0x1000_0000;
const POINTER = 6;
const VALUE = 7;
/** Words whose opcode is known and whose other bits no table defines, one for each opcode that has such words. */
const ILLEGAL = [
  0x0000_7003, 0x0000_200f, 0x4000_1013, 0x0000_201b, 0x0000_4023, 0x0400_0033, 0x0000_203b, 0x0000_2063,
  0x0000_1067, 0x0020_0073,
];

/**
 * Small programs for the corners that random ones seldom meet: every load and store at every place where memory changes its
 * nature, and an illegal word of every opcode. Each ends in a halt within a few steps.
 */
export function edgePrograms(): Image[] {
  const programs = ILLEGAL.map((word) => program([word]));
  for (const name of [...names(LOADS), ...names(STORES)]) {
    const size = name in LOADS ? LOADS[name as Load][1] : STORES[name as Store][1];
    for (const border of [0x9000_1000, INPUT_START, STATE_START, ADDRESS_SPACE]) {
      // From ending at the border to starting there: at the end of memory that is out of range.
      for (let start = border - size; start <= border; start++) programs.push(program(move(name, start)));
    }
  }
  return programs;
}

function program(code: readonly number[]): Image {
  // Then a word of zeros, which is illegal.
  return { entry: CODE, segments: [{ address: CODE, bytes: assemble([...code, 0]) }] };
}

function move(name: Load | Store, address: number): number[] {
  const pointer =
    address === ADDRESS_SPACE
      ? [immediateOp("addi", POINTER, 0, 1), shiftOp("slli", POINTER, POINTER, 32)]
      : loadAddress(POINTER, address);
  const access =
    name in LOADS ? load(name as Load, VALUE, POINTER, 0) : store(name as Store, POINTER, POINTER, 0);
  return [...pointer, access];
}
