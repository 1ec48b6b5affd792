import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalAccount, type PublicClient, parseEventLogs, toHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inboxAbi } from "../../../contracts/generated/abi.ts";
import { openLocalDa } from "../../da/local/local-da.ts";
import type { DataAvailability, SubmitOutcome } from "../../da/port.ts";
import { decodeBatch } from "../../primitives/codec/index.ts";
import { errorCode } from "../../primitives/error.ts";
import { systemTimers } from "../../primitives/timers.ts";
import { openBlockStore } from "../../store/open.ts";
import type { BatchRecord, BlockStore } from "../../store/port.ts";
import { HeaderArchive } from "../header-archive.ts";
import { readHeaderProof } from "../header-proof.ts";
import { L1Sender } from "../l1/sender.ts";
import { startTestL1, type TestL1 } from "../testing/l1.ts";
import { SyntheticChain } from "../testing/synthetic-chain.ts";
import { BatchPoster, type BatchPosterOptions } from "./poster.ts";

const forever = new AbortController().signal;

let folder: string;
let store: BlockStore;
let chain: SyntheticChain;
let da: DataAvailability;
let l1: TestL1;
let timestamp: bigint;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-poster-"));
  store = await openBlockStore({ path: join(folder, "store") });
  da = await openLocalDa({ path: join(folder, "da"), chainId: 31_337n });
  chain = await SyntheticChain.begin(31_337n, store);
  l1 = await startTestL1(chain.head.stateRoot);
  timestamp = BigInt(Date.now()) - 60_000n;
});

afterAll(async () => {
  await l1?.anvil.stop();
  await da?.close();
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

async function seal(count: number, filler = 0): Promise<void> {
  for (let i = 0; i < count; i++) await chain.seal({ timestamp: (timestamp += 1n), filler });
}

interface Wiring {
  readonly store: BlockStore;
  readonly da: DataAvailability;
  readonly client: PublicClient;
  readonly account: LocalAccount;
}

/** A poster as a process has it after a start: its archive from the file, the head observed. */
async function startPoster(
  wiring: Partial<Wiring> = {},
  options: Partial<BatchPosterOptions> = {},
  bumpAfterMs = 30_000,
) {
  const { client = l1.client as PublicClient, account = l1.sequencer } = wiring;
  const headers = await HeaderArchive.open({ path: join(folder, "headers.bin") });
  const observe = () =>
    headers.observe(readHeaderProof(chain.machine.stateRoot, chain.machine.proveHeader()));
  observe();
  const stop = chain.onExecuted(observe);
  const common = { timers: systemTimers, report: () => {} };
  const sender = new L1Sender(
    { chainId: 31_337, pollMs: 10, bumpAfterMs, maxFeePerGas: 10n ** 12n },
    { client, account, ...common },
  );
  const poster = new BatchPoster(
    {
      inbox: l1.deployment.inbox,
      maxAgeMs: 0,
      maxBytes: 1 << 20,
      pollMs: 10,
      maxBackoffMs: 50,
      resubmitAfterMs: 0,
      ...options,
    },
    {
      chain,
      store: wiring.store ?? store,
      da: wiring.da ?? da,
      client,
      sender,
      headers,
      clock: l1.clock,
      ...common,
    },
  );
  return {
    poster,
    async end() {
      stop();
      await poster.close();
      await headers.close();
    },
  };
}

async function appended() {
  const logs = await l1.client.getLogs({ address: l1.deployment.inbox, fromBlock: 0n });
  return parseEventLogs({ abi: inboxAbi, eventName: "BatchAppended", logs }).map((log) => log.args);
}

/** The batches on L1 cover 1..last without gap or overlap, their data is there, and the records say so. */
async function expectWhole(last: bigint): Promise<void> {
  let next = 1n;
  const batches = await appended();
  for (const { index, batch } of batches) {
    expect(batch.firstBlock).toBe(next);
    next = batch.lastBlock + 1n;
    const commitment = Buffer.from(batch.daCommitment.slice(2), "hex");
    const pointer = {
      kind: 0,
      height: batch.daHeight,
      start: batch.daStart,
      length: batch.daLength,
      commitment,
    } as const;
    const blocks = decodeBatch(await da.read(pointer));
    expect(BigInt(blocks.length)).toBe(batch.lastBlock - batch.firstBlock + 1n);
    expect(blocks.at(-1)).toEqual((await store.get(batch.lastBlock))!.bytes);
    for await (const record of store.batches(Number(index))) {
      expect(toHex(record.batchRoot)).toBe(batch.batchRoot);
      expect([record.firstBlock, record.lastBlock]).toEqual([batch.firstBlock, batch.lastBlock]);
      break;
    }
  }
  expect(next).toBe(last + 1n);
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
    return "NO_ERROR";
  } catch (error) {
    return errorCode(error);
  }
}

class Killed extends Error {}

/** Counts outside effects; at number `at` the process is killed, before the effect or right after it, and stays dead. */
function mortal(at: number, when: "before" | "after") {
  let effects = 0;
  let dead = false;
  const names: string[] = [];
  async function effect<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (dead) throw new Killed();
    names.push(name);
    const mine = ++effects === at;
    if (mine && when === "before") dead = true;
    if (dead) throw new Killed();
    const result = await act();
    if (mine) dead = true;
    if (dead) throw new Killed();
    return result;
  }
  const wrap = <T extends object>(target: T, methods: readonly (keyof T & string)[]): T =>
    new Proxy(target, {
      get(inner, key) {
        const value = Reflect.get(inner, key, inner);
        if (typeof value !== "function") return value;
        const bound = value.bind(inner);
        return methods.includes(key as keyof T & string)
          ? (...args: unknown[]) => effect(key as string, () => bound(...args))
          : bound;
      },
    });
  return {
    names,
    get died() {
      return dead;
    },
    wiring: (): Wiring => ({
      store: wrap(store, ["putBatch", "putMeta"]),
      da: wrap(da, ["submit"]),
      client: wrap(l1.client as PublicClient, ["sendRawTransaction"]),
      account: l1.sequencer,
    }),
  };
}

