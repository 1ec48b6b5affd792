import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PublicClient, parseEventLogs } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { decodeBatch } from "../../primitives/codec/index.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { openBlockStore } from "../../store/open.ts";
import type { BlockStore } from "../../store/port.ts";
import { HeaderArchive } from "../header-archive.ts";
import { readHeaderProof } from "../header-proof.ts";
import { toL1Batch } from "../l1/batch.ts";
import { L1Sender } from "../l1/sender.ts";
import { blobLayer, startTestL1, type TestL1 } from "../testing/l1.ts";
import { SyntheticChain } from "../testing/synthetic-chain.ts";
import { BatchPoster } from "./poster.ts";

let folder: string;
let store: BlockStore;
let chain: SyntheticChain;
let l1: TestL1;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-blobs-"));
  store = await openBlockStore({ path: join(folder, "store") });
  chain = await SyntheticChain.begin(31_337n, store);
  l1 = await startTestL1(chain.head.stateRoot);
});
afterAll(async () => {
  await l1?.anvil.stop();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the batch poster with Ethereum blobs", () => {
  it("puts a batch's blobs into the transaction that appends it, and a reader finds them by the batch alone", async () => {
    const client = l1.client as PublicClient;
    const { inbox } = l1.deployment;
    const common = { timers: systemTimers, report: () => {} };
    const da = blobLayer(l1);
    const headers = await HeaderArchive.open({ path: join(folder, "headers.bin") });
    const stop = chain.onExecuted(() =>
      headers.observe(readHeaderProof(chain.machine.stateRoot, chain.machine.proveHeader())),
    );
    const sender = new L1Sender(
      { chainId: 31_337, pollMs: 10, bumpAfterMs: 30_000, maxFeePerGas: 10n ** 12n },
      { client, account: l1.sequencer, ...common },
    );
    const loop = { pollMs: 10, maxBackoffMs: 50 };
    const poster = new BatchPoster(
      { inbox, maxAgeMs: 0, maxBytes: da.maxPayloadBytes, resubmitAfterMs: 0, ...loop },
      { chain, store, da, client, sender, headers, clock: l1.clock, ...common },
    );
    const timestamp = BigInt(Date.now()) - 60_000n;
    // The second batch takes two blobs.
    for (const [batch, fillers] of [
      [0, [0, 10]],
      [1, [70_000, 70_000, 0]],
    ] as const) {
      for (const [i, filler] of fillers.entries()) {
        await chain.seal({ timestamp: timestamp + BigInt(batch * 10 + i), filler });
      }
      await poster.round(new AbortController().signal);
    }
    const logs = await client.getLogs({ address: inbox, fromBlock: 0n });
    const appended = parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs });
    expect(
      appended.map(({ args }) => [args.batch.daKind, args.batch.daLength, args.batch.lastBlock]),
    ).toEqual([
      [2, 1, 2n],
      [2, 2, 5n],
    ]);
    for (const { args, blockNumber } of appended) {
      const { pointer, firstBlock } = toL1Batch(args.index, args.batch, blockNumber);
      const blocks = decodeBatch(await da.read(pointer));
      for (const [i, block] of blocks.entries()) {
        expect(Buffer.compare(block, (await store.get(firstBlock + BigInt(i)))!.bytes)).toBe(0);
      }
    }
    stop();
    await poster.close();
    await headers.close();
    await da.close();
  });
});
