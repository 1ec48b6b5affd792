import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Image } from "../image.ts";
import { INPUT_START, MAX_HASH_LENGTH, Syscall } from "../layout.ts";
import {
  assemble,
  auipc,
  BRANCHES,
  branch,
  csr,
  EBREAK,
  ECALL,
  FENCE,
  FENCE_I,
  IMMEDIATE_OPS,
  immediateOp,
  jal,
  jalr,
  LOADS,
  type Load,
  load,
  loadAddress,
  lui,
  MRET,
  names,
  REGISTER_OPS,
  registerOp,
  SHIFT_OPS,
  STORES,
  type Store,
  shiftOp,
  store,
} from "./assembler.ts";
import { countedLoop } from "./counted-loop.ts";
import { operand, Random } from "./random.ts";

/** Registers that mostly hold addresses, so that most loads and stores go somewhere. */
const POINTERS = [2, 3, 4, 5, 8];
const COUNTER = 9;
const CODE_PLACES = [0x1000, 0x3fff_f000, 0x7000_0000, 0x8000_0000, 0xffff_f000];
const CODE_WORDS = 1024;
const SCRATCH = 0x2000_0000;
const SCRATCH_SIZE = 4096;
/** Where memory changes its nature: the ends of regions and pages. */
const BORDERS = [0, INPUT_START, 0x8000_0000, 0x1_0000_0000, 0x9000_1000, SCRATCH + 4096];
/** In scratch: 32 starting registers, then a good signature as ecrecover reads it. */
const SIGNATURE = SCRATCH + 512;

const signature = goodSignature();

/**
 * A program that does anything: all of rv64im, syscalls and their misuse, stray jumps, garbage words, code that writes
 * over itself, addresses at every border. It need not end; most run into a halt within a few hundred steps.
 */
export function wildProgram(seed: number): Image {
  const random = new Random(seed);
  const entry = random.pick(CODE_PLACES);
  const scratch = random.bytes(SCRATCH_SIZE);
  const view = new DataView(scratch.buffer);
  for (let i = 0; i < 32; i++) view.setBigUint64(8 * i, operand(random), true);
  for (const pointer of POINTERS) view.setBigUint64(8 * pointer, BigInt(usefulAddress(random)), true);
  scratch.set(signature, SIGNATURE - SCRATCH);

  const code = [...loadAddress(31, SCRATCH)];
  for (let register = 1; register < 32; register++) code.push(load("ld", register, 31, 8 * register));
  const length = 150 + random.below(250);
  while (code.length < length) code.push(...wildPiece(random));
  return {
    entry,
    segments: [
      { address: entry, bytes: assemble(code.slice(0, CODE_WORDS)) },
      { address: SCRATCH, bytes: scratch },
      { address: INPUT_START + 64 * random.below(8), bytes: random.bytes(random.below(300)) },
    ],
  };
}

function usefulAddress(random: Random): number {
  const spread = random.oneIn(2) ? -random.below(2048) : random.below(2048);
  if (random.oneIn(10)) return Math.max(0, random.pick(BORDERS) + spread) % 2 ** 32;
  return random.oneIn(2) ? SCRATCH + 1024 + random.below(2048) : 0x9000_0000 + random.below(8192);
}

function wildPiece(random: Random): number[] {
  switch (random.below(60)) {
    case 0:
      return loadAddress(random.pick(POINTERS), usefulAddress(random));
    case 1:
      return [auipc(target(random), random.below(2 ** 20)), lui(target(random), random.below(2 ** 20))];
    case 2:
      return [random.pick([FENCE, FENCE_I])];
    case 3:
      return [csr(random.pick([1, 2, 3, 5, 6, 7]), target(random), random.below(32), random.below(4096))];
    case 4:
    case 5:
      return countedLoop(random, COUNTER, 1 + random.below(20), () => target(random), simpleRun(random));
    case 6:
    case 7:
    case 8: {
      const inside = simpleRun(random);
      return [
        branch(random.pick(names(BRANCHES)), random.below(32), random.below(32), 4 * (inside.length + 1)),
        ...inside,
      ];
    }
    case 9: {
      const inside = simpleRun(random);
      return [jal(target(random), 4 * (inside.length + 1)), ...inside];
    }
    case 10: {
      const through = random.pick([6, 7, 28]);
      const link = random.oneIn(3) ? through : target(random);
      return [auipc(through, 0), jalr(link, through, 8 + random.below(2))];
    }
    case 11:
      return syscallPiece(random);
    case 12:
      return random.oneIn(8) ? hazard(random) : [MRET];
    case 13:
      return random.oneIn(4) ? borderMove(random) : [simple(random)];
    case 14:
      return cornerPiece(random);
    default:
      return [simple(random)];
  }
}

/** Any register but the pointers and the counter. */
function target(random: Random): number {
  for (;;) {
    const register = random.below(32);
    if (register !== COUNTER && !POINTERS.includes(register)) return register;
  }
}

function simpleRun(random: Random): number[] {
  return Array.from({ length: 1 + random.below(5) }, () => simple(random));
}

