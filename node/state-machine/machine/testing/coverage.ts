import { ECRECOVER_LENGTH, INPUT_START, MAX_HASH_LENGTH, STATE_START, Syscall } from "../layout.ts";
import { recoverAddress } from "../recover.ts";
import {
  BRANCHES,
  type Branch,
  EBREAK,
  ECALL,
  IMMEDIATE_OPS,
  LOADS,
  type Load,
  MRET,
  names,
  REGISTER_OPS,
  SHIFT_OPS,
  STORES,
  type Store,
} from "./assembler.ts";

/** The machine before a step, as far as coverage is concerned. */
export interface Before {
  readonly pc: bigint;
  readonly x: BigUint64Array;
  read(address: number, size: number): Uint8Array;
}

const SIGNED_DIVISIONS = ["div", "rem", "divw", "remw"];
const DIVISIONS = [...SIGNED_DIVISIONS, "divu", "remu", "divuw", "remuw"];
const HIGH_PRODUCTS = ["mulh", "mulhsu", "mulhu"];
const COMPARISONS = ["slt", "sltu", "slti", "sltiu"];
const SHIFTS = ["sll", "srl", "sra", "sllw", "srlw", "sraw"];
const SIGNS = ["++", "+-", "-+", "--"];
const LIMIT = 2n ** 32n;

const moves = { ...LOADS, ...STORES };
const writers = [
  ...names(REGISTER_OPS),
  ...names(IMMEDIATE_OPS),
  ...names(SHIFT_OPS),
  ...names(LOADS),
  "lui",
  "auipc",
  "jal",
  "jalr",
];

/** Everything a program meant for QEMU as well must have shown: the instruction set and its corners. */
export const ARCHITECTURE: readonly string[] = [
  ...writers,
  ...writers.map((name) => `${name} to x0`),
  ...names(STORES),
  ...names(BRANCHES).flatMap((name) => [
    `${name} taken forward`,
    `${name} taken backward`,
    `${name} not taken`,
  ]),
  ...SHIFTS.flatMap((name) => shiftCorners(name, true)),
  ...names(SHIFT_OPS).flatMap((name) => shiftCorners(name, false)),
  ...DIVISIONS.map((name) => `${name} by zero`),
  ...SIGNED_DIVISIONS.map((name) => `${name} overflow`),
  ...[...SIGNED_DIVISIONS, ...HIGH_PRODUCTS].flatMap((name) => SIGNS.map((signs) => `${name} ${signs}`)),
  ...COMPARISONS.flatMap((name) => [`${name} true`, `${name} false`]),
  ...["addw", "subw", "mulw", "addiw", "sllw"].map((name) => `${name} changes sign`),
  ...["lb", "lh", "lw", "lbu", "lhu", "lwu"].map((name) => `${name} of a negative`),
  ...names(moves)
    .filter((name) => moves[name][1] > 1)
    .flatMap((name) => [`${name} crosses 8`, `${name} crosses 32`]),
  ...["jal forward", "jal backward", "jalr odd target", "jalr rd is rs1"],
  ...["lui negative", "auipc negative", "fence", "fence.i"],
];

/** What only this machine defines: halts, regions, syscalls, what stands for CSRs. */
export const MACHINE: readonly string[] = [
  ...names(moves).flatMap((name) => [`${name} out of range`, `${name} at the last bytes`]),
  ...names(moves)
    .filter((name) => moves[name][1] > 1)
    .flatMap((name) => [`${name} crosses a page`, `${name} straddles 4 GiB`]),
  ...names(STORES).map((name) => `${name} into input`),
  ...["sh", "sw", "sd"].flatMap((name) => [`${name} straddles input start`, `${name} straddles input end`]),
  ...names(LOADS).map((name) => `${name} of input`),
  ...["fetch misaligned", "fetch beyond 4 GiB", "ecall exit", "ecall unknown", "ebreak", "mret"],
  ...[1, 2, 3, 5, 6, 7].map((funct3) => `csr ${funct3}`),
  ...[0x03, 0x0f, 0x13, 0x1b, 0x23, 0x33, 0x3b, 0x63, 0x67, 0x73].map((opcode) => `illegal in ${opcode}`),
  "illegal opcode",
  ...["sha256", "keccak256"].flatMap((name) =>
    [
      "empty",
      "in one leaf",
      "over leaves",
      "longest",
      "too long",
      "bad pointer",
      "bad out",
      "read-only out",
    ].map((corner) => `${name} ${corner}`),
  ),
  ...["signer", "no signer", "v neither 27 nor 28", "bad pointer", "bad out", "read-only out"].map(
    (corner) => `ecrecover ${corner}`,
  ),
];

