import { beforeAll, describe, expect, it } from "vitest";
import { equalBytes } from "../../primitives/bytes.ts";
import { buildImage, type Image } from "../machine/image.ts";
import { STATE_START, Status } from "../machine/layout.ts";
import { Machine } from "../machine/machine.ts";
import { hashPair } from "../machine/merkle.ts";
import { checkStep } from "../machine/proof.ts";
import { hashState } from "../machine/state.ts";
import { assemble, branch, ECALL, immediateOp, loadAddress, store } from "../machine/testing/assembler.ts";
import { verifyStateProof } from "../state-proof.ts";
import { BlockTrace, endsAt } from "./block-trace.ts";
import { firstDifference } from "./history.ts";
import { checkLevels, type DisputeLevels, stepBound } from "./levels.ts";

const LEVELS: DisputeLevels = { blocksHeight: 4, blockHeight: 5, stretchHeight: 4 };
const ENTRY = 0x3000_0000;

/** Counts down from 40, storing each count to the state, and exits with `code`. */
function counting(code: number): Image {
  const words = [
    ...loadAddress(5, STATE_START),
    immediateOp("addi", 6, 0, 40),
    store("sd", 6, 5, 0),
    immediateOp("addi", 6, 6, -1),
    branch("bne", 6, 0, -8),
    immediateOp("addi", 10, 0, code),
    immediateOp("addi", 17, 0, 93),
    ECALL,
  ];
  const program = { entry: ENTRY, segments: [{ address: ENTRY, bytes: assemble(words) }] };
  return buildImage({ program, input: new Uint8Array(100).fill(7), state: new Uint8Array(4096).fill(3) });
}

let machine: Machine;
beforeAll(() => {
  machine = new Machine();
});

describe("the trace of a block", () => {
  it("commits at both levels to the states that the machine goes through", () => {
    const image = counting(0);
    const trace = new BlockTrace(LEVELS, { machine, image });
    const size = 2 ** LEVELS.stretchHeight;
    for (let stretch = 0; stretch < trace.history.count; stretch++) {
      const inner = trace.stretch(stretch);
      expect(inner.node(0, size - 1)).toEqual(trace.history.node(0, stretch));
    }
    for (const step of [1, 15, 16, 17, 100]) {
      const state = trace.stateAt(step);
      const inner = trace.stretch(Math.floor((step - 1) / size));
      expect(inner.node(0, (step - 1) % size)).toEqual(hashState(state));
    }
    expect(hashState(trace.stateAt(0))).toEqual(trace.startHash);
  });

  it("says how the block ended, with a header that is proven into the state root", () => {
    const { end, history } = new BlockTrace(LEVELS, { machine, image: counting(0) });
    expect(end.applied).toBe(true);
    expect(endsAt(history, end)).toBe(true);
    expect(equalBytes(hashPair(end.leftRoot, end.stateRoot), end.state.slice(0, 32))).toBe(true);
    expect(verifyStateProof(end.stateRoot, end.header)).toBe(true);
    expect(new BlockTrace(LEVELS, { machine, image: counting(1) }).end.applied).toBe(false);
  });

  it("leaves a block void that still runs at the bound", () => {
    const words = [branch("beq", 0, 0, 0)];
    const program = { entry: ENTRY, segments: [{ address: ENTRY, bytes: assemble(words) }] };
    const { end, history } = new BlockTrace(LEVELS, { machine, image: program });
    expect(end).toMatchObject({ applied: false, steps: stepBound(LEVELS) });
    expect(history.count).toBe(2 ** LEVELS.blockHeight);
    expect(machine.status).toBe(Status.RUNNING);
  });

  it("proves each step from the state before to the state after, the halted ones too", () => {
    const trace = new BlockTrace(LEVELS, { machine, image: counting(0) });
    for (const step of [0, 1, 14, 15, 16, trace.end.steps - 1, trace.end.steps, stepBound(LEVELS) - 2]) {
      const proof = trace.prove(step);
      // As a file or a socket would give it.
      const received = Buffer.from(proof.proof);
      checkStep(proof.state, received);
      expect(received.equals(proof.proof)).toBe(true);
      expect(checkStep(proof.state, proof.proof)).toMatchObject({ preHash: proof.preHash });
      expect(proof.preHash).toEqual(hashState(trace.stateAt(step)));
      expect(proof.postHash).toEqual(hashState(trace.stateAt(step + 1)));
    }
  });

  it("differs from a tampered one first at the very step that was tampered with", () => {
    const size = 2 ** LEVELS.stretchHeight;
    const image = counting(0);
    const honest = new BlockTrace(LEVELS, { machine, image });
    for (const step of [1, 16, 17, 33, honest.end.steps]) {
      const liar = new BlockTrace(LEVELS, {
        machine: new Machine(),
        image,
        tampering: { step, writes: [{ address: STATE_START + 4000, bytes: Uint8Array.of(step) }] },
      });
      const stretch = firstDifference(honest.history, liar.history);
      expect(stretch).toBe(Math.floor((step - 1) / size));
      const inner = firstDifference(honest.stretch(stretch!), liar.stretch(stretch!));
      expect(inner).toBe((step - 1) % size);
      expect(liar.end.stateRoot).not.toEqual(honest.end.stateRoot);
      const proof = honest.prove(step - 1);
      expect(proof.postHash).toEqual(honest.stretch(stretch!).node(0, inner!));
      expect(proof.postHash).not.toEqual(liar.stretch(stretch!).node(0, inner!));
    }
  });

  it("refuses levels that a machine can't count", () => {
    expect(() => checkLevels({ ...LEVELS, blockHeight: 25 })).toThrow(/expected heights/);
    expect(() => checkLevels({ ...LEVELS, stretchHeight: 0 })).toThrow(/expected heights/);
    expect(checkLevels(LEVELS)).toBe(LEVELS);
  });
});
