// The fast rv64im interpreter. Semantics: docs/spec/machine.md. Checked step by step against ../step.ts and Machine.sol.

import { div, divu, divuw, divw, mulh, mulhsu, mulhu, rem, remu, remuw, remw } from "./arithmetic";
import {
  BAD_ADDRESS,
  BAD_FETCH,
  BAD_LENGTH,
  BREAKPOINT,
  ECRECOVER_LENGTH,
  EXIT_CODE,
  EXITED,
  ILLEGAL_INSTRUCTION,
  LAST_STORE,
  MAX_HASH_LENGTH,
  PAGE_FLAGS,
  PAGE_KNOWN,
  PAGE_SHIFT,
  PC,
  READ_ONLY,
  RUNNING,
  STATUS,
  SYSCALL_ECRECOVER,
  SYSCALL_EXIT,
  SYSCALL_KECCAK256,
  SYSCALL_SHA256,
  TRAP_EXIT_CODE,
  UNKNOWN_SYSCALL,
} from "./layout";

@external("guest", "load8") declare function load8(address: u32): u64;
@external("guest", "load16") declare function load16(address: u32): u64;
@external("guest", "load32") declare function load32(address: u32): u64;
@external("guest", "load64") declare function load64(address: u32): u64;
@external("guest", "fetch32") declare function fetch32(address: u32): u32;
@external("guest", "store8") declare function store8(address: u32, value: u64): void;
@external("guest", "store16") declare function store16(address: u32, value: u64): void;
@external("guest", "store32") declare function store32(address: u32, value: u64): void;
@external("guest", "store64") declare function store64(address: u32, value: u64): void;

/** Told before the first write to a page since its flag was cleared; must set the flag. */
@external("host", "firstWrite") declare function firstWrite(page: u32): void;
@external("host", "sha256") declare function sha256(pointer: u32, length: u32, out: u32): void;
@external("host", "keccak256") declare function keccak256(pointer: u32, length: u32, out: u32): void;
@external("host", "ecrecover") declare function ecrecover(pointer: u32, out: u32): void;

const ADDRESS_SPACE: u64 = 0x1_0000_0000;
const INPUT_START: u32 = 0x4000_0000;
const INPUT_SIZE: u32 = 0x4000_0000;

// Register numbers come out of the instruction already scaled to byte offsets.
@inline function rd(word: u32): usize {
  return (word >> 4) & 0xf8;
}
@inline function rs1(word: u32): u64 {
  return load<u64>((word >> 12) & 0xf8);
}
@inline function rs2(word: u32): u64 {
  return load<u64>((word >> 17) & 0xf8);
}
/** Writes a register; x0 is put back to zero at once. */
@inline function set(word: u32, value: u64): void {
  store<u64>(rd(word), value);
  store<u64>(0, 0);
}
@inline function set32(word: u32, value: u32): void {
  set(word, <u64>(<i64>(<i32>value)));
}
@inline function immediateI(word: u32): u64 {
  return <u64>(<i64>(<i32>word >> 20));
}
@inline function immediateS(word: u32): u64 {
  return <u64>(<i64>((<i32>(word & 0xfe000000) >> 20) | ((word >> 7) & 0x1f)));
}
@inline function immediateB(word: u32): u64 {
  return <u64>(
    (<i64>(
      ((<i32>(word & 0x80000000) >> 19) |
        ((word & 0x80) << 4) |
        ((word >> 20) & 0x7e0) |
        ((word >> 7) & 0x1e))
    ))
  );
}
@inline function immediateJ(word: u32): u64 {
  return <u64>(
    (<i64>(
      ((<i32>(word & 0x80000000) >> 11) |
        (word & 0xff000) |
        ((word >> 9) & 0x800) |
        ((word >> 20) & 0x7fe))
    ))
  );
}

@inline function outOfRange(address: u64, size: u64): bool {
  return address > ADDRESS_SPACE - size;
}

/** Does a store of `size` bytes at `address` touch the read-only input region? */
@inline function inInput(address: u32, size: u32): bool {
  return address - (INPUT_START - (size - 1)) < INPUT_SIZE + (size - 1);
}

