import { NovateError } from "../../../primitives/error.ts";
import { fromBase64, fromList, fromRecord } from "../codec/encoding.ts";
import { coversNamespace, type NmtProof, verifyNamespace } from "../codec/nmt-proof.ts";
import { nmtProofFromJson } from "../codec/proof-json.ts";
import { type PlacedBlob, readBlobs } from "../codec/read-blobs.ts";
import type { CelestiaHeader } from "./header.ts";

/** Shares of one namespace in one row, with the proof that they are all, or that there are none. */
export interface NamespaceRow {
  readonly shares: readonly Uint8Array[];
  readonly proof: NmtProof;
}

/** Decodes the answer of `share.GetNamespaceData`. Throws `CELESTIA_ENCODING`. */
export function namespaceRowsFromJson(value: unknown): NamespaceRow[] {
  return fromList(value).map((item) => {
    const row = fromRecord(item);
    return { shares: fromList(row.shares).map(fromBase64), proof: nmtProofFromJson(row.proof) };
  });
}

/** Rows of the original square whose roots say that they may hold the namespace. Empty: it is provably absent. */
export function rowsOfNamespace({ dah, size }: CelestiaHeader, namespace: Uint8Array): number[] {
  return Array.from({ length: size }, (_, row) => row).filter((row) =>
    coversNamespace(dah.rowRoots[row]!, namespace),
  );
}

/**
 * All blobs of a namespace in a block, in the order of the square; `start` is row * k + column of the original square.
 * `rows` must prove every row that the header's roots allow to hold the namespace: nothing can be left out, added or
 * changed. Throws `DA_MISMATCH`.
 */
export function verifiedBlobs(
  header: CelestiaHeader,
  namespace: Uint8Array,
  rows: readonly NamespaceRow[],
): PlacedBlob[] {
  const expected = rowsOfNamespace(header, namespace);
  const where = { height: header.height };
  if (rows.length !== expected.length) {
    throw new NovateError(
      "DA_MISMATCH",
      `expected proofs of ${expected.length} rows, got ${rows.length}`,
      where,
    );
  }
  const shares: Uint8Array[] = [];
  let first = 0;
  for (const [i, index] of expected.entries()) {
    const row = rows[i]!;
    if (!verifyNamespace(row.proof, namespace, row.shares, header.dah.rowRoots[index]!, 2 * header.size)) {
      throw new NovateError("DA_MISMATCH", `the proof of row ${index} does not verify`, {
        ...where,
        row: index,
      });
    }
    if (shares.length === 0) first = index * header.size + row.proof.start;
    shares.push(...row.shares);
  }
  return readBlobs(Buffer.concat(shares)).map((blob) => ({ ...blob, start: first + blob.start }));
}
