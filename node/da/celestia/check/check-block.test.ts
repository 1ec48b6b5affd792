import { describe, expect, test } from "vitest";
import { decodeBlobTx, encodeBlobTx } from "../codec/blob-tx.ts";
import { shareCommitment } from "../codec/commitment.ts";
import { decodePayForBlobs, encodePayForBlobs, readMessages } from "../codec/pay-for-blobs.ts";
import { sharedData } from "../testing/shared-data.ts";
import { checkBlock, decodeBlockFile } from "./check-block.ts";
import { readJson } from "./read-json.ts";

const block = sharedData("celestia/mainnet_block_10126899.json");

describe.skipIf(block.isMissing)("the real mainnet block 10126899", async () => {
  const file = block.isMissing
    ? { height: 1, dataHash: new Uint8Array(32), txs: [] }
    : decodeBlockFile(await readJson(block.path));

  test("gives the chain's data hash from its raw transactions", () => {
    expect(checkBlock(file)).toEqual({
      height: 10_126_899,
      dataHash: "019D016D8AED47F1D6AD3164D6D48DBDD9CC0F9320B0549BD889A1F842274BA4",
      computed: "019D016D8AED47F1D6AD3164D6D48DBDD9CC0F9320B0549BD889A1F842274BA4",
      equal: true,
      txs: 5,
      blobs: 5,
      squareSize: 8,
    });
  });

  test("gives another hash when any transaction is left out or two change places", () => {
    for (const left of file.txs.keys()) {
      expect(checkBlock({ ...file, txs: file.txs.toSpliced(left, 1) }).equal).toBe(false);
    }
    const [first, second, ...others] = file.txs;
    expect(checkBlock({ ...file, txs: [second!, first!, ...others] }).equal).toBe(false);
  });

  test("gives another hash, or no square, when one byte of a transaction differs", () => {
    for (const [index, tx] of file.txs.entries()) {
      for (const at of [0, 9, Math.floor(tx.length / 2), tx.length - 8, tx.length - 1]) {
        const changed = tx.slice();
        changed[at]! ^= 0x01;
        expect(checkBlock({ ...file, txs: file.txs.with(index, changed) }).equal).toBe(false);
      }
    }
  });

  test("holds blob transactions that we encode byte for byte, with the commitments they pay for", () => {
    for (const tx of file.txs) {
      const blobTx = decodeBlobTx(tx)!;
      expect(Buffer.compare(encodeBlobTx(blobTx), tx)).toBe(0);
      const [message] = readMessages(blobTx.tx);
      const payment = decodePayForBlobs(message!.value);
      expect(Buffer.compare(encodePayForBlobs(payment), message!.value)).toBe(0);
      expect(payment.shareCommitments.map((commitment) => Buffer.from(commitment).toString("hex"))).toEqual(
        blobTx.blobs.map((blob) => Buffer.from(shareCommitment(blob)).toString("hex")),
      );
    }
  });
});

describe("a block file", () => {
  const valid = { height: 1, data_hash: "00".repeat(32), txs: [] };

  test("without transactions gives the data hash of the empty block", () => {
    const empty = "3D96B7D238E7E0456F6AF8E7CDF0A67BD6CF9C2089ECB559C659DCAA1F880353";
    expect(checkBlock(decodeBlockFile({ ...valid, data_hash: empty.toLowerCase() }))).toMatchObject({
      computed: empty,
      equal: true,
    });
  });

  test.each([
    ["no object", []],
    ["no transactions", { ...valid, txs: undefined }],
    ["a transaction that is no base64", { ...valid, txs: ["*"] }],
    ["an empty transaction", { ...valid, txs: [""] }],
    ["a short data hash", { ...valid, data_hash: "00" }],
    ["a data hash that is no hexadecimal", { ...valid, data_hash: "zz".repeat(32) }],
    ["a height that is no integer", { ...valid, height: 1.5 }],
    ["height zero", { ...valid, height: 0 }],
  ])("with %s is refused as malformed", (_name, value) => {
    expect(() => decodeBlockFile(value)).toThrow(expect.objectContaining({ code: "FILE_MALFORMED" }));
  });
});
