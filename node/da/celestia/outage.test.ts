import { afterEach, describe, expect, test } from "vitest";
import { Publisher } from "../../bridge/poster/publisher.ts";
import { errorCode } from "../../primitives/error.ts";
import { seededRng } from "../../primitives/rng.ts";
import { sleep } from "../../primitives/timers.ts";
import type { DaPointer } from "../port.ts";
import { createCelestiaDa } from "./driver.ts";
import { createMockChain, type MockChain } from "./mock/chain.ts";
import { createDurableSubmitStore } from "./submitter/durable-store.ts";
import { ACCOUNT, CHAIN_OPTIONS, NAMESPACE } from "./testing/fixture.ts";
import { createSimulatedEndpoint, type SimulatedEndpoint } from "./testing/simulated-endpoint.ts";
import { createSimulatedTime, type SimulatedTime } from "./testing/simulated-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CELESTIA_BLOCK_MS = 6_000;
/** The sequencer closes a block of orders every ten simulated seconds; without new risk only cancels are left. */
const BLOCK_MS = 10_000;
const ORDERS_BYTES = 4_000;
const CANCELS_BYTES = 40;
const MAX_BATCH_BYTES = 64 * 1024;
const MAX_UNPUBLISHED_BYTES = 512 * 1024;

interface Sealed {
  readonly number: number;
  readonly length: number;
}

/** The rows a node keeps in its database. */
function metaStore() {
  const rows = new Map<string, Uint8Array>();
  return {
    getMeta: async (key: string) => rows.get(key),
    putMeta: async (key: string, value: Uint8Array) => void rows.set(key, value),
  };
}

/**
 * A sequencer and its publisher over simulated time: blocks close all the while, batches are built from the oldest
 * unpublished block on, and above the bound the sequencer takes no new risk.
 */
class World {
  readonly time: SimulatedTime = createSimulatedTime(CHAIN_OPTIONS.genesisMs);
  readonly chain: MockChain;
  readonly endpoint: SimulatedEndpoint;
  readonly meta = metaStore();
  readonly sealed: Sealed[] = [];
  /** In the order in which they were published: first and last block, and where. */
  readonly batches: { readonly first: number; readonly last: number; readonly pointer: DaPointer }[] = [];
  readonly failures = new Map<string, number>();
  unpublishedBytes = 0;
  mostUnpublished = 0;
  pausedBlocks = 0;
  #stop = new AbortController();

  constructor() {
    this.chain = createMockChain({ ...CHAIN_OPTIONS, blockMs: CELESTIA_BLOCK_MS }, { timers: this.time });
    this.endpoint = createSimulatedEndpoint(this.chain, { timeoutMs: 2 * MINUTE, timers: this.time });
  }

  /** Starts the sequencer, and a publisher as a process has it that knows only the database. */
  start(): void {
    this.#stop = new AbortController();
    void this.#sequence(this.#stop.signal);
    void this.#publish(this.#stop.signal);
  }

  /** Ends both as a crash does: nothing is finished. */
  kill(): void {
    this.#stop.abort();
  }

