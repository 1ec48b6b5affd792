/** Data availability in Ethereum blobs, read through a beacon endpoint that is not trusted. */
import { concatBytes, equalBytes } from "../../primitives/bytes.ts";
import { errorCode, NovateError } from "../../primitives/error.ts";
import { keccak256 } from "../../primitives/keccak.ts";
import { sleep, type Timers } from "../../primitives/timers.ts";
import type { Attachment, DaPointer, DataAvailability } from "../port.ts";
import { commitBlob, commitBlobSync, sidecarOf, versionedHash } from "./kzg.ts";
import type { BlobBlock, BlobCarrier, BlobChain, BlobSource } from "./port.ts";
import { fromBlobs, MAX_BLOBS, MAX_PAYLOAD_BYTES, toBlobs } from "./stream.ts";

/** L1 blocks that one `find` reads: a day. */
const MAX_FIND_BLOCKS = 7_200n;

export interface EthereumDaOptions {
  /** Pause between looks for new blocks, and before a failed look is repeated, ms. */
  readonly pollMs: number;
}

export interface EthereumDaDependencies {
  readonly chain: BlobChain;
  readonly source: BlobSource;
  /** Absent in a node that only reads. */
  readonly carrier?: BlobCarrier;
  readonly timers: Timers;
}

export interface EthereumDa extends DataAvailability {
  readonly kind: 2;
  /** Blobs for a transaction of somebody else's, and the pointer a batch in it must have. Throws `DA_TOO_LARGE`, `DA_EMPTY`. */
  attach(payload: Uint8Array): Promise<Attachment>;
}

/** keccak256 over the versioned hashes, one after the other: what the Inbox compares with the transaction's own. */
export function blobsCommitment(versionedHashes: readonly Uint8Array[]): Uint8Array {
  return keccak256(concatBytes(versionedHashes));
}

export function createEthereumDa(
  options: EthereumDaOptions,
  { chain, source, carrier, timers }: EthereumDaDependencies,
): EthereumDa {
  const closing = new AbortController();
  const untilClosed = (signal?: AbortSignal): AbortSignal =>
    signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
  let highest = 0n;

  const head = async (signal?: AbortSignal): Promise<bigint> => {
    const now = await chain.head(untilClosed(signal));
    if (now > highest) highest = now;
    return highest;
  };

  /** A block that must exist: one at or below the head. */
  const blockAt = async (height: bigint, signal?: AbortSignal): Promise<BlobBlock> => {
    const block = height < 0n ? undefined : await chain.block(height, untilClosed(signal));
    if (block !== undefined) return block;
    throw new NovateError("DA_UNAVAILABLE", `expected L1 block ${height}, this node's L1 does not have it`);
  };

  const attach = async (payload: Uint8Array): Promise<Attachment> => {
    const sidecar = await sidecarOf(toBlobs(payload));
    const commitment = blobsCommitment(sidecar.versionedHashes);
    const { length } = sidecar.blobs;
    return { sidecar, pointer: { kind: 2, height: 0n, start: 0, length, commitment } };
  };

  const find = async (commitment: Uint8Array, fromHeight: bigint, signal?: AbortSignal) => {
    const last = await head(signal);
    const start = fromHeight < 0n ? 0n : fromHeight;
    const end = last - start < MAX_FIND_BLOCKS ? last : start + MAX_FIND_BLOCKS - 1n;
    for (let height = start; height <= end; height++) {
      for (const pointer of pointersIn(await blockAt(height, signal), height)) {
        if (equalBytes(pointer.commitment, commitment)) return pointer;
      }
    }
    return undefined;
  };

  const read = async (pointer: DaPointer, signal?: AbortSignal): Promise<Uint8Array> => {
    if (pointer.height > (await head(signal))) {
      throw new NovateError("DA_UNAVAILABLE", `expected L1 block ${pointer.height}, the head is ${highest}`);
    }
    const block = await blockAt(pointer.height, signal);
    const hashes = hashesOf(block, pointer);
    if (hashes === undefined) {
      throw new NovateError("DA_ABSENT", `L1 block ${pointer.height} holds no blobs of that commitment`);
    }
    const place = { height: pointer.height, timestamp: block.timestamp };
    const blobs = await verified(hashes, await source.blobs(place, hashes, untilClosed(signal)));
    try {
      return fromBlobs(blobs);
    } catch (cause) {
      throw new NovateError("DA_ABSENT", "the blobs are there and hold no payload", {}, { cause });
    }
  };

  return {
    kind: 2,
    maxPayloadBytes: MAX_PAYLOAD_BYTES,
    commit: (payload) => blobsCommitment(toBlobs(payload).map((blob) => versionedHash(commitBlobSync(blob)))),
    attach,
    async submit(payload, signal) {
      if (carrier === undefined) {
        return { status: "refused", code: "DA_READ_ONLY", reason: "this node has no account for blobs" };
      }
      let attachment: Attachment;
      try {
        attachment = await attach(payload);
      } catch (error) {
        return { status: "refused", code: errorCode(error), reason: (error as Error).message };
      }
      const { pointer, sidecar } = attachment;
      const outcome = await carrier.carry(sidecar, untilClosed(signal));
      if (outcome.status === "included")
        return { status: "included", pointer: { ...pointer, height: outcome.height } };
      return outcome.status === "unknown" ? { ...outcome, commitment: pointer.commitment } : outcome;
    },
    find,
    read,
    head,
    async *subscribe(fromHeight, signal) {
      const until = untilClosed(signal);
      let next = fromHeight < 0n ? 0n : fromHeight;
      while (!until.aborted) {
        const last = await retry(() => head(until), until);
        for (; last !== undefined && next <= last && !until.aborted; next++) {
          const block = await retry(() => blockAt(next, until), until);
          for (const pointer of block === undefined ? [] : pointersIn(block, next)) {
            const payload = await retry(() => readOrSkip(pointer, until), until);
            if (payload !== undefined) yield { pointer, payload };
          }
        }
        await sleep(timers, options.pollMs, until).catch(() => {});
      }
    },
    async close() {
      closing.abort();
    },
  };

  /** Undefined for blobs that hold no payload: anybody may send such to our address. */
  async function readOrSkip(pointer: DaPointer, signal: AbortSignal): Promise<Uint8Array | undefined> {
    try {
      return await read(pointer, signal);
    } catch (error) {
      if (errorCode(error) === "DA_ABSENT") return undefined;
      throw error;
    }
  }

  /** Repeats while an endpoint is away. Undefined when aborted; throws `DA_MISMATCH`. */
  async function retry<T>(action: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted) {
      try {
        return await action();
      } catch (error) {
        if (signal.aborted) return undefined;
        if (errorCode(error) !== "DA_UNAVAILABLE") throw error;
        await sleep(timers, options.pollMs, signal).catch(() => {});
      }
    }
    return undefined;
  }
}

