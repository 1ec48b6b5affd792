/** A deterministic chain of blocks for tests of storage: right hashes over arbitrary bytes, no engine needed. */
import { seededRng } from "../../primitives/rng.ts";
import { blockHash, inputRoot } from "../../state-machine/roots.ts";
import type { StoredBlock } from "../port.ts";

function noise(seed: number, length: number): Uint8Array {
  const rng = seededRng(seed);
  return Uint8Array.from({ length }, () => rng.uint32());
}

/** Block `number` on `parent`: the same for the same number, `bodyBytes` of noise in its body. */
export function blockOn(parent: StoredBlock | undefined, bodyBytes = 100): StoredBlock {
  const number = parent === undefined ? 0n : parent.number + 1n;
  const bytes = new Uint8Array(64 + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(8, number, true);
  view.setBigUint64(16, 1_790_000_000_000n + number * 100n, true);
  bytes.set(noise(Number(number), bodyBytes), 64);
  const parts = {
    parentHash: parent?.hash ?? new Uint8Array(32),
    inputRoot: inputRoot(bytes),
    stateRoot: noise(Number(number) + 1_000_000, 32),
    receipts: noise(Number(number) + 2_000_000, bodyBytes),
  };
  const timestamp = view.getBigUint64(16, true);
  return { number, timestamp, bytes, ...parts, hash: blockHash(parts) };
}

/** A void slot behind `parent`: it leaves the state and its time as they were. */
export function voidOn(parent: StoredBlock): StoredBlock {
  const bytes = new Uint8Array();
  const { stateRoot, timestamp, hash: parentHash } = parent;
  const parts = { parentHash, inputRoot: inputRoot(bytes), stateRoot, receipts: new Uint8Array() };
  return { number: parent.number + 1n, timestamp, bytes, ...parts, isVoid: true, hash: blockHash(parts) };
}

/** Blocks 0 .. count - 1. */
export function chainOf(count: number, bodyBytes = 100): StoredBlock[] {
  const blocks: StoredBlock[] = [];
  for (let i = 0; i < count; i++) blocks.push(blockOn(blocks.at(-1), bodyBytes));
  return blocks;
}
