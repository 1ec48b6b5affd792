/** A whole network on a real Celestia, where one is running: `npm run test:celestia`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeBech32 } from "../node/da/celestia/codec/bech32.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import { liveCelestia } from "../node/da/celestia/testing/live.ts";
import { verifyFromL1 } from "../node/procedures/verify.ts";
import { batchEvidence } from "./batch-evidence.ts";
import { startNetwork } from "./network.ts";

const live = liveCelestia();
const BATCHES = 4;
const WAIT_MS = 180_000;

describe.skipIf(live === undefined)("a network that publishes to a real Celestia", () => {
  it("is derived from L1 and Celestia alone, with every root equal", async () => {
    const { account, nodeUrl, token } = live!;
    const folder = mkdtempSync(join(tmpdir(), "novate-live-"));
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const prices = { microGasPrice: 4_000, maxMicroGasPrice: 40_000, pollMs: 500, minBalance: 0n };
    const network = await startNetwork(
      {
        ...{ root: join(folder, "net"), fresh: true, port: 39_431, l1Port: 39_432 },
        celestia: {
          url: nodeUrl,
          flags: {
            ...{ da: "celestia", "da-url": nodeUrl, "da-token-file": tokenFile, "da-poll": "500" },
            "da-signer": encodeBech32("celestia", account),
          },
          options: (genesisHash) => ({
            ...{ kind: "celestia", url: nodeUrl, token, signer: account, ...prices },
            namespace: defaultNamespace(genesisHash),
          }),
          stop: async () => {},
        },
      },
      () => {},
    );
    try {
      const count = async () => (await batchEvidence(network).catch(() => [])).length;
      await expect.poll(count, { timeout: WAIT_MS, interval: 500 }).toBeGreaterThanOrEqual(BATCHES);
      const { client, da, genesis, l1 } = network;
      const { compared, mismatch } = await verifyFromL1({
        ...{ genesis, da, l1Url: l1.url, confirmations: 1, signatureWorkers: 1 },
        signal: AbortSignal.timeout(WAIT_MS),
        async claimedRoot(block) {
          const { stateRoot } = (await client.info({ type: "block", number: Number(block) })) as {
            stateRoot: string;
          };
          return Buffer.from(stateRoot.slice(2), "hex");
        },
      });
      expect(mismatch).toBeUndefined();
      expect(compared).toBeGreaterThan(0);
    } finally {
      await network.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
