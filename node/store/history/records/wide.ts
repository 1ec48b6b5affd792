/** 64-bit fields of the rows, little-endian, in two halves: no BigInt where none is asked for. */
const HALF = 2 ** 32;

/** Writes a safe integer >= 0 as u64. */
export function setWide(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true);
  view.setUint32(at + 4, Math.floor(value / HALF), true);
}

/** Reads a u64 that was written as a safe integer. */
export function getWide(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * HALF + view.getUint32(at, true);
}

/** Copies the 64-bit field at `at` of `from`, whatever its sign. */
export function copyWide(from: DataView, at: number, to: DataView, toAt: number): void {
  to.setUint32(toAt, from.getUint32(at, true), true);
  to.setUint32(toAt + 4, from.getUint32(at + 4, true), true);
}

/** Adds the 64-bit field at `at` of `from` to the one at `toAt` of `to`, whatever their signs; the sum is of 64 bits too. */
export function addWide(from: DataView, at: number, to: DataView, toAt: number): void {
  const low = from.getUint32(at, true) + to.getUint32(toAt, true);
  to.setUint32(toAt, low, true);
  to.setUint32(
    toAt + 4,
    from.getUint32(at + 4, true) + to.getUint32(toAt + 4, true) + (low >= HALF ? 1 : 0),
    true,
  );
}
