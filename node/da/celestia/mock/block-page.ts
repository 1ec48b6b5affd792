import { shareCommitment } from "../codec/commitment.ts";
import type { MockChain } from "./chain.ts";
import { addressText } from "./pay.ts";

/** What `GET /block/<height>` shows of a block; undefined for any other path and for heights that are not there. */
export function blockPage(chain: MockChain, path: string): unknown {
  const height = Number(/^\/block\/(\d{1,15})$/.exec(path)?.[1] ?? 0);
  const block = chain.block(height);
  if (block === undefined) return undefined;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  return {
    chain: block.chainId,
    height,
    time: new Date(block.timeMs).toISOString(),
    hash: hex(block.hash),
    dataHash: hex(block.dataHash),
    squareSize: block.square.size,
    blobs: block.blobs.map(({ blob, shareCount, start }) => ({
      namespace: hex(blob.namespace),
      start,
      shares: shareCount,
      bytes: blob.data.length,
      commitment: hex(shareCommitment(blob)),
      signer: blob.signer === undefined ? null : addressText(blob.signer),
    })),
  };
}
