import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, createWalletClient, http, parseEventLogs } from "viem";
import { afterAll, expect, it } from "vitest";
import { dataChallengesAbi, inboxAbi } from "../contracts/generated/abi.ts";
import { dataChallengesOf } from "../node/bridge/index.ts";
import { toHex } from "../node/primitives/bytes.ts";
import { l1Account } from "./accounts.ts";
import { startNetwork } from "./network.ts";
import { freePort } from "./process.ts";

const folder = mkdtempSync(join(tmpdir(), "novate-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("answers a stranger's challenge on L1 with Celestia's own proofs, under what the oracle attested", {
  timeout: 180_000,
}, async () => {
  const ports = { port: await freePort(), l1Port: await freePort(), daPort: await freePort() };
  const network = await startNetwork(
    { root: join(folder, "net"), fresh: true, da: "celestia-mock", rulesOnData: true, ...ports },
    () => {},
  );
  try {
    const { inbox, rollup } = network.genesis.l1;
    const transport = http(network.l1.url);
    const client = createPublicClient({ transport, pollingInterval: 100 });
    const address = (await dataChallengesOf(toHex(rollup), { client }))!;
    const at = { address, abi: dataChallengesAbi } as const;
    const appended = async () => {
      const logs = await client.getLogs({ address: toHex(inbox), fromBlock: 0n });
      return parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs }).at(-1)?.args;
    };
    await expect.poll(appended, { timeout: 60_000, interval: 300 }).toBeDefined();
    const { batch, index } = (await appended())!;
    const stranger = createWalletClient({ account: l1Account("bob"), transport });
    const bond = await client.readContract({ ...at, functionName: "BOND" });
    const hash = await stranger.writeContract({
      ...{ ...at, chain: null, functionName: "challenge" as const, value: bond },
      args: [index, batch, 0n, 0],
    });
    await client.waitForTransactionReceipt({ hash });
    const isOpen = async () => {
      const { isOpen } = await client.readContract({ ...at, functionName: "challengeAt", args: [1n] });
      return isOpen;
    };
    expect(await client.readContract({ ...at, functionName: "challengeCount" })).toBe(1n);
    await expect.poll(isOpen, { timeout: 60_000, interval: 300 }).toBe(false);
    expect(await client.readContract({ ...at, functionName: "isVoid", args: [index] })).toBe(false);
    const sent = await client.getLogs({ address, fromBlock: 0n });
    expect(parseEventLogs({ abi: dataChallengesAbi, eventName: "Answered", logs: sent })).toHaveLength(1);
  } finally {
    await network.stop();
  }
});
