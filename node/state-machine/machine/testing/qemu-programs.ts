import type { Image } from "../image.ts";
import {
  assemble,
  auipc,
  BRANCHES,
  branch,
  ECALL,
  FENCE,
  FENCE_I,
  IMMEDIATE_OPS,
  immediateOp,
  jal,
  jalr,
  LOADS,
  load,
  loadAddress,
  lui,
  names,
  REGISTER_OPS,
  registerOp,
  SHIFT_OPS,
  STORES,
  shiftOp,
  store,
} from "./assembler.ts";
import { countedLoop } from "./counted-loop.ts";
import { CORNER_VALUES, operand, Random } from "./random.ts";

/**
 * Programs that run alike under Linux (QEMU) and on the machine: they end by writing a stretch of memory, with all
 * registers in it, to standard output. The machine has no write syscall and halts there, and the stretch can be read.
 */
export interface OracleProgram {
  readonly image: Image;
  /** Where the written stretch starts, and how long it is. */
  readonly dump: { readonly address: number; readonly size: number };
}

const CODE = 0x1000_0000;
const DATA_PLACES = [0x1100_0000, 0x9000_0000];
const LINUX_WRITE = 64;
const LINUX_EXIT = 93;
const DUMP_REGISTERS = 256;

function program(code: readonly number[], dataAddress: number, data: Uint8Array): OracleProgram {
  return {
    image: {
      entry: CODE,
      segments: [
        { address: CODE, bytes: assemble(code) },
        { address: dataAddress, bytes: data },
      ],
    },
    dump: { address: dataAddress, size: data.length },
  };
}

/** Stores every register at `base` (a register holding the dump's address), then write(1, address, size), exit(0). */
function epilogue(base: number, address: number, size: number): number[] {
  const code: number[] = [];
  for (let register = 1; register < 32; register++) code.push(store("sd", register, base, 8 * register));
  return [
    ...code,
    immediateOp("addi", 10, 0, 1),
    ...loadAddress(11, address),
    ...loadAddress(12, size),
    immediateOp("addi", 17, 0, LINUX_WRITE),
    ECALL,
    immediateOp("addi", 10, 0, 0),
    immediateOp("addi", 17, 0, LINUX_EXIT),
    ECALL,
  ];
}

/** Every register instruction on every pair of corners, immediates and shift amounts included: one result each. */
export function cornerProgram(dataAddress: number = DATA_PLACES[0]!): OracleProgram {
  const [table, out, a, b, result] = [3, 4, 5, 6, 7];
  const body: number[] = [];
  let results = 0;
  const keep = (...code: number[]) => {
    body.push(...code, store("sd", result, out, 0), immediateOp("addi", out, out, 8));
    results++;
  };
  const corners = CORNER_VALUES.map((_, i) => i);
  for (const i of corners) {
    body.push(load("ld", a, table, 8 * i));
    for (const j of corners) {
      body.push(load("ld", b, table, 8 * j));
      for (const name of names(REGISTER_OPS)) keep(registerOp(name, result, a, b));
    }
    for (const name of names(IMMEDIATE_OPS)) {
      for (const immediate of [0, 1, -1, 2047, -2048]) keep(immediateOp(name, result, a, immediate));
    }
    for (const name of names(SHIFT_OPS)) {
      for (let amount = 0; amount < SHIFT_OPS[name][3]; amount++) keep(shiftOp(name, result, a, amount));
    }
  }
  const tableSize = 8 * CORNER_VALUES.length;
  const size = DUMP_REGISTERS + tableSize + 8 * results;
  const data = new Uint8Array(size);
  const view = new DataView(data.buffer);
  for (const [i, value] of CORNER_VALUES.entries()) view.setBigUint64(DUMP_REGISTERS + 8 * i, value, true);
  // Linux starts a program with a stack pointer, the machine with zeros.
  const clear = Array.from({ length: 31 }, (_, i) => immediateOp("addi", i + 1, 0, 0));
  const code = [
    ...clear,
    ...loadAddress(table, dataAddress + DUMP_REGISTERS),
    ...loadAddress(out, dataAddress + DUMP_REGISTERS + tableSize),
    ...body,
    ...loadAddress(table, dataAddress),
    ...epilogue(table, dataAddress, size),
  ];
  return program(code, dataAddress, data);
}

