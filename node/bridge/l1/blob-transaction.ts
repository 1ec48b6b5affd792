/** How a transaction with blobs travels: its signed body, then the blobs with their cell proofs (EIP-4844, EIP-7594). */
import { concatHex, fromRlp, type Hex, toRlp } from "viem";
import type { BlobSidecar } from "../../da/ethereum/port.ts";
import { toHex } from "../../primitives/bytes.ts";

/** The wrapper that carries cell proofs. viem 2 writes version 0, which L1's nodes have refused since Fusaka. */
const WRAPPER_VERSION = "0x01";

/** `0x03 || rlp([body, 1, blobs, commitments, cell proofs])` for a signed body `0x03 || rlp(body)`. */
export function withSidecar(signed: Hex, sidecar: BlobSidecar): Hex {
  const body = fromRlp(`0x${signed.slice(4)}`, "hex");
  const list = (items: readonly Uint8Array[]): Hex[] => items.map((item) => toHex(item));
  const { blobs, commitments, cellProofs } = sidecar;
  return concatHex([
    "0x03",
    toRlp([body, WRAPPER_VERSION, list(blobs), list(commitments), list(cellProofs)]),
  ]);
}
