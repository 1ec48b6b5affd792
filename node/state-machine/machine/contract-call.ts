import { concatBytes, toHex } from "../../primitives/bytes.ts";
import { keccak256 } from "../../primitives/keccak.ts";

const ERRORS = [
  "BadStateLength(uint256)",
  "ProofTooShort(uint256)",
  "ProofTooLong(uint256,uint256)",
  "ProofOfOtherMemory(bytes32,bytes32)",
  "PrecompileStarved()",
];
const SELECTOR_SIZE = 4;
const errorNames = new Map(ERRORS.map((signature) => [selector(signature), signature.split("(")[0]!]));

/** Calldata of `Machine.step(bytes state, bytes proof)`. */
export function encodeStepCall(state: Uint8Array, proof: Uint8Array): Uint8Array {
  const stateWords = padded(state);
  return concatBytes([
    keccak256(new TextEncoder().encode("step(bytes,bytes)")).subarray(0, SELECTOR_SIZE),
    word(64),
    word(64 + 32 + stateWords.length),
    word(state.length),
    stateWords,
    word(proof.length),
    padded(proof),
  ]);
}

/** The name of the error in a revert's data, or undefined when it is none of Machine.sol's. */
export function contractErrorName(data: Uint8Array): string | undefined {
  return errorNames.get(toHex(data.subarray(0, SELECTOR_SIZE)));
}

function selector(signature: string): string {
  return toHex(keccak256(new TextEncoder().encode(signature)).subarray(0, SELECTOR_SIZE));
}

function word(value: number): Uint8Array {
  const out = new Uint8Array(32);
  new DataView(out.buffer).setUint32(28, value);
  return out;
}

function padded(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
  out.set(bytes);
  return out;
}
