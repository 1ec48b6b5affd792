/** Names the instruction that a dispute came down to, and the transaction in which the engine was. */
import { viewOf } from "../../node/primitives/bytes.ts";
import { blockImage } from "../../node/state-machine/dispute/index.ts";
import { type StateMachine, workLayout } from "../../node/state-machine/index.ts";
import { Machine } from "../../node/state-machine/machine/machine.ts";
import { programImage } from "../../node/state-machine/program/release.ts";

export interface Instruction {
  /** `0x` hex. */
  readonly pc: string;
  readonly word: string;
  readonly name: string;
  /** Address that a load or store touches, `0x` hex. */
  readonly touches?: string;
  /** Transaction of the block that the engine was executing; null before the first one. */
  readonly transaction: number | null;
}

const LOADS = ["lb", "lh", "lw", "ld", "lbu", "lhu", "lwu"];
const STORES = ["sb", "sh", "sw", "sd"];
const BRANCHES = ["beq", "bne", "", "", "blt", "bge", "bltu", "bgeu"];
const OPS = ["add", "sll", "slt", "sltu", "xor", "srl", "or", "and"];
const WIDE = ["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"];
const hex = (value: number | bigint) => `0x${value.toString(16)}`;

/** The instruction after `step` steps of block `input` on `before`, by the honest machine. `count`: transactions of the block. */
export function instructionAt(
  before: StateMachine,
  input: Uint8Array,
  step: number,
  count: number,
): Instruction {
  const machine = new Machine();
  machine.load(blockImage(programImage(), input, before));
  machine.run(step);
  const pc = Number(machine.pc);
  const word = viewOf(machine.read(pc, 4)).getUint32(0, true);
  const at = workLayout.base + workLayout.offset.transaction;
  const current = viewOf(machine.read(at, 4)).getUint32(0, true);
  return {
    ...{ pc: hex(pc), word: hex(word), name: nameOf(word) },
    ...touched(word, machine.registers),
    transaction: current < count ? current : null,
  };
}

function nameOf(word: number): string {
  const kind = (word >>> 12) & 7;
  const wide = word >>> 25 === 1;
  switch (word & 0x7f) {
    case 0x03:
      return LOADS[kind] ?? "illegal";
    case 0x23:
      return STORES[kind] ?? "illegal";
    case 0x63:
      return BRANCHES[kind] || "illegal";
    case 0x13:
      return `${OPS[kind]}i`;
    case 0x1b:
      return `${OPS[kind]}iw`;
    case 0x33:
      return wide ? WIDE[kind]! : word >>> 30 === 1 && kind === 0 ? "sub" : OPS[kind]!;
    case 0x3b:
      return `${wide ? WIDE[kind] : word >>> 30 === 1 && kind === 0 ? "sub" : OPS[kind]}w`;
    case 0x37:
      return "lui";
    case 0x17:
      return "auipc";
    case 0x6f:
      return "jal";
    case 0x67:
      return "jalr";
    case 0x0f:
      return "fence";
    case 0x73:
      return word === 0x73 ? "ecall" : word === 0x10_0073 ? "ebreak" : "csr";
    default:
      return "illegal";
  }
}

function touched(word: number, registers: BigUint64Array): { readonly touches?: string } {
  const opcode = word & 0x7f;
  if (opcode !== 0x03 && opcode !== 0x23) return {};
  const high = word >> 20;
  const offset = opcode === 0x03 ? high : (high & ~0x1f) | ((word >>> 7) & 0x1f);
  const address = BigInt.asUintN(64, registers[(word >>> 15) & 0x1f]! + BigInt(offset));
  return { touches: hex(address) };
}
