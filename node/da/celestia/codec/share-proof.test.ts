import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rangeToJson } from "../mock/proofs.ts";
import { sampleBlock } from "../testing/sample-block.ts";
import { sharedData } from "../testing/shared-data.ts";
import { fromBase64 } from "./encoding.ts";
import { dataRoot, extendSquare } from "./extended-square.ts";
import { proveShare, shareIndex, shareProofFromRange } from "./share-proof.ts";
import { constructSquare } from "./square.ts";

describe("the proof of one share", () => {
  it("leads to its index in the original square, from the square itself and from celestia-node's answer alike", () => {
    for (const seed of [1, 2, 3]) {
      const original = constructSquare(sampleBlock(seed));
      const square = extendSquare(original.shares);
      const root = dataRoot(square);
      for (const { blob, start, shareCount } of original.blobs) {
        for (const index of [start, start + shareCount - 1]) {
          const proof = proveShare(square, index);
          expect(shareIndex(proof, blob.namespace, root)).toBe(index);
          const answer = rangeToJson({ square } as never, index, index + 1);
          expect(shareProofFromRange(answer)).toEqual(proof);
          for (const wrong of [
            { ...proof, row: proof.row + square.size },
            { ...proof, column: proof.column ^ 1 },
            { ...proof, rowPath: proof.rowPath.slice(1) },
            { ...proof, nodes: proof.nodes.slice(1) },
          ]) {
            expect(shareIndex(wrong, blob.namespace, root)).toBeUndefined();
          }
        }
      }
    }
  });

  const real = sharedData("celestia/mainnet_block_10126899.json");
  it.skipIf(real.isMissing)("leads every blob of a real block to the chain's own data hash", () => {
    const { data_hash: hash, txs } = JSON.parse(readFileSync(real.path, "utf8"));
    const original = constructSquare(txs.map(fromBase64));
    const square = extendSquare(original.shares);
    const root = new Uint8Array(Buffer.from(hash, "hex"));
    expect(original.blobs.some(({ start }) => start >= square.size)).toBe(true);
    for (const { blob, start, shareCount } of original.blobs) {
      for (const index of [start, start + shareCount - 1]) {
        expect(shareIndex(proveShare(square, index), blob.namespace, root)).toBe(index);
      }
    }
  });
});
