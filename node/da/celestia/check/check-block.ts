import { NovateError } from "../../../primitives/error.ts";
import { fromBase64, fromHex, fromInteger, isRecord, toUpperHex } from "../codec/encoding.ts";
import { dataAvailabilityHeader, dataRoot } from "../codec/extended-square.ts";
import { constructSquare, type Square } from "../codec/square.ts";
import { decodePart } from "./read-json.ts";

/** A Celestia block as published: its transactions and the hash its header commits to. */
export interface BlockFile {
  readonly height: number;
  /** 32 bytes. */
  readonly dataHash: Uint8Array;
  readonly txs: readonly Uint8Array[];
}

export interface BlockCheck {
  readonly height: number;
  /** Upper-case hexadecimal, like `computed`. */
  readonly dataHash: string;
  /** What the transactions give: square, erasure code, row and column roots, data root. Null if they give no square. */
  readonly computed: string | null;
  readonly equal: boolean;
  readonly txs: number;
  readonly squareSize: number;
  readonly blobs: number;
  /** Why there is no square: no chain can have accepted these transactions as a block. */
  readonly reason?: string;
}

/**
 * Decodes `{height, data_hash (hex), txs (base64), ...}`. `app_version` and `square_size` may be there and are not needed:
 * the layout rules agree in all versions and the size follows from the transactions. Throws `FILE_MALFORMED`.
 */
export function decodeBlockFile(value: unknown): BlockFile {
  if (!isRecord(value))
    throw new NovateError("FILE_MALFORMED", "expected an object with height, data_hash and txs");
  const { txs } = value;
  if (!Array.isArray(txs))
    throw new NovateError("FILE_MALFORMED", "txs: expected a list of base64 transactions");
  const dataHash = decodePart("data_hash", () => fromHex(value.data_hash));
  if (dataHash.length !== 32) {
    throw new NovateError("FILE_MALFORMED", `data_hash: expected 32 bytes, got ${dataHash.length}`);
  }
  const height = decodePart("height", () => fromInteger(value.height));
  if (height < 1) throw new NovateError("FILE_MALFORMED", `height: expected at least 1, got ${height}`);
  return { height, dataHash, txs: txs.map((tx, i) => decodePart(`txs[${i}]`, () => decodeTx(tx))) };
}

function decodeTx(value: unknown): Uint8Array {
  const tx = fromBase64(value);
  if (tx.length === 0) throw new NovateError("CELESTIA_ENCODING", "expected a transaction, got no bytes");
  return tx;
}

/** Recomputes a block's data hash from its raw transactions. Transactions that form no square are not equal. */
export function checkBlock({ height, dataHash, txs }: BlockFile): BlockCheck {
  const result = { height, dataHash: toUpperHex(dataHash), computed: null, equal: false, txs: txs.length };
  let square: Square;
  try {
    square = constructSquare(txs);
  } catch (error) {
    if (!(error instanceof NovateError)) throw error;
    return { ...result, squareSize: 0, blobs: 0, reason: `${error.code}: ${error.message}` };
  }
  const computed = toUpperHex(dataRoot(dataAvailabilityHeader(square.shares)));
  return {
    ...result,
    computed,
    equal: computed === result.dataHash,
    squareSize: square.size,
    blobs: square.blobs.length,
  };
}
