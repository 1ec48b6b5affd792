import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { L1Batch } from "../bridge/port.ts";
import { openLocalDa } from "../da/local/local-da.ts";
import type { DataAvailability } from "../da/port.ts";
import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { systemTimers, type Timers } from "../primitives/timers.ts";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine, SignerCache, SignerPool } from "../state-machine/index.ts";
import { separator } from "../state-machine/testing/test-chain.ts";
import { openBlockStore } from "../store/open.ts";
import { openSnapshotFolder } from "../store/snapshots.ts";
import { createSignaturePrefetch, type DeriveDependencies, follow, verifyChain } from "./index.ts";
import { PublishedChain } from "./testing/published-chain.ts";

let root: string;
let folders = 0;
const path = () => join(root, `${folders++}`);
const never = new AbortController().signal;
/** Pauses of a retry pass at once. */
const eager: Timers = { after: (_ms, callback) => systemTimers.after(0, callback) };

let published: PublishedChain;
let da: DataAvailability;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-derivation-"));
});
afterAll(() => rm(root, { recursive: true }));

/** Three batches of five blocks with deposits, votes and trades. */
beforeEach(async () => {
  da = await openLocalDa({ path: path(), chainId: 31_337n });
  published = await PublishedChain.open();
  for (let batch = 0; batch < 3; batch++) {
    for (let i = 0; i < 5; i++) published.seal();
    await published.publish(da);
  }
});

afterEach(() => da.close());

const dependencies = (overrides: Partial<DeriveDependencies> = {}): DeriveDependencies => ({
  batches: published.source,
  l1: published.l1,
  da,
  timers: eager,
  ...overrides,
});

async function verify(
  overrides: Partial<DeriveDependencies> = {},
  claimed = (block: bigint) => published.roots[Number(block)],
) {
  const machine = await createStateMachine();
  return verifyChain(
    { genesisBlock: published.genesis, signal: never },
    { ...dependencies(overrides), machine, claimedRoot: claimed },
  );
}

const rule = (promise: Promise<unknown>) =>
  promise.then(
    () => "derived",
    (error) => (error.code === "BATCH_VOID" ? error.data.rule : error.code),
  );

