/** In-place heapsort of fixed-size scratch records by their leading u64 key, ascending. Bounded by n log n. */
export function sortByKey(base: u32, size: u32, count: u32): void {
  if (count < 2) return;
  for (let root = (count >> 1) - 1; ; root--) {
    siftDown(base, size, root, count);
    if (root === 0) break;
  }
  for (let end = count - 1; end > 0; end--) {
    swap(base, base + end * size, size);
    siftDown(base, size, 0, end);
  }
}

function siftDown(base: u32, size: u32, from: u32, count: u32): void {
  let root: u32 = from;
  while (true) {
    let child: u32 = 2 * root + 1;
    if (child >= count) return;
    if (child + 1 < count && key(base, size, child) < key(base, size, child + 1)) child++;
    if (key(base, size, root) >= key(base, size, child)) return;
    swap(base + root * size, base + child * size, size);
    root = child;
  }
}

// @ts-expect-error: decorator
@inline
function key(base: u32, size: u32, index: u32): u64 {
  return load<u64>(base + index * size);
}

function swap(a: u32, b: u32, size: u32): void {
  for (let i: u32 = 0; i < size; i += 8) {
    const held = load<u64>(a + i);
    store<u64>(a + i, load<u64>(b + i));
    store<u64>(b + i, held);
  }
}
