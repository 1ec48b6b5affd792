import { describe, expect, it } from "vitest";
import { EngineShadow } from "../../node/state-machine/program/testing/engine-shadow.ts";
import { describeFailure, runCampaign } from "./campaign.ts";
import { engineBytes, Machine } from "./machine.ts";
import { WORLDS } from "./worlds.ts";

const RATE = 0.1;
const ACTIONS = 8_000;
const BLOCKS = 120;

/** The engine in V8, with a share of its blocks on the dispute machine as well. */
class ShadowedMachine extends Machine {
  readonly shadow = new EngineShadow(this.bytes, { rate: RATE });

  override apply(block: Uint8Array): number {
    const code = super.apply(block);
    const fault = this.shadow.follow(block, code);
    if (fault !== undefined) throw new Error(`the dispute machine: ${fault}`);
    return code;
  }

  override reset(poison?: number): void {
    super.reset(poison);
    this.shadow.reset();
  }
}

describe("random chains on the dispute machine", () => {
  const machine = new ShadowedMachine(engineBytes());

  it.each(WORLDS.map((world) => [world.name, world] as const))(
    "leave the same state as in V8, block by block of a sample, in the %s world",
    (_, world) => {
      const before = machine.shadow.compared;
      const report = runCampaign(
        { world, seed: 5, actions: ACTIONS, blocks: BLOCKS, shrinkRuns: 0 },
        machine,
      );
      expect(report.failed && describeFailure(report.failed)).toBeUndefined();
      expect(machine.shadow.compared - before).toBeGreaterThan(report.blocks * RATE * 0.9);
    },
    120_000,
  );
});
