/** Derives a venue's chain again from its data-availability layer and L1, as a stranger would, and takes the time. */
import { join } from "node:path";
import type { Network } from "../../devnet/network.ts";
import { verifyFromL1 } from "../../node/procedures/verify.ts";

const WAIT_MS = 60_000;
const POLL_MS = 200;
const WORKERS = 2;

/** Waits until everything up to now is published, then derives all of it: transactions a second of the derivation alone. */
export async function rederive(network: Network): Promise<number> {
  const { client } = network;
  const { soft } = await client.finality();
  const deadline = Date.now() + WAIT_MS;
  while ((await client.finality()).published < soft) {
    if (Date.now() > deadline) throw new Error(`expected block ${soft} to be published within a minute`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const begin = performance.now();
  const { lastBlock, transactions } = await verifyFromL1({
    genesis: network.genesis,
    l1Url: network.l1.url,
    da: { kind: "local", path: join(network.folder.da, "blobs") },
    confirmations: 1,
    signatureWorkers: WORKERS,
    signal: AbortSignal.timeout(10 * WAIT_MS),
    claimedRoot: async () => undefined,
  });
  const seconds = (performance.now() - begin) / 1_000;
  if (lastBlock < BigInt(soft)) throw new Error(`expected block ${soft} again, got ${lastBlock}`);
  return transactions / seconds;
}
