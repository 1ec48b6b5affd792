import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSampleBytes } from "../testing/sample-block.ts";
import { type Blob, blobToShares } from "./blob.ts";
import { shareCommitment } from "./commitment.ts";
import { fromBase64, toBase64 } from "./encoding.ts";
import { merkleRoot, proveLeaf, verifyLeaf } from "./merkle.ts";
import { userNamespace } from "./namespace.ts";
import { hashLeaf, hashNodes, type NmtNode } from "./nmt-node.ts";
import { readBlobs } from "./read-blobs.ts";
import { SHARE_BYTES } from "./share.ts";
import { mountainSizes, subtreeWidth } from "./share-rules.ts";

/** celestia-node `api/docgen/exampledata/blob.json`. */
const EXAMPLE = {
  namespace: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAMJ/xGlNMdE=",
  data: "z8QyNztvogN7NYU27gI+nJgg1vMJtkK3vbduSDz7/8mhmos37I7duH51kkgouxrsdhdOBJ1431OmipNfVedbtwe6zQ06EbJBl/jk4QwwU3S29YBTUZcUfTzXpEJIuMrYzU6YPxN8Zce/KNdsEIy4zxdfxekXpvsgZMBhf83iYgfHvsFAoJmmCp/ORAUoAFf7tJ7cF8RZyA20ftqRa1uhAmktxIb58abpGTG+TNgq3mjyvswECVykJYqGjqNtInyIx2EQOnVp2q69YHkegdoBvoOKzEFigQTdrL2TZBex4MhkrYt7Zf0DQyNMRkCPL/zKYE3bhvXNWMThWCmhD5TOApzirORXKOTB0nxhjDF/aFYkrS+IKBw1KfJ5isldWvmasJBWwRgDuli6Cty67vMMk7fUUTUf0St6rvQeftSoEVlC1xEw46+h5kIXaWiM0g/EzGIAdZHycUFWCSdnt3p7BS5ttEpSf1d6ZbVYYL2y0XguH41k54JqufEMAw9ukmaF0IbN9Jk6fNefV1dsWTdCP6Mz6e+RTCd9DQGqb2VrsvMzx5uVidLD8ND79pvXgL1VzyhJaMTcjSfZK15jOxLwGh1arZc2gyTNiq2pu6wNz0tdJp+fFU+peG8rHN8=",
  share_version: 0,
  commitment: "aHlbp+J9yub6hw/uhK6dP8hBLR2mFy78XNRRdLf2794=",
};

/** The commitment by the definition, one hash at a time. */
function naiveCommitment(blob: Blob): Uint8Array {
  const bytes = blobToShares(blob);
  const leaves = Array.from({ length: bytes.length / SHARE_BYTES }, (_, i) =>
    hashLeaf(blob.namespace, bytes.subarray(i * SHARE_BYTES, (i + 1) * SHARE_BYTES)),
  );
  const rootOf = (nodes: readonly NmtNode[]): NmtNode =>
    nodes.length === 1
      ? nodes[0]!
      : hashNodes(rootOf(nodes.slice(0, nodes.length / 2)), rootOf(nodes.slice(nodes.length / 2)))!;
  let done = 0;
  const roots = mountainSizes(leaves.length, subtreeWidth(leaves.length)).map((size) => {
    done += size;
    return rootOf(leaves.slice(done - size, done));
  });
  return merkleRoot(roots);
}

describe("the share commitment", () => {
  test("is the one that celestia-node publishes for its example blob", () => {
    const blob = {
      namespace: fromBase64(EXAMPLE.namespace),
      data: fromBase64(EXAMPLE.data),
      shareVersion: EXAMPLE.share_version,
    };
    expect(toBase64(shareCommitment(blob))).toBe(EXAMPLE.commitment);
  });

  test("equals the definition for blobs of every size and version", () => {
    const length = fc.oneof(
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 30_000, max: 34_000 }),
      fc.integer({ min: 1, max: 90_000 }),
    );
    fc.assert(
      fc.property(length, fc.boolean(), fc.integer(), (bytes, signed, seed) => {
        const from = createSampleBytes(seed);
        const namespace = userNamespace(from.bytes(10));
        const plain: Blob = { namespace, data: from.bytes(bytes), shareVersion: 0 };
        const blob: Blob = signed ? { ...plain, shareVersion: 1, signer: from.bytes(20) } : plain;
        expect(toBase64(shareCommitment(blob))).toBe(toBase64(naiveCommitment(blob)));
        const [read] = readBlobs(blobToShares(blob));
        expect(toBase64(read!.data)).toBe(toBase64(blob.data));
      }),
      { numRuns: 40 },
    );
  });

  test("is refused for blobs that no chain accepts", () => {
    const namespace = userNamespace(Uint8Array.of(1, 0));
    const data = Uint8Array.of(1);
    const bad: Blob[] = [
      { namespace, data: new Uint8Array(0), shareVersion: 0 },
      { namespace, data, shareVersion: 0, signer: new Uint8Array(20) },
      { namespace, data, shareVersion: 1 },
      { namespace, data, shareVersion: 1, signer: new Uint8Array(19) },
      { namespace, data, shareVersion: 3 },
      { namespace: namespace.with(0, 0xff), data, shareVersion: 0 },
    ];
    for (const blob of bad)
      expect(() => shareCommitment(blob)).toThrow(expect.objectContaining({ code: "CELESTIA_BLOB" }));
  });
});

describe("the binary Merkle tree", () => {
  test("proves every leaf, and no other leaf, index or total", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), fc.integer(), (count, pick, seed) => {
        const from = createSampleBytes(seed);
        const leaves = Array.from({ length: count }, () => from.bytes(9));
        const index = pick % count;
        const root = merkleRoot(leaves);
        const proof = proveLeaf(leaves, index);
        expect(verifyLeaf(proof, leaves[index]!, root)).toBe(true);
        expect(verifyLeaf(proof, from.bytes(9), root)).toBe(false);
        expect(verifyLeaf(proof, leaves[index]!, from.bytes(32))).toBe(false);
        expect(verifyLeaf({ ...proof, aunts: [...proof.aunts, root] }, leaves[index]!, root)).toBe(false);
        expect(verifyLeaf({ ...proof, index: count }, leaves[index]!, root)).toBe(false);
        if (proof.aunts.length > 0)
          expect(verifyLeaf({ ...proof, aunts: proof.aunts.slice(1) }, leaves[index]!, root)).toBe(false);
        if (count > 1) expect(verifyLeaf({ ...proof, index: index ^ 1 }, leaves[index]!, root)).toBe(false);
      }),
    );
  });
});
