import { describe, expect, it } from "vitest";
import { resultCodeList, voidCodeList } from "../../node/state-machine/layout/generated.ts";
import { coverageFaults, expectedPairs } from "./expected.ts";

describe("the table of what random chains must meet", () => {
  const { met, rare, never } = expectedPairs();
  const seenOnce = new Map([...met].map((pair) => [pair, 1]));

  it("has every result code, and why a block can be void, somewhere", () => {
    const inTable = new Set([...met, ...never.keys()].map((pair) => pair.slice(pair.lastIndexOf(" ") + 1)));
    const codes = [...resultCodeList, ...voidCodeList].map(([, name]) => name);
    expect(codes.filter((name) => !inTable.has(name))).toEqual([]);
  });

  it("fails a run that lacks one of its pairs, or meets one that it rules out or does not have", () => {
    expect(coverageFaults(seenOnce)).toEqual([]);
    expect(coverageFaults(new Map([...seenOnce, ...[...rare].map((pair) => [pair, 1] as const)]))).toEqual(
      [],
    );
    for (const pair of met) {
      const seen = new Map(seenOnce);
      seen.delete(pair);
      expect(coverageFaults(seen)).toEqual([`never met: ${pair}`]);
    }
    for (const pair of [...never.keys(), "order GTC NEW_CODE"]) {
      expect(coverageFaults(new Map([...seenOnce, [pair, 1]]))).toHaveLength(1);
    }
  });

  it("rules out no pair that it also demands, and lets nothing be rare that is not demanded of signed actions", () => {
    expect([...never.keys()].filter((pair) => met.has(pair) || rare.has(pair))).toEqual([]);
    const signed = [...rare].map((pair) => pair.replace(/^forced order/, "order GTC").replace("forced ", ""));
    expect(signed.filter((pair) => !met.has(pair))).toEqual([]);
  });
});
