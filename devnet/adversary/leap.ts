/** Takes a development L1's clock ahead, so that nobody sits through a wait that nobody uses. */
import { createTestClient, http } from "viem";
import { foundry } from "viem/chains";

/** Shorter waits pass by themselves, seconds. */
const SHORTEST = 3n;

/**
 * Makes the next L1 block one of `time`, seconds, and lets the clock go on from there. Returns the seconds that were spared, 0
 * where it is not worth it or this L1 can't: then the wait just lasts. Throws nothing.
 */
export async function leapTo(time: bigint, now: bigint, l1Url: string): Promise<bigint> {
  if (time - now < SHORTEST) return 0n;
  const test = createTestClient({ mode: "anvil", chain: foundry, transport: http(l1Url) });
  try {
    await test.setNextBlockTimestamp({ timestamp: time });
    await test.mine({ blocks: 1 });
    return time - now;
  } catch {
    return 0n;
  }
}
