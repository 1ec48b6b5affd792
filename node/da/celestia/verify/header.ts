import { NovateError } from "../../../primitives/error.ts";
import { fromBase64, fromHex, fromInteger, fromList, fromRecord } from "../codec/encoding.ts";
import { type DataAvailabilityHeader, dataRoot } from "../codec/extended-square.ts";
import { equalBytes } from "../codec/namespace.ts";
import { isNode, type NmtNode } from "../codec/nmt-node.ts";
import { nextPowerOfTwo } from "../codec/share-rules.ts";
import { MAX_SQUARE_SIZE } from "../kernel/kernel.ts";

/** A block header with roots that hash to its data hash. */
export interface CelestiaHeader {
  readonly height: number;
  readonly chainId: string;
  /** The block's hash, as the commit names it. */
  readonly hash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly dah: DataAvailabilityHeader;
  /** Width of the original square. */
  readonly size: number;
  /** RFC 3339, as the proposer wrote it. */
  readonly time: string;
}

/**
 * Decodes an ExtendedHeader and checks that its row and column roots are those of its data hash. Integers come as numbers
 * or as strings. Throws `CELESTIA_ENCODING`, or `DA_MISMATCH` when the roots are others.
 */
export function headerFromJson(value: unknown): CelestiaHeader {
  const extended = fromRecord(value);
  const header = fromRecord(extended.header);
  const dahJson = fromRecord(extended.dah);
  const dah = {
    rowRoots: rootsFromJson(dahJson.row_roots),
    columnRoots: rootsFromJson(dahJson.column_roots),
  };
  const size = dah.rowRoots.length / 2;
  const dataHash = fromHex(header.data_hash);
  if (
    size < 1 ||
    size > MAX_SQUARE_SIZE ||
    nextPowerOfTwo(size) !== size ||
    dah.columnRoots.length !== dah.rowRoots.length ||
    !equalBytes(dataRoot(dah), dataHash)
  ) {
    throw new NovateError(
      "DA_MISMATCH",
      "expected row and column roots that hash to the header's data hash",
      {
        height: String(header.height),
      },
    );
  }
  if (typeof header.chain_id !== "string" || typeof header.time !== "string") {
    throw new NovateError("CELESTIA_ENCODING", "expected a header with chain_id and time");
  }
  return {
    height: fromInteger(header.height),
    chainId: header.chain_id,
    hash: fromHex(fromRecord(fromRecord(extended.commit).block_id).hash),
    dataHash,
    dah,
    size,
    time: header.time,
  };
}

function rootsFromJson(value: unknown): NmtNode[] {
  const roots = fromList(value).map(fromBase64);
  if (!roots.every(isNode)) throw new NovateError("CELESTIA_ENCODING", "expected roots of 90 bytes");
  return roots;
}
