import { fromHex, toHex } from "../../primitives/bytes.ts";
import { errorMessage, NovateError } from "../../primitives/error.ts";
import type { StepProof } from "./proof.ts";
import { STATE_SIZE } from "./state.ts";

const FORMAT = "novate-machine-step-1";
const KEYS = ["format", "step", "state", "proof", "preHash", "postHash"];

/** A one-step proof with the number of the step it proves, 0 being the first. */
export interface NumberedProof extends StepProof {
  readonly step: number;
}

/** The proof as JSON text: byte strings in hex. */
export function encodeProofFile({ step, state, proof, preHash, postHash }: NumberedProof): string {
  const file = {
    format: FORMAT,
    step,
    state: toHex(state),
    proof: toHex(proof),
    preHash: toHex(preHash),
    postHash: toHex(postHash),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads what `encodeProofFile` wrote; throws MALFORMED_PROOF_FILE for anything else. */
export function decodeProofFile(text: string): NumberedProof {
  try {
    const file = JSON.parse(text) as Record<string, unknown> | null;
    if (typeof file !== "object" || file === null) throw new Error("no object");
    if (Object.keys(file).sort().join() !== [...KEYS].sort().join())
      throw new Error(`other keys than ${KEYS.join(", ")}`);
    if (file.format !== FORMAT) throw new Error(`format ${String(file.format)}`);
    if (!Number.isSafeInteger(file.step) || (file.step as number) < 0)
      throw new Error(`step ${String(file.step)}`);
    return {
      step: file.step as number,
      state: hexField(file.state, STATE_SIZE),
      proof: hexField(file.proof),
      preHash: hexField(file.preHash, 32),
      postHash: hexField(file.postHash, 32),
    };
  } catch (error) {
    throw new NovateError(
      "MALFORMED_PROOF_FILE",
      `expected a ${FORMAT} proof, got ${errorMessage(error)}`,
      {},
      { cause: error },
    );
  }
}

function hexField(value: unknown, length?: number): Uint8Array {
  if (typeof value !== "string") throw new Error(`${typeof value} where hex should be`);
  return length === undefined ? fromHex(value) : fromHex(value, length);
}