/** Payloads of our namespace are whole transactions' blobs. */
function pointersIn(block: BlobBlock, height: bigint): DaPointer[] {
  return block.transactions
    .filter(({ versionedHashes }) => versionedHashes.length > 0 && versionedHashes.length <= MAX_BLOBS)
    .map(({ versionedHashes }) => ({
      kind: 2,
      height,
      start: 0,
      length: versionedHashes.length,
      commitment: blobsCommitment(versionedHashes),
    }));
}

/** The versioned hashes that the pointer names, if a transaction of the block has them. */
function hashesOf(block: BlobBlock, { start, length, commitment }: DaPointer): Uint8Array[] | undefined {
  return block.transactions
    .map(({ versionedHashes }) => versionedHashes.slice(start, start + length))
    .find((hashes) => hashes.length === length && equalBytes(blobsCommitment(hashes), commitment));
}

/** The blobs in the order of their hashes. Throws `DA_UNAVAILABLE` when some are missing, `DA_MISMATCH` when one is another. */
async function verified(
  hashes: readonly Uint8Array[],
  given: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  if (given.length === 0 || given.length < new Set(hashes.map(String)).size) {
    throw new NovateError("DA_UNAVAILABLE", `expected ${hashes.length} blobs, got ${given.length}`);
  }
  const known = await Promise.all(
    given.slice(0, hashes.length).map(async (blob) => {
      const commitment = await commitBlob(blob).catch(() => undefined);
      return { blob, hash: commitment === undefined ? undefined : versionedHash(commitment) };
    }),
  );
  return hashes.map((hash) => {
    const match = known.find((candidate) => candidate.hash !== undefined && equalBytes(candidate.hash, hash));
    if (match !== undefined) return match.blob;
    throw new NovateError("DA_MISMATCH", "the beacon endpoint gave a blob that L1 does not name");
  });
}
