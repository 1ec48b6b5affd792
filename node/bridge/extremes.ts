/** The smaller of two integers. */
export function least(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

/** The largest of some integers, at least one. */
export function greatest(first: bigint, ...others: readonly bigint[]): bigint {
  let most = first;
  for (const value of others) if (value > most) most = value;
  return most;
}
