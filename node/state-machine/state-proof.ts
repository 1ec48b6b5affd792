/** Checking proofs into the state root. */
import { verifyRange } from "./merkle.ts";
import { STATE_DEPTH } from "./state-tree.ts";
import type { StateProof } from "./types.ts";

export { STATE_DEPTH } from "./state-tree.ts";

/** True when the proof's leaves are part of the state with `root`. Total: any malformed proof is false. */
export function verifyStateProof(root: Uint8Array, proof: StateProof): boolean {
  return verifyRange(root, STATE_DEPTH, proof.firstLeaf, proof.leaves, proof.siblings);
}
