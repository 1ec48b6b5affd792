import { sha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { alu, alu32, type Operation } from "./alu.ts";
import {
  ADDRESS_SPACE,
  ECRECOVER_LENGTH,
  INPUT_START,
  LEAF_SIZE,
  MAX_HASH_LENGTH,
  STATE_START,
  Status,
  Syscall,
  TRAP_EXIT_CODE,
} from "./layout.ts";
import { leafRange, type StepMemory } from "./memory.ts";
import { recoverAddress } from "./recover.ts";

/** Registers as the step changes them; BigUint64Array keeps every value modulo 2^64. */
export interface Registers {
  pc: bigint;
  status: number;
  exitCode: bigint;
  readonly x: BigUint64Array;
}

/** Ends a step with a status; never leaves `step`. */
class Halt {
  readonly status: number;
  constructor(status: number) {
    this.status = status;
  }
}

/**
 * The machine's step, written to be read: one instruction of docs/spec/machine.md over any step memory.
 * Total: every state and every memory content has a successor. A halted machine stays as it is.
 * Throws only what `memory` throws. Work is bounded by MAX_HASH_LENGTH.
 */
export function step(registers: Registers, memory: StepMemory): void {
  if (registers.status !== Status.RUNNING) return;
  try {
    registers.pc = execute(registers, memory);
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    registers.status = error.status;
    registers.exitCode =
      error.status === Status.EXITED ? registers.x[10]! : BigInt(TRAP_EXIT_CODE + error.status);
  }
  registers.x[0] = 0n;
}

/** Runs the instruction at pc and returns the next pc. */
function execute(registers: Registers, memory: StepMemory): bigint {
  const { pc, x } = registers;
  const word = fetch(pc, memory);
  const opcode = word & 0x7f;
  const rd = (word >>> 7) & 31;
  const funct3 = (word >>> 12) & 7;
  const a = x[(word >>> 15) & 31]!;
  const b = x[(word >>> 20) & 31]!;
  const funct7 = word >>> 25;
  const next = BigInt.asUintN(64, pc + 4n);

  switch (opcode) {
    case 0x37: // lui
      x[rd] = signed(BigInt(word & 0xfffff000), 32);
      return next;
    case 0x17: // auipc
      x[rd] = pc + signed(BigInt(word & 0xfffff000), 32);
      return next;
    case 0x6f: // jal
      x[rd] = next;
      return BigInt.asUintN(64, pc + immediateJ(word));
    case 0x67: // jalr
      if (funct3 !== 0) throw new Halt(Status.ILLEGAL_INSTRUCTION);
      x[rd] = next;
      return BigInt.asUintN(64, a + immediateI(word)) & ~1n;
    case 0x63:
      return branches(funct3, a, b) ? BigInt.asUintN(64, pc + immediateB(word)) : next;
    case 0x03:
      x[rd] = loadValue(funct3, BigInt.asUintN(64, a + immediateI(word)), memory);
      return next;
    case 0x23:
      storeValue(funct3, BigInt.asUintN(64, a + immediateS(word)), b, memory);
      return next;
    case 0x13:
      x[rd] = alu(immediateOperation(funct3, word >>> 26, 0x10), a, BigInt.asUintN(64, immediateI(word)));
      return next;
    case 0x1b:
      x[rd] = alu32(immediateOperation32(funct3, funct7), a, BigInt.asUintN(64, immediateI(word)));
      return next;
    case 0x33:
      x[rd] = alu(registerOperation(funct3, funct7), a, b);
      return next;
    case 0x3b:
      x[rd] = alu32(registerOperation32(funct3, funct7), a, b);
      return next;
    case 0x0f: // fence, fence.i: one hart, no caches
      if (funct3 > 1) throw new Halt(Status.ILLEGAL_INSTRUCTION);
      return next;
    case 0x73:
      system(word, registers, memory);
      return next;
    default:
      throw new Halt(Status.ILLEGAL_INSTRUCTION);
  }
}

function fetch(pc: bigint, memory: StepMemory): number {
  if (pc % 4n !== 0n || pc >= BigInt(ADDRESS_SPACE)) throw new Halt(Status.BAD_FETCH);
  return Number(readInteger(Number(pc), 4, memory));
}

function signed(value: bigint, bits: number): bigint {
  return BigInt.asIntN(bits, value);
}

function immediateI(word: number): bigint {
  return signed(BigInt(word >>> 20), 12);
}

function immediateS(word: number): bigint {
  return signed(BigInt(((word >>> 25) << 5) | ((word >>> 7) & 31)), 12);
}

function immediateB(word: number): bigint {
  const bit12 = (word >>> 31) & 1;
  const bit11 = (word >>> 7) & 1;
  const bits10to5 = (word >>> 25) & 63;
  const bits4to1 = (word >>> 8) & 15;
  return signed(BigInt((bit12 << 12) | (bit11 << 11) | (bits10to5 << 5) | (bits4to1 << 1)), 13);
}

function immediateJ(word: number): bigint {
  const bit20 = (word >>> 31) & 1;
  const bits19to12 = (word >>> 12) & 0xff;
  const bit11 = (word >>> 20) & 1;
  const bits10to1 = (word >>> 21) & 0x3ff;
  return signed(BigInt((bit20 << 20) | (bits19to12 << 12) | (bit11 << 11) | (bits10to1 << 1)), 21);
}

function branches(funct3: number, a: bigint, b: bigint): boolean {
  switch (funct3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return signed(a, 64) < signed(b, 64);
    case 5:
      return signed(a, 64) >= signed(b, 64);
    case 6:
      return a < b;
    case 7:
      return a >= b;
    default:
      throw new Halt(Status.ILLEGAL_INSTRUCTION);
  }
}

const BASE_OPERATIONS: readonly Operation[] = ["add", "sll", "slt", "sltu", "xor", "srl", "or", "and"];
const M_OPERATIONS: readonly Operation[] = ["mul", "mulh", "mulhsu", "mulhu", "div", "divu", "rem", "remu"];

/** addi, slti, ... and the shifts, whose upper immediate bits must be 0 or `arithmetic` (srai). */
function immediateOperation(funct3: number, upper: number, arithmetic: number): Operation {
  if (funct3 === 1 && upper !== 0) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  if (funct3 === 5 && upper === arithmetic) return "sra";
  if (funct3 === 5 && upper !== 0) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  return BASE_OPERATIONS[funct3]!;
}

function immediateOperation32(funct3: number, funct7: number): Operation {
  if (funct3 !== 0 && funct3 !== 1 && funct3 !== 5) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  return immediateOperation(funct3, funct7, 0x20);
}

function registerOperation(funct3: number, funct7: number): Operation {
  if (funct7 === 0) return BASE_OPERATIONS[funct3]!;
  if (funct7 === 1) return M_OPERATIONS[funct3]!;
  if (funct7 === 0x20 && funct3 === 0) return "sub";
  if (funct7 === 0x20 && funct3 === 5) return "sra";
  throw new Halt(Status.ILLEGAL_INSTRUCTION);
}

const WORD_OPERATIONS: ReadonlySet<Operation> = new Set<Operation>(
  "add sub sll srl sra mul div divu rem remu".split(" ") as Operation[],
);

function registerOperation32(funct3: number, funct7: number): Operation {
  const operation = registerOperation(funct3, funct7);
  if (!WORD_OPERATIONS.has(operation)) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  return operation;
}

function loadValue(funct3: number, address: bigint, memory: StepMemory): bigint {
  if (funct3 === 7) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  const size = 2 ** (funct3 % 4);
  const value = readInteger(addressOf(address, size), size, memory);
  return funct3 < 4 ? signed(value, 8 * size) : value;
}

function storeValue(funct3: number, address: bigint, value: bigint, memory: StepMemory): void {
  if (funct3 > 3) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  const size = 2 ** funct3;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = Number((value >> BigInt(8 * i)) & 0xffn);
  writeBytes(writableAddress(address, size), bytes, memory);
}

/** The address as a number, if all `size` bytes exist. */
function addressOf(address: bigint, size: number): number {
  if (address + BigInt(size) > BigInt(ADDRESS_SPACE)) throw new Halt(Status.BAD_ADDRESS);
  return Number(address);
}

/** The same, if none of the bytes is read-only input. */
function writableAddress(address: bigint, size: number): number {
  const start = addressOf(address, size);
  if (start < STATE_START && start + size > INPUT_START) throw new Halt(Status.READ_ONLY);
  return start;
}

function readBytes(address: number, size: number, memory: StepMemory): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const { first, count } = leafRange(address, size);
  const offset = address % LEAF_SIZE;
  return memory.read(first, count).subarray(offset, offset + size);
}

