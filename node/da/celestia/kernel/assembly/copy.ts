// Copies of the few fixed lengths that occur, without the call that memory.copy costs. A length that is no multiple of 16
// is copied with a last piece that overlaps the one before.

@inline
function copy16(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
}

@inline
export function copyNamespace(to: usize, from: usize): void {
  copy16(to, from);
  copy16(to + 13, from + 13);
}

@inline
export function copyDigest(to: usize, from: usize): void {
  copy16(to, from);
  copy16(to + 16, from + 16);
}

@inline
export function copyNode(to: usize, from: usize): void {
  for (let i: usize = 0; i < 80; i += 16) copy16(to + i, from + i);
  copy16(to + 74, from + 74);
}

@inline
export function copyShare(to: usize, from: usize): void {
  for (let i: usize = 0; i < 512; i += 16) copy16(to + i, from + i);
}