const SCRATCH = 4096;
const LENGTH = 2000;

/**
 * About 2,000 random instructions: arithmetic on all registers but two, loads and stores at any alignment, branches both
 * ways (backward ones counted down, so that it ends), calls through registers.
 */
export function randomProgram(seed: number): OracleProgram {
  const random = new Random(seed);
  const dataAddress = DATA_PLACES[seed % DATA_PLACES.length]!;
  const base = 1 + random.below(31);
  const counter = 1 + ((base + random.below(30)) % 31);
  const dump = dataAddress;
  const initial = dump + DUMP_REGISTERS;
  const size = 2 * DUMP_REGISTERS + SCRATCH;
  const data = random.bytes(size);
  data.fill(0, 0, DUMP_REGISTERS);
  const view = new DataView(data.buffer);
  for (let i = 0; i < 32; i++) view.setBigUint64(DUMP_REGISTERS + 8 * i, operand(random), true);

  const code = [...loadAddress(base, initial)];
  for (let register = 1; register < 32; register++) {
    if (register !== base) code.push(load("ld", register, base, 8 * register));
  }
  const middle = dataAddress + 2 * DUMP_REGISTERS + SCRATCH / 2;
  code.push(...loadAddress(base, middle));
  while (code.length < LENGTH) code.push(...randomPiece(random, base, counter));
  code.push(...loadAddress(base, dump), ...epilogue(base, dataAddress, size));
  return program(code, dataAddress, data);
}

/** One to a few instructions that leave `base` as it is and use `counter` for loops only. */
function randomPiece(random: Random, base: number, counter: number): number[] {
  const target = () => {
    for (;;) {
      const register = random.below(32);
      if (register !== base && register !== counter) return register;
    }
  };
  const source = () => random.below(32);
  const simple = () => {
    switch (random.below(8)) {
      case 0:
        return immediateOp(random.pick(names(IMMEDIATE_OPS)), target(), source(), random.below(4096) - 2048);
      case 1: {
        const name = random.pick(names(SHIFT_OPS));
        return shiftOp(name, target(), source(), random.below(SHIFT_OPS[name][3]));
      }
      case 2:
        return load(random.pick(names(LOADS)), target(), base, random.below(4080) - 2040);
      case 3:
        return store(random.pick(names(STORES)), source(), base, random.below(4080) - 2040);
      default:
        return registerOp(random.pick(names(REGISTER_OPS)), target(), source(), source());
    }
  };
  switch (random.below(24)) {
    case 0:
      return [lui(target(), random.below(2 ** 20))];
    case 1:
      return [auipc(target(), random.below(2 ** 20))];
    case 2: {
      const inside = Array.from({ length: 1 + random.below(6) }, simple);
      return [jal(target(), 4 * (inside.length + 1)), ...inside];
    }
    case 3:
    case 4: {
      const inside = Array.from({ length: 1 + random.below(6) }, simple);
      return [branch(random.pick(names(BRANCHES)), source(), source(), 4 * (inside.length + 1)), ...inside];
    }
    case 5:
      return countedLoop(
        random,
        counter,
        1 + random.below(4),
        target,
        Array.from({ length: 1 + random.below(4) }, simple),
      );
    case 6:
      return callThroughRegister(random, target);
    case 7:
      return [random.pick([FENCE, FENCE_I])];
    default:
      return [simple()];
  }
}

/** jalr over an instruction, to an odd address half of the time, sometimes through its own link register. */
function callThroughRegister(random: Random, target: () => number): number[] {
  let through = 0;
  while (through === 0) through = target();
  const link = random.oneIn(3) ? through : target();
  return [auipc(through, 0), jalr(link, through, 12 + random.below(2)), lui(through, 0x80000)];
}
