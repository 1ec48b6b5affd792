import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSampleBytes, sampleBlob, sampleBlock } from "../testing/sample-block.ts";
import { encodeBlobTx } from "./blob-tx.ts";
import { readCompactShares, writeCompactShares } from "./compact-shares.ts";
import { compareBytes, TX_NAMESPACE } from "./namespace.ts";
import { readBlobs } from "./read-blobs.ts";
import { sha256 } from "./sha256.ts";
import { SHARE_BYTES } from "./share.ts";
import { subtreeWidth } from "./share-rules.ts";
import { constructSquare, createSquareBuilder } from "./square.ts";

/** Square size and SHA-256 (first 8 bytes) of the squares that go-square 4.0.0 makes of sample blocks 1 to 25. */
const GO_SQUARE = [
  [16, "99776b9df8ce1834"],
  [16, "9ff80d53099ac880"],
  [2, "0958cfd475fba1ff"],
  [2, "7304ddede6beb508"],
  [16, "79318444f8f1cde3"],
  [16, "21f0609a9a0e5db3"],
  [16, "1fadf51fd4fa5c82"],
  [32, "e2d5db178c155fa2"],
  [8, "8d1360c35829a2a9"],
  [4, "5e845caa203375e4"],
  [2, "21be8a50afe9e988"],
  [32, "ca710182e55153e8"],
  [8, "ad33f4a94f97ed26"],
  [16, "8e3743337d79ecbf"],
  [16, "d3f84e60c4139240"],
  [16, "915441c8f66bfc92"],
  [16, "0f0a809cc560e7d4"],
  [16, "6edea44db25d5974"],
  [2, "005cf414edaadcbe"],
  [32, "6a89de3b06b78900"],
  [4, "72a752446fe64536"],
  [8, "491db6e27ff99faf"],
  [16, "7b026fad78a3e4b0"],
  [32, "0be5ae49f0ed2342"],
  [4, "7d1e7a320dc32511"],
] as const;

describe("the data square", () => {
  test.each(GO_SQUARE.map((vector, i) => [i + 1, ...vector] as const))(
    "of sample block %i is the one that go-square makes",
    (seed, size, digest) => {
      const square = constructSquare(sampleBlock(seed));
      expect([square.size, Buffer.from(sha256(square.shares)).toString("hex").slice(0, 16)]).toEqual([
        size,
        digest,
      ]);
    },
  );

  test("holds every blob whole, aligned to its subtrees, in the order of namespaces", () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1_000 }), (seed) => {
        const { blobs, shares, size } = constructSquare(sampleBlock(seed));
        expect(shares.length).toBe(size * size * SHARE_BYTES);
        let end = 0;
        for (const [i, { blob, shareCount, start }] of blobs.entries()) {
          expect(start % subtreeWidth(shareCount)).toBe(0);
          expect(start).toBeGreaterThanOrEqual(end);
          if (i > 0)
            expect(compareBytes(blobs[i - 1]!.blob.namespace, blob.namespace)).toBeLessThanOrEqual(0);
          const [read, ...others] = readBlobs(
            shares.subarray(start * SHARE_BYTES, (start + shareCount) * SHARE_BYTES),
          );
          expect(others).toEqual([]);
          expect(compareBytes(read!.data, blob.data)).toBe(0);
          expect(read!.shareVersion).toBe(blob.shareVersion);
          expect(read!.signer ?? null).toEqual(
            blob.signer === undefined ? null : new Uint8Array(blob.signer),
          );
          end = start + shareCount;
        }
      }),
      { numRuns: 25 },
    );
  });

  test("refuses what does not fit and stays as it was", () => {
    const from = createSampleBytes(3);
    const builder = createSquareBuilder({ maxSquareSize: 4 });
    const small = encodeBlobTx({ tx: from.bytes(100), blobs: [{ ...sampleBlob(from, 900) }] });
    const large = encodeBlobTx({ tx: from.bytes(100), blobs: [{ ...sampleBlob(from, 20_000) }] });
    expect([builder.add(small), builder.add(large), builder.add(small)]).toEqual([true, false, true]);
    const { shares } = builder.build();
    expect(Buffer.compare(shares, constructSquare([small, small]).shares)).toBe(0);
    expect(() => constructSquare([large], 4)).toThrow(
      expect.objectContaining({ code: "CELESTIA_SQUARE_FULL" }),
    );
  });

  test("takes plain transactions only before paying ones", () => {
    const from = createSampleBytes(4);
    const paying = encodeBlobTx({ tx: from.bytes(100), blobs: [sampleBlob(from, 10)] });
    expect(() => constructSquare([paying, Uint8Array.of(0xff)])).toThrow(
      expect.objectContaining({ code: "CELESTIA_TX_ORDER" }),
    );
  });
});

describe("compact shares", () => {
  test("give back the units written, wherever they end", () => {
    const unit = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.uint8Array({ minLength: 460, maxLength: 490 }),
      fc.uint8Array({ minLength: 900, maxLength: 1_500 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const read = readCompactShares(writeCompactShares(TX_NAMESPACE, units));
        expect(read.map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(
          units.map((bytes) => Buffer.from(bytes).toString("hex")),
        );
      }),
    );
  });
});

describe("blob shares", () => {
  test("that were cut off, reordered or joined with foreign ones are refused", () => {
    const from = createSampleBytes(9);
    const square = constructSquare([encodeBlobTx({ tx: from.bytes(10), blobs: [sampleBlob(from, 2_000)] })]);
    const { shareCount, start } = square.blobs[0]!;
    const shares = square.shares.slice(start * SHARE_BYTES, (start + shareCount) * SHARE_BYTES);
    const foreign = shares.slice();
    foreign[SHARE_BYTES + 28]! ^= 1;
    for (const bad of [
      shares.subarray(0, -SHARE_BYTES),
      shares.subarray(SHARE_BYTES),
      foreign,
      shares.subarray(1),
    ]) {
      expect(() => readBlobs(bad)).toThrow(expect.objectContaining({ code: "CELESTIA_SHARE" }));
    }
  });
});