function shiftCorners(name: string, register: boolean): string[] {
  const amounts = name.includes("w") ? [0, 31] : [0, 31, 32, 63];
  const corners = amounts.map((amount) => `${name} by ${amount}`);
  return register ? [...corners, `${name} by more than it can`] : corners;
}

/** The names of `ARCHITECTURE` and `MACHINE` that the machine's next step shows. */
export function coverageOf(before: Before): string[] {
  const { pc, x } = before;
  if (pc % 4n !== 0n) return ["fetch misaligned"];
  if (pc >= LIMIT) return ["fetch beyond 4 GiB"];
  const code = before.read(Number(pc), 4);
  const word = new DataView(code.buffer, code.byteOffset).getUint32(0, true);
  const opcode = word & 0x7f;
  const rd = (word >>> 7) & 31;
  const a = x[(word >>> 15) & 31]!;
  const b = x[(word >>> 20) & 31]!;
  const immediate = BigInt(word >> 20);
  const name = nameOf(word);
  if (name === undefined) return ILLEGAL_OPCODES.has(opcode) ? [`illegal in ${opcode}`] : ["illegal opcode"];
  const keys = [name];
  if (WRITERS.has(name) && rd === 0) keys.push(`${name} to x0`);
  if (name in REGISTER_OPS) keys.push(...arithmeticKeys(name, a, b));
  if (name in IMMEDIATE_OPS) keys.push(...arithmeticKeys(name, a, BigInt.asUintN(64, immediate)));
  if (name in SHIFT_OPS) keys.push(`${name} by ${(word >>> 20) & 63}`);
  if (name in LOADS) keys.push(...loadKeys(name as Load, a + immediate, before));
  if (name in STORES) {
    const offset = BigInt(((word >> 25) << 5) | ((word >>> 7) & 31));
    keys.push(...storeKeys(name as Store, a + offset));
  }
  if (name in BRANCHES) {
    const backward = word >>> 31 === 1;
    keys.push(
      taken(name as Branch, a, b)
        ? `${name} taken ${backward ? "backward" : "forward"}`
        : `${name} not taken`,
    );
  }
  if (name === "jal") keys.push(word >>> 31 === 1 ? "jal backward" : "jal forward");
  if (name === "jalr" && (a + immediate) % 2n !== 0n) keys.push("jalr odd target");
  if (name === "jalr" && rd !== 0 && rd === ((word >>> 15) & 31)) keys.push("jalr rd is rs1");
  if ((name === "lui" || name === "auipc") && word >>> 31 === 1) keys.push(`${name} negative`);
  if (word === ECALL) return syscallKeys(before);
  return keys;
}

const WRITERS = new Set<string>(writers);
const ILLEGAL_OPCODES = new Set([0x03, 0x0f, 0x13, 0x1b, 0x23, 0x33, 0x3b, 0x63, 0x67, 0x73]);

