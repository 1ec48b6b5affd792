import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { blobsCommitment } from "../../node/da/ethereum/driver.ts";
import { commitBlobSync, versionedHash } from "../../node/da/ethereum/kzg.ts";
import { decodeRecordHeader, RECORD_HEADER_BYTES, sha256 } from "../../node/da/local/record.ts";
import { fromHex, toHex } from "../../node/primitives/bytes.ts";
import type { BatchEvidence } from "../batch-evidence.ts";

/** Commitments, `0x` hex, of what a person finds behind a batch's link, by the means of its layer alone. */
export async function followEvidence(batch: BatchEvidence): Promise<string[]> {
  if (batch.layer === "local") return inFile(batch.evidence);
  const page: unknown = await (await fetch(batch.evidence)).json();
  if (batch.layer === "ethereum") {
    const { data } = page as { data: `0x${string}`[] };
    const hashes = data.map((blob) => versionedHash(commitBlobSync(fromHex(blob, (blob.length - 2) / 2))));
    return [toHex(blobsCommitment(hashes))];
  }
  const { blobs, height } = page as {
    height: number;
    blobs: { start: number; shares: number; commitment: string }[];
  };
  return blobs
    .filter(({ start, shares }) => [height, start, shares].join() === placeOf(batch))
    .map(({ commitment }) => `0x${commitment}`);
}

const placeOf = ({ height, start, length }: BatchEvidence): string => [height, start, length].join();

async function inFile(link: string): Promise<string[]> {
  const [file, offset] = link.split("#byte=") as [string, string];
  const bytes = new Uint8Array((await readFile(fileURLToPath(file))).subarray(Number(offset)));
  const header = decodeRecordHeader(bytes);
  if (header === undefined) return [];
  return [toHex(sha256(bytes.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + header.length)))];
}
