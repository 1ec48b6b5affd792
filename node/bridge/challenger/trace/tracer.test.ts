import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { concatBytes } from "../../../primitives/bytes.ts";
import { errorCode } from "../../../primitives/error.ts";
import { seededRng } from "../../../primitives/rng.ts";
import { type DisputeLevels, endsAt, firstDifference } from "../../../state-machine/dispute/index.ts";
import { blockHash, inputRoot, verifyStateProof } from "../../../state-machine/index.ts";
import { STATE_START } from "../../../state-machine/machine/layout.ts";
import { checkStep } from "../../../state-machine/machine/proof.ts";
import { programImage } from "../../../state-machine/program/release.ts";
import { RandomTraffic } from "../../../state-machine/testing/random-traffic.ts";
import { TestChain } from "../../../state-machine/testing/test-chain.ts";
import type { StoredBlock } from "../../../store/port.ts";
import { Tracer } from "./tracer.ts";

const LEVELS: DisputeLevels = { blocksHeight: 8, blockHeight: 20, stretchHeight: 8 };
const BLOCKS = 6;

let folder: string;
let blocks: StoredBlock[];
const snapshots: bigint[] = [];
let tracer: Tracer;

function stored(bytes: Uint8Array, stateRoot: Uint8Array, receipts: Uint8Array, number: number): StoredBlock {
  const parts = { parentHash: new Uint8Array(32), inputRoot: inputRoot(bytes), stateRoot, receipts };
  return { number: BigInt(number), timestamp: 0n, bytes, ...parts, hash: blockHash(parts) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-tracer-"));
  const chain = await TestChain.open();
  blocks = [stored(chain.blocks[0]!, chain.machine.stateRoot, new Uint8Array(0), 0)];
  const traffic = new RandomTraffic(chain, seededRng(7));
  const seal = () => {
    const outcome = chain.seal();
    blocks.push(stored(chain.blocks.at(-1)!, outcome.stateRoot, outcome.receipts.bytes, chain.number));
  };
  for (let user = 0; user < 6; user++) chain.deposit(user, 20_000_000_000n);
  chain.vote(970_000, 350_000);
  seal();
  while (chain.number < BLOCKS) {
    traffic.step();
    seal();
    if (chain.number === 4) {
      await writeFile(join(folder, "4.snapshot"), concatBytes([...chain.machine.snapshot().frames()]));
      snapshots.push(4n);
    }
  }
  tracer = new Tracer(LEVELS, {
    program: programImage(),
    store: {
      get: async (number) => blocks[Number(number)],
      range: async function* (first, last) {
        yield* blocks.slice(Number(first), Number(last) + 1);
      },
    },
    snapshots: {
      heights: async () => snapshots,
      path: (height) => join(folder, `${height}.snapshot`),
    },
  });
});

afterAll(async () => {
  await tracer?.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (number: number, ...rest: [Parameters<Tracer["open"]>[2]?]) =>
  tracer.open(BigInt(number), blocks[number]!.bytes, ...rest);

describe("the tracer", () => {
  it("ends every block of a lively chain at the root that V8 gave it", async () => {
    for (const number of [BLOCKS, 2, 1, 3, 5]) {
      const traced = await open(number);
      expect(traced.end.applied).toBe(true);
      expect(traced.end.stateRoot).toEqual(blocks[number]!.stateRoot);
      expect(endsAt(traced.history, traced.end)).toBe(true);
      expect(verifyStateProof(blocks[number - 1]!.stateRoot, traced.before)).toBe(true);
      expect(verifyStateProof(traced.end.stateRoot, traced.end.header)).toBe(true);
    }
  });

  it("goes on with a block after another one was opened", async () => {
    const two = await open(2);
    const five = await open(5);
    const inner = await two.stretch(3);
    expect(inner.node(0, 2 ** LEVELS.stretchHeight - 1)).toEqual(two.history.node(0, 3));
    const proof = await five.prove(1000);
    expect(checkStep(proof.state, proof.proof).postHash).toEqual(proof.postHash);
    const place = 1000 % 2 ** LEVELS.stretchHeight;
    expect((await five.stretch(Math.floor(1000 / 2 ** LEVELS.stretchHeight))).node(0, place)).toEqual(
      proof.postHash,
    );
  });

  it("leaves a block void that is no block", async () => {
    const traced = await tracer.open(3n, new Uint8Array(100).fill(1));
    expect(traced.end.applied).toBe(false);
  });

  it("tampers where it is told to", async () => {
    const honest = await open(4);
    const step = honest.end.steps;
    const lie = await open(4, {
      step,
      writes: [{ address: STATE_START + 4096, bytes: Uint8Array.of(1, 2, 3) }],
    });
    expect(firstDifference(honest.history, lie.history)).toBe(
      Math.floor((step - 1) / 2 ** LEVELS.stretchHeight),
    );
    expect(lie.end.stateRoot).not.toEqual(honest.end.stateRoot);
    expect(lie.end.applied).toBe(true);
  });

  it("refuses a chain whose blocks do not give the stored roots", async () => {
    const wrong = new Tracer(LEVELS, {
      program: programImage(),
      store: {
        get: async (number) => blocks[Number(number)],
        range: async function* (first, last) {
          for (const block of blocks.slice(Number(first), Number(last) + 1))
            yield block.number === 2n ? { ...block, stateRoot: new Uint8Array(32) } : block;
        },
      },
      snapshots: { heights: async () => [], path: () => "" },
    });
    const code = await wrong.open(4n, blocks[4]!.bytes).then(
      () => "NO_ERROR",
      (error: unknown) => errorCode(error),
    );
    expect(code).toBe("REPLAY_MISMATCH");
    await wrong.close();
  });
});