/** Names by opcode, funct3 and, where it tells instructions apart, the bits above the shift amount or funct7. */
const NAMES: ReadonlyMap<string, string> = new Map<string, string>([
  ...names(LOADS).map((name) => [`3 ${LOADS[name][0]}`, name] as const),
  ...names(STORES).map((name) => [`35 ${STORES[name][0]}`, name] as const),
  ...names(BRANCHES).map((name) => [`99 ${BRANCHES[name]}`, name] as const),
  ...names(REGISTER_OPS).map((name) => [REGISTER_OPS[name].join(" "), name] as const),
  ...names(IMMEDIATE_OPS).map((name) => [IMMEDIATE_OPS[name].join(" "), name] as const),
  ...names(SHIFT_OPS).map((name) => [SHIFT_OPS[name].slice(0, 3).join(" "), name] as const),
  ...([
    ["103 0", "jalr"],
    ["15 0", "fence"],
    ["15 1", "fence.i"],
  ] as const),
  ...[1, 2, 3, 5, 6, 7].map((funct3) => [`115 ${funct3}`, `csr ${funct3}`] as const),
]);
const WHOLE_WORDS = new Map([
  [ECALL, "ecall"],
  [EBREAK, "ebreak"],
  [MRET, "mret"],
]);

function nameOf(word: number): string | undefined {
  const opcode = word & 0x7f;
  const kind = `${opcode} ${(word >>> 12) & 7}`;
  switch (opcode) {
    case 0x37:
      return "lui";
    case 0x17:
      return "auipc";
    case 0x6f:
      return "jal";
    case 0x33:
    case 0x3b:
      return NAMES.get(`${kind} ${word >>> 25}`);
    case 0x13:
      return NAMES.get(kind) ?? NAMES.get(`${kind} ${(word >>> 20) & 0xfc0}`);
    case 0x1b:
      return NAMES.get(kind) ?? NAMES.get(`${kind} ${(word >>> 20) & 0xfe0}`);
    default:
      return WHOLE_WORDS.get(word) ?? NAMES.get(kind);
  }
}

function arithmeticKeys(name: string, a: bigint, b: bigint): string[] {
  const bits = name.endsWith("w") ? 32 : 64;
  const signedA = BigInt.asIntN(bits, a);
  const signedB = BigInt.asIntN(bits, b);
  const keys: string[] = [];
  if (SHIFTS.includes(name)) {
    keys.push(`${name} by ${b % BigInt(bits)}`);
    if (b >= BigInt(bits)) keys.push(`${name} by more than it can`);
  }
  if (DIVISIONS.includes(name) && signedB === 0n) keys.push(`${name} by zero`);
  if (SIGNED_DIVISIONS.includes(name) || HIGH_PRODUCTS.includes(name)) {
    keys.push(`${name} ${signedA < 0n ? "-" : "+"}${signedB < 0n ? "-" : "+"}`);
    if (signedB === -1n && signedA === -(2n ** BigInt(bits - 1))) keys.push(`${name} overflow`);
  }
  if (name === "slt" || name === "slti") keys.push(`${name} ${signedA < signedB}`);
  if (name === "sltu" || name === "sltiu") keys.push(`${name} ${a < b}`);
  const exact = exactResult(name, signedA, signedB);
  if (exact !== undefined && BigInt.asIntN(32, exact) < 0n !== exact < 0n) keys.push(`${name} changes sign`);
  return keys;
}

/** What a 32-bit operation gives before it is cut to 32 bits. */
function exactResult(name: string, a: bigint, b: bigint): bigint | undefined {
  switch (name) {
    case "addw":
    case "addiw":
      return a + b;
    case "subw":
      return a - b;
    case "mulw":
      return a * b;
    case "sllw":
      return a << (BigInt.asUintN(64, b) % 32n);
    default:
      return undefined;
  }
}

