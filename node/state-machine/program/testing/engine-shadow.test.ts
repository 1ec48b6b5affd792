import { describe, expect, it } from "vitest";
import { order, TIF } from "../../engine/testing/encode.ts";
import { World } from "../../engine/testing/world.ts";
import { headerLayout } from "../../layout/generated.ts";

const SEQUENCE = headerLayout.base + headerLayout.offset.orderSequence;

describe("the shadow of an engine under test", () => {
  function lively(): { world: World; account: number } {
    const world = new World({ shadow: 1 });
    const [account] = world.fund([1_000_000_000n]);
    world.run({ transactions: [world.vote(1_000)] });
    return { world, account: account! };
  }

  const bid = order({ market: 0, buy: true, price: 990, size: 10, tif: TIF.GTC });

  it("runs every block, void ones with their code, trapping ones as void", () => {
    const { world, account } = lively();
    world.act(account, bid);
    expect(world.tryRun(world.blockBytes({ transactions: [new Uint8Array(3)] })).code).toBeGreaterThan(0);
    expect(world.shadow?.compared).toBe(5);
  });

  it("sees one byte of the state that the machine did not write, where the block wrote", () => {
    const { world, account } = lively();
    world.machine.view.setBigUint64(SEQUENCE, 77n, true);
    expect(() => world.act(account, bid)).toThrow(/the machine's view/);
  });

  it("sees a block that only one of the two applies", () => {
    const { world, account } = lively();
    // No order id is left here, and the engine traps.
    world.machine.view.setBigUint64(SEQUENCE, 2n ** 42n - 1n, true);
    expect(() => world.tryRun(world.blockBytes({ transactions: [world.trade(account, bid)] }))).toThrow(
      /the engine answered trap/,
    );
  });

  it("takes over what blocks wrote that it does not run", () => {
    const world = new World({ shadow: 0.25 });
    const [account] = world.fund([1_000_000_000n]);
    world.run({ transactions: [world.vote(1_000)] });
    for (let i = 0; i < 13; i++) world.act(account!, bid);
    expect(world.shadow?.compared).toBe(4);
  });
});
