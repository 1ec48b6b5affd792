import { NovateError } from "../../../primitives/error.ts";
import { MAX_SQUARE_SIZE } from "../kernel/kernel.ts";
import { type Blob, sharesOf, writeBlobShares } from "./blob.ts";
import { type BlobTx, decodeBlobTx, encodeIndexWrapper } from "./blob-tx.ts";
import { compactShareCount, delimitedLength, writeCompactShares } from "./compact-shares.ts";
import { fibreSystemBlob } from "./fibre-tx.ts";
import {
  compareBytes,
  PAY_FOR_BLOB_NAMESPACE,
  PAY_FOR_FIBRE_NAMESPACE,
  RESERVED_PADDING_NAMESPACE,
  TAIL_PADDING_NAMESPACE,
  TX_NAMESPACE,
} from "./namespace.ts";
import { SHARE_BYTES, writePadding } from "./share.ts";
import { minSquareSize, nextShareIndex, subtreeWidth } from "./share-rules.ts";

/** The share index assumed for a blob before the layout is known: no index takes a longer varint. */
const WORST_SHARE_INDEX = MAX_SQUARE_SIZE ** 2;

/** Where a blob lies in the original square; `payer` and `blobIndex` are absent for a fibre system blob. */
export interface PlacedInSquare {
  readonly blob: Blob;
  readonly start: number;
  readonly shareCount: number;
  /** Index, among the blob transactions, of the one that pays. */
  readonly payer?: number;
  readonly blobIndex?: number;
}

export interface Square {
  readonly size: number;
  /** size^2 shares, row by row. */
  readonly shares: Uint8Array;
  readonly blobs: readonly PlacedInSquare[];
}

export interface SquareBuilder {
  /**
   * Adds a transaction and says whether it fits; if not, nothing changes. Plain transactions come first, then blob
   * transactions, then pay-for-fibre ones. Throws `CELESTIA_TX_ORDER`, `CELESTIA_BLOB_TX` or `CELESTIA_FIBRE_TX`.
   */
  add(tx: Uint8Array): boolean;
  /** Lays the square out (celestia-app "Data square layout"; go-square `Builder.Export`). */
  build(): Square;
}

interface Element {
  readonly blob: Blob;
  readonly shareCount: number;
  readonly payer?: number;
  readonly blobIndex?: number;
}

type Kind = "plain" | "blob" | "fibre";
const ORDER: Record<Kind, number> = { plain: 0, blob: 1, fibre: 2 };

/** The square of a block's transactions. Throws `CELESTIA_SQUARE_FULL` when they need more than `maxSquareSize`. */
export function constructSquare(txs: readonly Uint8Array[], maxSquareSize: number = MAX_SQUARE_SIZE): Square {
  const builder = createSquareBuilder({ maxSquareSize });
  for (const [index, tx] of txs.entries()) {
    if (builder.add(tx)) continue;
    throw new NovateError(
      "CELESTIA_SQUARE_FULL",
      `transaction ${index} does not fit a square of ${maxSquareSize}`,
      {
        index,
        maxSquareSize,
      },
    );
  }
  return builder.build();
}

export function createSquareBuilder({ maxSquareSize }: { readonly maxSquareSize: number }): SquareBuilder {
  const plain: Uint8Array[] = [];
  const payers: BlobTx[] = [];
  const fibre: Uint8Array[] = [];
  const elements: Element[] = [];
  const bytes: Record<Kind, number> = { plain: 0, blob: 0, fibre: 0 };
  let blobShares = 0;
  let last: Kind = "plain";

  const reserve = (kind: Kind, unitLength: number, added: readonly Element[]): boolean => {
    const grown = { ...bytes, [kind]: bytes[kind] + delimitedLength(unitLength) };
    const shares =
      blobShares + added.reduce((sum, { shareCount }) => sum + shareCount + subtreeWidth(shareCount) - 1, 0);
    if (compactShares(grown) + shares > maxSquareSize ** 2) return false;
    Object.assign(bytes, grown);
    blobShares = shares;
    elements.push(...added);
    last = kind;
    return true;
  };

  return {
    add(tx) {
      const blobTx = decodeBlobTx(tx);
      const systemBlob = blobTx === undefined ? fibreSystemBlob(tx) : undefined;
      const kind: Kind = blobTx !== undefined ? "blob" : systemBlob !== undefined ? "fibre" : "plain";
      if (ORDER[kind] < ORDER[last]) {
        throw new NovateError("CELESTIA_TX_ORDER", `expected no ${kind} transaction after a ${last} one`);
      }
      if (blobTx !== undefined) {
        const payer = payers.length;
        const added = blobTx.blobs.map((blob, blobIndex) => ({
          blob,
          shareCount: sharesOf(blob),
          payer,
          blobIndex,
        }));
        const wrapper = encodeIndexWrapper(
          blobTx.tx,
          new Array<number>(added.length).fill(WORST_SHARE_INDEX),
        );
        if (!reserve(kind, wrapper.length, added)) return false;
        payers.push(blobTx);
      } else if (systemBlob !== undefined) {
        if (!reserve(kind, tx.length, [{ blob: systemBlob, shareCount: sharesOf(systemBlob) }])) return false;
        fibre.push(tx);
      } else {
        if (!reserve(kind, tx.length, [])) return false;
        plain.push(tx);
      }
      return true;
    },

    build() {
      const reserved = compactShares(bytes);
      const size = minSquareSize(reserved + blobShares);
      const blobs = place(elements, reserved);
      const starts = payers.map(({ blobs: paid }) => new Array<number>(paid.length));
      for (const { payer, blobIndex, start } of blobs)
        if (payer !== undefined) starts[payer]![blobIndex!] = start;
      const wrapped = payers.map(({ tx }, payer) => encodeIndexWrapper(tx, starts[payer]!));
      const compact = Buffer.concat([
        writeCompactShares(TX_NAMESPACE, plain),
        writeCompactShares(PAY_FOR_BLOB_NAMESPACE, wrapped),
        writeCompactShares(PAY_FOR_FIBRE_NAMESPACE, fibre),
      ]);
      return { size, shares: layOut(size, compact, blobs), blobs };
    },
  };
}

function compactShares(bytes: Record<Kind, number>): number {
  return compactShareCount(bytes.plain) + compactShareCount(bytes.blob) + compactShareCount(bytes.fibre);
}

/** Sorts by namespace, stably, and puts every blob at the next index that its commitment's subtrees allow. */
function place(elements: readonly Element[], first: number): PlacedInSquare[] {
  let cursor = first;
  return elements
    .toSorted((a, b) => compareBytes(a.blob.namespace, b.blob.namespace))
    .map((element) => {
      const start = nextShareIndex(cursor, element.shareCount);
      cursor = start + element.shareCount;
      return { ...element, start };
    });
}

function layOut(size: number, compact: Uint8Array, blobs: readonly PlacedInSquare[]): Uint8Array {
  const shares = new Uint8Array(size * size * SHARE_BYTES);
  shares.set(compact);
  let end = compact.length / SHARE_BYTES;
  let padding = { namespace: RESERVED_PADDING_NAMESPACE, shareVersion: 0 };
  for (const { blob, start, shareCount } of blobs) {
    writePadding(
      shares.subarray(end * SHARE_BYTES, start * SHARE_BYTES),
      padding.namespace,
      padding.shareVersion,
    );
    writeBlobShares(blob, shares, start);
    end = start + shareCount;
    padding = blob;
  }
  writePadding(shares.subarray(end * SHARE_BYTES), TAIL_PADDING_NAMESPACE, 0);
  return shares;
}
