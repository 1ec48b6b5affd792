import type { PublicClient } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataChallengesAbi, inboxAbi } from "../../../contracts/generated/abi.ts";
import type { DataAvailability } from "../../da/port.ts";
import { encodeBatch } from "../../primitives/codec/index.ts";
import { NovateError } from "../../primitives/error.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { batchRoot, inputRoot } from "../../state-machine/index.ts";
import { toL1Batch, toStruct } from "../l1/batch.ts";
import { L1Sender } from "../l1/sender.ts";
import type { L1Batch } from "../port.ts";
import { blobLayer, startTestL1, type TestL1 } from "../testing/l1.ts";
import { ChallengeContract } from "./challenge-contract.ts";
import { createBlobOpener } from "./openings.ts";
import { DataWatcher } from "./watcher.ts";

const RESPONSE = 40;
const signal = new AbortController().signal;

let l1: TestL1;
let client: PublicClient;
let da: ReturnType<typeof blobLayer>;
const batches: L1Batch[] = [];

beforeAll(async () => {
  l1 = await startTestL1(new Uint8Array(32).fill(1), {
    ...{ dataWindow: 60, responseWindow: RESPONSE, bond: 10n ** 16n },
  });
  client = l1.client as PublicClient;
  da = blobLayer(l1);
});
afterAll(async () => {
  await da?.close();
  await l1?.anvil.stop();
});

const senderOf = (account: PrivateKeyAccount) =>
  new L1Sender(
    { chainId: 31_337, pollMs: 5, bumpAfterMs: 10_000, maxFeePerGas: 10n ** 12n },
    { client, account, timers: systemTimers, report: () => {} },
  );

/** Appends a batch whose blobs hold `published`, and whose root is that of `claimed`. */
async function append(published: readonly Uint8Array[], claimed = published): Promise<number> {
  const { pointer, sidecar } = await da.attach(encodeBatch(published));
  const index = batches.length;
  const first = (batches.at(-1)?.lastBlock ?? 0n) + 1n;
  const { timestamp } = await client.getBlock();
  const range = {
    firstBlock: first,
    lastBlock: first + BigInt(claimed.length) - 1n,
    lastTimestamp: timestamp * 1_000n + BigInt(index),
    inboxCursor: 0n,
  };
  const struct = toStruct(range, pointer, batchRoot(claimed.map(inputRoot)));
  const call = {
    address: l1.deployment.inbox,
    abi: inboxAbi,
    functionName: "appendBatch",
    args: [struct],
    sidecar,
  };
  const receipt = await senderOf(l1.sequencer).send(
    async () => call,
    async () => {},
    signal,
  );
  batches.push(toL1Batch(BigInt(index), struct, receipt!.blockNumber));
  return index;
}

function watcherOf(
  account: PrivateKeyAccount,
  read: DataAvailability["read"],
  challenges: boolean,
  patience = 0,
) {
  const reported: string[] = [];
  const watcher = new DataWatcher(
    { pollMs: 10, maxBackoffMs: 50, challenges, patience },
    {
      contract: new ChallengeContract(
        { address: l1.deployment.dataChallenges!, inbox: l1.deployment.inbox },
        { client },
      ),
      sender: senderOf(account),
      da: { kind: 2, read },
      opener: createBlobOpener(),
      batchAt: async (index) => batches[index],
      batchCount: () => batches.length,
      firstBatch: 0,
      timers: systemTimers,
      report: ({ code }) => reported.push(code),
    },
  );
  return { watcher, reported };
}

const blocksOf = (...lengths: number[]) =>
  lengths.map((length, b) => new Uint8Array(length).map((_, i) => (i * 13 + b) % 251));
const ruling = async (index: number) => {
  const at = {
    address: l1.deployment.dataChallenges!,
    abi: dataChallengesAbi,
    args: [BigInt(index)],
  } as const;
  const isVoid = await client.readContract({ ...at, functionName: "isVoid" });
  return { isVoid, isSettled: await client.readContract({ ...at, functionName: "isSettled" }) };
};

