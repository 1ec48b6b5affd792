/** A ruling that comes after the batch was applied, on a real L1 and a real store. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PublicClient } from "viem";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dataChallengesAbi, inboxAbi } from "../../../contracts/generated/abi.ts";
import type { DaPointer } from "../../da/port.ts";
import { encodeBatch } from "../../primitives/codec/index.ts";
import type { NovateError } from "../../primitives/error.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { batchRoot, inputRoot } from "../../state-machine/index.ts";
import { openBlockStore } from "../../store/open.ts";
import { blockOn } from "../../store/testing/chain.ts";
import { type BatchStruct, toStruct } from "../l1/batch.ts";
import { L1Sender } from "../l1/sender.ts";
import { InboxContract } from "../poster/inbox-state.ts";
import { blobLayer, startTestL1, type TestL1 } from "../testing/l1.ts";
import { LateRulings } from "./late-rulings.ts";

const RESPONSE = 40;
const WINDOW = 60;
const DATA_BOND = 10n ** 16n;
const signal = new AbortController().signal;

let l1: TestL1;
let client: PublicClient;
let folder: string;
let store: Awaited<ReturnType<typeof openBlockStore>>;
let da: ReturnType<typeof blobLayer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-rulings-"));
  store = await openBlockStore({ path: join(folder, "blocks") });
  l1 = await startTestL1(new Uint8Array(32).fill(1), {
    ...{ dataWindow: WINDOW, responseWindow: RESPONSE, bond: DATA_BOND },
  });
  client = l1.client as PublicClient;
  da = blobLayer(l1);
});
afterAll(async () => {
  await da?.close();
  await store?.close();
  await l1?.anvil.stop();
  await rm(folder, { recursive: true });
});

let sent = 0n;
const structs: BatchStruct[] = [];

/** Appends a batch of two blocks on blobs. */
async function append(): Promise<number> {
  const blocks = [new Uint8Array(300).fill(1), new Uint8Array(300).fill(2)];
  const { pointer, sidecar } = await da.attach(encodeBatch(blocks));
  const { timestamp } = await client.getBlock();
  const range = {
    firstBlock: sent + 1n,
    lastBlock: sent + 2n,
    lastTimestamp: timestamp * 1_000n + sent,
    inboxCursor: 0n,
  };
  const struct = toStruct(range, pointer as DaPointer, batchRoot(blocks.map(inputRoot)));
  const sender = new L1Sender(
    { chainId: 31_337, pollMs: 5, bumpAfterMs: 10_000, maxFeePerGas: 10n ** 12n },
    { client, account: l1.sequencer, timers: systemTimers, report: () => {} },
  );
  const call = { address: l1.deployment.inbox, abi: inboxAbi, functionName: "appendBatch" };
  await sender.send(
    async () => ({ ...call, args: [struct], sidecar }),
    async () => {},
    signal,
  );
  sent += 2n;
  return structs.push(struct) - 1;
}

/** The next blocks of the node's chain, applied or void, as a follower would have stored them. */
async function fill(count: number, isVoid: boolean): Promise<void> {
  for (let i = 0; i < count; i++) {
    const block = blockOn(store.head);
    const { stateRoot } = store.head ?? block;
    const none = { isVoid: true, receipts: new Uint8Array(0), stateRoot } as const;
    await store.append(isVoid ? { ...block, ...none } : block);
  }
}

async function ask(batch: number): Promise<void> {
  const hash = await l1.wallet(l1.trader).writeContract({
    ...{ address: l1.deployment.dataChallenges!, abi: dataChallengesAbi, functionName: "challenge" },
    args: [BigInt(batch), structs[batch]!, 0n, 3],
    value: DATA_BOND,
  });
  expect(await client.waitForTransactionReceipt({ hash })).toMatchObject({ status: "success" });
}

function watcherOf(head: () => bigint) {
  const told: NovateError[] = [];
  const inbox = new InboxContract(l1.deployment.inbox, { client });
  const watcher = new LateRulings(
    { address: l1.deployment.dataChallenges!, pollMs: 5, maxBackoffMs: 20 },
    {
      ...{ client, store, head, timers: systemTimers, report: () => {} },
      batchCount: () => structs.length,
      rangeOf: (batch) => inbox.range(batch),
      onContradiction: (error) => told.push(error),
    },
  );
  return { watcher, told };
}

it("a batch that was applied and ruled void afterwards is told, also to a node that was away meanwhile", async () => {
  const standing = await append();
  const voided = await append();
  await fill(3, false);
  const { watcher } = watcherOf(() => 2n);
  await watcher.round(signal);
  await l1.pass(WINDOW - 20);
  await ask(voided);
  await l1.pass(21);
  // The first can't change any more; the second is not filled here yet, and then is, by data from an archive.
  await watcher.round(signal);
  await fill(2, false);
  const { watcher: restarted, told } = watcherOf(() => 4n);
  await restarted.round(signal);
  await l1.pass(RESPONSE + 1);
  await expect(restarted.round(signal)).rejects.toMatchObject({
    code: "CHAIN_CONTRADICTED",
    data: { batch: voided, block: 3n },
  });
  restarted.start();
  await expect.poll(() => told.length).toBe(1);
  expect(restarted.health.halted).toBe(true);
  await restarted.close();
  expect([standing, voided]).toEqual([0, 1]);
});

it("a batch that was ruled void before it was applied contradicts nothing", async () => {
  const batch = await append();
  await ask(batch);
  await l1.pass(WINDOW + RESPONSE + 1);
  await fill(2, true);
  await store.putMeta("bridge/rulings", Uint8Array.of(0, 0, 0, batch));
  const { watcher, told } = watcherOf(() => 6n);
  await watcher.round(signal);
  expect(told).toEqual([]);
  // Settled: never asked about again.
  expect(await store.getMeta("bridge/rulings")).toEqual(Uint8Array.of(0, 0, 0, batch + 1));
});
