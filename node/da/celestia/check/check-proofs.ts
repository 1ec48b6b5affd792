import { NovateError } from "../../../primitives/error.ts";
import { verifyCommitmentProof } from "../codec/commitment-proof.ts";
import { fromBase64, fromInteger, isRecord } from "../codec/encoding.ts";
import { commitmentProofFromJson } from "../codec/proof-json.ts";
import { SUBTREE_ROOT_THRESHOLD } from "../codec/share-rules.ts";

/** One proof of a file: still JSON, because a proof that cannot be decoded is an invalid proof, not a bad file. */
export interface ProofEntry {
  readonly commitmentProof: Record<string, unknown>;
  readonly root: unknown;
  readonly threshold: unknown;
}

export interface ProofsCheck {
  readonly proofs: number;
  /** How many of them verify. */
  readonly valid: number;
  /** Indexes of those that do not. */
  readonly invalid: readonly number[];
}

/** Decodes a list of `{commitment_proof, root (base64), sub_threshold?}`. Throws `FILE_MALFORMED`. */
export function decodeProofsFile(value: unknown): ProofEntry[] {
  if (!Array.isArray(value)) throw new NovateError("FILE_MALFORMED", "expected a list of commitment proofs");
  return value.map((entry: unknown, i) => {
    if (!isRecord(entry) || !isRecord(entry.commitment_proof) || typeof entry.root !== "string") {
      throw new NovateError("FILE_MALFORMED", `entry ${i}: expected commitment_proof and root`, {
        index: i,
      });
    }
    return {
      commitmentProof: entry.commitment_proof,
      root: entry.root,
      threshold: entry.sub_threshold ?? SUBTREE_ROOT_THRESHOLD,
    };
  });
}

/** Verifies every proof against its root. */
export function checkProofs(entries: readonly ProofEntry[]): ProofsCheck {
  const invalid = [...entries.keys()].filter((i) => !isValid(entries[i]!));
  return { proofs: entries.length, valid: entries.length - invalid.length, invalid };
}

function isValid({ commitmentProof, root, threshold }: ProofEntry): boolean {
  try {
    return verifyCommitmentProof(
      commitmentProofFromJson(commitmentProof),
      fromBase64(root),
      fromInteger(threshold),
    );
  } catch (error) {
    if (error instanceof NovateError && error.code === "CELESTIA_ENCODING") return false;
    throw error;
  }
}