/** Notes a store before it is made, so that the host can save the old page. */
@inline function note(address: u32, size: u32): void {
  const first = address >> PAGE_SHIFT;
  const last = (address + (size - 1)) >> PAGE_SHIFT;
  if ((load<u8>(PAGE_FLAGS + first) & load<u8>(PAGE_FLAGS + last)) != PAGE_KNOWN) noteFirst(first, last);
  store<u64>(LAST_STORE, (<u64>size << 32) | address);
}

function noteFirst(first: u32, last: u32): void {
  if (load<u8>(PAGE_FLAGS + first) != PAGE_KNOWN) firstWrite(first);
  if (load<u8>(PAGE_FLAGS + last) != PAGE_KNOWN) firstWrite(last);
}

/** 0, or the status with which a store there halts. */
@inline function storeFault(address: u64, size: u32): u64 {
  if (outOfRange(address, size)) return BAD_ADDRESS;
  if (inInput(<u32>address, size)) return READ_ONLY;
  return RUNNING;
}

function hashCall(number: u64): u64 {
  const pointer = load<u64>(80);
  const length = load<u64>(88);
  const out = load<u64>(96);
  if (length > MAX_HASH_LENGTH) return BAD_LENGTH;
  if (outOfRange(pointer, length)) return BAD_ADDRESS;
  const fault = storeFault(out, 32);
  if (fault != RUNNING) return fault;
  note(<u32>out, 32);
  if (number == SYSCALL_SHA256) sha256(<u32>pointer, <u32>length, <u32>out);
  else keccak256(<u32>pointer, <u32>length, <u32>out);
  return RUNNING;
}

function ecrecoverCall(): u64 {
  const pointer = load<u64>(80);
  const out = load<u64>(88);
  if (outOfRange(pointer, ECRECOVER_LENGTH)) return BAD_ADDRESS;
  const fault = storeFault(out, 32);
  if (fault != RUNNING) return fault;
  note(<u32>out, 32);
  ecrecover(<u32>pointer, <u32>out);
  return RUNNING;
}

/** The status after an ecall. */
function syscall(): u64 {
  const number = load<u64>(136);
  if (number == SYSCALL_EXIT) return EXITED;
  if (number == SYSCALL_SHA256 || number == SYSCALL_KECCAK256) return hashCall(number);
  if (number == SYSCALL_ECRECOVER) return ecrecoverCall();
  return UNKNOWN_SYSCALL;
}

/** SYSTEM: ecall, ebreak, mret, and CSR accesses, which read zero and write nothing. */
function system(word: u32): u64 {
  if (word == 0x00000073) return syscall();
  if (word == 0x00100073) return BREAKPOINT;
  if (word == 0x30200073) return RUNNING;
  if (((word >> 12) & 3) == 0) return ILLEGAL_INSTRUCTION;
  set(word, 0);
  return RUNNING;
}

@inline function loadInto(word: u32, address: u64): u64 {
  const a = <u32>address;
  switch ((word >> 12) & 7) {
    case 0:
      if (outOfRange(address, 1)) return BAD_ADDRESS;
      set(word, <u64>(<i64>(<i8>load8(a))));
      return RUNNING;
    case 1:
      if (outOfRange(address, 2)) return BAD_ADDRESS;
      set(word, <u64>(<i64>(<i16>load16(a))));
      return RUNNING;
    case 2:
      if (outOfRange(address, 4)) return BAD_ADDRESS;
      set(word, <u64>(<i64>(<i32>load32(a))));
      return RUNNING;
    case 3:
      if (outOfRange(address, 8)) return BAD_ADDRESS;
      set(word, load64(a));
      return RUNNING;
    case 4:
      if (outOfRange(address, 1)) return BAD_ADDRESS;
      set(word, load8(a));
      return RUNNING;
    case 5:
      if (outOfRange(address, 2)) return BAD_ADDRESS;
      set(word, load16(a));
      return RUNNING;
    case 6:
      if (outOfRange(address, 4)) return BAD_ADDRESS;
      set(word, load32(a));
      return RUNNING;
    default:
      return ILLEGAL_INSTRUCTION;
  }
}

@inline function storeFrom(word: u32, address: u64): u64 {
  const kind = (word >> 12) & 7;
  if (kind > 3) return ILLEGAL_INSTRUCTION;
  const size: u32 = 1 << kind;
  const fault = storeFault(address, size);
  if (fault != RUNNING) return fault;
  const a = <u32>address;
  note(a, size);
  const value = rs2(word);
  switch (kind) {
    case 0:
      store8(a, value);
      break;
    case 1:
      store16(a, value);
      break;
    case 2:
      store32(a, value);
      break;
    default:
      store64(a, value);
  }
  return RUNNING;
}

