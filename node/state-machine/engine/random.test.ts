import { describe, expect, it } from "vitest";
import { noDigests } from "./testing/engine-machine.ts";
import { RandomTraffic } from "./testing/random-actions.ts";
import { codeName, ofKind, World, type WorldOptions } from "./testing/world.ts";

const MARKETS = [
  {},
  { tickBits: 16, unit: 50, imfPpm: 20_000, mmfPpm: 10_000, makerFeePpm: 100, symbol: "SECOND" },
  { imfPpm: 200_000, mmfPpm: 100_000, symbol: "THIRD" },
];

interface Run {
  readonly seed: number;
  readonly blocks: number;
  readonly perBlock: number;
  readonly moves: number;
  readonly accounts: number;
}

/** Runs random blocks, invariants checked after each; returns the outputs of all blocks and how often each code came. */
function play(run: Run, options: WorldOptions = {}): { world: World; outputs: Uint8Array[]; codes: Map<string, number> } {
  const world = new World({ markets: MARKETS, stakes: [40n, 35n, 25n], syscalls: noDigests, ...options });
  world.fund(Array.from({ length: run.accounts }, (_, i) => 20_000_000n + BigInt(i) * 3_000_000n));
  const traffic = new RandomTraffic(world, run.seed, run.accounts);
  const outputs: Uint8Array[] = [];
  const codes = new Map<string, number>();
  for (let i = 0; i < run.blocks; i++) {
    const elapsed = traffic.chance(0.01) ? 70_000 : traffic.chance(0.2) ? 5_000 + traffic.int(30_000) : 100 + traffic.int(900);
    const events = world.run({ elapsed, messages: traffic.messages(), transactions: traffic.transactions(run.perBlock, run.moves) });
    outputs.push(world.machine.output());
    for (const result of ofKind(events, "actionReceipt")) {
      codes.set(codeName(result.code), (codes.get(codeName(result.code)) ?? 0) + 1);
    }
    for (const update of ofKind(events, "orderUpdate")) {
      const name = `update ${codeName(update.reason)}`;
      codes.set(name, (codes.get(name) ?? 0) + 1);
    }
    for (const stage of ofKind(events, "liquidation")) {
      const name = `liquidation ${stage.stage}`;
      codes.set(name, (codes.get(name) ?? 0) + 1);
    }
    for (const movement of ofKind(events, "insurance")) {
      const name = `insurance ${movement.reason}`;
      codes.set(name, (codes.get(name) ?? 0) + 1);
    }
  }
  return { world, outputs, codes };
}

describe("long random runs", () => {
  it.each([
    { seed: 1, blocks: 250, perBlock: 20, moves: 4, accounts: 12 },
    { seed: 2, blocks: 250, perBlock: 20, moves: 40, accounts: 40 },
    { seed: 3, blocks: 250, perBlock: 10, moves: 120, accounts: 25 },
  ])("keep every invariant after every block (seed $seed)", (run) => {
    const { codes } = play(run);
    console.log(codes);
    expect(codes.get("OK")).toBeGreaterThan(100);
  });
});