describe("derivation", () => {
  it("reaches the sequencer's root at every height from genesis, DA and L1 alone", async () => {
    const result = await verify();
    expect(result).toMatchObject({ batches: 3, compared: 15, lastBlock: 15n, blocks: 16n });
    expect(result.mismatch).toBeUndefined();
    expect(toHex(result.stateRoot)).toBe(toHex(published.chain.machine.stateRoot));
    expect(result.transactions).toBeGreaterThan(30);
  });

  it("gives the same roots with signers recovered ahead by workers", async () => {
    const signers = new SignerCache();
    const pool = new SignerPool({ workers: 1 }, { cache: signers });
    const machine = await createStateMachine({ signers });
    const prefetch = createSignaturePrefetch({ domainSeparator: separator }, { pool });
    const claimedRoot = (block: bigint) => published.roots[Number(block)];
    const result = await verifyChain(
      { genesisBlock: published.genesis, signal: never },
      { ...dependencies(), machine, claimedRoot, prefetch },
    );
    expect(result.mismatch).toBeUndefined();
    expect(signers.size).toBe(result.transactions);
    await pool.close();
  });

  it("names the first block whose claimed root is another one", async () => {
    const lie = new Uint8Array(32).fill(7);
    const result = await verify({}, (block) => (block >= 9n ? lie : published.roots[Number(block)]));
    expect(result.mismatch).toEqual({ block: 9n, derived: published.roots[9], claimed: lie });
  });

  it("waits for data and for L1 that are not there yet, and skips nothing", async () => {
    let silent = 5;
    let behind = 3;
    const waits: string[] = [];
    const result = await verify({
      da: {
        kind: 0,
        commit: (payload) => da.commit(payload),
        read: (pointer) =>
          silent-- > 0 ? Promise.reject(new NovateError("DA_UNAVAILABLE", "not yet")) : da.read(pointer),
      },
      l1: {
        ...published.l1,
        messages: (from, limit) => (behind-- > 0 ? [] : published.l1.messages(from, limit)),
      },
      onWaiting: (batch, code) => waits.push(`${batch.index} ${code}`),
    });
    expect(result.compared).toBe(15);
    expect(waits).toEqual([...Array(5).fill("0 DA_UNAVAILABLE"), ...Array(3).fill("0 L1_BEHIND")]);
  });

  it("stops at an endpoint that lies and calls nothing void for it", async () => {
    const read = async () => new Uint8Array(100);
    expect(await rule(verify({ da: { kind: 0, commit: (payload) => da.commit(payload), read } }))).toBe(
      "DA_MISMATCH",
    );
  });

  const spoiled: [string, string, (batch: L1Batch) => L1Batch][] = [
    [
      "D2",
      "a pointer to another record",
      (batch) => ({ ...batch, pointer: { ...batch.pointer, commitment: new Uint8Array(32) } }),
    ],
    ["D3", "another batch root", (batch) => ({ ...batch, batchRoot: new Uint8Array(32) })],
    ["D3", "another number of blocks", (batch) => ({ ...batch, lastBlock: batch.lastBlock + 1n })],
    ["D4", "another last timestamp", (batch) => ({ ...batch, lastTimestamp: batch.lastTimestamp + 1n })],
    ["D5", "another inbox cursor", (batch) => ({ ...batch, inboxCursor: batch.inboxCursor + 1n })],
  ];
  for (const [expected, what, change] of spoiled) {
    it(`finds a batch void by ${expected} whose record on L1 names ${what}, and derives nothing behind it`, async () => {
      published.seal();
      await published.publish(da, change);
      published.seal();
      await published.publish(da);
      expect(await rule(verify())).toBe(expected);
    });
  }

  it("finds a batch void by the rule that its blocks break", async () => {
    const { number } = published.chain.draft();
    published.chain.deposit(0, 5n);
    const [message] = published.chain.waiting;
    const cases: [string, Uint8Array][] = [
      ["D4", published.draftBytes({ number: number + 1n })],
      ["D4", published.draftBytes({ timestamp: BigInt(published.chain.timestamp) })],
      ["D5", published.draftBytes({ messages: [{ ...message!, sender: new Uint8Array(20) }] })],
      ["D7", published.draftBytes({ l1Block: 0n })],
      ["D7", new Uint8Array(64)],
    ];
    published.seal();
    const { batches } = published;
    for (const [expected, bytes] of cases) {
      const spoilt = [...batches, await published.batchOf([bytes], da)];
      const source = async function* (from: number) {
        yield* spoilt.slice(from);
      };
      expect([expected, await rule(verify({ batches: source }))]).toEqual([expected, expected]);
    }
    await published.publish(da);
    expect(await rule(verify())).toBe("derived");
  });

  it("finds a batch void by D6 that leaves a due message out", async () => {
    const late = { ...published.inbox[0]!, index: BigInt(published.inbox.length), l1Time: 0n };
    published.inbox.push(late);
    published.seal();
    await published.publish(da);
    expect(
      await rule(
        verify({
          batches: async function* () {
            yield* published.batches.slice(0, 4);
          },
        }),
      ),
    ).toBe("D6");
  });
});

describe("a follower", () => {
  async function node(folder: string) {
    const store = await openBlockStore({ path: join(folder, "store") });
    const snapshots = await openSnapshotFolder(join(folder, "snapshots"));
    const options = {
      genesisBlock: published.genesis,
      genesisRoot: published.roots[0]!,
      snapshotInterval: 4,
    };
    const chain = await NodeChain.open(options, {
      store,
      snapshots,
      createMachine: () => createStateMachine(),
    });
    return { chain, store };
  }

  function following(chain: NodeChain, batches = published.source) {
    const { blockNumber, timestamp, inboxCursor } = chain.machine.view.header();
    return follow(
      { fromBatch: 0, signal: never },
      {
        ...dependencies({ batches }),
        cursor: () => ({ blockNumber, timestamp, inboxCursor }),
        apply: async (bytes) => (await chain.apply(bytes)).status,
      },
    );
  }

  it("stores the sequencer's blocks with the same root at every height, and goes on where it stopped", async () => {
    const folder = path();
    const first = await node(folder);
    await following(first.chain, async function* () {
      yield* published.batches.slice(0, 2);
    });
    expect(first.chain.head.number).toBe(10n);
    await first.store.close();
    const second = await node(folder);
    expect(second.chain.head.number).toBe(10n);
    await following(second.chain);
    for (let height = 0; height <= 15; height++) {
      const block = await second.store.get(BigInt(height));
      expect(toHex(block!.stateRoot)).toBe(toHex(published.roots[height]!));
      expect(toHex(block!.bytes)).toBe(toHex(published.chain.blocks[height]!));
    }
    await second.store.close();
  });

  it("refuses a store that began with another genesis", async () => {
    const folder = path();
    const { store } = await node(folder);
    await store.close();
    published.roots[0] = new Uint8Array(32);
    await expect(node(folder)).rejects.toMatchObject({ code: "GENESIS_MISMATCH" });
  });
});