@inline function registerImmediate(word: u32): u64 {
  const a = rs1(word);
  const immediate = immediateI(word);
  switch ((word >> 12) & 7) {
    case 0:
      set(word, a + immediate);
      return RUNNING;
    case 1:
      if (word >> 26 != 0) return ILLEGAL_INSTRUCTION;
      set(word, a << (immediate & 63));
      return RUNNING;
    case 2:
      set(word, u64(<i64>a < <i64>immediate));
      return RUNNING;
    case 3:
      set(word, u64(a < immediate));
      return RUNNING;
    case 4:
      set(word, a ^ immediate);
      return RUNNING;
    case 5: {
      const kind = word >> 26;
      if (kind == 0) set(word, a >> (immediate & 63));
      else if (kind == 16) set(word, <u64>(<i64>a >> (immediate & 63)));
      else return ILLEGAL_INSTRUCTION;
      return RUNNING;
    }
    case 6:
      set(word, a | immediate);
      return RUNNING;
    default:
      set(word, a & immediate);
      return RUNNING;
  }
}

@inline function registerImmediate32(word: u32): u64 {
  const a = <u32>rs1(word);
  const kind = word >> 25;
  const shift = (word >> 20) & 31;
  switch ((word >> 12) & 7) {
    case 0:
      set32(word, a + <u32>immediateI(word));
      return RUNNING;
    case 1:
      if (kind != 0) return ILLEGAL_INSTRUCTION;
      set32(word, a << shift);
      return RUNNING;
    case 5:
      if (kind == 0) set32(word, a >> shift);
      else if (kind == 32) set32(word, <u32>(<i32>a >> shift));
      else return ILLEGAL_INSTRUCTION;
      return RUNNING;
    default:
      return ILLEGAL_INSTRUCTION;
  }
}

@inline function registerRegister(word: u32): u64 {
  const a = rs1(word);
  const b = rs2(word);
  // funct7 in {0, 1, 32} beside funct3: one dense number, so that the switch is one jump.
  const kind = word >> 25;
  if ((kind & 0x5e) != 0 || kind == 33) return ILLEGAL_INSTRUCTION;
  switch (((word >> 12) & 7) | ((kind & 1) << 3) | ((kind & 32) >> 1)) {
    case 0:
      set(word, a + b);
      return RUNNING;
    case 1:
      set(word, a << (b & 63));
      return RUNNING;
    case 2:
      set(word, u64(<i64>a < <i64>b));
      return RUNNING;
    case 3:
      set(word, u64(a < b));
      return RUNNING;
    case 4:
      set(word, a ^ b);
      return RUNNING;
    case 5:
      set(word, a >> (b & 63));
      return RUNNING;
    case 6:
      set(word, a | b);
      return RUNNING;
    case 7:
      set(word, a & b);
      return RUNNING;
    case 8:
      set(word, a * b);
      return RUNNING;
    case 9:
      set(word, mulh(a, b));
      return RUNNING;
    case 10:
      set(word, mulhsu(a, b));
      return RUNNING;
    case 11:
      set(word, mulhu(a, b));
      return RUNNING;
    case 12:
      set(word, <u64>div(<i64>a, <i64>b));
      return RUNNING;
    case 13:
      set(word, divu(a, b));
      return RUNNING;
    case 14:
      set(word, <u64>rem(<i64>a, <i64>b));
      return RUNNING;
    case 15:
      set(word, remu(a, b));
      return RUNNING;
    case 16:
      set(word, a - b);
      return RUNNING;
    case 21:
      set(word, <u64>(<i64>a >> (b & 63)));
      return RUNNING;
    default:
      return ILLEGAL_INSTRUCTION;
  }
}

