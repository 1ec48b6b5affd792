/**
 * Multiplication tables of the two Leopard fields.
 *
 * An element is written in a Cantor basis v (v_0 = 1, v_i^2 + v_i = v_(i-1)), so that the i-th subspace polynomial maps
 * the element of index x to the element of index x >> i. The twiddle factor of skew index j = first + 2^i - 1, with
 * `first` a multiple of 2^(i+1), is therefore simply the element first >> i.
 */

interface Field {
  readonly bits: 8 | 16;
  /** The reduction polynomial, its leading term included. */
  readonly polynomial: number;
  readonly cantorBasis: readonly number[];
}

/** Up to 256 shards in all (https://github.com/catid/leopard, FF8). */
const FIELD_8: Field = {
  bits: 8,
  polynomial: 0x11d,
  cantorBasis: [1, 214, 152, 146, 86, 200, 88, 230],
};

/** Up to 65,536 shards in all (https://github.com/catid/leopard, FF16). */
const FIELD_16: Field = {
  bits: 16,
  polynomial: 0x1002d,
  cantorBasis: [
    0x0001, 0xacca, 0x3c0e, 0x163e, 0xc582, 0xed2e, 0x914c, 0x4012, 0x6c98, 0x10d8, 0x6a72, 0xb900, 0xfdb8,
    0xfb34, 0xff38, 0x991e,
  ],
};

/** Product of two elements in the Cantor representation. */
export type Multiply = (a: number, b: number) => number;

function createMultiply(field: Field): Multiply {
  const order = 1 << field.bits;
  const toPolynomial = new Uint16Array(order);
  const toCantor = new Uint16Array(order);
  for (let index = 1; index < order; index++) {
    const top = 31 - Math.clz32(index);
    toPolynomial[index] = toPolynomial[index ^ (1 << top)]! ^ field.cantorBasis[top]!;
    toCantor[toPolynomial[index]!] = index;
  }
  return (a, b) => {
    const y = toPolynomial[b]!;
    let product = 0;
    for (let x = toPolynomial[a]!, shifted = y; x !== 0; x >>>= 1) {
      if (x & 1) product ^= shifted;
      shifted <<= 1;
      if (shifted & order) shifted ^= field.polynomial;
    }
    return toCantor[product]!;
  };
}

/** Multiplication in GF(2^8) and GF(2^16) of Leopard. */
export const multiply8: Multiply = createMultiply(FIELD_8);
export const multiply16: Multiply = createMultiply(FIELD_16);

/** The twiddle factor of a skew index. */
export function twiddle(skewIndex: number): number {
  const position = skewIndex + 1;
  const layer = 31 - Math.clz32(position & -position);
  return (position ^ (1 << layer)) >>> layer;
}

export interface FactorTables {
  /** Nibble tables, one row per skew index: 32 bytes in GF(2^8), 128 in GF(2^16). */
  readonly tables: Uint8Array;
  /** 1 where the factor is zero, so that only the addition remains. */
  readonly isZero: Uint8Array;
}

/**
 * Nibble tables for skew indexes 0..count-1. Row of GF(2^8): products of the 16 low nibbles, then of the 16 high ones.
 * Row of GF(2^16): low bytes of the products of nibbles 0..3, then their high bytes.
 */
export function createFactorTables(bits: 8 | 16, count: number): FactorTables {
  const multiply = bits === 8 ? multiply8 : multiply16;
  const nibbles = bits / 4;
  const rowBytes = nibbles * 16 * (bits / 8);
  const tables = new Uint8Array(count * rowBytes);
  const isZero = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const factor = twiddle(index);
    if (factor === 0) {
      isZero[index] = 1;
      continue;
    }
    for (let nibble = 0; nibble < nibbles; nibble++) {
      for (let value = 0; value < 16; value++) {
        const product = multiply(factor, value << (4 * nibble));
        const at = index * rowBytes + nibble * 16 + value;
        tables[at] = product & 0xff;
        if (bits === 16) tables[at + 64] = product >>> 8;
      }
    }
  }
  return { tables, isZero };
}
