import { describe, expect, it } from "vitest";
import { differences, readSide } from "./snapshot-difference.ts";
import { TestChain } from "./testing/test-chain.ts";

/** Two chains with the same history up to their last block, in which they may differ. */
async function sides(last: (chain: TestChain) => void) {
  const read = [];
  for (const differs of [false, true]) {
    const chain = await TestChain.open();
    chain.deposit(1, 1_000_000n);
    if (differs) last(chain);
    chain.seal();
    read.push(await readSide(chain.machine.snapshot().frames()));
  }
  return read as [(typeof read)[0], (typeof read)[0]];
}

describe("the difference of two snapshots", () => {
  it("is nothing between equal states", async () => {
    expect([...differences(...(await sides(() => {})))]).toEqual([]);
  });

  it("names the record and the field, with both values", async () => {
    const found = [...differences(...(await sides((chain) => chain.deposit(2, 5_000_000n))))];
    const at = (place: string) => found.find((one) => one.place === place);
    expect(at("header 0 accountTop")).toMatchObject({ left: "2", right: "3" });
    expect(at("header 0 deposited")).toMatchObject({ left: "100001000000", right: "100006000000" });
    expect(at("account 2 cash")).toMatchObject({ left: "0", right: "5000000" });
    expect(at("account 1 cash")).toBeUndefined();
  });

  it("names every differing field once, in the order of addresses", async () => {
    const found = [...differences(...(await sides((chain) => chain.deposit(2, 5_000_000n))))];
    const places = found.map(({ place, address }) => `${place}@${address}`);
    expect(new Set(places).size).toBe(places.length);
    expect(found.map(({ address }) => address)).toEqual(
      found.map(({ address }) => address).sort((a, b) => a - b),
    );
  });
});
