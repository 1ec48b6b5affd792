/** The smaller of two integers. */
export function least(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}