function moveKeys(name: Load | Store, address: bigint): { readonly keys: string[]; readonly valid: boolean } {
  const size = BigInt(moves[name][1]);
  const start = BigInt.asUintN(64, address);
  if (start >= LIMIT) return { keys: [`${name} out of range`], valid: false };
  if (start + size > LIMIT) return { keys: [`${name} straddles 4 GiB`], valid: false };
  const keys: string[] = [];
  const crosses = (border: bigint) => start / border !== (start + size - 1n) / border;
  if (crosses(8n)) keys.push(`${name} crosses 8`);
  if (crosses(32n)) keys.push(`${name} crosses 32`);
  if (crosses(4096n)) keys.push(`${name} crosses a page`);
  if (start + size === LIMIT) keys.push(`${name} at the last bytes`);
  return { keys, valid: true };
}

function loadKeys(name: Load, address: bigint, before: Before): string[] {
  const { keys, valid } = moveKeys(name, address);
  if (!valid) return keys;
  const start = Number(BigInt.asUintN(64, address));
  const size = LOADS[name][1];
  if (before.read(start, size)[size - 1]! >= 128) keys.push(`${name} of a negative`);
  if (start >= INPUT_START && start < STATE_START) keys.push(`${name} of input`);
  return keys;
}

function storeKeys(name: Store, address: bigint): string[] {
  const { keys, valid } = moveKeys(name, address);
  if (!valid) return keys;
  const start = Number(BigInt.asUintN(64, address));
  const end = start + STORES[name][1];
  const input = inputKeys(name, start, end);
  return input.length > 0 ? input : keys;
}

function inputKeys(name: string, start: number, end: number): string[] {
  if (start < INPUT_START && end > INPUT_START) return [`${name} straddles input start`];
  if (start < STATE_START && end > STATE_START) return [`${name} straddles input end`];
  return start >= INPUT_START && end <= STATE_START ? [`${name} into input`] : [];
}

function taken(name: Branch, a: bigint, b: bigint): boolean {
  const less = BigInt.asIntN(64, a) < BigInt.asIntN(64, b);
  return { beq: a === b, bne: a !== b, blt: less, bge: !less, bltu: a < b, bgeu: a >= b }[name];
}

function syscallKeys(before: Before): string[] {
  const { x } = before;
  switch (x[17]) {
    case BigInt(Syscall.EXIT):
      return ["ecall exit"];
    case BigInt(Syscall.SHA256):
      return [`sha256 ${hashCorner(x)}`];
    case BigInt(Syscall.KECCAK256):
      return [`keccak256 ${hashCorner(x)}`];
    case BigInt(Syscall.ECRECOVER): {
      const fault = pointerFault(x[10]!, BigInt(ECRECOVER_LENGTH), x[11]!);
      if (fault !== undefined) return [`ecrecover ${fault}`];
      const message = before.read(Number(x[10]), ECRECOVER_LENGTH);
      if (message[96] !== 27 && message[96] !== 28) return ["ecrecover v neither 27 nor 28"];
      return [recoverAddress(message) === undefined ? "ecrecover no signer" : "ecrecover signer"];
    }
    default:
      return ["ecall unknown"];
  }
}

function hashCorner(x: BigUint64Array): string {
  const length = x[11]!;
  if (length > BigInt(MAX_HASH_LENGTH)) return "too long";
  const fault = pointerFault(x[10]!, length, x[12]!);
  if (fault !== undefined) return fault;
  if (length === 0n) return "empty";
  if (length === BigInt(MAX_HASH_LENGTH)) return "longest";
  return x[10]! / 32n === (x[10]! + length - 1n) / 32n ? "in one leaf" : "over leaves";
}

function pointerFault(pointer: bigint, length: bigint, out: bigint): string | undefined {
  if (pointer + length > LIMIT) return "bad pointer";
  if (out + 32n > LIMIT) return "bad out";
  if (out + 32n > BigInt(INPUT_START) && out < BigInt(STATE_START)) return "read-only out";
  return undefined;
}

/** Counts what was seen, and says what never was. */
export class Coverage {
  readonly counts = new Map<string, number>();

  add(keys: readonly string[]): void {
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  missing(required: readonly string[]): string[] {
    return required.filter((key) => !this.counts.has(key));
  }
}
