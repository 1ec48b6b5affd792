/** A long L1 through a provider that takes 10 blocks a query and 120 ms a call; NOVATE_L1_BLOCKS=50000 is the longest start an operator met. */
import { toHex } from "viem";
import { expect, it } from "vitest";
import { systemTimers } from "../../primitives/timers.ts";
import { startProvider } from "../../testing/provider.ts";
import { FAKE_ADDRESSES, FakeL1, FakeMeta, serveFakeL1 } from "../testing/fake-l1.ts";
import { createL1Client } from "./client.ts";
import { openL1Watcher } from "./watcher.ts";

const BLOCKS = Number(process.env.NOVATE_L1_BLOCKS ?? 10_000);
const DELAY_MS = 120;
const CAP = 10;
const LIMIT_MS = 900_000;

it(
  "is read whole, and takes about as long as its calls eight at a time",
  async () => {
    const l1 = new FakeL1();
    for (let i = 1; i <= BLOCKS; i++) l1.mine(i % 500 === 0 ? [{ message: toHex(i, { size: 33 }) }] : []);
    const served = await serveFakeL1(l1);
    const provider = await startProvider(served.url);
    Object.assign(provider, { logBlocks: CAP, delayMs: DELAY_MS });
    const watcher = await openL1Watcher(
      {
        ...{ chainId: l1.chainId, addresses: FAKE_ADDRESSES, deployBlock: 0n, forceDelay: l1.delays.force },
        ...{ windDownAfter: 0n, confirmations: 1, window: 64, quorum: 1, pollMs: 250, maxBackoffMs: 10_000 },
        ...{ maxLogBlocks: 1_000, maxKeptBytes: 1 << 28 },
      },
      {
        client: createL1Client({ url: provider.url, timeoutMs: 10_000 }),
        ...{ witnesses: [], store: new FakeMeta(), timers: systemTimers, report: () => {} },
      },
    );
    const begun = performance.now();
    await watcher.poll();
    const seconds = (performance.now() - begun) / 1_000;
    expect(watcher.messages(0n, BLOCKS).length).toBe(Math.floor((BLOCKS - 1) / 500));
    console.log(
      `${BLOCKS} L1 blocks, ${CAP} a query, ${DELAY_MS} ms a call: ${seconds.toFixed(0)} s, ${provider.calls} calls`,
    );
    // No query is asked twice, but for the search of the cap.
    expect(provider.calls).toBeLessThan((BLOCKS / CAP) * 2 + 1_000);
    provider.close();
    await served.close();
  },
  LIMIT_MS,
);