describe("the data watcher", () => {
  it("answers every challenge of a batch that is there, which then stands and earns the bonds", async () => {
    const index = await append(blocksOf(700, 64, 3_000));
    const batch = batches[index]!;
    const struct = toStruct(batch, { ...batch.pointer, height: 0n }, batch.batchRoot);
    const stranger = senderOf(l1.trader);
    const abi = dataChallengesAbi;
    for (const [level, at] of [
      [0, 22n],
      [0, (2n << 25n) | 93n],
      [27, 0n],
      [25, 2n],
      [26, 1n],
      [20, 65n],
      [3, 5n],
    ] as const) {
      const args = [BigInt(index), struct, level, at, 0n];
      const call = { address: l1.deployment.dataChallenges!, abi, functionName: "challengeNode", args };
      await stranger.send(
        async () => ({ ...call, value: 10n ** 16n }),
        async () => {},
        signal,
      );
    }
    const honest = watcherOf(l1.proposer, (pointer) => da.read(pointer), true);
    await honest.watcher.round(signal);
    expect(honest.reported).toEqual([]);
    expect(honest.watcher.status).toMatchObject({ answered: 7, challenged: 0 });
    await l1.pass(RESPONSE * 2 + 61);
    expect(await ruling(index)).toEqual({ isVoid: false, isSettled: true });
  });

  it("finds the byte in which a root differs from the data, against a sequencer who answers all it can, and has the batch ruled void", async () => {
    const published = blocksOf(900, 64, 5_000, 40, 40);
    const claimed = published.map((block) => block.slice());
    claimed[2]![3_333]! ^= 1;
    const index = await append(published, claimed);
    const honest = watcherOf(l1.proposer, (pointer) => da.read(pointer), true);
    const liar = watcherOf(l1.liar, async () => encodeBatch(claimed), false);
    for (let round = 0; round < 9; round++) {
      await honest.watcher.round(signal);
      await liar.watcher.round(signal);
    }
    // Down from level 28: 25, 17, 9, 1, and the leaf that nobody can show.
    expect(liar.watcher.status.answered).toBe(5);
    expect(honest.watcher.status).toMatchObject({ challenged: 6, open: 1 });
    expect(new Set(liar.reported)).toEqual(new Set(["L1_REVERTED"]));
    expect(await ruling(index)).toEqual({ isVoid: false, isSettled: false });
    await l1.pass(RESPONSE + 1);
    expect(await ruling(index)).toEqual({ isVoid: true, isSettled: true });
    await honest.watcher.round(signal);
    const at = { address: l1.deployment.dataChallenges!, abi: dataChallengesAbi } as const;
    const claimable = { ...at, functionName: "claimable", args: [l1.proposer.address] } as const;
    expect(await client.readContract(claimable)).toBeGreaterThanOrEqual(10n ** 16n);
  });

  it("asks for data that is absent, and for the leaf that a broken frame breaks", async () => {
    const blocks = blocksOf(300, 300, 300);
    const absent = await append(blocks);
    const broken = await append(blocks);
    const spoilt = encodeBatch(blocks);
    new DataView(spoilt.buffer).setUint32(12, 5, true);
    const gone = async () => Promise.reject(new NovateError("DA_ABSENT", "nothing there"));
    const honest = watcherOf(
      l1.proposer,
      (pointer) =>
        pointer.height === batches[absent]!.pointer.height
          ? gone()
          : pointer.height === batches[broken]!.pointer.height
            ? Promise.resolve(spoilt)
            : da.read(pointer),
      true,
    );
    await honest.watcher.round(signal);
    const asked = async (index: number, at: bigint) =>
      client.readContract({
        ...{ address: l1.deployment.dataChallenges!, abi: dataChallengesAbi, functionName: "challengeId" },
        args: [BigInt(index), 0, at],
      } as const);
    expect(await asked(absent, 0n)).toBeGreaterThan(0n);
    expect(await asked(broken, 1n << 25n)).toBeGreaterThan(0n);
    expect(honest.watcher.status).toMatchObject({ suspects: 2, firstSuspect: absent, behind: 0 });
  });

  it("says what it can't answer, what it waits for and how far behind it is, until the data is back", async () => {
    const index = await append(blocksOf(200));
    const batch = batches[index]!;
    const struct = toStruct(batch, { ...batch.pointer, height: 0n }, batch.batchRoot);
    const call = {
      ...{ address: l1.deployment.dataChallenges!, abi: dataChallengesAbi, functionName: "challengeNode" },
      ...{ args: [BigInt(index), struct, 0, 1n, 0n], value: 10n ** 16n },
    };
    await senderOf(l1.trader).send(
      async () => call,
      async () => {},
      signal,
    );
    let isAway = true;
    const away = async () => Promise.reject(new NovateError("DA_UNAVAILABLE", "neither archive nor layer"));
    const read: DataAvailability["read"] = (pointer) => (isAway ? away() : da.read(pointer));
    const { watcher } = watcherOf(l1.proposer, read, true, 1_000_000);
    await watcher.round(signal);
    // Somebody else may have answered first: once is not yet missing.
    expect(watcher.status.unanswered).toBe(0);
    await l1.pass(10);
    await watcher.round(signal);
    const { behind, unanswered, unansweredCode, waiting } = watcher.status;
    expect([unansweredCode, behind, waiting?.batch]).toEqual(["DA_UNAVAILABLE", batches.length, 0]);
    expect(unanswered).toBeGreaterThan(0);
    expect(waiting!.seconds).toBeGreaterThanOrEqual(10);
    isAway = false;
    await watcher.round(signal);
    await watcher.round(signal);
    expect(watcher.status.answered).toBeGreaterThan(0);
    expect(watcher.status).toMatchObject({ unanswered: 0, behind: 0, waiting: undefined });
  });
});
