/** F18 on a real L1: reorganisations that drop, add and reorder deposits, below and above the confirmations. */
import { erc20Abi, maxUint256, parseEventLogs, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { errorCode } from "../../primitives/error.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { FakeMeta } from "../testing/fake-l1.ts";
import { startTestL1, type TestL1, USDC } from "../testing/l1.ts";
import { type L1Watcher, openL1Watcher } from "./watcher.ts";

let l1: TestL1;
let inbox: `0x${string}`;

beforeAll(async () => {
  l1 = await startTestL1(new Uint8Array(32).fill(1));
  inbox = l1.deployment.inbox;
  const approve = { abi: erc20Abi, address: l1.deployment.usdc, functionName: "approve" } as const;
  await l1.wallet(l1.trader).writeContract({ ...approve, args: [inbox, maxUint256] });
});
afterAll(() => l1?.anvil.stop());

/** One block with a deposit of this many millionths above the least; an empty one for undefined. */
async function mine(amounts: readonly (bigint | undefined)[]): Promise<void> {
  for (const amount of amounts) {
    if (amount === undefined) {
      await l1.test.mine({ blocks: 1 });
      continue;
    }
    const { address: to } = l1.trader;
    const call = { abi: inboxAbi, address: inbox, functionName: "deposit" } as const;
    const args = [to, 0, USDC + amount] as const;
    const hash = await l1.wallet(l1.trader).writeContract({ ...call, args, gas: 500_000n });
    // viem's own wait looks again only when a block comes, and the one with this transaction is the last.
    const isMined = () => l1.client.getTransactionReceipt({ hash }).then(Boolean, () => false);
    await expect.poll(isMined, { timeout: 20_000, interval: 10 }).toBe(true);
  }
}

const open = (confirmations: number, store = new FakeMeta()): Promise<L1Watcher> =>
  openL1Watcher(
    {
      ...{ chainId: 31_337, addresses: { inbox, rollup: l1.deployment.rollup } },
      ...{ deployBlock: l1.deployment.deployBlock, forceDelay: 3_600n, confirmations, window: 64, quorum: 1 },
      ...{ windDownAfter: 0n, pollMs: 10, maxBackoffMs: 50, maxLogBlocks: 1_000, maxKeptBytes: 1 << 24 },
    },
    { client: l1.client as never, witnesses: [], store, timers: systemTimers, report: () => {} },
  );

/** Payloads of the messages on L1 up to a block, as L1 itself lists them. */
async function truth(toBlock: bigint): Promise<string[]> {
  const logs = await l1.client.getLogs({ address: inbox, fromBlock: 0n, toBlock });
  return parseEventLogs({ abi: inboxAbi, eventName: "MessageDelivered", logs }).map(
    ({ args }) => args.payload,
  );
}
const shown = (watcher: L1Watcher) => watcher.messages(0n, 1_000_000).map(({ payload }) => toHex(payload));
const codeOf = (work: Promise<unknown>) => work.then(() => "NO_ERROR", errorCode);

/** What takes the place of blocks with these deposits. */
const REPLACEMENTS = {
  drops: (before: readonly bigint[]) => before.map(() => undefined),
  adds: (before: readonly bigint[]) => [900_000n, ...before, 900_001n],
  reorders: (before: readonly bigint[]) => (before.length > 1 ? [...before].reverse() : [before[0]! + 500n]),
};

for (const depth of [1, 2, 7, 32, 64]) {
  describe(`a reorganisation ${depth} deep`, () => {
    for (const [name, replace] of Object.entries(REPLACEMENTS)) {
      for (const confirmations of [depth, depth - 1]) {
        const within = confirmations >= depth;
        it(`that ${name} deposits, with ${confirmations} confirmations, ${within ? "is never noticed" : "halts the node"}`, async () => {
          await mine([10n, undefined, 11n, ...Array.from({ length: confirmations }, () => undefined)]);
          const snapshot = await l1.test.snapshot();
          const before = Array.from({ length: depth }, (_, i) => BigInt(100 + i));
          await mine(before);
          const store = new FakeMeta();
          const watcher = await open(confirmations, store);
          await watcher.poll();
          const seen = shown(watcher);
          expect(seen).toEqual(await truth((await l1.client.getBlockNumber()) - BigInt(confirmations)));
          await l1.test.revert({ id: snapshot });
          await l1.test.increaseTime({ seconds: 1 });
          await mine([...replace(before), undefined]);
          if (within) {
            await mine(Array.from({ length: confirmations }, () => undefined));
            await watcher.poll();
            expect(shown(watcher).slice(0, seen.length)).toEqual(seen);
            expect(shown(watcher)).toEqual(
              await truth((await l1.client.getBlockNumber()) - BigInt(confirmations)),
            );
            return;
          }
          // A message that the chain may have credited is gone: nothing goes on, and a restart does not forget it.
          expect(await codeOf(watcher.poll())).toBe("L1_REORG_TOO_DEEP");
          expect(() => watcher.messages(0n, 1)).toThrow();
          expect(await codeOf((await open(confirmations, store)).poll())).toBe("L1_REORG_TOO_DEEP");
        });
      }
    }
  });
}