function simple(random: Random): number {
  const source = () => random.below(32);
  switch (random.below(8)) {
    case 0:
      return immediateOp(
        random.pick(names(IMMEDIATE_OPS)),
        target(random),
        source(),
        random.below(4096) - 2048,
      );
    case 1: {
      const name = random.pick(names(SHIFT_OPS));
      const amounts = SHIFT_OPS[name][3];
      const amount = random.oneIn(2) ? random.pick([0, 31, amounts - 1, amounts / 2]) : random.below(amounts);
      return shiftOp(name, target(random), source(), amount);
    }
    case 2:
      return load(random.pick(names(LOADS)), target(random), random.pick(POINTERS), random.below(128) - 64);
    case 3:
      return store(random.pick(names(STORES)), source(), random.pick(POINTERS), random.below(128) - 64);
    default:
      return registerOp(random.pick(names(REGISTER_OPS)), target(random), source(), source());
  }
}

/** An operation on two operands at which it may change its mind. */
function cornerPiece(random: Random): number[] {
  const corner = (register: number) =>
    random.pick([
      [immediateOp("addi", register, 0, random.pick([0, 1, -1, -2, 31, 32, 63, 64]))],
      [immediateOp("addi", register, 0, 1), shiftOp("slli", register, register, random.pick([31, 32, 63]))],
      [lui(register, 0x80000)],
      [immediateOp("addi", register, 0, -1), shiftOp("srli", register, register, random.pick([1, 32, 33]))],
    ]);
  const after = random.oneIn(3)
    ? immediateOp(random.pick(names(IMMEDIATE_OPS)), target(random), 6, random.pick([-1, 0, 1, 2047, -2048]))
    : registerOp(random.pick(names(REGISTER_OPS)), target(random), 6, 7);
  return [...corner(6), ...corner(7), after];
}

/** A load or store within a few bytes of where memory changes its nature. */
function borderMove(random: Random): number[] {
  const name = random.pick([...names(LOADS), ...names(STORES)]);
  const border = random.pick(BORDERS);
  const size = name in LOADS ? LOADS[name as Load][1] : STORES[name as Store][1];
  // From ending at the border to starting there, which at the end of memory is out of range.
  const start = border - random.below(size + 1);
  const move = (offset: number) =>
    name in LOADS
      ? load(name as Load, target(random), 6, offset)
      : store(name as Store, random.below(32), 6, offset);
  return start < 0 ? [load("ld", target(random), 0, start)] : [...loadAddress(6, start - 20), move(20)];
}

/** What usually ends a program. */
function hazard(random: Random): number[] {
  const offset = () => random.below(4096) - 2048;
  // Branches and loads have few encodings to spare, so they come more often.
  const opcodes = [0x03, 0x03, 0x03, 0x0f, 0x13, 0x1b, 0x23, 0x33, 0x3b, 0x63, 0x63, 0x63, 0x67, 0x73];
  switch (random.below(11)) {
    case 0:
      return [random.u32()];
    case 1: // a known opcode with any other bits
    case 2:
    case 9:
    case 10:
      return [((random.u32() & ~0x7f) | random.pick(opcodes)) >>> 0];
    case 3:
      return [jalr(target(random), random.below(32), offset())];
    case 4:
      return [jal(target(random), 2 * offset())];
    case 5:
      return [EBREAK];
    case 6:
      return [load(random.pick(names(LOADS)), target(random), random.below(32), offset())];
    case 7:
      return [store(random.pick(names(STORES)), random.below(32), random.below(32), offset())];
    default:
      return [immediateOp("addi", 17, 0, random.oneIn(2) ? Syscall.EXIT : random.below(2048)), ECALL];
  }
}

function syscallPiece(random: Random): number[] {
  const number = random.pick([Syscall.SHA256, Syscall.KECCAK256, Syscall.ECRECOVER]);
  const pointer = random.oneIn(16) ? 0xffff_fff0 : SCRATCH + 512 + random.below(512);
  const badOuts = [0xffff_fff0, INPUT_START - 16, INPUT_START + 64];
  const out = random.oneIn(16) ? random.pick(badOuts) : SCRATCH + 2048 + random.below(1024);
  const set = (register: number, value: number) => loadAddress(register, value % 2 ** 32);
  const call = [immediateOp("addi", 17, 0, number), ECALL];
  if (number !== Syscall.ECRECOVER) {
    const lengths = [0, 1, 20, 32, 33, 64, 136, 200, random.below(600), MAX_HASH_LENGTH, MAX_HASH_LENGTH + 1];
    const length = random.oneIn(8) ? random.pick(lengths) : random.pick(lengths.slice(0, 9));
    return [...set(10, pointer), ...set(11, length), ...set(12, out), ...call];
  }
  const readPointer = random.oneIn(2) ? SIGNATURE : pointer;
  const tweak = random.oneIn(3)
    ? [immediateOp("addi", 7, 0, 26 + random.below(4)), store("sb", 7, 10, 96)]
    : [];
  const direct = random.oneIn(3) ? [] : tweak;
  return [...set(10, readPointer), ...(readPointer < 0xffff_ff00 ? direct : []), ...set(11, out), ...call];
}

/** digest | r | s | v of a key's signature. */
function goodSignature(): Uint8Array {
  const digest = new Uint8Array(32).fill(7);
  const key = new Uint8Array(32).fill(9);
  const signed = secp256k1.sign(digest, key, { prehash: false, format: "recovered" });
  // noble puts the recovery id first.
  return Uint8Array.from([...digest, ...signed.subarray(1), 27 + signed[0]!]);
}
