// RISC-V M extension where WebAssembly has no instruction of the same meaning.

/** High 64 bits of an unsigned product, by 32-bit halves. */
export function mulhu(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const cross = aHigh * bLow + ((aLow * bLow) >> 32);
  const middle = aLow * bHigh + (cross & 0xffffffff);
  return aHigh * bHigh + (cross >> 32) + (middle >> 32);
}

/** High 64 bits of a signed product: a negative factor adds 2^64 times the other to the unsigned product. */
export function mulh(a: u64, b: u64): u64 {
  return mulhu(a, b) - (<u64>(<i64>a >> 63) & b) - (<u64>(<i64>b >> 63) & a);
}

/** High 64 bits of signed a times unsigned b. */
export function mulhsu(a: u64, b: u64): u64 {
  return mulhu(a, b) - (<u64>(<i64>a >> 63) & b);
}

/** Division never traps: by zero gives all ones, the one overflow (minimum / -1) gives the dividend. */
export function div(a: i64, b: i64): i64 {
  if (b == 0) return -1;
  if (b == -1) return -a;
  return a / b;
}

export function rem(a: i64, b: i64): i64 {
  if (b == 0) return a;
  if (b == -1) return 0;
  return a % b;
}

export function divu(a: u64, b: u64): u64 {
  return b == 0 ? <u64>-1 : a / b;
}

export function remu(a: u64, b: u64): u64 {
  return b == 0 ? a : a % b;
}

export function divw(a: i32, b: i32): i64 {
  if (b == 0) return -1;
  if (b == -1) return <i64>(<i32>-a);
  return <i64>(a / b);
}

export function remw(a: i32, b: i32): i64 {
  if (b == 0) return <i64>a;
  if (b == -1) return 0;
  return <i64>(a % b);
}

export function divuw(a: u32, b: u32): i64 {
  return b == 0 ? -1 : <i64>(<i32>(a / b));
}

export function remuw(a: u32, b: u32): i64 {
  return <i64>(<i32>(b == 0 ? a : a % b));
}
