import { afterAll, beforeAll, expect, it } from "vitest";
import { NovateError } from "../../primitives/error.ts";
import { forceTransaction } from "../actions/force.ts";
import { startTestL1, type TestL1 } from "../testing/l1.ts";
import { createMessageReader } from "./old-messages.ts";

let l1: TestL1;
const COUNT = 5;

beforeAll(async () => {
  l1 = await startTestL1(new Uint8Array(32).fill(1));
  const wallet = { walletClient: l1.wallet(l1.trader), publicClient: l1.client as never };
  for (let i = 1; i <= COUNT; i++) {
    const body = { type: "transfer", toSub: i, amount: 1n } as const;
    await forceTransaction({ inbox: l1.deployment.inbox, transaction: { sub: 0, body } }, wallet);
    await l1.pass(10);
  }
});
afterAll(() => l1.anvil.stop());

it("reads from L1 again what the watcher released, in order, whatever the size of a query", async () => {
  const confirmedBlock = await l1.client.getBlockNumber();
  const released = () => {
    throw new NovateError("L1_RELEASED", "expected a message from 9 on");
  };
  for (const maxLogBlocks of [1, 3, 1_000]) {
    const { inbox, deployBlock } = l1.deployment;
    const read = createMessageReader(
      { inbox, deployBlock, maxLogBlocks },
      { client: l1.client as never, watcher: { messages: released, status: { confirmedBlock } as never } },
    );
    const messages = await read(1n, 3);
    expect(messages.map(({ index }) => index)).toEqual([1n, 2n, 3n]);
    expect(messages.map(({ payload }) => payload[5])).toEqual([2, 3, 4]);
    const block = await l1.client.getBlock({ blockNumber: messages[0]!.l1Block });
    expect(messages[0]).toMatchObject({ kind: 2, l1Time: block.timestamp });
    expect((await read(3n, 10)).map(({ index }) => index)).toEqual([3n, 4n]);
  }
});
