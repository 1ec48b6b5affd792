import { describe, expect, it } from "vitest";
import { ClockSkew } from "./skew.ts";

const START = 1_700_000_000;

/** Blocks every 12 s that arrive `late[i]` s after their time, looked at every half second by a clock that is `off` s ahead. */
function watched(off: number, late: readonly number[]): ClockSkew {
  const skew = new ClockSkew();
  const end = late.length * 12;
  for (let now = 0; now < end; now += 0.5) {
    const newest = late.findLastIndex((delay, i) => i * 12 + delay <= now);
    if (newest >= 0) skew.look(BigInt(newest), BigInt(START + newest * 12), (START + now + off) * 1_000);
  }
  return skew;
}

describe("the skew of this machine's clock", () => {
  it("is unknown before a block was seen to come", () => {
    const skew = new ClockSkew();
    expect(skew.seconds).toBeUndefined();
    skew.look(7n, 1_000n, 9_000_000);
    expect(skew.seconds).toBeUndefined();
  });

  it("is about the way of a block for a sound clock, however late single blocks are", () => {
    expect(watched(0, [1, 2, 1, 9, 1, 3]).seconds).toBeCloseTo(1, 0);
  });

  it.each([-3_600, -30, 45, 3_600])("shows a clock that is %d s off", (off) => {
    expect(watched(off, [1, 1, 2, 1]).seconds).toBeCloseTo(off + 1, 0);
  });

  it("learns nothing from blocks that may have lain there: the endpoint was away", () => {
    const skew = new ClockSkew();
    skew.look(1n, BigInt(START), START * 1_000);
    skew.look(9n, BigInt(START + 96), (START + 500) * 1_000);
    expect(skew.seconds).toBeUndefined();
  });
});
