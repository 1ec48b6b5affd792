import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blockHash, inputRoot } from "../../state-machine/index.ts";
import { STATE_START } from "../../state-machine/machine/layout.ts";
import { programImage, programRoot } from "../../state-machine/program/release.ts";
import { GENESIS_TIME, TestChain } from "../../state-machine/testing/test-chain.ts";
import type { StoredBlock } from "../../store/port.ts";
import type { HistorySource } from "./history-source.ts";
import { NodeHistory } from "./node-history.ts";
import { DisputeL1, LEVELS } from "./testing/dispute-l1.ts";
import { Tracer } from "./trace/tracer.ts";

const BLOCKS = 4;
/** State that the engine keeps and this block does not touch. */
const LIE_AT = STATE_START + 1_000_000_000;

let l1: DisputeL1;
const tracers: Tracer[] = [];
const blocks: StoredBlock[] = [];
let chain: TestChain;

const store = {
  get: async (number: bigint) => blocks[Number(number)],
  range: async function* (first: bigint, last: bigint) {
    yield* blocks.slice(Number(first), Number(last) + 1);
  },
};

function keep(number: number, receipts: Uint8Array): void {
  const bytes = chain.blocks[number]!;
  const parts = { parentHash: new Uint8Array(32), inputRoot: inputRoot(bytes), receipts };
  const { stateRoot } = chain.machine;
  const timestamp = BigInt(chain.timestamp);
  const block = { number: BigInt(number), timestamp, bytes, stateRoot, ...parts };
  blocks.push({ ...block, hash: blockHash(block) });
}

function tracer(): Tracer {
  const made = new Tracer(LEVELS, {
    program: programImage(),
    store,
    snapshots: { heights: async () => [], path: () => "" },
  });
  tracers.push(made);
  return made;
}

beforeAll(async () => {
  chain = await TestChain.open();
  keep(0, new Uint8Array(0));
  for (let i = 1; i <= BLOCKS; i++) {
    chain.vote(970_000 + i, 350_000 - i);
    keep(i, chain.seal().receipts.bytes);
  }
  const time = Math.ceil(GENESIS_TIME / 1000) + 10;
  l1 = await DisputeL1.open({ genesisRoot: blocks[0]!.stateRoot, programRoot: programRoot(), time });
  await l1.append(blocks.slice(1));
});

afterAll(async () => {
  for (const made of tracers) await made.close();
  await l1?.close();
});

describe("a dispute about the engine itself", () => {
  it("ends at the instruction at which a machine gave somebody money", async () => {
    const inputs = { bytes: async (_batch: bigint, number: bigint) => blocks[Number(number)]!.bytes };
    const roots = { get: async (number: bigint) => blocks[Number(number)]?.stateRoot };
    const options = { blocksHeight: LEVELS.blocksHeight };
    const honest = new NodeHistory(options, { roots, inputs, tracer: tracer() });
    const { end } = (await honest.block(BigInt(BLOCKS), 0n))!;
    const step = end.steps - 1_000;
    const tampered = tracer();
    const lie = (number: bigint) =>
      number === BigInt(BLOCKS)
        ? { step, writes: [{ address: LIE_AT, bytes: Uint8Array.of(0x40, 0x42, 0x0f) }] }
        : undefined;
    const wrong = await tampered.open(BigInt(BLOCKS), blocks[BLOCKS]!.bytes, lie(BigInt(BLOCKS)));
    const liar: HistorySource = new NodeHistory(options, {
      roots: { get: async (n) => (n === BigInt(BLOCKS) ? wrong.end.stateRoot : roots.get(n)) },
      inputs,
      tracer: { open: (number, input) => tampered.open(number, input, lie(number)) },
    });
    const players = [l1.seat("liar", liar, store), l1.seat("honest", honest, store)] as const;
    await l1.assert(players[0], wrong.end.header);
    const right = await l1.assert(players[1], chain.machine.proveHeader());
    const started = performance.now();
    await l1.play(() => l1.isConfirmed(right), players);
    const moves = players.map(({ player }) => player.status.moves);
    const proofs = moves.reduce((sum, made) => sum + (made.proveStep ?? 0), 0);
    expect(proofs).toBe(1);
    expect(players[1].events.filter(({ code }) => code !== "DISPUTE_MOVE")).toEqual([]);
    console.log(
      `${end.steps} steps, wrong one found and proved in ${Math.round(performance.now() - started)} ms`,
    );
  });
});
