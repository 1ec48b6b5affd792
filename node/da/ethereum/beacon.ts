/** Blobs from a beacon node, or from anvil, which answers the same question by the number of its own blocks. */
import { fromHex, toHex } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import type { BlobSource } from "./port.ts";
import { BLOB_BYTES } from "./stream.ts";

export interface BeaconOptions {
  /** `http://` or `https://`, without a path. */
  readonly url: string;
  /**
   * How the endpoint names a block: by its slot, which follows from the block's time, or, as anvil does, by the number of the
   * execution block.
   */
  readonly blockId: { readonly genesisTime: bigint; readonly secondsPerSlot: bigint } | "execution";
  readonly timeoutMs: number;
}

/** Hexadecimal of the blobs of one transaction, and as much again for everything around them. */
const maxResponseBytes = (blobs: number): number => 4 * BLOB_BYTES * blobs + 65_536;

/** `GET /eth/v1/beacon/blobs/{block_id}?versioned_hashes=...` (beacon-APIs v4.0.0). Throws `DA_UNAVAILABLE`, `DA_MISMATCH`. */
export function createBeaconSource(options: BeaconOptions): BlobSource {
  return {
    async blobs(place, versionedHashes, signal) {
      const query = versionedHashes.map((hash) => toHex(hash)).join(",");
      const path = `/eth/v1/beacon/blobs/${blockId(options, place)}?versioned_hashes=${query}`;
      const text = await get(new URL(path, options.url), options.timeoutMs, versionedHashes.length, signal);
      return parse(text);
    },
  };
}

/** Time of slot 0, s: `GET /eth/v1/beacon/genesis`. Throws `DA_UNAVAILABLE`. */
export async function beaconGenesisTime(url: string, timeoutMs: number): Promise<bigint> {
  const text = await get(new URL("/eth/v1/beacon/genesis", url), timeoutMs, 0);
  const time = /"genesis_time"\s*:\s*"(\d{1,12})"/.exec(text)?.[1];
  if (time === undefined) throw unavailable("no genesis time");
  return BigInt(time);
}

function blockId({ blockId: by }: BeaconOptions, place: { height: bigint; timestamp: bigint }): string {
  if (by === "execution") return String(place.height);
  return String((place.timestamp - by.genesisTime) / by.secondsPerSlot);
}

async function get(url: URL, timeoutMs: number, blobs: number, signal?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const limit = maxResponseBytes(blobs);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    if (!response.ok) {
      await response.body?.cancel();
      throw unavailable(`HTTP ${response.status}`);
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > limit) throw unavailable(`more than ${limit} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString("utf8");
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof NovateError ? error : unavailable(errorMessage(error));
  }
}

function parse(text: string): Uint8Array[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw unavailable("no JSON");
  }
  const data = (answer as { data?: unknown } | null)?.data;
  if (!Array.isArray(data)) throw unavailable("no list of blobs");
  return data.map((blob) => {
    if (typeof blob !== "string" || !/^0x[0-9a-f]+$/i.test(blob) || blob.length !== 2 + 2 * BLOB_BYTES) {
      throw new NovateError("DA_MISMATCH", "expected whole blobs in hexadecimal from the beacon endpoint");
    }
    return fromHex(blob, BLOB_BYTES);
  });
}

function unavailable(why: string): NovateError {
  return new NovateError("DA_UNAVAILABLE", `expected blobs from the beacon endpoint, got ${why}`);
}