@inline function registerRegister32(word: u32): u64 {
  const a = <u32>rs1(word);
  const b = <u32>rs2(word);
  const kind = word >> 25;
  if ((kind & 0x5e) != 0 || kind == 33) return ILLEGAL_INSTRUCTION;
  switch (((word >> 12) & 7) | ((kind & 1) << 3) | ((kind & 32) >> 1)) {
    case 0:
      set32(word, a + b);
      return RUNNING;
    case 1:
      set32(word, a << (b & 31));
      return RUNNING;
    case 5:
      set32(word, a >> (b & 31));
      return RUNNING;
    case 8:
      set32(word, a * b);
      return RUNNING;
    case 12:
      set(word, <u64>divw(<i32>a, <i32>b));
      return RUNNING;
    case 13:
      set(word, <u64>divuw(a, b));
      return RUNNING;
    case 14:
      set(word, <u64>remw(<i32>a, <i32>b));
      return RUNNING;
    case 15:
      set(word, <u64>remuw(a, b));
      return RUNNING;
    case 16:
      set32(word, a - b);
      return RUNNING;
    case 21:
      set32(word, <u32>(<i32>a >> (b & 31)));
      return RUNNING;
    default:
      return ILLEGAL_INSTRUCTION;
  }
}

/** 0 or 1; 2 for an encoding that is no branch. */
@inline function branchTaken(word: u32): u32 {
  const a = rs1(word);
  const b = rs2(word);
  switch ((word >> 12) & 7) {
    case 0:
      return u32(a == b);
    case 1:
      return u32(a != b);
    case 4:
      return u32(<i64>a < <i64>b);
    case 5:
      return u32(<i64>a >= <i64>b);
    case 6:
      return u32(a < b);
    case 7:
      return u32(a >= b);
    default:
      return 2;
  }
}

/**
 * Executes at most `limit` instructions and returns how many; fewer only when the machine halted.
 * The step that halts counts, and leaves pc at its own instruction.
 */
export function run(limit: u32): u32 {
  if (load<u64>(STATUS) != RUNNING) return 0;
  let pc = load<u64>(PC);
  let steps: u32 = 0;
  let status: u64 = RUNNING;
  while (steps < limit) {
    steps++;
    if ((pc & 0xffffffff_00000003) != 0) {
      status = BAD_FETCH;
      break;
    }
    const word = fetch32(<u32>pc);
    let next = pc + 4;
    switch (word & 0x7f) {
      case 0x03:
        status = loadInto(word, rs1(word) + immediateI(word));
        break;
      case 0x0f:
        if (((word >> 12) & 7) > 1) status = ILLEGAL_INSTRUCTION;
        break;
      case 0x13:
        status = registerImmediate(word);
        break;
      case 0x17:
        set(word, pc + <u64>(<i64>(<i32>(word & 0xfffff000))));
        break;
      case 0x1b:
        status = registerImmediate32(word);
        break;
      case 0x23:
        status = storeFrom(word, rs1(word) + immediateS(word));
        break;
      case 0x33:
        status = registerRegister(word);
        break;
      case 0x37:
        set32(word, word & 0xfffff000);
        break;
      case 0x3b:
        status = registerRegister32(word);
        break;
      case 0x63: {
        const taken = branchTaken(word);
        if (taken == 1) next = pc + immediateB(word);
        else if (taken == 2) status = ILLEGAL_INSTRUCTION;
        break;
      }
      case 0x67:
        if (((word >> 12) & 7) != 0) {
          status = ILLEGAL_INSTRUCTION;
          break;
        }
        // The target is computed before rd is written: they may be the same register.
        next = (rs1(word) + immediateI(word)) & ~1;
        set(word, pc + 4);
        break;
      case 0x6f:
        next = pc + immediateJ(word);
        set(word, pc + 4);
        break;
      case 0x73:
        status = system(word);
        break;
      default:
        status = ILLEGAL_INSTRUCTION;
    }
    if (status != RUNNING) break;
    pc = next;
  }
  store<u64>(PC, pc);
  if (status != RUNNING) {
    store<u64>(STATUS, status);
    store<u64>(EXIT_CODE, status == EXITED ? load<u64>(80) : TRAP_EXIT_CODE + status);
  }
  return steps;
}

/** Writes the nine chunks of the machine state after memoryRoot (control, then registers), big-endian, to `out`. */
export function encodeState(out: usize): void {
  store<u64>(out, bswap(load<u64>(PC)));
  store<u64>(out, bswap(load<u64>(EXIT_CODE)), 8);
  store<u64>(out, 0, 16);
  store<u64>(out, bswap(load<u64>(STATUS)), 24);
  for (let i: usize = 0; i < 256; i += 8) store<u64>(out + 32 + i, bswap(load<u64>(i)));
}