  async #sequence(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const acceptsRisk = this.unpublishedBytes <= MAX_UNPUBLISHED_BYTES;
      if (!acceptsRisk) this.pausedBlocks++;
      const length = acceptsRisk ? ORDERS_BYTES : CANCELS_BYTES;
      this.sealed.push({ number: this.sealed.length, length });
      this.unpublishedBytes += length;
      this.mostUnpublished = Math.max(this.mostUnpublished, this.unpublishedBytes);
      await sleep(this.time, BLOCK_MS, signal).catch(() => {});
    }
  }

  async #publish(signal: AbortSignal): Promise<void> {
    const da = createCelestiaDa(
      {
        namespace: NAMESPACE,
        signer: ACCOUNT,
        microGasPrice: 4_000,
        maxMicroGasPrice: 40_000,
        pollMs: CELESTIA_BLOCK_MS,
        maxLookMs: MINUTE,
      },
      { endpoint: this.endpoint, store: createDurableSubmitStore(this.meta), timers: this.time },
    );
    const publisher = new Publisher({ resubmitAfterMs: MINUTE }, { da, store: this.meta, clock: this.time });
    let prepared = await this.#prepared();
    for (let pause = 1_000; !signal.aborted; ) {
      try {
        prepared ??= await this.#prepare(publisher);
        if (prepared !== undefined) {
          const { first, last } = prepared;
          const payload = this.#payload(first, last);
          const pointer = await publisher.publish(this.batches.length, payload, da.commit(payload), signal);
          if (signal.aborted) return;
          this.batches.push({ first, last, pointer });
          this.unpublishedBytes -= this.#bytes(first, last);
          prepared = undefined;
          pause = 1_000;
          continue;
        }
      } catch (error) {
        const code = errorCode(error);
        this.failures.set(code, (this.failures.get(code) ?? 0) + 1);
        pause = Math.min(2 * pause, 10_000);
      }
      await sleep(this.time, pause, signal).catch(() => {});
    }
  }

  /** The next batch: from the oldest unpublished block on, as much as fits. It is noted before it is sent. */
  async #prepare(publisher: Publisher) {
    const first = (this.batches.at(-1)?.last ?? -1) + 1;
    let last = first - 1;
    let bytes = this.sealed[first]?.length ?? 0;
    while (last + 1 < this.sealed.length && bytes <= MAX_BATCH_BYTES) {
      last++;
      bytes += this.sealed[last + 1]?.length ?? 0;
    }
    if (last < first) return undefined;
    await publisher.begin(this.batches.length);
    await this.meta.putMeta("test/prepared", Buffer.from(JSON.stringify({ first, last })));
    return { first, last };
  }

  async #prepared(): Promise<{ first: number; last: number } | undefined> {
    const row = await this.meta.getMeta("test/prepared");
    const noted = row === undefined ? undefined : JSON.parse(Buffer.from(row).toString("utf8"));
    return noted?.first === (this.batches.at(-1)?.last ?? -1) + 1 ? noted : undefined;
  }

  #bytes(first: number, last: number): number {
    let bytes = 0;
    for (let number = first; number <= last; number++) bytes += this.sealed[number]!.length;
    return bytes;
  }

  #payload(first: number, last: number): Uint8Array {
    const parts = this.sealed.slice(first, last + 1).map(({ length, number }) => blockBytes(number, length));
    return Buffer.concat(parts);
  }

  /** Every blob of ours in the chain, in its order. */
  published(): Uint8Array[] {
    const blobs: Uint8Array[] = [];
    for (let height = 1; height <= this.chain.height; height++) {
      if (this.chain.block(height)!.txs.length === 0) continue;
      for (const { blob } of this.chain.block(height)!.blobs) blobs.push(blob.data);
    }
    return blobs;
  }

  /** What a reader of L1's pointers gets: all sealed blocks up to the last batch, once each and in order. */
  expectWhole(): void {
    const blobs = this.published().map((blob) => Buffer.from(blob).toString("base64"));
    let next = 0;
    let height = 0n;
    for (const { first, last, pointer } of this.batches) {
      expect(first).toBe(next);
      expect(pointer.height).toBeGreaterThanOrEqual(height);
      expect(blobs).toContain(Buffer.from(this.#payload(first, last)).toString("base64"));
      next = last + 1;
      height = pointer.height;
    }
    expect(new Set(blobs).size).toBe(blobs.length);
    expect(blobs.length).toBe(this.batches.length);
    expect(next).toBeGreaterThan(0);
  }
}

function blockBytes(number: number, length: number): Uint8Array {
  const rng = seededRng(number);
  return Uint8Array.from({ length }, () => rng.uint32());
}

let world: World | undefined;
afterEach(() => {
  world?.kill();
  world?.chain.stop();
});

describe("F11: while Celestia is away", () => {
  const outages = [
    ["a minute", MINUTE],
    ["an hour", HOUR],
    ["24 hours", 24 * HOUR],
  ] as const;
  const ways = [
    ["the endpoint does not answer", (w: World, away: boolean) => void (w.endpoint.down = away)],
    ["the chain makes no blocks", (w: World, away: boolean) => w.chain.setHalted(away)],
  ] as const;
  for (const [name, duration] of outages) {
    for (const [way, set] of ways) {
      test(`for ${name} because ${way}, blocks go on up to the bound, nothing is lost, and all is caught up in order`, {
        timeout: 120_000,
      }, async () => {
        world = new World();
        world.start();
        await world.time.advance(10 * MINUTE);
        const before = world.batches.length;
        expect(before).toBeGreaterThan(3);
        set(world, true);
        await world.time.advance(duration);
        const sealed = world.sealed.length;
        set(world, false);
        await world.time.advance(20 * MINUTE);
        world.expectWhole();
        expect(world.batches.at(-1)!.last).toBeGreaterThanOrEqual(sealed - 1);
        expect(world.mostUnpublished).toBeLessThanOrEqual(
          MAX_UNPUBLISHED_BYTES + ORDERS_BYTES + (24 * HOUR * CANCELS_BYTES) / BLOCK_MS,
        );
        expect(world.pausedBlocks > 0).toBe(duration > HOUR / 2);
        expect(world.unpublishedBytes).toBeLessThan(2 * MAX_BATCH_BYTES);
        expect([...world.failures.keys()].filter((code) => !code.startsWith("DA_"))).toEqual([]);
      });
    }
  }

  test("and the node is killed before, in and after it, nothing is lost or published twice", {
    timeout: 120_000,
  }, async () => {
    world = new World();
    const rng = seededRng(11);
    for (let round = 0; round < 60; round++) {
      world.start();
      if (rng.uint32() % 3 === 0) world.endpoint.down = !world.endpoint.down;
      if (rng.uint32() % 5 === 0) world.chain.setHalted(rng.uint32() % 2 === 0);
      await world.time.advance(1_000 + (rng.uint32() % (4 * MINUTE)));
      world.kill();
      await world.time.advance(0);
    }
    world.endpoint.down = false;
    world.chain.setHalted(false);
    world.start();
    await world.time.advance(30 * MINUTE);
    world.expectWhole();
    expect(world.batches.at(-1)!.last).toBeGreaterThanOrEqual(world.sealed.length - 20);
  });
});
