import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeBlock } from "../../primitives/codec/block.ts";
import type { NovateError } from "../../primitives/error.ts";
import { seededRng } from "../../primitives/rng.ts";
import { addresses } from "../layout/generated.ts";
import { RandomTraffic } from "../testing/random-traffic.ts";
import { TestChain } from "../testing/test-chain.ts";
import { inSample } from "./sample.ts";
import { MAX_WAITING_RUNS, Shadow } from "./shadow.ts";

describe("the shadow", () => {
  let chain: TestChain;
  let traffic: RandomTraffic;
  let shadow: Shadow;
  let faults: NovateError[];

  beforeEach(async () => {
    chain = await TestChain.open();
    traffic = new RandomTraffic(chain, seededRng(3));
    traffic.open();
    faults = [];
  });

  afterEach(() => shadow.close());

  function open(rate: number): void {
    shadow = new Shadow({ rate }, { machine: chain.machine, onFault: (fault) => faults.push(fault) });
  }

  function seal(blocks: number): void {
    for (let i = 0; i < blocks; i++) {
      traffic.step();
      chain.seal();
    }
  }

  it("agrees with V8 on every block from the state it found, void ones too", async () => {
    open(1);
    seal(20);
    chain.machine.applyBlock(encodeBlock({ ...chain.draft(), timestamp: 1n }));
    chain.machine.applyBlock(new Uint8Array(70));
    seal(5);
    await shadow.settled();
    expect(shadow.status).toMatchObject({
      agreed: 27,
      skipped: 0,
      restarts: 0,
      waiting: 0,
      fault: undefined,
    });
    expect(shadow.status.steps).toBeGreaterThan(1_000);
  });

  it("runs the blocks of its sample and follows the others by what they wrote", async () => {
    const rate = 0.4;
    let expected = 0;
    chain.machine.onCommitted(({ inputRoot }) => {
      if (inSample(inputRoot, rate)) expected++;
    });
    open(rate);
    seal(50);
    await shadow.settled();
    expect(expected).toBeGreaterThan(5);
    expect(expected).toBeLessThan(45);
    expect(shadow.status).toMatchObject({ agreed: expected, fault: undefined });
  });

  it("does not count what a judge refused", async () => {
    open(1);
    chain.machine.applyBlock(encodeBlock(chain.draft()), () => ({ code: "TOO_LATE", message: "a test" }));
    seal(3);
    await shadow.settled();
    expect(shadow.status).toMatchObject({ agreed: 3, fault: undefined });
  });

  it("only follows while it is behind, and then runs again", async () => {
    open(1);
    seal(MAX_WAITING_RUNS + 20);
    expect(shadow.status.waiting).toBeGreaterThan(MAX_WAITING_RUNS);
    await shadow.settled();
    const { agreed, skipped } = shadow.status;
    expect(skipped).toBeGreaterThan(0);
    expect(agreed + skipped).toBe(MAX_WAITING_RUNS + 20);
    seal(3);
    await shadow.settled();
    expect(shadow.status).toMatchObject({ agreed: agreed + 3, fault: undefined });
  });

  it("begins anew at the present state when it is hopelessly behind", async () => {
    const machine = chain.machine;
    shadow = new Shadow(
      { rate: 1, maxWaitingBytes: 20_000 },
      { machine, onFault: (fault) => faults.push(fault) },
    );
    seal(MAX_WAITING_RUNS + 40);
    await shadow.settled();
    expect(shadow.status.restarts).toBeGreaterThan(0);
    const { agreed } = shadow.status;
    seal(2);
    await shadow.settled();
    expect(shadow.status).toMatchObject({ agreed: agreed + 2, waiting: 0, fault: undefined });
  });

  it("names block and roots at the first difference, and runs nothing more", async () => {
    open(1);
    seal(2);
    // A bit of V8's state flips: what a compiler's bug would do.
    new Uint8Array(chain.machine.memory)[addresses.STATE + 0x118]! ^= 1;
    seal(3);
    await shadow.settled();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ code: "SHADOW_MISMATCH" });
    expect(faults[0]!.message).toContain(`block ${chain.number - 2}`);
    expect(shadow.status.fault).toBe(faults[0]);
  });

  it("says so when its thread dies", async () => {
    shadow = new Shadow(
      { rate: 1 },
      {
        machine: chain.machine,
        onFault: (fault) => faults.push(fault),
        worker: new URL("data:text/javascript,throw new Error('no memory')"),
      },
    );
    await shadow.settled();
    expect(faults).toMatchObject([{ code: "SHADOW_FAILED" }]);
  });

  it("refuses a rate that is no share", () => {
    open(1);
    for (const rate of [0, -1, 1.1, Number.NaN]) {
      const make = () => new Shadow({ rate }, { machine: chain.machine, onFault: () => {} });
      expect(make).toThrow(/above 0 and at most 1/);
    }
  });
});
