import { describe, expect, it } from "vitest";
import { type EscapeFacts, nextStep } from "./plan.ts";

const facts: EscapeFacts = {
  now: 1_000n,
  derived: true,
  phase: 0,
  held: [],
  unpaid: [],
  opensAt: 500n,
  leftOut: "none",
  windDownAt: 2_000n,
  waiting: 0,
  canForce: true,
  forced: new Set(),
};
const step = (change: Partial<EscapeFacts>) => nextStep({ ...facts, ...change });
const flat = { sub: 3, flat: true, withdrawable: 70n };
const trading = { sub: 0, flat: false, withdrawable: 10n };

describe("the next step out", () => {
  it("is to derive, before anything is known", () => {
    expect(step({ derived: false, held: [flat], unpaid: [{ index: 0, stage: "provable" }] }).kind).toBe(
      "derive",
    );
  });

  it("is none when nothing is left", () => {
    expect(step({}).kind).toBe("done");
  });

  it("is to be paid, whatever else there is", () => {
    const unpaid = [
      { index: 4, stage: "requested" },
      { index: 2, stage: "provable" },
    ] as const;
    expect(step({ unpaid, held: [flat, trading] })).toEqual({ kind: "pay", index: 2 });
  });

  it("is to wait for finality when everything is in withdrawals", () => {
    expect(step({ unpaid: [{ index: 4, stage: "asserted" }] }).kind).toBe("finality");
  });

  it("is to force what no position needs, at once, and once", () => {
    expect(step({ held: [trading, flat], now: 0n })).toEqual({ kind: "force", sub: 3, amount: 70n });
    expect(step({ held: [flat], forced: new Set([3]) }).kind).toBe("wait");
    expect(step({ held: [flat], canForce: false }).kind).toBe("wait");
  });

  it("is to sequence what waits in the Inbox as soon as anyone may", () => {
    expect(step({ held: [flat], waiting: 1, now: 499n })).toEqual({
      kind: "wait",
      for: "sequencer",
      until: 500n,
    });
    expect(step({ held: [flat], waiting: 1, now: 500n }).kind).toBe("sequence");
  });

  it("is to have a sequencer that leaves messages out shown up, and then dismissed", () => {
    const hostile = { held: [flat], waiting: 1, opensAt: 5_000n } as const;
    expect(step(hostile).kind).toBe("wait");
    expect(step({ ...hostile, leftOut: "unproven" }).kind).toBe("accuse");
    expect(step({ ...hostile, leftOut: "provable" }).kind).toBe("dismiss");
    expect(step({ ...hostile, leftOut: "provable", opensAt: 0n }).kind).toBe("sequence");
    const late = { held: [trading], now: 3_000n, opensAt: 5_000n } as const;
    expect(step({ ...late, leftOut: "provable" }).kind).toBe("dismiss");
    expect(step({ ...late, phase: 1, leftOut: "unproven" }).kind).toBe("accuse");
    // What can leave by force is forced first: it waits in the Inbox meanwhile.
    expect(step({ held: [flat], leftOut: "provable", opensAt: 5_000n }).kind).toBe("force");
  });

  it("is to begin the wind-down for positions, not before both delays have passed", () => {
    expect(step({ held: [trading] })).toEqual({ kind: "wait", for: "windDown", until: 2_000n });
    expect(step({ held: [trading], now: 2_000n }).kind).toBe("sequence");
    expect(step({ held: [trading], now: 2_000n, opensAt: 3_000n })).toMatchObject({ until: 3_000n });
  });

  it("is to drive a wind-down that has begun", () => {
    expect(step({ held: [trading], phase: 1 }).kind).toBe("sequence");
    expect(step({ held: [flat], phase: 2, now: 0n }).kind).toBe("wait");
  });

  it("is stuck with positions on a chain that never winds down", () => {
    expect(step({ held: [trading], windDownAt: undefined }).kind).toBe("stuck");
  });
});
