import { concatBytes } from "../../primitives/bytes.ts";
import { LEAF_SIZE, Status, TREE_DEPTH } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { decodeState, encodeState, hashState } from "./state.ts";
import { step } from "./step.ts";
import { ProofReader, WitnessMemory, type WitnessSource } from "./witness.ts";

/** What Machine.sol takes, and what it must answer. */
export interface StepProof {
  /** Encoded state before the step, 320 bytes. */
  readonly state: Uint8Array;
  /** Ranges of leaves with their siblings, in the order the step opens them. */
  readonly proof: Uint8Array;
  readonly preHash: Uint8Array;
  readonly postHash: Uint8Array;
}

/** A step's outcome from its proof alone. */
export interface CheckedStep {
  readonly preHash: Uint8Array;
  readonly postHash: Uint8Array;
  /** Encoded state after the step. */
  readonly post: Uint8Array;
}

/**
 * The slow step over a proof: the twin of Machine.sol's `step`, needing nothing but its two arguments.
 * Throws MACHINE_STATE_LENGTH, MACHINE_PROOF_SHORT, MACHINE_PROOF_TRAILING or MACHINE_PROOF_ROOT.
 */
export function checkStep(state: Uint8Array, proof: Uint8Array): CheckedStep {
  const reader = new ProofReader(proof);
  const checked = stepFrom(state, reader);
  reader.finish();
  return checked;
}

/**
 * Proves the machine's next step, without taking it: the slow step itself says which leaves the proof must hold.
 * Costs a few dozen hashes a range and no more than one step's work.
 */
export function proveStep(machine: Machine): StepProof {
  const parts: Uint8Array[] = [];
  const source: WitnessSource = {
    leaves(first, count) {
      const leaves = new Uint8Array(count * LEAF_SIZE);
      leaves.set(machine.read(first * LEAF_SIZE, count * LEAF_SIZE));
      parts.push(leaves);
      return leaves;
    },
    siblings(first, count) {
      const next = siblingsOf(machine, first, count);
      return () => {
        parts.push(next());
        return parts.at(-1)!;
      };
    },
  };
  const state = machine.encoded();
  const { preHash, postHash } = stepFrom(state, source);
  return { state, proof: concatBytes(parts), preHash, postHash };
}

function stepFrom(state: Uint8Array, source: WitnessSource): CheckedStep {
  const before = decodeState(state);
  const preHash = hashState(state);
  if (before.status !== Status.RUNNING) return { preHash, postHash: preHash, post: state };
  const memory = new WitnessMemory(before.memoryRoot, source);
  const registers = { pc: before.pc, status: before.status, exitCode: before.exitCode, x: before.x };
  step(registers, memory);
  const post = encodeState({ memoryRoot: memory.root, ...registers });
  return { preHash, postHash: hashState(post), post };
}

/** The nodes beside a range of leaves, bottom-up, left before right; a side that needs none at a level has none. */
function siblingsOf(machine: Machine, first: number, count: number): () => Uint8Array {
  const places: [level: number, index: number][] = [];
  let low = first;
  let high = first + count - 1;
  for (let level = 0; level < TREE_DEPTH; level++) {
    if (low % 2 === 1) places.push([level, low - 1]);
    if (high % 2 === 0) places.push([level, high + 1]);
    low = Math.floor(low / 2);
    high = Math.floor(high / 2);
  }
  let next = 0;
  return () => {
    const [level, index] = places[next++]!;
    return machine.node(level, index);
  };
}
