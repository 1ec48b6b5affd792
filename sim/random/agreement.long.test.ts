import { describe, expect, it } from "vitest";
import { decodeBlock, decodeTransaction } from "../../node/primitives/codec/index.ts";
import { NovateError } from "../../node/primitives/error.ts";
import { voidCode } from "../../node/state-machine/layout/generated.ts";
import { applyBlock, emptyState } from "../reference/index.ts";
import { encodeCase } from "./case.ts";
import { Draw } from "./generate/draw.ts";
import { Generator } from "./generate/generator.ts";
import { engineBytes, Machine } from "./machine.ts";
import { recover } from "./play.ts";
import { genesisBlock, type World, worldNamed } from "./worlds.ts";

const SAMPLES = Number(process.env.NOVATE_AGREEMENT_SAMPLES ?? 100_000);
const HEADER_BYTES = 64;

/** Valid blocks of a random chain, as they would be on top of the first block. */
function blocksOf(world: World): { first: Uint8Array; blocks: Uint8Array[] } {
  const state = emptyState();
  applyBlock(state, genesisBlock(world), recover);
  const generator = new Generator(world, 11);
  const first = encodeCase(state, generator.next(state)!);
  applyBlock(state, first, recover);
  const blocks: Uint8Array[] = [];
  while (blocks.length < 200) {
    const block = generator.next(state)!;
    if (!block.damage) blocks.push(encodeCase(state, block));
  }
  return { first, blocks };
}

/** Spoils the body of a block in one of the ways that decoders get wrong; the length in the header follows. */
function spoiled(draw: Draw, block: Uint8Array): Uint8Array {
  const bytes = [...block];
  const at = HEADER_BYTES + draw.int(Math.max(1, bytes.length - HEADER_BYTES));
  draw.pick([
    () => bytes.splice(at, 1, draw.int(256)),
    () => bytes.splice(at, 1, (bytes[at] ?? 0) ^ (1 << draw.int(8))),
    () => bytes.splice(at, 0, draw.pick([0, 0x80, 0xff])),
    () => bytes.splice(at, 1),
    () => bytes.splice(at, 1, (bytes[at] ?? 0) | 0x80, 0),
    () => bytes.splice(at),
    () => bytes.push(draw.int(256)),
    () => bytes.splice(at, 0, ...bytes.slice(at, at + draw.int(100))),
    () => [],
  ])();
  const out = Uint8Array.from(bytes);
  new DataView(out.buffer).setUint32(4, out.length - HEADER_BYTES, true);
  return out;
}

function accepts(decode: () => unknown): boolean {
  try {
    decode();
    return true;
  } catch (error) {
    if (error instanceof NovateError) return false;
    throw error;
  }
}

/** Void codes by which the engine says that the form of a block's body is wrong. */
const FORM: readonly number[] = [voidCode.BAD_HEADER, voidCode.BAD_MESSAGE, voidCode.BAD_TRANSACTION];

describe("the codec and the engine", () => {
  it("refuse the same blocks, on spoiled bodies", () => {
    const world = worldNamed("busy");
    const { first, blocks } = blocksOf(world);
    const machine = new Machine(engineBytes());
    const draw = new Draw(3);
    const restart = (): void => {
      machine.reset();
      machine.apply(genesisBlock(world));
      machine.apply(first);
    };
    restart();
    const seen = { accepted: 0, refused: 0 };
    for (let i = 0; i < SAMPLES; i++) {
      const bytes = spoiled(draw, draw.pick(blocks));
      const code = machine.apply(bytes);
      const accepted = accepts(() => decodeBlock(bytes));
      // A message may also be out of order (BAD_MESSAGE), which is no matter of form.
      const agrees = code === voidCode.BAD_MESSAGE ? true : accepted === !FORM.includes(code);
      expect(agrees, `engine ${code}, codec ${accepted}: ${Buffer.from(bytes).toString("hex")}`).toBe(true);
      seen[accepted ? "accepted" : "refused"]++;
      if (code === 0) restart();
    }
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(SAMPLES / 20);
  }, 300_000);

  it("refuse the same transactions, one in a block", () => {
    const world = worldNamed("busy");
    const { first, blocks } = blocksOf(world);
    const transactions = blocks.flatMap((block) =>
      decodeBlock(block).transactions.map((bytes) => bytes.slice()),
    );
    const machine = new Machine(engineBytes());
    machine.reset();
    machine.apply(genesisBlock(world));
    machine.apply(first);
    const head = blocks.find((block) => decodeBlock(block).messages.length === 0)!.slice(0, HEADER_BYTES);
    new DataView(head.buffer).setUint32(44, 1, true);
    const draw = new Draw(4);
    const seen = { accepted: 0, refused: 0 };
    for (let i = 0; i < SAMPLES; i++) {
      const bytes = spoiled(draw, Uint8Array.of(...head, ...draw.pick(transactions)));
      const code = machine.apply(bytes);
      const accepted = accepts(() => decodeTransaction(bytes.subarray(HEADER_BYTES)));
      expect(code !== voidCode.BAD_TRANSACTION, Buffer.from(bytes).toString("hex")).toBe(accepted);
      seen[accepted ? "accepted" : "refused"]++;
      if (code === 0) {
        machine.reset();
        machine.apply(genesisBlock(world));
        machine.apply(first);
      }
    }
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(SAMPLES / 20);
  }, 300_000);
});
