import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../primitives/bytes.ts";
import { encodeBlock } from "../../primitives/codec/block.ts";
import { seededRng } from "../../primitives/rng.ts";
import { stateSegments } from "../dispute/block-image.ts";
import { voidCode } from "../layout/generated.ts";
import { RandomTraffic } from "../testing/random-traffic.ts";
import { TestChain } from "../testing/test-chain.ts";
import { BlockMachine } from "./block-machine.ts";

const BLOCKS = 40;

describe("the machine, block after block", () => {
  const roots: string[] = [];
  let chain: TestChain;
  let traffic: RandomTraffic;
  let machine: BlockMachine;

  /** V8's next block, and its root. */
  function seal(): Uint8Array {
    traffic.step();
    roots.push(toHex(chain.seal().stateRoot));
    return chain.blocks.at(-1)!;
  }

  beforeAll(async () => {
    chain = await TestChain.open();
    traffic = new RandomTraffic(chain, seededRng(7));
    traffic.open();
    machine = new BlockMachine();
  });

  it("runs genesis and lively blocks, signatures and all, to the roots of V8", () => {
    for (const block of chain.blocks) expect(machine.apply(block).status).toBe("applied");
    expect(toHex(machine.stateRoot)).toBe(toHex(chain.machine.stateRoot));
    for (let i = 0; i < BLOCKS; i++) {
      const { status, stateRoot, steps } = machine.apply(seal());
      expect(status).toBe("applied");
      expect(toHex(stateRoot)).toBe(roots.at(-1));
      expect(steps).toBeGreaterThan(1_000);
    }
  }, 60_000);

  it("leaves the state as it was when a block is void, with V8's code, and goes on", () => {
    const before = toHex(machine.stateRoot);
    const draft = chain.draft();
    const bad: [Uint8Array, number][] = [
      [encodeBlock({ ...draft, timestamp: 1n }), voidCode.BAD_TIMESTAMP],
      [encodeBlock({ ...draft, transactions: [new Uint8Array(100)] }), voidCode.BAD_TRANSACTION],
      [new Uint8Array(0), voidCode.BAD_HEADER],
      [new Uint8Array(5_000).fill(0xff), voidCode.BAD_HEADER],
    ];
    for (const [block, code] of bad) {
      expect(chain.machine.applyBlock(block).status).toBe("void");
      const outcome = machine.apply(block);
      expect(outcome).toMatchObject({ status: "void", exitCode: code });
      expect(toHex(outcome.stateRoot)).toBe(before);
    }
    expect(toHex(machine.apply(seal()).stateRoot)).toBe(roots.at(-1));
  });

  it("calls a block void that needs more steps than allowed", () => {
    const impatient = new BlockMachine({ maxSteps: 1_000 });
    const { status, steps } = impatient.apply(chain.blocks[0]!);
    expect({ status, steps }).toEqual({ status: "void", steps: 1_000 });
    expect(toHex(impatient.stateRoot)).toBe(toHex(new BlockMachine().stateRoot));
  });

  it("goes on from the state of a running V8, and from what V8 wrote in blocks that it did not run", () => {
    const late = new BlockMachine();
    late.load(stateSegments(chain.machine));
    expect(toHex(late.stateRoot)).toBe(toHex(chain.machine.stateRoot));
    expect(toHex(late.apply(seal()).stateRoot)).toBe(roots.at(-1));
    seal();
    late.patch(stateSegments(chain.machine));
    expect(toHex(late.stateRoot)).toBe(roots.at(-1));
    expect(toHex(late.apply(seal()).stateRoot)).toBe(roots.at(-1));
    late.load([]);
    expect(toHex(late.stateRoot)).toBe(toHex(new BlockMachine().stateRoot));
  });

  it("finds nothing of the last block in program, scratch or registers", () => {
    const twice = new BlockMachine();
    const steps = chain.blocks.map((block) => twice.apply(block).steps);
    const fresh = new BlockMachine();
    for (const [i, block] of chain.blocks.entries()) {
      if (i > 0 && i % 7 === 0) {
        const alone = new BlockMachine();
        alone.load(pagesOf(fresh));
        expect(alone.apply(block).steps).toBe(steps[i]);
      }
      fresh.apply(block);
    }
    expect(toHex(twice.stateRoot)).toBe(toHex(fresh.stateRoot));
  }, 60_000);

  /** The state of a machine, from the pages that V8's chain ever touched. */
  function* pagesOf(source: BlockMachine): Generator<{ address: number; bytes: Uint8Array }> {
    for (const { address, bytes } of stateSegments(chain.machine))
      yield { address, bytes: source.read(address, bytes.length) };
  }
});
