import { beforeAll, describe, expect, it } from "vitest";
import { equalBytes } from "../../primitives/bytes.ts";
import { buildImage, type Image } from "./image.ts";
import { Status } from "./layout.ts";
import { Machine } from "./machine.ts";
import { hashPair } from "./merkle.ts";
import { checkStep, proveStep } from "./proof.ts";
import { SparseMemory } from "./sparse.ts";
import { decodeState, encodeState, hashState, hashStates } from "./state.ts";
import { assemble, ECALL, immediateOp, jal, loadAddress, store } from "./testing/assembler.ts";
import { Random } from "./testing/random.ts";
import { wildProgram } from "./testing/wild-programs.ts";
import { TraceCommitment, traceStates } from "./trace.ts";

let machine: Machine;
beforeAll(() => {
  machine = new Machine();
});

/** A wild program that runs for at least `steps`. */
function longProgram(steps: number): Image {
  for (let seed = 1; ; seed++) {
    const image = wildProgram(seed);
    machine.load(image);
    if (machine.run(steps) === steps && !machine.halted) return image;
  }
}

describe("memory and its roots", () => {
  it("has the root that a tree built from nothing has, for any image", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const image = wildProgram(seed);
      machine.load(image);
      expect(equalBytes(machine.memoryRoot(), new SparseMemory(image).root())).toBe(true);
    }
  });

  it("splits into programRoot, inputRoot and stateRoot", () => {
    const parts = { program: wildProgram(3), state: new Uint8Array(5000).fill(3) };
    const low = {
      ...parts.program,
      segments: parts.program.segments.filter(({ address }) => address < 0x4000_0000),
    };
    machine.load(buildImage({ program: low, input: new Uint8Array(100).fill(2), state: parts.state }));
    const low2 = hashPair(machine.programRoot(), machine.inputRoot());
    expect(hashPair(low2, machine.stateRoot())).toEqual(machine.memoryRoot());
    expect(machine.read(0x4000_0000, 2)).toEqual(Uint8Array.of(2, 2));
    expect(machine.read(0x8000_0000, 2)).toEqual(Uint8Array.of(3, 3));
  });

  it("forgets one image when the next is loaded", () => {
    const image = wildProgram(5);
    machine.load(image);
    const fresh = machine.stateHash();
    for (let seed = 6; seed < 16; seed++) {
      machine.load(wildProgram(seed));
      machine.run(1000);
      machine.memoryRoot();
    }
    machine.load(image);
    expect(machine.stateHash()).toEqual(fresh);
  });

  it("refuses parts that do not fit or overlap", () => {
    const program = { entry: 0, segments: [{ address: 0x4000_0000, bytes: new Uint8Array(8) }] };
    expect(() => buildImage({ program, input: new Uint8Array(1) })).toThrow(/segments apart/);
    expect(() => buildImage({ program, state: { length: 2 ** 31 + 1 } as Uint8Array })).toThrow(
      /at most 2147483648/,
    );
  });
});

describe("states", () => {
  it("are the same after encode and decode, and hash alike alone and in a batch", () => {
    const states = Array.from({ length: 5 }, (_, i) => {
      machine.load(wildProgram(i + 20));
      machine.run(60);
      return machine.encoded();
    });
    for (const state of states) expect(encodeState(decodeState(state))).toEqual(state);
    const joined = Uint8Array.from(states.flatMap((state) => [...state]));
    const batch = hashStates(joined, states.length);
    states.forEach((state, i) => {
      expect(batch.slice(32 * i, 32 * (i + 1))).toEqual(hashState(state));
    });
  });

  it("refuse another length", () => {
    expect(() => decodeState(new Uint8Array(319))).toThrow(/320 bytes/);
    expect(() => hashState(new Uint8Array(321))).toThrow(/320 bytes/);
  });
});

