/** Subtrees of a blob's commitment: at most this many roots, as long as the square's width allows. */
export const SUBTREE_ROOT_THRESHOLD = 64;

export function nextPowerOfTwo(value: number): number {
  return value <= 1 ? 1 : 2 ** (32 - Math.clz32(value - 1));
}

export function previousPowerOfTwo(value: number): number {
  return 2 ** (31 - Math.clz32(value));
}

/** Width of the smallest square with room for `shares` shares. */
export function minSquareSize(shares: number): number {
  return nextPowerOfTwo(Math.ceil(Math.sqrt(shares)));
}

/** Leaves under the first root of a blob of `shares` shares; the blob starts at a multiple of it (ADR-013). */
export function subtreeWidth(shares: number, threshold: number = SUBTREE_ROOT_THRESHOLD): number {
  return Math.min(nextPowerOfTwo(Math.ceil(shares / threshold)), minSquareSize(shares));
}

/** Sizes of the trees of a blob's Merkle mountain range: the width while it fits, then falling powers of two. */
export function mountainSizes(shares: number, width: number): number[] {
  const sizes: number[] = [];
  for (let rest = shares; rest > 0; ) {
    const size = rest >= width ? width : previousPowerOfTwo(rest);
    sizes.push(size);
    rest -= size;
  }
  return sizes;
}

/** The first index from `cursor` on where a blob of `shares` shares may start. */
export function nextShareIndex(cursor: number, shares: number): number {
  const width = subtreeWidth(shares);
  return Math.ceil(cursor / width) * width;
}
