// The additive FFT of the Leopard Reed-Solomon code over shards of 512 bytes (Lin, Al-Naffouri, Han, Chung: "Novel
// Polynomial Basis with Fast Fourier Transform and Its Application to Reed-Solomon Erasure Codes", 2016).
// A factor's table is given by its skew index; `factors` points at the tables, `isZero` at one byte per index.

import { copyShare } from "./copy";

const SHARD: usize = 512;
/** GF(2^8): products of the low and of the high nibble, 16 bytes each. */
const TABLE8: usize = 32;
/** GF(2^16): four nibbles; low bytes of the products first, then the high bytes. */
const TABLE16: usize = 128;

/** to[i] ^= from[i] */
function xorShard(to: usize, from: usize): void {
  for (let i: usize = 0; i < SHARD; i += 16) v128.store(to + i, v128.xor(v128.load(to + i), v128.load(from + i)));
}

@inline
function product8(x: v128, low: v128, high: v128): v128 {
  const nibble = v128.splat<i8>(15);
  return v128.xor(i8x16.swizzle(low, v128.and(x, nibble)), i8x16.swizzle(high, v128.shr<u8>(x, 4)));
}

/** Inverse butterfly: y += x, then x += factor * y. */
function inverse8(x: usize, y: usize, table: usize): void {
  const low = v128.load(table);
  const high = v128.load(table + 16);
  for (let i: usize = 0; i < SHARD; i += 16) {
    const a = v128.load(x + i);
    const b = v128.xor(v128.load(y + i), a);
    v128.store(y + i, b);
    v128.store(x + i, v128.xor(a, product8(b, low, high)));
  }
}

/** Forward butterfly: x += factor * y, then y += x. */
function forward8(x: usize, y: usize, table: usize): void {
  const low = v128.load(table);
  const high = v128.load(table + 16);
  for (let i: usize = 0; i < SHARD; i += 16) {
    const b = v128.load(y + i);
    const a = v128.xor(v128.load(x + i), product8(b, low, high));
    v128.store(x + i, a);
    v128.store(y + i, v128.xor(b, a));
  }
}

@inline
function product16(lowByte: v128, highByte: v128, table: usize): v128 {
  const nibble = v128.splat<i8>(15);
  return v128.xor(
    v128.xor(
      i8x16.swizzle(v128.load(table), v128.and(lowByte, nibble)),
      i8x16.swizzle(v128.load(table + 16), v128.shr<u8>(lowByte, 4)),
    ),
    v128.xor(
      i8x16.swizzle(v128.load(table + 32), v128.and(highByte, nibble)),
      i8x16.swizzle(v128.load(table + 48), v128.shr<u8>(highByte, 4)),
    ),
  );
}

// In GF(2^16) every 64 bytes hold 32 elements: 32 low bytes, then 32 high bytes.

function inverse16(x: usize, y: usize, table: usize): void {
  for (let block: usize = 0; block < SHARD; block += 64) {
    for (let i = block; i < block + 32; i += 16) {
      const aLow = v128.load(x + i);
      const aHigh = v128.load(x + i + 32);
      const bLow = v128.xor(v128.load(y + i), aLow);
      const bHigh = v128.xor(v128.load(y + i + 32), aHigh);
      v128.store(y + i, bLow);
      v128.store(y + i + 32, bHigh);
      v128.store(x + i, v128.xor(aLow, product16(bLow, bHigh, table)));
      v128.store(x + i + 32, v128.xor(aHigh, product16(bLow, bHigh, table + 64)));
    }
  }
}

function forward16(x: usize, y: usize, table: usize): void {
  for (let block: usize = 0; block < SHARD; block += 64) {
    for (let i = block; i < block + 32; i += 16) {
      const bLow = v128.load(y + i);
      const bHigh = v128.load(y + i + 32);
      const aLow = v128.xor(v128.load(x + i), product16(bLow, bHigh, table));
      const aHigh = v128.xor(v128.load(x + i + 32), product16(bLow, bHigh, table + 64));
      v128.store(x + i, aLow);
      v128.store(x + i + 32, aHigh);
      v128.store(y + i, v128.xor(bLow, aLow));
      v128.store(y + i + 32, v128.xor(bHigh, aHigh));
    }
  }
}

@inline
function inverse(x: usize, y: usize, factor: usize, factors: usize, isZero: usize, wide: bool): void {
  if (load<u8>(isZero + factor)) xorShard(y, x);
  else if (wide) inverse16(x, y, factors + factor * TABLE16);
  else inverse8(x, y, factors + factor * TABLE8);
}

@inline
function forward(x: usize, y: usize, factor: usize, factors: usize, isZero: usize, wide: bool): void {
  if (load<u8>(isZero + factor)) xorShard(y, x);
  else if (wide) forward16(x, y, factors + factor * TABLE16);
  else forward8(x, y, factors + factor * TABLE8);
}

/**
 * Writes k parity shards for k data shards, k a power of two. Data shards are `dataStride` bytes apart, parity shards
 * `parityStride`; `work` has room for k shards.
 */
export function encodeShards(
  data: usize, dataStride: usize, parity: usize, parityStride: usize, k: usize,
  work: usize, factors: usize, isZero: usize, wide: bool,
): void {
  for (let i: usize = 0; i < k; i++) copyShare(work + i * SHARD, data + i * dataStride);
  for (let distance: usize = 1; distance < k; distance <<= 1) {
    for (let first: usize = 0; first < k; first += distance << 1) {
      const factor = k - 1 + first + distance;
      for (let i = first; i < first + distance; i++) {
        inverse(work + i * SHARD, work + (i + distance) * SHARD, factor, factors, isZero, wide);
      }
    }
  }
  for (let distance: usize = k >> 1; distance > 0; distance >>= 1) {
    for (let first: usize = 0; first < k; first += distance << 1) {
      const factor = first + distance - 1;
      for (let i = first; i < first + distance; i++) {
        forward(work + i * SHARD, work + (i + distance) * SHARD, factor, factors, isZero, wide);
      }
    }
  }
  for (let i: usize = 0; i < k; i++) copyShare(parity + i * parityStride, work + i * SHARD);
}
