import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { wasm } from "../primitives/webassembly.ts";
import { addresses, headerLayout, voidCode, withdrawalLayout } from "./layout/generated.ts";
import { ZERO_HASHES } from "./merkle.ts";
import { rehashState } from "./rehash.ts";
import { collect } from "./snapshot.ts";
import type { StateMachine } from "./state-machine.ts";
import { STATE_DEPTH, verifyStateProof } from "./state-proof.ts";
import { type ScriptedEngine, scriptedMachine } from "./testing/scripted-engine.ts";

const STATE_BYTES = addresses.PAGES * 65_536 - addresses.STATE;
const BLOCK = new Uint8Array(64);

interface Write {
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Anywhere in the 2 GiB but the header, often close together, at the very end, and often zeros over what was there. */
const write: fc.Arbitrary<Write> = fc
  .record({
    offset: fc.oneof(
      fc.integer({ min: 4096, max: 8192 }),
      fc.integer({ min: 0x1c00_0000, max: 0x1c00_4000 }),
      fc.integer({ min: 4096, max: STATE_BYTES - 300 }),
      fc.constantFrom(4096, STATE_BYTES - 300),
    ),
    data: fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constant(new Uint8Array(200))),
  })
  .filter(({ offset, data }) => offset + data.length <= STATE_BYTES);
const writes = fc.array(write, { minLength: 1, maxLength: 20 });

function play(engine: ScriptedEngine, batch: readonly Write[], code: number = voidCode.APPLIED): void {
  engine.play(() => {
    for (const { offset, data } of batch) engine.write(offset, data);
    return code;
  });
}

function apply(machine: StateMachine): Uint8Array {
  const outcome = machine.applyBlock(BLOCK);
  expect(outcome.status).toBe("applied");
  return outcome.stateRoot;
}

