/** 128-bit products and quotients: the only file that needs more than 64 bits. */

let high: u64 = 0;
let low: u64 = 0;

/** high:low = a * b, exact. */
function multiplyWide(a: u64, b: u64): void {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const ll = aLow * bLow;
  const lh = aLow * bHigh;
  const hl = aHigh * bLow;
  const middle = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);
  low = (ll & 0xffffffff) | (middle << 32);
  high = aHigh * bHigh + (lh >> 32) + (hl >> 32) + (middle >> 32);
}

/** Quotient of high:low / c, remainder left in `low`. Traps unless the quotient fits 64 bits. Knuth's algorithm D, base 2^32. */
function divideWide(c: u64): u64 {
  if (high >= c) unreachable();
  const shift = clz(c);
  const divisor = c << shift;
  const dHigh = divisor >> 32;
  const dLow = divisor & 0xffffffff;
  const top = shift === 0 ? high : (high << shift) | (low >> (64 - shift));
  const bottom = low << shift;

  const q1 = quotientDigit(top, bottom >> 32, dHigh, dLow);
  const rest = ((top << 32) | (bottom >> 32)) - q1 * divisor;
  const q0 = quotientDigit(rest, bottom & 0xffffffff, dHigh, dLow);
  low = (((rest << 32) | (bottom & 0xffffffff)) - q0 * divisor) >> shift;
  return (q1 << 32) + q0;
}

/** One base-2^32 digit of (top:next) / (dHigh:dLow), the divisor normalised. */
function quotientDigit(top: u64, next: u64, dHigh: u64, dLow: u64): u64 {
  let digit = top / dHigh;
  let rest = top % dHigh;
  while (digit >> 32 !== 0 || digit * dLow > ((rest << 32) | next)) {
    digit--;
    rest += dHigh;
    if (rest >> 32 !== 0) break;
  }
  return digit;
}

/** floor(a * b / c), exact. Traps on c = 0 or when the result does not fit 64 bits. */
export function mulDivDown(a: u64, b: u64, c: u64): u64 {
  if (clz(a) + clz(b) >= 64) return (a * b) / c;
  multiplyWide(a, b);
  return divideWide(c);
}

/** ceil(a * b / c), exact. Traps on c = 0 or when the result does not fit 64 bits. */
export function mulDivUp(a: u64, b: u64, c: u64): u64 {
  if (clz(a) + clz(b) >= 64) {
    const product = a * b;
    const quotient = product / c;
    return quotient * c === product ? quotient : quotient + 1;
  }
  multiplyWide(a, b);
  const quotient = divideWide(c);
  return low === 0 ? quotient : quotient + 1;
}
