/** Register arithmetic of rv64im, by the names of the RISC-V manual. */
export type Operation =
  | "add"
  | "sub"
  | "sll"
  | "slt"
  | "sltu"
  | "xor"
  | "srl"
  | "sra"
  | "or"
  | "and"
  | "mul"
  | "mulh"
  | "mulhsu"
  | "mulhu"
  | "div"
  | "divu"
  | "rem"
  | "remu";

/** The result of a 64-bit operation, modulo 2^64 once stored; `a` and `b` are unsigned 64-bit. */
export function alu(operation: Operation, a: bigint, b: bigint): bigint {
  return compute(operation, a, b, 64);
}

/** The `w` forms: on the low 32 bits, the 32-bit result sign-extended. */
export function alu32(operation: Operation, a: bigint, b: bigint): bigint {
  return BigInt.asIntN(32, compute(operation, BigInt.asUintN(32, a), BigInt.asUintN(32, b), 32));
}

function compute(operation: Operation, a: bigint, b: bigint, bits: number): bigint {
  const signedA = BigInt.asIntN(bits, a);
  const signedB = BigInt.asIntN(bits, b);
  const shift = b % BigInt(bits);
  switch (operation) {
    case "add":
      return a + b;
    case "sub":
      return a - b;
    case "sll":
      return a << shift;
    case "slt":
      return signedA < signedB ? 1n : 0n;
    case "sltu":
      return a < b ? 1n : 0n;
    case "xor":
      return a ^ b;
    case "srl":
      return a >> shift;
    case "sra":
      return signedA >> shift;
    case "or":
      return a | b;
    case "and":
      return a & b;
    case "mul":
      return a * b;
    case "mulh":
      return (signedA * signedB) >> 64n;
    case "mulhsu":
      return (signedA * b) >> 64n;
    case "mulhu":
      return (a * b) >> 64n;
    // Division by zero gives all ones, its remainder the dividend. Minimum / -1 wraps by itself.
    case "div":
      return b === 0n ? -1n : signedA / signedB;
    case "divu":
      return b === 0n ? -1n : a / b;
    case "rem":
      return b === 0n ? signedA : signedA % signedB;
    case "remu":
      return b === 0n ? a : a % b;
  }
}