function readInteger(address: number, size: number, memory: StepMemory): bigint {
  return readBytes(address, size, memory).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function writeBytes(address: number, bytes: Uint8Array, memory: StepMemory): void {
  const { first, count } = leafRange(address, bytes.length);
  const leaves = memory.read(first, count);
  leaves.set(bytes, address % LEAF_SIZE);
  memory.write(leaves);
}

/** ecall, ebreak, mret, and CSR accesses: there are no CSRs, reads give zero and writes are lost. */
function system(word: number, registers: Registers, memory: StepMemory): void {
  const funct3 = (word >>> 12) & 7;
  if (word === 0x00000073) syscall(registers.x, memory);
  else if (word === 0x00100073) throw new Halt(Status.BREAKPOINT);
  else if (word === 0x30200073) return;
  else if (funct3 === 0 || funct3 === 4) throw new Halt(Status.ILLEGAL_INSTRUCTION);
  else registers.x[(word >>> 7) & 31] = 0n;
}

/** Arguments in a0, a1, a2 (x10, x11, x12), number in a7 (x17); registers are left as they are. */
function syscall(x: BigUint64Array, memory: StepMemory): void {
  switch (x[17]) {
    case BigInt(Syscall.EXIT):
      throw new Halt(Status.EXITED);
    case BigInt(Syscall.SHA256):
      hashCall(sha256, x, memory);
      break;
    case BigInt(Syscall.KECCAK256):
      hashCall(keccak_256, x, memory);
      break;
    case BigInt(Syscall.ECRECOVER):
      recoverCall(x, memory);
      break;
    default:
      throw new Halt(Status.UNKNOWN_SYSCALL);
  }
}

function recoverCall(x: BigUint64Array, memory: StepMemory): void {
  const pointer = addressOf(x[10]!, ECRECOVER_LENGTH);
  const out = writableAddress(x[11]!, 32);
  const address = recoverAddress(readBytes(pointer, ECRECOVER_LENGTH, memory));
  const result = new Uint8Array(32);
  if (address !== undefined) result.set(address, 12);
  writeBytes(out, result, memory);
}

function hashCall(hash: (message: Uint8Array) => Uint8Array, x: BigUint64Array, memory: StepMemory): void {
  if (x[11]! > BigInt(MAX_HASH_LENGTH)) throw new Halt(Status.BAD_LENGTH);
  const length = Number(x[11]!);
  const pointer = addressOf(x[10]!, length);
  const out = writableAddress(x[12]!, 32);
  writeBytes(out, hash(readBytes(pointer, length, memory)), memory);
}
