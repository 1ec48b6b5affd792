import { randomBytes } from "node:crypto";
import type { Blob } from "../node/da/celestia/codec/blob.ts";
import { encodeBlobTx } from "../node/da/celestia/codec/blob-tx.ts";
import { shareCommitment } from "../node/da/celestia/codec/commitment.ts";
import {
  dataAvailabilityHeader,
  dataRoot,
  extendSquare,
  rowTree,
} from "../node/da/celestia/codec/extended-square.ts";
import { userNamespace } from "../node/da/celestia/codec/namespace.ts";
import { SHARE_BYTES } from "../node/da/celestia/codec/share.ts";
import { constructSquare } from "../node/da/celestia/codec/square.ts";
import { rowsOfNamespace, verifiedBlobs } from "../node/da/celestia/verify/namespace-data.ts";
import { type Figure, rounded } from "./figure.ts";

/** Celestia's own limit on all its users: blocks of 32 MiB every 3 s. */
const CHAIN_MB_PER_S = (32 * 1.048576) / 3;
const PEER = "Celestia, whole chain: 32 MiB blocks every 3 s";
const NAMESPACE = userNamespace(Buffer.from("bench"));
/** Two blobs that fill most of a square of 128 (8 MiB). */
const BLOB_BYTES = 3_750_000;
const RUNS = 5;

function createBlob(): Blob {
  return {
    namespace: NAMESPACE,
    data: new Uint8Array(randomBytes(BLOB_BYTES)),
    shareVersion: 1,
    signer: new Uint8Array(20),
  };
}

/** CPU time of this process in seconds: what one core needs, whatever else the machine does. */
function cpuSeconds(): number {
  const { system, user } = process.cpuUsage();
  return (system + user) / 1e6;
}

/** Megabytes per second of the best of some runs; the first warms up. */
function rate(bytes: number, action: () => void): number {
  action();
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = cpuSeconds();
    action();
    best = Math.min(best, cpuSeconds() - start);
  }
  return bytes / 1e6 / best;
}

function figure(name: string, value: number, target: number): Figure {
  return {
    ...{ name, value: rounded(value), unit: "MB/s", target, better: "more" },
    ...{ peer: PEER, ratio: value / CHAIN_MB_PER_S },
  };
}

/** Throughput of publishing on one core: shares and commitments, erasure code and roots, all of it, and verification. */
export async function run(): Promise<Figure[]> {
  const blobs = [createBlob(), createBlob()];
  const payload = 2 * BLOB_BYTES;
  const tx = encodeBlobTx({ tx: new Uint8Array(400), blobs });
  const square = constructSquare([tx]);
  const extended = extendSquare(square.shares);
  const header = {
    height: 1,
    chainId: "bench",
    hash: new Uint8Array(32),
    dataHash: dataRoot(extended),
    dah: extended,
    size: extended.size,
    time: "",
  };
  const rows = rowsOfNamespace(header, NAMESPACE).map((row) => {
    const proof = rowTree(extended, row).proveNamespace(NAMESPACE);
    const first = row * 2 * extended.size + proof.start;
    const shares = Array.from({ length: proof.end - proof.start }, (_, i) =>
      extended.shares.subarray((first + i) * SHARE_BYTES, (first + i + 1) * SHARE_BYTES),
    );
    return { proof, shares };
  });
  const commit = (): void => {
    for (const blob of blobs) shareCommitment(blob);
  };
  return [
    figure("celestia shares and commitment", rate(payload, commit), 40),
    figure(
      "celestia erasure code and data root",
      rate(square.shares.length, () => dataRoot(dataAvailabilityHeader(square.shares))),
      10,
    ),
    figure(
      "celestia encode, commit, square and erasure code",
      rate(payload, () => {
        commit();
        dataRoot(
          dataAvailabilityHeader(constructSquare([encodeBlobTx({ tx: new Uint8Array(400), blobs })]).shares),
        );
      }),
      8,
    ),
    figure(
      "celestia namespace read and verified",
      rate(payload, () => verifiedBlobs(header, NAMESPACE, rows)),
      20,
    ),
  ];
}
