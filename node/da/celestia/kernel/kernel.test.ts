import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../codec/sha256.ts";
import { createSampleBytes } from "../testing/sample-block.ts";
import { compileKernel } from "./compile.ts";
import { type Multiply, multiply8, multiply16 } from "./factors.ts";
import { kernel, NODE_BYTES, SHARE_BYTES } from "./kernel.ts";
import { KERNEL_WASM } from "./wasm.generated.ts";

function encode(data: Uint8Array): Uint8Array {
  const k = kernel();
  const at = k.reserve(2 * data.length);
  k.bytes().set(data, at);
  k.encode(at, SHARE_BYTES, at + data.length, SHARE_BYTES, data.length / SHARE_BYTES);
  return k.bytes().slice(at + data.length, at + 2 * data.length);
}

/** Value of the polynomial through (k + i, values[i]) at `x`, by Lagrange's formula. Slow and obviously right. */
function interpolate(values: readonly number[], x: number, multiply: Multiply, order: number): number {
  const k = values.length;
  const invert = (a: number): number => {
    let power = 1;
    for (let exponent = order - 2, base = a; exponent > 0; exponent >>>= 1) {
      if (exponent & 1) power = multiply(power, base);
      base = multiply(base, base);
    }
    return power;
  };
  return values.reduce((sum, value, i) => {
    let term = value;
    for (let j = 0; j < k; j++) {
      if (j !== i) term = multiply(term, multiply(x ^ (k + j), invert((k + i) ^ (k + j))));
    }
    return sum ^ term;
  }, 0);
}

/** Elements of a share: single bytes in GF(2^8); in GF(2^16), byte i and byte i + 32 of every 64. */
function elementAt(share: Uint8Array, index: number, bits: 8 | 16): number {
  if (bits === 8) return share[index]!;
  const at = Math.floor(index / 32) * 64 + (index % 32);
  return share[at]! | (share[at + 32]! << 8);
}

function shareAt(shares: Uint8Array, index: number): Uint8Array {
  return shares.subarray(index * SHARE_BYTES, (index + 1) * SHARE_BYTES);
}

describe("the kernel", () => {
  test("is what its sources compile to", { timeout: 60_000 }, async () => {
    expect(Buffer.from(await compileKernel()).toString("base64")).toBe(KERNEL_WASM);
  });

  // SHA-256 of the parity of k shares drawn from the sample generator with seed k, by klauspost/reedsolomon 1.12.4.
  test.each([
    [1, "89a6f73fc5541ce00177facad995511df16a114469a98ed4cfe86d2789c84dfe"],
    [2, "b3bf43307da5df0bce937a4e84acfd6aed6fe37f8d1cb05a8ece57e0277402e8"],
    [4, "0a3ea37cf90fbd7d2a290622ff8c57cc231ec714b558c2bdb1750c2893956f63"],
    [8, "793f35fb24d1621e73d5c7d080a599e19a024f1e8917bb96bf61c66d8f23d32f"],
    [16, "b382a2afafe3ceedefce35c46c13c3c26a53f40e23811b137bbda0714584af6d"],
    [32, "429d7e9c16eb4ef753807bf9de622d6aec657f98fa94d8a4d67990723548b50b"],
    [64, "3bc89f743cf5328c11828d17cf7ca0cd1c5e70ea5b120697f5649ce421f995a7"],
    [128, "41cc8d78224db3619a0e6cc98732dcea3ee485571fc61a7e4501026950023a09"],
    [256, "f74b02a7ee51d97621e67a3d057fc84e571f211980fb95e42da40e50757de1f3"],
    [512, "592d234e2d7b35e7bfd51d7a29ea49d6a3f7c37ae55c6881caf8c72a66e2168a"],
  ])("gives the parity of %i shares that the Leopard codec of the field gives", (k, digest) => {
    const parity = encode(createSampleBytes(k).bytes(k * SHARE_BYTES));
    expect(Buffer.from(sha256(parity)).toString("hex")).toBe(digest);
  });

  test.each([
    [8, 8, multiply8],
    [32, 8, multiply8],
    [256, 16, multiply16],
  ] as const)("extends %i shares to the values of one polynomial over GF(2^%i)", (k, bits, multiply) => {
    const data = createSampleBytes(k + 7).bytes(k * SHARE_BYTES);
    const parity = encode(data);
    const index = bits === 8 ? 411 : 203;
    const values = Array.from({ length: k }, (_, i) => elementAt(shareAt(data, i), index, bits));
    for (const point of [0, 1, k - 1]) {
      expect(elementAt(shareAt(parity, point), index, bits)).toBe(
        interpolate(values, point, multiply, 2 ** bits),
      );
    }
  });

  test("is linear: the parity of a sum is the sum of the parities", () => {
    const shares = fc.uint8Array({ minLength: 4 * SHARE_BYTES, maxLength: 4 * SHARE_BYTES });
    fc.assert(
      fc.property(shares, shares, (a, b) => {
        const sum = encode(a.map((byte, i) => byte ^ b[i]!));
        const [pa, pb] = [encode(a), encode(b)];
        expect(
          Buffer.compare(
            sum,
            pa.map((byte, i) => byte ^ pb[i]!),
          ),
        ).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  test("hashes leaves and pairs like SHA-256 one by one, whatever their number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.boolean(), fc.integer(), (count, parity, seed) => {
        const k = kernel();
        const shares = createSampleBytes(seed).bytes(count * SHARE_BYTES);
        const at = k.reserve(shares.length + 2 * count * NODE_BYTES);
        k.bytes().set(shares, at);
        const nodes = at + shares.length;
        k.hashLeaves(at, count, nodes, parity);
        for (let i = 0; i < count; i++) {
          const share = shareAt(shares, i);
          const namespace = parity ? new Uint8Array(29).fill(0xff) : share.subarray(0, 29);
          const node = Buffer.concat([namespace, namespace, sha256(Uint8Array.of(0), namespace, share)]);
          expect(
            Buffer.compare(k.bytes().subarray(nodes + i * NODE_BYTES, nodes + (i + 1) * NODE_BYTES), node),
          ).toBe(0);
        }
        const pairs = Math.floor(count / 2);
        const parents = nodes + count * NODE_BYTES;
        k.hashPairs(nodes, nodes + NODE_BYTES, 2 * NODE_BYTES, pairs, parents);
        for (let i = 0; i < pairs; i++) {
          const children = k.bytes().slice(nodes + 2 * i * NODE_BYTES, nodes + (2 * i + 2) * NODE_BYTES);
          const digest = k.bytes().subarray(parents + i * NODE_BYTES + 58, parents + (i + 1) * NODE_BYTES);
          expect(Buffer.compare(digest, sha256(Uint8Array.of(1), children))).toBe(0);
        }
      }),
      { numRuns: 30 },
    );
  });
});