describe("the batch poster", () => {
  it("puts sealed blocks into one batch, in the store, on the data layer and on L1", async () => {
    await seal(5);
    const { poster, end } = await startPoster();
    await poster.round(forever);
    expect((await appended()).length).toBe(1);
    expect(poster.status.unpublishedBytes).toBeGreaterThan(0);
    await poster.round(forever);
    expect(poster.status).toMatchObject({ batchCount: 1, nextBlock: 6n, unpublishedBytes: 0 });
    expect((await appended()).length).toBe(1);
    await expectWhole(5n);
    await end();
  });

  it("killed before or after any outside effect and started again, appends each range exactly once", async () => {
    const whole = mortal(Number.POSITIVE_INFINITY, "after");
    await seal(3);
    const healthy = await startPoster(whole.wiring());
    await healthy.poster.round(forever);
    await healthy.end();
    expect(whole.names).toEqual([
      "putMeta",
      "putBatch",
      "submit",
      "putBatch",
      "putBatch",
      "sendRawTransaction",
      "putBatch",
    ]);
    const payloads = async () => {
      const stop = new AbortController();
      const seen: string[] = [];
      const head = await da.head();
      if (head === 0n) return seen;
      for await (const { pointer } of da.subscribe(0n, stop.signal)) {
        seen.push(toHex(pointer.commitment));
        if (pointer.height >= head) break;
      }
      stop.abort();
      return seen;
    };
    // "After effect k" and "before effect k + 1" leave the same behind: the points between, before the first, after the last.
    const points = whole.names.map((_, i) => ({ at: i + 1, when: "before" as "before" | "after" }));
    points.push({ at: whole.names.length, when: "after" });
    for (const { at, when } of points) {
      await seal(2);
      const count = (await appended()).length;
      const fate = mortal(at, when);
      const doomed = await startPoster(fate.wiring(), {}, 200);
      await doomed.poster.round(forever).catch(() => {});
      expect(fate.died, `${when} effect ${at}`).toBe(true);
      await doomed.end();
      // More blocks came meanwhile: they must not slip into the batch that is already prepared.
      await seal(1);
      const next = await startPoster();
      for (let round = 0; round < 3; round++) await next.poster.round(forever);
      await next.end();
      const batches = await appended();
      expect(batches.at(-1)!.batch.lastBlock).toBe(chain.head.number);
      expect(batches.length).toBeGreaterThan(count);
      const seen = await payloads();
      expect(new Set(seen).size).toBe(seen.length);
    }
    await expectWhole(chain.head.number);
    for await (const record of store.batches(0)) expect(record.stage).toBe("appended");
  }, 300_000);

  it("appends the very same batch again when an L1 reorganisation drops it", async () => {
    await seal(4);
    const { poster, end } = await startPoster();
    const snapshot = await l1.test.snapshot();
    await poster.round(forever);
    const before = (await appended()).at(-1)!;
    await l1.test.revert({ id: snapshot });
    expect((await appended()).length).toBe(Number(before.index));
    await poster.round(forever);
    const after = (await appended()).at(-1)!;
    expect(after).toEqual(before);
    await expectWhole(chain.head.number);
    await end();
  });

  it("looks an unknown outcome up and never submits what is there already", async () => {
    await seal(2);
    let submits = 0;
    const unsure: DataAvailability = new Proxy(da, {
      get(inner, key) {
        const value = Reflect.get(inner, key, inner);
        if (key !== "submit") return typeof value === "function" ? value.bind(inner) : value;
        return async (payload: Uint8Array): Promise<SubmitOutcome> => {
          submits++;
          if (submits === 1) return { status: "unknown", commitment: da.commit(payload), reason: "lost" };
          if (submits === 2) return { status: "refused", code: "DA_FEE", reason: "empty account" };
          await da.submit(payload);
          return { status: "unknown", commitment: da.commit(payload), reason: "timed out" };
        };
      },
    });
    const { poster, end } = await startPoster({ da: unsure });
    expect(await codeOf(poster.round(forever))).toBe("DA_PENDING");
    expect(await codeOf(poster.round(forever))).toBe("DA_REFUSED");
    expect(await codeOf(poster.round(forever))).toBe("DA_PENDING");
    await poster.round(forever);
    expect(submits).toBe(3);
    await expectWhole(chain.head.number);
    await end();
  });

  it("counts every byte that waits while the data layer is away, after a restart too, and publishes it in order (F11)", async () => {
    let isAway = true;
    const outage = new Proxy(da, {
      get(inner, key) {
        if (key === "submit" && isAway) {
          return async () => ({ status: "refused", code: "DA_UNAVAILABLE", reason: "away" });
        }
        const value = Reflect.get(inner, key, inner);
        return typeof value === "function" ? value.bind(inner) : value;
      },
    });
    const first = chain.head.number + 1n;
    const waiting = async () => {
      let bytes = 0;
      for await (const block of store.range(first, chain.head.number)) bytes += 4 + block.bytes.length;
      return bytes;
    };
    for (let start = 0; start < 2; start++) {
      const { poster, end } = await startPoster({ da: outage });
      await seal(3, 20_000);
      expect(await codeOf(poster.round(forever))).toBe("DA_REFUSED");
      await seal(4, 20_000);
      // What back-pressure looks at: it must neither forget a block nor count one twice.
      expect(poster.status.unpublishedBytes).toBe(await waiting());
      await end();
    }
    isAway = false;
    const { poster, end } = await startPoster({ da: outage });
    for (let left = 3; left > 0; left--) await poster.round(forever);
    expect(poster.status.unpublishedBytes).toBe(0);
    await expectWhole(chain.head.number);
    await end();
  });

  it("closes batches by size before age, and keeps each within its bound", async () => {
    const maxBytes = 20_000;
    const { poster, end } = await startPoster({}, { maxBytes, maxAgeMs: 3_600_000 });
    const first = chain.head.number;
    await seal(3, 3_000);
    await poster.round(forever);
    expect((await appended()).at(-1)!.batch.lastBlock).toBe(first);
    await seal(12, 3_000);
    expect(poster.status.unpublishedBytes).toBeGreaterThan(maxBytes);
    for (let round = 0; round < 4; round++) await poster.round(forever);
    const batches = (await appended()).filter(({ batch }) => batch.firstBlock > first);
    expect(batches.length).toBe(2);
    for (const { batch } of batches) expect(batch.daLength).toBeLessThanOrEqual(maxBytes);
    await end();
    const rest = await startPoster();
    await rest.poster.round(forever);
    await rest.end();
    await expectWhole(chain.head.number);
  });

  it("closes a batch anew, smaller, when the data layer calls it too large (F17)", async () => {
    let bound = da.maxPayloadBytes;
    const small: DataAvailability = new Proxy(da, {
      get(inner, key) {
        if (key === "maxPayloadBytes") return bound;
        const value = Reflect.get(inner, key, inner);
        if (key !== "submit") return typeof value === "function" ? value.bind(inner) : value;
        return async (payload: Uint8Array): Promise<SubmitOutcome> => {
          if (payload.length <= 10_000) return da.submit(payload);
          bound = 10_000;
          return { status: "refused", code: "DA_TOO_LARGE", reason: "the square is small today" };
        };
      },
    });
    const { poster, end } = await startPoster({ da: small }, { maxBytes: 40_000 });
    const count = (await appended()).length;
    await seal(8, 3_000);
    expect(await codeOf(poster.round(forever))).toBe("DA_REFUSED");
    for (let round = 0; round < 5; round++) await poster.round(forever);
    await end();
    const batches = (await appended()).slice(count);
    expect(batches.length).toBeGreaterThanOrEqual(3);
    for (const { batch } of batches) expect(batch.daLength).toBeLessThanOrEqual(10_000);
    await expectWhole(chain.head.number);
  });

  it("stops for good when L1 holds a batch that is not its own", async () => {
    await seal(2);
    const lying = new Proxy(store, {
      get(inner, key) {
        const value = Reflect.get(inner, key, inner);
        if (key !== "batches") return typeof value === "function" ? value.bind(inner) : value;
        return async function* (from: number): AsyncIterable<BatchRecord> {
          for await (const record of inner.batches(from)) yield { ...record, batchRoot: new Uint8Array(32) };
        };
      },
    });
    const { poster, end } = await startPoster({ store: lying });
    expect(await codeOf(poster.round(forever))).toBe("BATCH_FOREIGN");
    poster.start();
    await expect.poll(() => poster.status.halted, { timeout: 60_000 }).toBe(true);
    await end();
  });

  it("pays more when L1 leaves its transaction lying, and lands one batch", async () => {
    const { poster, end } = await startPoster();
    await poster.round(forever);
    await end();
    const count = (await appended()).length;
    await seal(2);
    await l1.test.setAutomine(false);
    const hashes: string[] = [];
    const watching = new Proxy(store, {
      get(inner, key) {
        const value = Reflect.get(inner, key, inner);
        if (key !== "putBatch") return typeof value === "function" ? value.bind(inner) : value;
        return async (record: BatchRecord) => {
          if (record.l1Transaction && record.stage === "included") hashes.push(record.l1Transaction);
          // The third version has been offered: let L1 wake up.
          if (hashes.length === 3) await l1.test.setAutomine(true);
          return inner.putBatch(record);
        };
      },
    });
    const slow = await startPoster({ store: watching }, {}, 100);
    await slow.poster.round(forever);
    await slow.end();
    expect(new Set(hashes).size).toBeGreaterThanOrEqual(3);
    expect((await appended()).length).toBe(count + 1);
    await expectWhole(chain.head.number);
  });
});
