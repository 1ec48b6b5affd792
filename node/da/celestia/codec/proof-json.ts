import { NovateError } from "../../../primitives/error.ts";
import type { CommitmentProof, RowProof } from "./commitment-proof.ts";
import { fromBase64, fromHex, fromList, fromOptionalInteger, fromRecord, toBase64 } from "./encoding.ts";
import type { MerkleProof } from "./merkle.ts";
import type { NmtProof } from "./nmt-proof.ts";

/** JSON of proofs as celestia-node writes them. All decoders throw `CELESTIA_ENCODING`. */

/** A missing `start` is 0; the parity namespace must not count as a maximum. */
export function nmtProofFromJson(value: unknown): NmtProof {
  const json = fromRecord(value);
  if (json.is_max_namespace_ignored !== true) {
    throw new NovateError("CELESTIA_ENCODING", "expected is_max_namespace_ignored to be true");
  }
  const leafHash = json.leaf_hash === undefined || json.leaf_hash === null ? "" : json.leaf_hash;
  return {
    start: fromOptionalInteger(json.start),
    end: fromOptionalInteger(json.end),
    nodes: fromList(json.nodes).map(fromBase64),
    ...(leafHash === "" ? {} : { leafHash: fromBase64(leafHash) }),
  };
}

export function nmtProofToJson(proof: NmtProof): Record<string, unknown> {
  return {
    ...(proof.start === 0 ? {} : { start: proof.start }),
    ...(proof.end === 0 ? {} : { end: proof.end }),
    ...(proof.nodes.length === 0 ? {} : { nodes: proof.nodes.map(toBase64) }),
    ...(proof.leafHash === undefined ? {} : { leaf_hash: toBase64(proof.leafHash) }),
    is_max_namespace_ignored: true,
  };
}

export function merkleProofFromJson(value: unknown): MerkleProof {
  const json = fromRecord(value);
  return {
    total: fromOptionalInteger(json.total),
    index: fromOptionalInteger(json.index),
    leafHash: fromBase64(json.leaf_hash),
    aunts: fromList(json.aunts).map(fromBase64),
  };
}

/** `roots` tells how row roots are written: base64 in commitment proofs, hexadecimal in range proofs. */
export function rowProofFromJson(value: unknown, roots: "base64" | "hex"): RowProof {
  const json = fromRecord(value);
  return {
    rowRoots: fromList(json.row_roots).map(roots === "hex" ? fromHex : fromBase64),
    proofs: fromList(json.proofs).map(merkleProofFromJson),
    startRow: fromOptionalInteger(json.start_row),
    endRow: fromOptionalInteger(json.end_row),
  };
}

export function commitmentProofFromJson(value: unknown): CommitmentProof {
  const json = fromRecord(value);
  const version = fromOptionalInteger(json.namespace_version);
  if (version < 0 || version > 255)
    throw new NovateError("CELESTIA_ENCODING", `namespace version ${version}`);
  return {
    namespace: Buffer.concat([Uint8Array.of(version), fromBase64(json.namespace_id)]),
    subtreeRoots: fromList(json.subtree_roots).map(fromBase64),
    subtreeRootProofs: fromList(json.subtree_root_proofs).map(nmtProofFromJson),
    rowProof: rowProofFromJson(json.row_proof, "base64"),
  };
}