describe("state machine", () => {
  let engine: ScriptedEngine;
  let machine: StateMachine;
  beforeAll(() => {
    ({ engine, machine } = scriptedMachine());
  });

  it("starts from the root of an all-zero state", () => {
    expect(machine.stateRoot).toEqual(ZERO_HASHES[STATE_DEPTH]);
    expect(rehashState(engine.memory.buffer)).toEqual(machine.stateRoot);
  });

  it("keeps the incremental root equal to a full rehash after every block", () => {
    fc.assert(
      fc.property(writes, (batch) => {
        play(engine, batch);
        expect(toHex(apply(machine))).toBe(toHex(rehashState(engine.memory.buffer)));
      }),
      { numRuns: 12 },
    );
  });

  it("proves any aligned range of leaves, and no proof survives a changed leaf, sibling, place or root", () => {
    const address = fc.oneof(
      fc.integer({ min: 0, max: 4096 }),
      fc.integer({ min: 0, max: STATE_BYTES - 1024 }),
    );
    fc.assert(
      fc.property(
        writes,
        address,
        fc.integer({ min: 1, max: 700 }),
        fc.nat(),
        (batch, offset, size, pick) => {
          play(engine, batch);
          const root = apply(machine);
          const proof = machine.proveRecord(addresses.STATE + offset, size);
          expect(verifyStateProof(root, proof)).toBe(true);
          const first = proof.firstLeaf * 32;
          expect(first).toBeLessThanOrEqual(offset);
          expect(first + proof.leaves.length * 32).toBeGreaterThanOrEqual(offset + size);
          const start = addresses.STATE + first;
          const proven = Buffer.concat(proof.leaves);
          expect(proven.equals(engine.bytes.subarray(start, start + proven.length))).toBe(true);
          const flip = (list: readonly Uint8Array[]) =>
            list.map((node, i) =>
              i === pick % list.length ? node.map((byte, j) => (j === 0 ? byte ^ 1 : byte)) : node,
            );
          expect(verifyStateProof(root, { ...proof, leaves: flip(proof.leaves) })).toBe(false);
          expect(verifyStateProof(root, { ...proof, siblings: flip(proof.siblings) })).toBe(false);
          expect(verifyStateProof(root, { ...proof, siblings: proof.siblings.slice(1) })).toBe(false);
          expect(verifyStateProof(root, { ...proof, firstLeaf: proof.firstLeaf + 2 ** 26 })).toBe(false);
          expect(verifyStateProof(flip([root])[0]!, proof)).toBe(false);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("proves the header to L1 as four leaves under 24 siblings", () => {
    const proof = machine.proveHeader();
    expect([proof.firstLeaf, proof.leaves.length, proof.siblings.length]).toEqual([0, 4, 24]);
    expect(verifyStateProof(machine.stateRoot, proof)).toBe(true);
  });

  it("puts everything back when a block is void by code", () => {
    fc.assert(
      fc.property(writes, (batch) => {
        const before = machine.stateRoot;
        play(engine, batch, voidCode.GAS_LIMIT);
        const outcome = machine.applyBlock(BLOCK);
        expect(outcome).toMatchObject({ status: "void", code: "GAS_LIMIT", stateRoot: before });
        play(engine, []);
        expect(apply(machine)).toEqual(before);
      }),
      { numRuns: 10 },
    );
    expect(rehashState(engine.memory.buffer)).toEqual(machine.stateRoot);
  });

  it("puts everything back when the engine traps in the middle of a block", () => {
    const before = machine.stateRoot;
    engine.play(() => {
      engine.write(77, new Uint8Array(500).fill(9));
      throw new wasm.RuntimeError("unreachable");
    });
    expect(machine.applyBlock(BLOCK)).toMatchObject({ status: "void", code: "TRAP", stateRoot: before });
    expect(rehashState(engine.memory.buffer)).toEqual(before);
  });

  it("does not call a host's own bug a void block, yet leaves the state as it was", () => {
    const before = machine.stateRoot;
    engine.play(() => {
      engine.write(77, new Uint8Array(500).fill(9));
      throw new TypeError("a bug");
    });
    expect(() => machine.applyBlock(BLOCK)).toThrow(TypeError);
    expect(rehashState(engine.memory.buffer)).toEqual(before);
  });

  it("shows the engine the block's bytes zero padded, whatever lay there before", () => {
    const seen: Uint8Array[] = [];
    engine.play(() => {
      seen.push(engine.bytes.slice(addresses.INPUT, addresses.INPUT + 300));
      return voidCode.BAD_HEADER;
    });
    for (const length of [300, 10, 0, 200]) {
      machine.applyBlock(new Uint8Array(length).fill(length % 251));
      expect(seen.at(-1)).toEqual(new Uint8Array(300).fill(length % 251, 0, length));
    }
  });

  it("gives two machines the same roots for the same blocks", () => {
    const one = scriptedMachine();
    const two = scriptedMachine();
    fc.assert(
      fc.property(writes, writes, (batch, discarded) => {
        play(one.engine, batch);
        play(two.engine, discarded, voidCode.BAD_MESSAGE);
        two.machine.applyBlock(BLOCK);
        play(two.engine, batch);
        expect(apply(one.machine)).toEqual(apply(two.machine));
      }),
      { numRuns: 20 },
    );
  });

  it("refuses receipts whose withdrawals do not hash to the header's root", () => {
    const fresh = scriptedMachine();
    const record = new Uint8Array(withdrawalLayout.size);
    new DataView(record.buffer).setUint16(0, 8, true);
    new DataView(record.buffer).setUint16(2, withdrawalLayout.size, true);
    fresh.engine.play((each) => {
      each.emit(record);
      return voidCode.APPLIED;
    });
    expect(() => fresh.machine.applyBlock(BLOCK)).toThrow(/withdrawal root/);
  });
});

describe("snapshot", () => {
  it("restores to the same root and proofs, cut into chunks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(writes, fc.integer({ min: 1, max: 70_000 }), async (batch, chunkSize) => {
        const source = scriptedMachine();
        play(source.engine, batch);
        const root = apply(source.machine);
        const stream = collect(source.machine.snapshot().frames());
        const chunks = Array.from({ length: Math.ceil(stream.length / chunkSize) }, (_, i) =>
          stream.subarray(i * chunkSize, (i + 1) * chunkSize),
        );
        const target = scriptedMachine();
        const head = await target.machine.restore(chunks);
        expect(head.stateRoot).toEqual(root);
        expect(target.machine.stateRoot).toEqual(root);
        expect(rehashState(target.engine.memory.buffer)).toEqual(root);
        const proof = target.machine.proveRecord(addresses.STATE + batch[0]!.offset, 64);
        expect(proof).toEqual(source.machine.proveRecord(addresses.STATE + batch[0]!.offset, 64));
      }),
      { numRuns: 3 },
    );
  });

  it("stays that of its block while later blocks change, free and add pages", async () => {
    const source = scriptedMachine();
    // 700 pages: three frames, so that blocks fall before, between and after pages that were sent.
    const page = (i: number, fill: number) => ({
      offset: (i + 1) * 8192,
      data: new Uint8Array(130).fill(fill),
    });
    play(
      source.engine,
      Array.from({ length: 700 }, (_, i) => page(i, 1 + (i % 250))),
    );
    const root = apply(source.machine);
    const frames: Uint8Array[] = [];
    let step = 0;
    for (const frame of source.machine.snapshot().frames()) {
      frames.push(frame);
      step++;
      play(source.engine, [
        page(step, 0),
        page(690 - step, 99),
        page(699, step),
        page(900 + step, 7),
        page(350, step),
      ]);
      apply(source.machine);
    }
    const target = scriptedMachine();
    await target.machine.restore(frames);
    expect(target.machine.stateRoot).toEqual(root);
    expect(source.machine.stateRoot).not.toEqual(root);
    expect(rehashState(source.engine.memory.buffer)).toEqual(source.machine.stateRoot);
  });

  it("is refused when any byte is changed or its end is missing", async () => {
    const source = scriptedMachine();
    play(source.engine, [{ offset: headerLayout.base - addresses.STATE, data: new Uint8Array(32).fill(1) }]);
    apply(source.machine);
    const stream = collect(source.machine.snapshot().frames());
    const refuse = async (bytes: Uint8Array) => {
      await expect(scriptedMachine().machine.restore([bytes])).rejects.toThrow(NovateError);
    };
    for (const position of [0, 3, 8, 40, 70, 75, 100, 900, stream.length - 1]) {
      const bytes = stream.slice();
      bytes[position]! ^= 4;
      await refuse(bytes);
    }
    for (const length of [0, 4, 60, stream.length - 9, stream.length - 1])
      await refuse(stream.slice(0, length));
    await refuse(new Uint8Array([...stream, ...stream]));
  });

  it("goes into a fresh machine only", async () => {
    const { engine, machine } = scriptedMachine();
    play(engine, [{ offset: 4096, data: new Uint8Array([1]) }]);
    apply(machine);
    const stream = collect(machine.snapshot().frames());
    await expect(machine.restore([stream])).rejects.toMatchObject({ code: "NOT_EMPTY" });
  });
});