describe("checkpoints", () => {
  it("lead back to the same state from anywhere, in any order", () => {
    machine.load(longProgram(300));
    const seen = [0, 40, 40, 90, 80].map((steps) => {
      machine.run(steps);
      return { checkpoint: machine.checkpoint(), hash: machine.stateHash(), steps: machine.steps };
    });
    const random = new Random(4);
    for (let i = 0; i < 40; i++) {
      const { checkpoint, hash, steps } = random.pick(seen);
      machine.restore(checkpoint);
      expect(machine.steps).toBe(steps);
      expect(machine.stateHash()).toEqual(hash);
      machine.run(random.below(100));
    }
  });

  it("share the pages that did not change", () => {
    machine.load(longProgram(200));
    machine.run(100);
    const first = machine.checkpoint();
    const second = machine.checkpoint();
    expect(first.pages.size).toBeGreaterThan(0);
    for (const [page, bytes] of first.pages) expect(second.pages.get(page)).toBe(bytes);
  });

  it("do not fit another image", () => {
    const checkpoint = machine.checkpoint();
    machine.load(wildProgram(1));
    expect(() => machine.restore(checkpoint)).toThrow(/another's/);
  });
});

describe("traces", () => {
  it("hold at a stride what single steps hold", () => {
    const image = longProgram(200);
    machine.load(image);
    const every = traceStates(machine, { stride: 1, count: 200 });
    machine.load(image);
    const tenth = traceStates(machine, { stride: 10, count: 20 });
    for (let i = 0; i < 20; i++) {
      const at = 32 * (10 * i + 9);
      expect(tenth.slice(32 * i, 32 * (i + 1))).toEqual(every.slice(at, at + 32));
    }
  });

  it("end with the halted state, which the commitment repeats", () => {
    const code = assemble([immediateOp("addi", 17, 0, 93), immediateOp("addi", 10, 0, 9), ECALL]);
    machine.load({ entry: 0, segments: [{ address: 0, bytes: code }] });
    const trace = traceStates(machine, { stride: 1, count: 1000 });
    expect(trace.length).toBe(3 * 32);
    const commitment = new TraceCommitment(trace, 5);
    const full = new TraceCommitment(
      Uint8Array.from({ length: 32 * 32 }, (_, i) => trace[Math.min(Math.floor(i / 32), 2) * 32 + (i % 32)]!),
      5,
    );
    expect(commitment.root).toEqual(full.root);
    for (const index of [0, 2, 3, 17, 31]) {
      const { leaf, siblings } = commitment.prove(index);
      expect(leaf).toEqual(commitment.node(0, Math.min(index, 2)));
      const root = siblings.reduce(
        (node, sibling, level) =>
          ((index >> level) & 1) === 0 ? hashPair(node, sibling) : hashPair(sibling, node),
        leaf,
      );
      expect(root).toEqual(commitment.root);
    }
  });

  it("refuse what fits no tree", () => {
    expect(() => new TraceCommitment(new Uint8Array(0), 3)).toThrow(/1 to 2\^height/);
    expect(() => new TraceCommitment(new Uint8Array(32 * 9), 3)).toThrow(/1 to 2\^height/);
    const commitment = new TraceCommitment(new Uint8Array(64), 3);
    expect(() => commitment.node(0, 8)).toThrow(/node of the tree/);
    expect(() => commitment.node(4, 0)).toThrow(/node of the tree/);
  });
});

describe("a run", () => {
  it("stops at its bound and can go on", () => {
    machine.load({ entry: 0, segments: [{ address: 0, bytes: assemble([jal(0, 0)]) }] });
    expect([machine.run(3_000_000), machine.run(5), machine.steps, machine.halted]).toEqual([
      3_000_000,
      5,
      3_000_005,
      false,
    ]);
    expect(() => machine.run(-1)).toThrow(/step count/);
  });

  it("proves a halted state by nothing, and the proof leaves it as it is", () => {
    machine.load({ entry: 2, segments: [] });
    machine.run(10);
    expect({ status: machine.status, exit: machine.exitCode, steps: machine.steps }).toEqual({
      status: Status.BAD_FETCH,
      exit: 132n,
      steps: 1,
    });
    const { state, proof, preHash, postHash } = proveStep(machine);
    expect(proof.length).toBe(0);
    expect(postHash).toEqual(preHash);
    expect(checkStep(state, proof).postHash).toEqual(preHash);
  });

  it("may change its own code: the next fetch sees the store", () => {
    // Writes addi x10, x0, 7 over the instruction after the store.
    const patch = immediateOp("addi", 10, 0, 7);
    const code = [
      ...loadAddress(5, patch),
      ...loadAddress(6, 0x28),
      store("sw", 5, 6, 0),
      jal(0, 4),
      immediateOp("addi", 10, 0, 1),
    ];
    expect(code.length).toBe(11);
    machine.load({ entry: 0, segments: [{ address: 0, bytes: assemble(code) }] });
    machine.run(11);
    expect(machine.registers[10]).toBe(7n);
  });
});
