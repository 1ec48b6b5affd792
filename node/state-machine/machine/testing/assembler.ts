/** A tiny rv64im assembler for tests: instruction words by the mnemonics of the RISC-V manual. */

/** OP and OP-32: [opcode, funct3, funct7]. */
export const REGISTER_OPS = {
  add: [0x33, 0, 0],
  sub: [0x33, 0, 0x20],
  sll: [0x33, 1, 0],
  slt: [0x33, 2, 0],
  sltu: [0x33, 3, 0],
  xor: [0x33, 4, 0],
  srl: [0x33, 5, 0],
  sra: [0x33, 5, 0x20],
  or: [0x33, 6, 0],
  and: [0x33, 7, 0],
  mul: [0x33, 0, 1],
  mulh: [0x33, 1, 1],
  mulhsu: [0x33, 2, 1],
  mulhu: [0x33, 3, 1],
  div: [0x33, 4, 1],
  divu: [0x33, 5, 1],
  rem: [0x33, 6, 1],
  remu: [0x33, 7, 1],
  addw: [0x3b, 0, 0],
  subw: [0x3b, 0, 0x20],
  sllw: [0x3b, 1, 0],
  srlw: [0x3b, 5, 0],
  sraw: [0x3b, 5, 0x20],
  mulw: [0x3b, 0, 1],
  divw: [0x3b, 4, 1],
  divuw: [0x3b, 5, 1],
  remw: [0x3b, 6, 1],
  remuw: [0x3b, 7, 1],
} as const;

/** OP-IMM and OP-IMM-32 with a 12-bit immediate: [opcode, funct3]. */
export const IMMEDIATE_OPS = {
  addi: [0x13, 0],
  slti: [0x13, 2],
  sltiu: [0x13, 3],
  xori: [0x13, 4],
  ori: [0x13, 6],
  andi: [0x13, 7],
  addiw: [0x1b, 0],
} as const;

/** Shifts by an immediate: [opcode, funct3, upper immediate bits, amounts]. */
export const SHIFT_OPS = {
  slli: [0x13, 1, 0, 64],
  srli: [0x13, 5, 0, 64],
  srai: [0x13, 5, 0x400, 64],
  slliw: [0x1b, 1, 0, 32],
  srliw: [0x1b, 5, 0, 32],
  sraiw: [0x1b, 5, 0x400, 32],
} as const;

/** [funct3, bytes]. */
export const LOADS = {
  lb: [0, 1],
  lh: [1, 2],
  lw: [2, 4],
  ld: [3, 8],
  lbu: [4, 1],
  lhu: [5, 2],
  lwu: [6, 4],
} as const;
export const STORES = { sb: [0, 1], sh: [1, 2], sw: [2, 4], sd: [3, 8] } as const;
export const BRANCHES = { beq: 0, bne: 1, blt: 4, bge: 5, bltu: 6, bgeu: 7 } as const;

export type RegisterOp = keyof typeof REGISTER_OPS;
export type ImmediateOp = keyof typeof IMMEDIATE_OPS;
export type ShiftOp = keyof typeof SHIFT_OPS;
export type Load = keyof typeof LOADS;
export type Store = keyof typeof STORES;
export type Branch = keyof typeof BRANCHES;

/** The names of a table, typed. */
export function names<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}

export const ECALL = 0x0000_0073;
export const EBREAK = 0x0010_0073;
export const MRET = 0x3020_0073;
export const FENCE = 0x0ff0_000f;
export const FENCE_I = 0x0000_100f;

export function registerOp(name: RegisterOp, rd: number, rs1: number, rs2: number): number {
  const [opcode, funct3, funct7] = REGISTER_OPS[name];
  return ((funct7 << 25) | (rs2 << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
}

export function immediateOp(name: ImmediateOp, rd: number, rs1: number, immediate: number): number {
  const [opcode, funct3] = IMMEDIATE_OPS[name];
  return encodeI(opcode, funct3, rd, rs1, immediate);
}

export function shiftOp(name: ShiftOp, rd: number, rs1: number, amount: number): number {
  const [opcode, funct3, upper] = SHIFT_OPS[name];
  return encodeI(opcode, funct3, rd, rs1, upper | amount);
}

export function load(name: Load, rd: number, rs1: number, offset: number): number {
  return encodeI(0x03, LOADS[name][0], rd, rs1, offset);
}

export function store(name: Store, rs2: number, rs1: number, offset: number): number {
  const immediate = offset & 0xfff;
  const funct3 = STORES[name][0];
  return (
    (((immediate >> 5) << 25) |
      (rs2 << 20) |
      (rs1 << 15) |
      (funct3 << 12) |
      ((immediate & 31) << 7) |
      0x23) >>>
    0
  );
}

/** `offset` is even, from the branch itself, -4096 to 4094. */
export function branch(name: Branch, rs1: number, rs2: number, offset: number): number {
  const high = (((offset >> 12) & 1) << 6) | ((offset >> 5) & 63);
  const low = (((offset >> 1) & 15) << 1) | ((offset >> 11) & 1);
  return ((high << 25) | (rs2 << 20) | (rs1 << 15) | (BRANCHES[name] << 12) | (low << 7) | 0x63) >>> 0;
}

/** `offset` is even, from the jump itself, within 1 MiB. */
export function jal(rd: number, offset: number): number {
  const bits =
    (((offset >> 20) & 1) << 19) |
    (((offset >> 1) & 0x3ff) << 9) |
    (((offset >> 11) & 1) << 8) |
    ((offset >> 12) & 0xff);
  return ((bits << 12) | (rd << 7) | 0x6f) >>> 0;
}

export function jalr(rd: number, rs1: number, offset: number): number {
  return encodeI(0x67, 0, rd, rs1, offset);
}

/** `upper` is the instruction's 20-bit immediate. */
export function lui(rd: number, upper: number): number {
  return ((upper << 12) | (rd << 7) | 0x37) >>> 0;
}

export function auipc(rd: number, upper: number): number {
  return ((upper << 12) | (rd << 7) | 0x17) >>> 0;
}

/** A CSR access, funct3 1 to 7 but 4. */
export function csr(funct3: number, rd: number, rs1: number, number: number): number {
  return encodeI(0x73, funct3, rd, rs1, number);
}

/** Puts any unsigned 32-bit address in a register: lui, addi, and the sign extension undone. */
export function loadAddress(rd: number, address: number): number[] {
  const low = (address << 20) >> 20;
  const upper = ((address - low) / 4096) & 0xfffff;
  return [
    lui(rd, upper),
    immediateOp("addi", rd, rd, low),
    shiftOp("slli", rd, rd, 32),
    shiftOp("srli", rd, rd, 32),
  ];
}

/** Little-endian bytes of instruction words. */
export function assemble(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}

function encodeI(opcode: number, funct3: number, rd: number, rs1: number, immediate: number): number {
  return (((immediate & 0xfff) << 20) | (rs1 << 15) | (funct3 << 12) | (rd << 7) | opcode) >>> 0;
}
