// SHA-256 (FIPS 180-4) of four messages of equal length at once, one message in each 32-bit lane.

/** Round constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

/** The current sixteen words of the message schedule, four lanes each. */
const W: usize = memory.data(256, 16);

@inline
function rotr(x: v128, n: i32): v128 {
  return v128.or(v128.shr<u32>(x, n), v128.shl<i32>(x, 32 - n));
}

@inline
function add(a: v128, b: v128): v128 {
  return v128.add<i32>(a, b);
}

@inline
function temp1(e: v128, f: v128, g: v128, h: v128, kw: v128): v128 {
  const sum = v128.xor(v128.xor(rotr(e, 6), rotr(e, 11)), rotr(e, 25));
  return add(add(h, kw), add(sum, v128.bitselect(f, g, e)));
}

@inline
function temp2(a: v128, b: v128, c: v128): v128 {
  const sum = v128.xor(v128.xor(rotr(a, 2), rotr(a, 13)), rotr(a, 22));
  return add(sum, v128.bitselect(c, b, v128.xor(a, b)));
}

@inline
function bigEndianWords(at: usize): v128 {
  const x = v128.load(at);
  return i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Reads 16 bytes at `offset` of the four messages into words `index..index+3` of the schedule. */
@inline
function loadWords(message: usize, stride: usize, offset: usize, index: usize): void {
  const at = message + offset;
  const a = bigEndianWords(at);
  const b = bigEndianWords(at + stride);
  const c = bigEndianWords(at + 2 * stride);
  const d = bigEndianWords(at + 3 * stride);
  const ab0 = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const to = W + (index << 4);
  v128.store(to, v128.shuffle<i32>(ab0, cd0, 0, 1, 4, 5));
  v128.store(to + 16, v128.shuffle<i32>(ab0, cd0, 2, 3, 6, 7));
  v128.store(to + 32, v128.shuffle<i32>(ab1, cd1, 0, 1, 4, 5));
  v128.store(to + 48, v128.shuffle<i32>(ab1, cd1, 2, 3, 6, 7));
}

/** Word i of the schedule and constant i of the current sixteen. Constant indexes fold into the addresses. */
@inline
function keyed(constants: usize, i: usize): v128 {
  return add(v128.load(W + (i << 4)), v128.load32_splat(constants + (i << 2)));
}

/** Replaces word i of the ring by the word sixteen rounds later. */
@inline
function extend(i: usize): void {
  const w15 = v128.load(W + (((i + 1) & 15) << 4));
  const w2 = v128.load(W + (((i + 14) & 15) << 4));
  const s0 = v128.xor(v128.xor(rotr(w15, 7), rotr(w15, 18)), v128.shr<u32>(w15, 3));
  const s1 = v128.xor(v128.xor(rotr(w2, 17), rotr(w2, 19)), v128.shr<u32>(w2, 10));
  const slot = W + (i << 4);
  v128.store(slot, add(add(v128.load(slot), s0), add(v128.load(W + (((i + 9) & 15) << 4)), s1)));
}

/** The ring of words sixteen rounds later. */
function extendAll(): void {
  extend(0); extend(1); extend(2); extend(3); extend(4); extend(5); extend(6); extend(7);
  extend(8); extend(9); extend(10); extend(11); extend(12); extend(13); extend(14); extend(15);
}

@inline
function storeWords(x: v128, out: usize, stride: usize): void {
  store<u32>(out, bswap<u32>(v128.extract_lane<u32>(x, 0)));
  store<u32>(out + stride, bswap<u32>(v128.extract_lane<u32>(x, 1)));
  store<u32>(out + 2 * stride, bswap<u32>(v128.extract_lane<u32>(x, 2)));
  store<u32>(out + 3 * stride, bswap<u32>(v128.extract_lane<u32>(x, 3)));
}

/**
 * Hashes four padded messages of `blocks` 64-byte blocks that start `stride` bytes apart; the digests go to `out`,
 * `outStride` bytes apart.
 */
export function sha256x4(message: usize, stride: usize, blocks: usize, out: usize, outStride: usize): void {
  let h0 = v128.splat<i32>(0x6a09e667);
  let h1 = v128.splat<i32>(<i32>0xbb67ae85);
  let h2 = v128.splat<i32>(0x3c6ef372);
  let h3 = v128.splat<i32>(<i32>0xa54ff53a);
  let h4 = v128.splat<i32>(0x510e527f);
  let h5 = v128.splat<i32>(<i32>0x9b05688c);
  let h6 = v128.splat<i32>(0x1f83d9ab);
  let h7 = v128.splat<i32>(0x5be0cd19);
  for (let block: usize = 0; block < blocks; block++) {
    const offset = block << 6;
    loadWords(message, stride, offset, 0);
    loadWords(message, stride, offset + 16, 4);
    loadWords(message, stride, offset + 32, 8);
    loadWords(message, stride, offset + 48, 12);
    let a = h0, b = h1, c = h2, d = h3, e = h4, f = h5, g = h6, h = h7;
    for (let first: usize = 0; first < 64; first += 16) {
      if (first > 0) extendAll();
      const constants = K + (first << 2);
      let x: v128;
      x = temp1(e, f, g, h, keyed(constants, 0)); d = add(d, x); h = add(x, temp2(a, b, c));
      x = temp1(d, e, f, g, keyed(constants, 1)); c = add(c, x); g = add(x, temp2(h, a, b));
      x = temp1(c, d, e, f, keyed(constants, 2)); b = add(b, x); f = add(x, temp2(g, h, a));
      x = temp1(b, c, d, e, keyed(constants, 3)); a = add(a, x); e = add(x, temp2(f, g, h));
      x = temp1(a, b, c, d, keyed(constants, 4)); h = add(h, x); d = add(x, temp2(e, f, g));
      x = temp1(h, a, b, c, keyed(constants, 5)); g = add(g, x); c = add(x, temp2(d, e, f));
      x = temp1(g, h, a, b, keyed(constants, 6)); f = add(f, x); b = add(x, temp2(c, d, e));
      x = temp1(f, g, h, a, keyed(constants, 7)); e = add(e, x); a = add(x, temp2(b, c, d));
      x = temp1(e, f, g, h, keyed(constants, 8)); d = add(d, x); h = add(x, temp2(a, b, c));
      x = temp1(d, e, f, g, keyed(constants, 9)); c = add(c, x); g = add(x, temp2(h, a, b));
      x = temp1(c, d, e, f, keyed(constants, 10)); b = add(b, x); f = add(x, temp2(g, h, a));
      x = temp1(b, c, d, e, keyed(constants, 11)); a = add(a, x); e = add(x, temp2(f, g, h));
      x = temp1(a, b, c, d, keyed(constants, 12)); h = add(h, x); d = add(x, temp2(e, f, g));
      x = temp1(h, a, b, c, keyed(constants, 13)); g = add(g, x); c = add(x, temp2(d, e, f));
      x = temp1(g, h, a, b, keyed(constants, 14)); f = add(f, x); b = add(x, temp2(c, d, e));
      x = temp1(f, g, h, a, keyed(constants, 15)); e = add(e, x); a = add(x, temp2(b, c, d));
    }
    h0 = add(h0, a); h1 = add(h1, b); h2 = add(h2, c); h3 = add(h3, d);
    h4 = add(h4, e); h5 = add(h5, f); h6 = add(h6, g); h7 = add(h7, h);
  }
  storeWords(h0, out, outStride);
  storeWords(h1, out + 4, outStride);
  storeWords(h2, out + 8, outStride);
  storeWords(h3, out + 12, outStride);
  storeWords(h4, out + 16, outStride);
  storeWords(h5, out + 20, outStride);
  storeWords(h6, out + 24, outStride);
  storeWords(h7, out + 28, outStride);
}
