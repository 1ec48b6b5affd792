import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleBlock } from "../testing/sample-block.ts";
import { type ExtendedSquare, extendSquare, rowTree } from "./extended-square.ts";
import { compareBytes, equalBytes, PARITY_NAMESPACE, TX_NAMESPACE, userNamespace } from "./namespace.ts";
import { maxNamespace, minNamespace } from "./nmt-node.ts";
import { coversNamespace, verifyNamespace, verifyRange } from "./nmt-proof.ts";
import { SHARE_BYTES } from "./share.ts";
import { constructSquare } from "./square.ts";

const square: ExtendedSquare = extendSquare(constructSquare(sampleBlock(9)).shares);
const width = 2 * square.size;
const anyRow = fc.integer({ min: 0, max: square.size - 1 });
const anyNamespace = fc.oneof(
  fc.integer({ min: 0x7e, max: 0x88 }).map((last) => userNamespace(Uint8Array.of(1, last))),
  fc.constant(TX_NAMESPACE),
  fc.constant(userNamespace(Uint8Array.of(0xff, 0xff, 0xff))),
);

function sharesOf(row: number, start: number, end: number): Uint8Array[] {
  return Array.from({ length: end - start }, (_, i) => {
    const at = (row * width + start + i) * SHARE_BYTES;
    return square.shares.subarray(at, at + SHARE_BYTES);
  });
}

describe("namespace proofs", () => {
  test("show all shares of a namespace in a row, or that there are none", () => {
    fc.assert(
      fc.property(anyRow, anyNamespace, (row, namespace) => {
        const proof = rowTree(square, row).proveNamespace(namespace);
        const present = proof.leafHash === undefined && proof.end > proof.start;
        const shares = present ? sharesOf(row, proof.start, proof.end) : [];
        const all = sharesOf(row, 0, square.size).filter((share) =>
          equalBytes(share.subarray(0, 29), namespace),
        );
        expect(shares).toEqual(all);
        expect(verifyNamespace(proof, namespace, shares, square.rowRoots[row]!, width)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test("fail for one share less, one more, a changed one or another row's root", () => {
    let tried = 0;
    for (let row = 0; row < square.size; row++) {
      const root = square.rowRoots[row]!;
      const tree = rowTree(square, row);
      const namespace = minNamespace(root);
      const proof = tree.proveNamespace(namespace);
      const shares = sharesOf(row, proof.start, proof.end);
      const { start, end } = proof;
      if (end - start > 1) {
        const shorter = tree.proveRange(start, end - 1);
        expect(verifyRange(shorter, namespace, shares.slice(0, -1), root, width)).toBe(true);
        expect(verifyNamespace(shorter, namespace, shares.slice(0, -1), root, width)).toBe(false);
        tried++;
      }
      const changed = shares.map((share) => share.slice());
      changed[0]![200]! ^= 1;
      const otherRoot = square.rowRoots[(row + 1) % square.size]!;
      expect(verifyNamespace(proof, namespace, changed, root, width)).toBe(false);
      expect(verifyNamespace(proof, namespace, [...shares, shares[0]!], root, width)).toBe(false);
      expect(verifyNamespace(proof, namespace, [], root, width)).toBe(false);
      expect(verifyNamespace(proof, namespace, shares, root, 2 * width)).toBe(false);
      if (!equalBytes(otherRoot, root))
        expect(verifyNamespace(proof, namespace, shares, otherRoot, width)).toBe(false);
      expect(verifyNamespace({ start: 0, end: 0, nodes: [] }, namespace, [], root, width)).toBe(false);
    }
    expect(tried).toBeGreaterThan(0);
  });

  test("of absence fail when a node, the leaf or the namespace is exchanged", () => {
    let tried = 0;
    for (let row = 0; row < square.size; row++) {
      const root = square.rowRoots[row]!;
      const tree = rowTree(square, row);
      for (let last = 0x7f; last < 0x87; last++) {
        const namespace = userNamespace(Uint8Array.of(1, last));
        const proof = tree.proveNamespace(namespace);
        if (proof.leafHash === undefined) continue;
        tried++;
        expect(verifyNamespace(proof, namespace, [], root, width)).toBe(true);
        const leafHash = proof.leafHash.slice();
        leafHash[70]! ^= 1;
        expect(verifyNamespace({ ...proof, leafHash }, namespace, [], root, width)).toBe(false);
        expect(verifyNamespace({ ...proof, nodes: proof.nodes.slice(1) }, namespace, [], root, width)).toBe(
          false,
        );
        expect(
          verifyNamespace({ ...proof, nodes: proof.nodes.toReversed() }, namespace, [], root, width),
        ).toBe(false);
        expect(verifyNamespace(proof, minNamespace(root), [], root, width)).toBe(false);
        const neighbour = tree.proveRange(proof.start + 1, proof.start + 2);
        const parity = tree.proveNamespace(PARITY_NAMESPACE);
        expect(
          verifyNamespace(
            { ...neighbour, leafHash: parity.leafHash ?? leafHash },
            namespace,
            [],
            root,
            width,
          ),
        ).toBe(false);
      }
    }
    expect(tried).toBeGreaterThan(0);
  });

  test("never throw, whatever they hold", () => {
    const node = fc.uint8Array({ minLength: 88, maxLength: 91 });
    const proof = fc.record({
      start: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.double()),
      end: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.double()),
      nodes: fc.array(node, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(proof, fc.integer({ min: 0, max: 40 }), (value, leafCount) => {
        expect(verifyNamespace(value, TX_NAMESPACE, [], square.rowRoots[0]!, leafCount)).toBe(false);
      }),
    );
  });
});

describe("row roots", () => {
  test("state the least and the greatest namespace of their original shares and leave out parity", () => {
    for (const [row, root] of square.rowRoots.entries()) {
      if (row < square.size) {
        expect(equalBytes(minNamespace(root), sharesOf(row, 0, 1)[0]!.subarray(0, 29))).toBe(true);
        expect(
          equalBytes(maxNamespace(root), sharesOf(row, square.size - 1, square.size)[0]!.subarray(0, 29)),
        ).toBe(true);
      } else {
        expect(compareBytes(minNamespace(root), PARITY_NAMESPACE)).toBe(0);
        expect(coversNamespace(root, TX_NAMESPACE)).toBe(false);
      }
      expect(equalBytes(rowTree(square, row).root, root)).toBe(true);
    }
  });
});
