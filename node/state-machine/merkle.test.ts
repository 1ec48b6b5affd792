import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytes } from "../primitives/testing/arbitraries.ts";
import { merkleRoot, verifyRange } from "./merkle.ts";
import { batchRoot, blockHash, INPUT_DEPTH, inputRoot } from "./roots.ts";

const sha = (...parts: Uint8Array[]) =>
  new Uint8Array(createHash("sha256").update(Buffer.concat(parts)).digest());

/** By the book: pad to 2^depth leaves, hash pairs. */
function naiveRoot(input: Uint8Array, depth: number): Uint8Array {
  const padded = new Uint8Array(32 * 2 ** depth);
  padded.set(input);
  let nodes = Array.from({ length: 2 ** depth }, (_, i) => padded.slice(32 * i, 32 * i + 32));
  while (nodes.length > 1) {
    nodes = Array.from({ length: nodes.length / 2 }, (_, i) => sha(nodes[2 * i]!, nodes[2 * i + 1]!));
  }
  return nodes[0]!;
}

describe("Merkle roots", () => {
  it("equal the naive tree for every length and depth", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 * 16 }), fc.integer({ min: 4, max: 8 }), (input, depth) => {
        expect(merkleRoot(input, depth)).toEqual(naiveRoot(input, depth));
      }),
      { numRuns: 200 },
    );
    expect(() => merkleRoot(new Uint8Array(65), 1)).toThrow(/at most/);
  });

  it("of a block are those of its bytes padded with zeros to a gibibyte", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 * 8 }), (block) => {
        let expected = naiveRoot(block, 3);
        let zero = naiveRoot(new Uint8Array(0), 3);
        for (let height = 3; height < INPUT_DEPTH; height++) {
          expected = sha(expected, zero);
          zero = sha(zero, zero);
        }
        expect(inputRoot(block)).toEqual(expected);
        expect(inputRoot(new Uint8Array([...block, 0, 0, 0]))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("of a batch pad with zero leaves to a power of two", () => {
    fc.assert(
      fc.property(fc.array(bytes(32), { minLength: 1, maxLength: 9 }), (roots) => {
        const depth = Math.ceil(Math.log2(roots.length));
        expect(batchRoot(roots)).toEqual(naiveRoot(Buffer.concat(roots), depth));
      }),
      { numRuns: 50 },
    );
  });

  it("chain blocks by parent, input, state and receipts", () => {
    fc.assert(
      fc.property(
        bytes(32),
        bytes(32),
        bytes(32),
        fc.uint8Array(),
        (parentHash, input, stateRoot, receipts) => {
          const hash = blockHash({ parentHash, inputRoot: input, stateRoot, receipts });
          expect(hash).toEqual(sha(parentHash, input, stateRoot, sha(receipts)));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("refuse ranges that are no aligned power of two, without throwing", () => {
    const leaf = new Uint8Array(32);
    const root = merkleRoot(new Uint8Array(32), 2);
    const zeros = [leaf, merkleRoot(new Uint8Array(64), 1)];
    expect(verifyRange(root, 2, 0, [leaf], zeros)).toBe(true);
    expect(verifyRange(root, 2, 4, [leaf], zeros)).toBe(false);
    expect(verifyRange(root, 2, -1, [leaf], zeros)).toBe(false);
    expect(verifyRange(root, 2, 0.5, [leaf], zeros)).toBe(false);
    expect(verifyRange(root, 2, 1, [leaf, leaf], zeros.slice(1))).toBe(false);
    expect(verifyRange(root, 2, 0, [leaf, leaf, leaf], zeros)).toBe(false);
    expect(verifyRange(root, 2, 0, [], zeros)).toBe(false);
    expect(verifyRange(root, 2, 0, [new Uint8Array(31)], zeros)).toBe(false);
  });
});
