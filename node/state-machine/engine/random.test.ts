import { describe, expect, it } from "vitest";
import { headerLayout } from "../layout/generated.ts";
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
function play(
  run: Run,
  options: WorldOptions = {},
): { world: World; outputs: Uint8Array[]; codes: Map<string, number> } {
  const world = new World({ markets: MARKETS, stakes: [40n, 35n, 25n], syscalls: noDigests, ...options });
  world.fund(Array.from({ length: run.accounts }, (_, i) => 20_000_000n + BigInt(i) * 3_000_000n));
  const traffic = new RandomTraffic(world, run.seed, run.accounts);
  const outputs: Uint8Array[] = [];
  const codes = new Map<string, number>();
  for (let i = 0; i < run.blocks; i++) {
    const elapsed = traffic.chance(0.01)
      ? 70_000
      : traffic.chance(0.2)
        ? 5_000 + traffic.int(30_000)
        : 100 + traffic.int(900);
    const events = world.run({
      elapsed,
      messages: traffic.messages(),
      transactions: traffic.transactions(run.perBlock, run.moves),
    });
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

const RUNS: readonly Run[] = [
  { seed: 1, blocks: 150, perBlock: 20, moves: 4, accounts: 12 },
  { seed: 2, blocks: 150, perBlock: 20, moves: 40, accounts: 40 },
  { seed: 3, blocks: 200, perBlock: 10, moves: 120, accounts: 25 },
];

describe("long random runs", () => {
  const codes = new Map<string, number>();

  it.each(RUNS)(
    "keep every invariant after every block, and the machine agrees on every tenth (seed $seed)",
    (run) => {
      const { world, codes: met } = play(run, { shadow: 0.1 });
      expect(world.shadow?.compared).toBeGreaterThan(run.blocks / 11);
      for (const [name, count] of met) codes.set(name, (codes.get(name) ?? 0) + count);
    },
    120_000,
  );

  it("meet what matters: fills, cuts, undone orders, liquidations, deleveraging, deficits", () => {
    const met = [
      ...[
        "OK",
        "FOK_NOT_FILLED",
        "INSUFFICIENT_MARGIN",
        "POST_ONLY_WOULD_TAKE",
        "REDUCE_ONLY_MODE",
        "MARKET_CLOSED",
      ],
      ...[
        "update REDUCE_ONLY_CUT",
        "update SELF_TRADE",
        "update EXPIRED",
        "update MAKER_UNDERMARGINED",
        "update LIQUIDATION",
      ],
      ...["liquidation 1", "liquidation 2", "liquidation 3", "liquidation 4", "insurance 1", "insurance 2"],
    ];
    expect(met.filter((name) => !codes.has(name))).toEqual([]);
  });
});

const SEQUENCE = headerLayout.base + headerLayout.offset.orderSequence;

describe("determinism", () => {
  const run: Run = { seed: 9, blocks: 60, perBlock: 15, moves: 80, accounts: 20 };
  const stateOf = (world: World): Buffer[] =>
    [0x8000_0000, 0x8200_0000, 0x9c00_0000, 0xa800_0000, 0xb800_0000, 0xc800_0000].map((at) =>
      Buffer.from(world.machine.bytes.slice(at, at + 0x20_0000)),
    );

  it("two machines agree on every output and on the state, whatever lies in scratch and with fresh instances", () => {
    const plain = play(run);
    const others = [play(run, { poison: 0xff }), play(run, { poison: 0x5a, renewInstances: true })];
    for (const other of others) {
      expect(other.outputs.map((bytes) => Buffer.from(bytes).toString("base64"))).toEqual(
        plain.outputs.map((bytes) => Buffer.from(bytes).toString("base64")),
      );
      for (const [i, bytes] of stateOf(other.world).entries())
        expect(bytes.equals(stateOf(plain.world)[i]!)).toBe(true);
    }
  }, 120_000);

  it("a trap leaves nothing behind once the undo area is put back, and the chain goes on", () => {
    const { world } = play({ ...run, blocks: 20 });
    const before = stateOf(world);
    // No order id is left: the block traps in its middle.
    const block = world.blockBytes({ transactions: new RandomTraffic(world, 4, 20).transactions(30, 5) });
    const { view } = world.machine;
    const sequence = view.getBigUint64(SEQUENCE, true);
    view.setBigUint64(SEQUENCE, 2n ** 42n - 1n, true);
    const result = world.tryRun(block);
    expect(result.code).toBe("trap");
    expect(result.dirtyChunks).toBeGreaterThan(0);
    view.setBigUint64(SEQUENCE, sequence, true);
    for (const [i, bytes] of stateOf(world).entries()) expect(bytes.equals(before[i]!)).toBe(true);
    expect(world.tryRun(block).code).toBe(0);
  });
});
