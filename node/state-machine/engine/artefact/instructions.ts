import { NovateError } from "../../../primitives/error.ts";
import type { WasmReader } from "./wasm-reader.ts";

/** Opcodes of the integer subset of WebAssembly 1.0 by the immediates that follow them. Anything else is refused. */
const BLOCKS = new Set([0x02, 0x03, 0x04]);
const PLAIN = new Set([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b]);
const CALL = 0x10;
const ONE_INDEX = new Set([0x0c, 0x0d, 0x20, 0x21, 0x22, 0x23, 0x24]);
const BRANCH_TABLE = 0x0e;
const I32_CONST = 0x41;
const I64_CONST = 0x42;

/** Loads and stores without f32.load, f64.load, f32.store, f64.store. */
const isIntegerMemory = (opcode: number): boolean =>
  opcode >= 0x28 &&
  opcode <= 0x3e &&
  opcode !== 0x2a &&
  opcode !== 0x2b &&
  opcode !== 0x38 &&
  opcode !== 0x39;

/** i32 and i64 comparisons, arithmetic, wrap and extend. */
const isIntegerNumeric = (opcode: number): boolean =>
  (opcode >= 0x45 && opcode <= 0x5a) ||
  (opcode >= 0x67 && opcode <= 0x8a) ||
  opcode === 0xa7 ||
  opcode === 0xac ||
  opcode === 0xad;

/**
 * Steps over the instructions of a function body and returns the functions it calls; throws on the first instruction outside the
 * integer subset.
 */
export function checkInstructions(body: WasmReader): Set<number> {
  const calls = new Set<number>();
  while (!body.done) checkInstruction(body, calls);
  return calls;
}

function checkInstruction(body: WasmReader, calls: Set<number>): void {
  const at = body.at;
  const opcode = body.byte();
  if (opcode === CALL) {
    calls.add(body.u32());
    return;
  }
  if (PLAIN.has(opcode) || isIntegerNumeric(opcode)) return;
  if (ONE_INDEX.has(opcode) || opcode === I32_CONST || opcode === I64_CONST) {
    body.skipLeb();
    return;
  }
  if (BLOCKS.has(opcode)) {
    const type = body.byte();
    if (type === 0x40 || type === 0x7f || type === 0x7e) return;
    throw new NovateError(
      "BAD_INSTRUCTION",
      `expected an integer block type, got 0x${type.toString(16)} at ${at}`,
    );
  }
  if (isIntegerMemory(opcode)) {
    body.skipLeb();
    body.skipLeb();
    return;
  }
  if (opcode === BRANCH_TABLE) {
    for (let targets = body.u32() + 1; targets > 0; targets--) body.skipLeb();
    return;
  }
  throw new NovateError(
    "BAD_INSTRUCTION",
    `expected integer code, got opcode 0x${opcode.toString(16)} at ${at}`,
  );
}
