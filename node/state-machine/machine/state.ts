import { NovateError } from "../../primitives/error.ts";
import { LEAF_SIZE } from "./layout.ts";
import { hashLevels, hashPair } from "./merkle.ts";

/** The machine between two steps. `x` holds 32 registers of 64 bits; x[0] is zero. */
export interface MachineState {
  readonly memoryRoot: Uint8Array;
  readonly pc: bigint;
  readonly status: number;
  readonly exitCode: bigint;
  readonly x: BigUint64Array;
}

/** Bytes of an encoded state: ten 32-byte chunks (memoryRoot, control, eight of registers). */
export const STATE_SIZE = 320;
/** Tree levels above the eight register chunks. */
const REGISTER_LEVELS = 3;

/** The ten chunks of docs/spec/machine.md, integers big-endian. */
export function encodeState(state: MachineState): Uint8Array {
  const bytes = new Uint8Array(STATE_SIZE);
  const view = new DataView(bytes.buffer);
  bytes.set(state.memoryRoot, 0);
  view.setBigUint64(32, state.pc);
  view.setBigUint64(40, state.exitCode);
  view.setUint8(63, state.status);
  for (let i = 1; i < 32; i++) view.setBigUint64(64 + 8 * i, state.x[i]!);
  return bytes;
}

/**
 * Reads any 320 bytes as a state: reserved bytes and x0 are ignored, as Machine.sol ignores them.
 * Throws MACHINE_STATE_LENGTH for another length.
 */
export function decodeState(bytes: Uint8Array): MachineState {
  requireStateLength(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const x = new BigUint64Array(32);
  for (let i = 1; i < 32; i++) x[i] = view.getBigUint64(64 + 8 * i);
  return {
    memoryRoot: bytes.slice(0, LEAF_SIZE),
    pc: view.getBigUint64(32),
    exitCode: view.getBigUint64(40),
    status: view.getUint8(63),
    x,
  };
}

/** H(memoryRoot, H(control, R)), R the root of the eight register chunks. Throws MACHINE_STATE_LENGTH. */
export function hashState(bytes: Uint8Array): Uint8Array {
  requireStateLength(bytes);
  const registers = hashLevels(bytes.subarray(2 * LEAF_SIZE), REGISTER_LEVELS);
  const rest = hashPair(bytes.subarray(LEAF_SIZE, 2 * LEAF_SIZE), registers);
  return hashPair(bytes.subarray(0, LEAF_SIZE), rest);
}

/** `hashState` of `count` states at once, where `states` is their encodings one after the other: 32 bytes each. */
export function hashStates(states: Uint8Array, count: number): Uint8Array {
  const registers = new Uint8Array(count * 8 * LEAF_SIZE);
  for (let i = 0; i < count; i++) {
    registers.set(states.subarray(i * STATE_SIZE + 64, (i + 1) * STATE_SIZE), i * 8 * LEAF_SIZE);
  }
  const rest = pairWith(states, LEAF_SIZE, hashLevels(registers, REGISTER_LEVELS), count);
  return pairWith(states, 0, rest, count);
}

/** Hashes, for each state, its chunk at `offset` with its node in `right`. */
function pairWith(states: Uint8Array, offset: number, right: Uint8Array, count: number): Uint8Array {
  const pairs = new Uint8Array(count * 2 * LEAF_SIZE);
  for (let i = 0; i < count; i++) {
    const chunk = i * STATE_SIZE + offset;
    pairs.set(states.subarray(chunk, chunk + LEAF_SIZE), i * 2 * LEAF_SIZE);
    pairs.set(right.subarray(i * LEAF_SIZE, (i + 1) * LEAF_SIZE), (i * 2 + 1) * LEAF_SIZE);
  }
  return hashLevels(pairs, 1);
}

function requireStateLength(bytes: Uint8Array): void {
  if (bytes.length === STATE_SIZE) return;
  throw new NovateError(
    "MACHINE_STATE_LENGTH",
    `expected an encoded machine state of ${STATE_SIZE} bytes, got ${bytes.length}`,
    { length: bytes.length },
  );
}
