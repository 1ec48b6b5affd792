import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createPublicClient, http, parseEventLogs } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboxAbi } from "../contracts/generated/abi.ts";
import { addressOfKey } from "../node/da/celestia/app/key.ts";
import { encodeBech32 } from "../node/da/celestia/codec/bech32.ts";
import { defaultNamespace } from "../node/da/celestia/default-namespace.ts";
import { createMockChain } from "../node/da/celestia/mock/chain.ts";
import { startMockConsensusNode } from "../node/da/celestia/mock/comet-server.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { errorCode } from "../node/primitives/error.ts";
import { systemTimers } from "../node/primitives/timers.ts";
import { verifyFromL1 } from "../node/procedures/verify.ts";
import { l1Account } from "./accounts.ts";
import { batchEvidence } from "./batch-evidence.ts";
import { type Network, type NetworkOptions, startNetwork } from "./network.ts";
import { freePort } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "novate-celestia-"));
const BATCHES = 3;

describe("a network that publishes to a simulated Celestia", { timeout: 200_000 }, () => {
  let options: NetworkOptions;
  let network: Network | undefined;

  beforeAll(async () => {
    const ports = { port: await freePort(), l1Port: await freePort() };
    const quick = { l1MinesAtOnce: true, nodeFlags: { shadow: "0" } };
    options = { root: join(folder, "net"), fresh: false, da: "celestia-mock", ...ports, ...quick };
    network = await startNetwork(options, () => {});
  }, 200_000);

  afterAll(async () => {
    await network?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const published = async (count: number) => {
    const deadline = Date.now() + 100_000;
    for (;;) {
      const all = await batchEvidence(network!).catch(() => []);
      if (all.length >= count) return all;
      if (Date.now() > deadline) throw new Error(`expected ${count} batches, got ${all.length}`);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };

  const verify = () => {
    const { client, da, genesis, l1 } = network!;
    return verifyFromL1({
      ...{ genesis, da, l1Url: l1.url, confirmations: 1, signatureWorkers: 1 },
      signal: AbortSignal.timeout(100_000),
      async claimedRoot(block) {
        const { stateRoot } = (await client.info({ type: "block", number: Number(block) })) as {
          stateRoot: string;
        };
        return Buffer.from(stateRoot.slice(2), "hex");
      },
    });
  };

  it("names height, shares and commitment of every batch on L1, and each link shows that very blob", async () => {
    const all = await published(BATCHES);
    const { genesis, l1 } = network!;
    const client = createPublicClient({ transport: http(l1.url) });
    const logs = await client.getLogs({ address: toHex(genesis.l1.inbox), fromBlock: 0n });
    const appended = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs });
    for (const { commitment, evidence, height, index, layer, length, start } of all) {
      expect(layer).toBe("celestia");
      expect(appended[index]!.args.batch).toMatchObject({
        ...{
          daKind: 1,
          daHeight: BigInt(height),
          daStart: start,
          daLength: length,
          daCommitment: commitment,
        },
      });
      const page = (await (await fetch(evidence)).json()) as { height: number; blobs: unknown[] };
      expect(page.height).toBe(height);
      expect(page.blobs).toContainEqual(
        expect.objectContaining({ start, shares: length, commitment: commitment.slice(2) }),
      );
    }
  });

  it("is derived by a stranger from L1 and Celestia alone, with every root equal", async () => {
    const { compared, lastBlock, mismatch } = await verify();
    expect(mismatch).toBeUndefined();
    expect(BigInt(compared)).toBe(lastBlock);
    expect(lastBlock).toBeGreaterThan(0n);
  });

  it("goes on after a restart where it stood, with the blocks of both layers", async () => {
    const before = await published(BATCHES);
    await network!.stop();
    network = undefined;
    expect(await startNetwork({ ...options, da: "local" }, () => {}).then(() => "started", errorCode)).toBe(
      "DEVNET_OTHER_DA",
    );
    network = await startNetwork(options, () => {});
    const after = await published(before.length + 2);
    const where = ({ commitment, height, index, length, start }: (typeof after)[number]) => ({
      commitment,
      height,
      index,
      length,
      start,
    });
    expect(after.slice(0, before.length).map(where)).toEqual(before.map(where));
    expect((await verify()).mismatch).toBeUndefined();
  });
});

describe("a network whose node pays on a consensus node itself", { timeout: 200_000 }, () => {
  it("publishes with its own key, and the verify command derives it with flags alone", async () => {
    const account = l1Account("sequencer").getHdKey().publicKey!;
    const signer = addressOfKey(account);
    const timing = { blockMs: 500, genesisMs: Date.now() };
    const chain = createMockChain(
      { chainId: "app-1", maxSquareSize: 64, account: signer, balance: 10_000_000_000n, ...timing },
      { timers: systemTimers },
    );
    const consensus = await startMockConsensusNode(chain);
    const flags = {
      ...{ da: "celestia-app", "da-url": consensus.url, "da-poll": "200", "da-chain": "app-1" },
      "da-signer": encodeBech32("celestia", signer),
    };
    const prices = { microGasPrice: 4_000, maxMicroGasPrice: 40_000, pollMs: 200, minBalance: 0n };
    const root = join(folder, "app");
    const network = await startNetwork(
      {
        ...{ root, fresh: true, port: await freePort(), l1Port: await freePort() },
        ...{ l1MinesAtOnce: true, nodeFlags: { "da-key": "sequencer", shadow: "0" } },
        celestia: {
          ...{ url: consensus.url, flags, stop: async () => {} },
          options: (genesisHash) => ({
            ...{ kind: "celestia-app", url: consensus.url, signer, ...prices },
            namespace: defaultNamespace(genesisHash),
          }),
        },
      },
      () => {},
    );
    try {
      const count = async () => (await batchEvidence(network).catch(() => [])).length;
      await expect.poll(count, { timeout: 100_000, interval: 300 }).toBeGreaterThanOrEqual(BATCHES);
      expect(chain.sequence).toBeGreaterThanOrEqual(BATCHES);
      const given = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
      const where = ["--genesis", network.folder.genesis, "--l1", network.l1.url, "--url", network.node.url];
      const novate = join(import.meta.dirname, "..", "bin", "novate");
      const { stdout } = await promisify(execFile)(novate, ["verify", ...where, ...given, "--json"]);
      const verified = JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as {
        equal: boolean;
        batches: number;
      };
      expect(verified.equal).toBe(true);
      expect(verified.batches).toBeGreaterThanOrEqual(BATCHES - 1);
    } finally {
      await network.stop();
      chain.stop();
      await consensus.close();
    }
  });
});
