import { NovateError } from "../../../primitives/error.ts";
import type { BlockId, BlockSource } from "../block-source.ts";
import { celestiaError } from "../client/errors.ts";
import type { RpcCall } from "../client/http-rpc.ts";
import { fromBase64, fromHex, fromInteger, fromList, fromRecord } from "../codec/encoding.ts";
import { dataAvailabilityHeader, dataRoot } from "../codec/extended-square.ts";
import { equalBytes } from "../codec/namespace.ts";
import type { PlacedBlob } from "../codec/read-blobs.ts";
import { constructSquare, type Square } from "../codec/square.ts";

/**
 * Reads whole blocks from a consensus node and rebuilds their squares: the data root of the transactions must be the
 * header's data hash. Work is that of the whole square (about 10 MB/s), so that a busy chain is better read through
 * celestia-node, which proves one namespace.
 */
export function createConsensusSource(call: RpcCall): BlockSource {
  const head = async (signal?: AbortSignal): Promise<BlockId> => {
    const status = fromRecord(await call("status", {}, signal));
    const sync = fromRecord(status.sync_info);
    return {
      height: fromInteger(sync.latest_block_height),
      chainId: textOf(fromRecord(status.node_info).network),
      hash: fromHex(sync.latest_block_hash),
    };
  };
  return {
    head,
    networkHead: head,
    async id(height, signal) {
      const { commit, header } = fromRecord(
        fromRecord(await call("commit", { height: String(height) }, signal)).signed_header,
      );
      return blockId(height, header, fromRecord(commit).block_id);
    },
    async block(height, namespace, signal) {
      const { dataHash, id, txs } = await readBlock(call, height, signal);
      const square = squareOf(txs, height);
      if (!equalBytes(dataRoot(dataAvailabilityHeader(square.shares)), dataHash)) throw otherData(height);
      return {
        id,
        blobs: square.blobs.filter(({ blob }) => equalBytes(blob.namespace, namespace)).map(placed),
      };
    },
  };
}

/** A block as a consensus node gives it: whether the transactions are those of the header must still be checked. */
export interface ConsensusBlock {
  readonly id: BlockId;
  readonly dataHash: Uint8Array;
  readonly txs: readonly Uint8Array[];
}

export async function readBlock(
  call: RpcCall,
  height: number,
  signal?: AbortSignal,
): Promise<ConsensusBlock> {
  const answer = fromRecord(await call("block", { height: String(height) }, signal));
  const block = fromRecord(answer.block);
  return {
    id: blockId(height, block.header, answer.block_id),
    dataHash: fromHex(fromRecord(block.header).data_hash),
    txs: fromList(fromRecord(block.data).txs).map(fromBase64),
  };
}

/** The square of a block's transactions. Throws `DA_MISMATCH` for transactions that no block can have. */
export function squareOf(txs: readonly Uint8Array[], height: number): Square {
  try {
    return constructSquare(txs);
  } catch (error) {
    throw otherData(height, error);
  }
}

export function otherData(height: number, cause?: unknown): NovateError {
  const message = "expected transactions that hash to the header's data hash";
  return new NovateError("DA_MISMATCH", message, { height }, { cause });
}

function blockId(height: number, header: unknown, id: unknown): BlockId {
  const { chain_id, height: claimed } = fromRecord(header);
  if (fromInteger(claimed) !== height)
    throw celestiaError("CELESTIA_PROTOCOL", `expected block ${height}, got ${String(claimed)}`);
  return { height, chainId: textOf(chain_id), hash: fromHex(fromRecord(id).hash) };
}

function placed({ blob, shareCount, start }: Square["blobs"][number]): PlacedBlob {
  return { ...blob, start, shareCount };
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new NovateError("CELESTIA_ENCODING", "expected a chain id");
}
