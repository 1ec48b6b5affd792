/** The header of a state, proven into its root: what the Rollup asks of an assertion (docs/spec/l1.md). */
import { concatBytes, viewOf } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { headerLayout, type StateProof, verifyStateProof } from "../state-machine/index.ts";

const LEAVES = 4;
const SIBLINGS = 24;
const NODE_BYTES = 32;
export const HEADER_RECORD_BYTES = NODE_BYTES * (1 + LEAVES + SIBLINGS);

export interface HeaderProof {
  readonly stateRoot: Uint8Array;
  readonly proof: StateProof;
  readonly blockNumber: bigint;
  /** Milliseconds. */
  readonly timestamp: bigint;
  readonly withdrawalsRoot: Uint8Array;
  readonly inboxCursor: bigint;
  readonly withdrawalCount: bigint;
}

/** Reads and checks a proof of leaves 0 to 3. Throws `HEADER_PROOF` when it does not lead to `stateRoot`. */
export function readHeaderProof(stateRoot: Uint8Array, proof: StateProof): HeaderProof {
  const shaped =
    proof.firstLeaf === 0 && proof.leaves.length === LEAVES && proof.siblings.length === SIBLINGS;
  if (!shaped || !verifyStateProof(stateRoot, proof)) {
    throw new NovateError("HEADER_PROOF", "expected a proof of the header into the state root");
  }
  const { offset } = headerLayout;
  const header = concatBytes(proof.leaves);
  const view = viewOf(header);
  return {
    stateRoot,
    proof,
    blockNumber: view.getBigUint64(offset.blockNumber, true),
    timestamp: view.getBigUint64(offset.timestamp, true),
    withdrawalsRoot: header.slice(offset.withdrawalsRoot, offset.withdrawalsRoot + NODE_BYTES),
    inboxCursor: view.getBigUint64(offset.inboxCursor, true),
    withdrawalCount: view.getBigUint64(offset.withdrawalCount, true),
  };
}

/** Root, leaves and siblings, one after the other. */
export function encodeHeaderProof({ stateRoot, proof }: HeaderProof): Uint8Array {
  return concatBytes([stateRoot, ...proof.leaves, ...proof.siblings]);
}

/** Throws `HEADER_PROOF` for bytes that {@link encodeHeaderProof} did not write. */
export function decodeHeaderProof(bytes: Uint8Array): HeaderProof {
  if (bytes.length !== HEADER_RECORD_BYTES) {
    throw new NovateError(
      "HEADER_PROOF",
      `expected ${HEADER_RECORD_BYTES} bytes of header proof, got ${bytes.length}`,
    );
  }
  const words = Array.from({ length: 1 + LEAVES + SIBLINGS }, (_, i) =>
    bytes.slice(i * NODE_BYTES, (i + 1) * NODE_BYTES),
  );
  return readHeaderProof(words[0]!, {
    firstLeaf: 0,
    leaves: words.slice(1, 1 + LEAVES),
    siblings: words.slice(1 + LEAVES),
  });
}
