import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { InboxMessage, L1Batch } from "../bridge/port.ts";
import { openLocalDa } from "../da/local/local-da.ts";
import type { DataAvailability } from "../da/port.ts";
import { toHex } from "../primitives/bytes.ts";
import { NovateError } from "../primitives/error.ts";
import { recoverSigner } from "../primitives/signature/recover.ts";
import { systemTimers, type Timers } from "../primitives/timers.ts";
import { NodeChain } from "../sequencer/index.ts";
import { createStateMachine, inputRoot, SignerPool } from "../state-machine/index.ts";
import { separator } from "../state-machine/testing/test-chain.ts";
import { openBlockStore } from "../store/open.ts";
import { openSnapshotFolder } from "../store/snapshots.ts";
import {
  createSignaturePrefetch,
  type DeriveDependencies,
  type FollowerDependencies,
  follow,
  selfSequencedBlock,
  verifyChain,
} from "./index.ts";
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
  claimed: (block: bigint) => Uint8Array | undefined = (block) => published.roots[Number(block)],
) {
  const machine = await createStateMachine();
  return verifyChain(
    { genesisBlock: published.genesis, signal: never },
    { ...dependencies(overrides), machine, claimedRoot: claimed },
  );
}

describe("derivation", () => {
  it("reaches the sequencer's root at every height from genesis, DA and L1 alone", async () => {
    const result = await verify();
    expect(result).toMatchObject({ batches: 3, compared: 15, lastBlock: 15n, blocks: 16n });
    expect(result.mismatch).toBeUndefined();
    expect(toHex(result.stateRoot)).toBe(toHex(published.chain.machine.stateRoot));
    expect(result.transactions).toBeGreaterThan(30);
  });

  it("gives the same roots with signers recovered ahead by workers", async () => {
    const pool = new SignerPool({ workers: 1, domainSeparator: separator });
    let recoveredInPlace = 0;
    const machine = await createStateMachine({
      signers: {
        signerOf(digest, signature) {
          recoveredInPlace++;
          return recoverSigner(digest, signature);
        },
      },
    });
    const prefetch = createSignaturePrefetch({ pool });
    const claimedRoot = (block: bigint) => published.roots[Number(block)];
    const result = await verifyChain(
      { genesisBlock: published.genesis, signal: never },
      { ...dependencies(), machine, claimedRoot, prefetch },
    );
    expect(result.mismatch).toBeUndefined();
    expect(recoveredInPlace).toBe(0);
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
    const waits: (string | undefined)[] = [];
    const result = await verify({
      da: {
        kind: 0,
        commit: (payload) => da.commit(payload),
        read: (pointer) =>
          silent-- > 0 ? Promise.reject(new NovateError("DA_UNAVAILABLE", "not yet")) : da.read(pointer),
      },
      l1: { ...published.l1, dueCount: (at) => (behind-- > 0 ? 0n : published.l1.dueCount(at)) },
      onWaiting: (waiting) => waits.push(waiting && `${waiting.batch} ${waiting.code}`),
    });
    expect(result.compared).toBe(15);
    expect(result.mismatch).toBeUndefined();
    expect(waits).toEqual([...Array(3).fill("0 L1_BEHIND"), ...Array(5).fill("0 DA_UNAVAILABLE"), undefined]);
  });

  it("concludes nothing from an endpoint that lies, and goes on when it stops", async () => {
    let lies = 2;
    const waits: (string | undefined)[] = [];
    const read: DataAvailability["read"] = (pointer) =>
      lies-- > 0 ? Promise.resolve(new Uint8Array(100)) : da.read(pointer);
    const result = await verify({
      da: { kind: 0, commit: (payload) => da.commit(payload), read },
      onWaiting: (waiting) => waits.push(waiting?.code),
    });
    expect(waits).toEqual(["DA_MISMATCH", "DA_MISMATCH", undefined]);
    expect(result).toMatchObject({ compared: 15, voids: 0 });
  });

  const spoiled: [string, (batch: L1Batch) => L1Batch][] = [
    [
      "a pointer to another record",
      (batch) => ({ ...batch, pointer: { ...batch.pointer, commitment: new Uint8Array(32) } }),
    ],
    ["another batch root", (batch) => ({ ...batch, batchRoot: new Uint8Array(32) })],
    ["another number of blocks", (batch) => ({ ...batch, lastBlock: batch.lastBlock + 1n })],
  ];
  for (const [what, change] of spoiled) {
    it(`waits for L1's ruling on a batch whose record names ${what}, and goes on behind it as ruled`, async () => {
      published.seal();
      await published.publish(da, change);
      const spoilt = published.batches.at(-1)!;
      const waits: (string | undefined)[] = [];
      let asked = 0;
      const result = await verify(
        {
          rulings: { isVoid: async (batch) => batch === spoilt.index && asked++ >= 2 },
          onWaiting: (waiting) => waits.push(waiting?.code),
        },
        () => undefined,
      );
      expect(waits).toEqual(["DATA_INVALID", "DATA_INVALID", undefined]);
      const slots = spoilt.lastBlock - spoilt.firstBlock + 1n;
      expect(result).toMatchObject({ voids: Number(slots), lastBlock: spoilt.lastBlock });
      expect(toHex(result.stateRoot)).toBe(toHex(published.roots[15]!));
    });
  }

  it("voids what L1 ruled void, even if this node could read it", async () => {
    const result = await verify({ rulings: { isVoid: async (batch) => batch > 0 } }, () => undefined);
    expect(result).toMatchObject({ voids: 10, lastBlock: 15n });
    expect(toHex(result.stateRoot)).toBe(toHex(published.roots[5]!));
  });
});

describe("a slot that breaks a rule", () => {
  /** Each a block that only its place on L1, or the engine, can find fault with. */
  const broken: [string, (chain: PublishedChain) => Uint8Array][] = [
    ["BAD_HEADER", () => new Uint8Array(64)],
    ["BAD_HEADER", () => new Uint8Array(0)],
    ["BAD_NUMBER", (p) => p.draftBytes({ number: BigInt(p.chain.number) })],
    ["WRONG_NUMBER", (p) => p.draftBytes({ number: p.chain.draft().number + 1n })],
    ["WRONG_NUMBER", (p) => p.draftBytes({ number: 2n ** 64n - 1n })],
    ["BAD_TIMESTAMP", (p) => p.draftBytes({ timestamp: BigInt(p.chain.timestamp) })],
    ["BEYOND_BATCH_TIME", (p) => p.draftBytes({ timestamp: BigInt(p.chain.timestamp + 3_600_000) })],
    ["BAD_MESSAGE", (p) => p.draftBytes({ messages: [forged(p, { index: 99n })] })],
    ["WRONG_MESSAGES", (p) => p.draftBytes({ messages: [forged(p, { sender: new Uint8Array(20) })] })],
    ["BEYOND_BATCH_CURSOR", (p) => p.draftBytes({ messages: [forged(p, {}), forged(p, { index: 7n })] })],
  ];

  /** The next message of the Inbox, changed. */
  function forged(p: PublishedChain, change: Partial<InboxMessage>): InboxMessage {
    const { inboxCursor } = p.chain.machine.view.header();
    return { ...p.inbox[0]!, index: inboxCursor, ...change };
  }

  async function followed(
    overrides: Partial<DeriveDependencies> = {},
  ): Promise<{ chain: NodeChain; voids: string[]; close: () => Promise<void> }> {
    const folder = path();
    const { chain, store } = await node(folder);
    const voids: string[] = [];
    await following(chain, overrides, (_block, { code }) => voids.push(code));
    return { chain, voids, close: () => store.close() };
  }

  it("is void, leaves the state as it was, and the chain goes on in the very same batch", async () => {
    // The next message is delivered, and not due yet.
    published.inbox.push({ ...published.inbox[0]!, index: 6n, l1Time: 2n ** 40n });
    for (const [, make] of broken) {
      published.waste(make(published));
      published.seal();
    }
    await published.publish(da, (batch) => ({ ...batch, inboxCursor: batch.inboxCursor + 1n }));
    const { chain, voids, close } = await followed();
    expect(voids).toEqual(broken.map(([code]) => code));
    expect(chain.head.number).toBe(15n + 2n * BigInt(broken.length));
    expect(toHex(chain.head.stateRoot)).toBe(toHex(published.chain.machine.stateRoot));
    const result = await verify();
    expect(result.mismatch).toBeUndefined();
    expect(result.voids).toBe(broken.length);
    await close();
  });

  it("is void when it leaves out a message that is due, as far as a block could hold it", async () => {
    published.inbox.push({ ...published.inbox[0]!, index: 6n, l1Time: 0n });
    const before = BigInt(published.chain.timestamp) / 1_000n;
    const dueCount = (at: bigint) => (at > before ? BigInt(published.inbox.length) : 0n);
    published.chain.timestamp += 60_000;
    published.waste(published.draftBytes({}));
    await published.publish(da, (batch) => ({ ...batch, lastTimestamp: batch.lastTimestamp + 100n }));
    const { chain, voids, close } = await followed({
      l1: { ...published.l1, dueCount },
    });
    expect(voids).toEqual(["FORCED_MESSAGES_LEFT_OUT"]);
    expect(chain.head).toMatchObject({ number: 16n, isVoid: true });
    await close();
  });

  it("keeps its place in the store, and a restart stands at the same state", async () => {
    const folder = path();
    const first = await node(folder);
    published.seal();
    published.waste(Uint8Array.of(1, 2, 3));
    published.waste(published.draftBytes({ number: 3n }));
    await published.publish(da);
    await following(first.chain);
    await first.chain.snapshot();
    await first.store.close();
    const second = await node(folder);
    expect(second.chain.head).toMatchObject({ number: 18n, isVoid: true });
    expect(second.chain.head.timestamp).toBe(BigInt(published.chain.timestamp));
    expect((await second.store.get(17n))?.bytes).toEqual(Uint8Array.of(1, 2, 3));
    published.seal();
    await published.publish(da);
    await following(second.chain);
    expect(second.chain.head.number).toBe(19n);
    expect(toHex(second.chain.head.stateRoot)).toBe(toHex(published.chain.machine.stateRoot));
    await second.store.close();
  });

  it("may be longer than its block: what the engine does not read changes nothing", async () => {
    published.seal();
    const { blocks, number } = published.chain;
    blocks[number] = Uint8Array.of(...blocks[number]!, 1, 2, 3);
    await published.publish(da);
    const { chain, voids, close } = await followed();
    expect(voids).toEqual([]);
    expect(toHex(chain.head.stateRoot)).toBe(toHex(published.chain.machine.stateRoot));
    await close();
  });
});

describe("a self-sequenced batch", () => {
  /** A batch as the Inbox appends it: `count` messages from index `from` on, all of them the next block. */
  function appended(from: number, count: number, change: Partial<L1Batch> = {}): L1Batch {
    const number = BigInt(published.chain.number + 1);
    const timestamp = BigInt(published.chain.timestamp + 1_000);
    const l1Block = 777n;
    const messages = published.inbox.slice(from, from + count);
    const root = inputRoot(selfSequencedBlock({ number, timestamp, l1Block, messages }));
    const pointer = { kind: 3, height: BigInt(from), start: count, length: 0, commitment: root } as const;
    return {
      ...{ index: published.batches.length, firstBlock: number, lastBlock: number, lastTimestamp: timestamp },
      ...{ inboxCursor: BigInt(published.inbox.length), pointer, batchRoot: root, l1Block, ...change },
    };
  }

  beforeEach(() => {
    const index = BigInt(published.inbox.length);
    published.inbox.push({ ...published.inbox[0]!, index }, { ...published.inbox[0]!, index: index + 1n });
  });

  it("is made from the Inbox alone and counts like any other", async () => {
    published.batches.push(appended(published.inbox.length - 2, 2));
    let reads = 0;
    const read: DataAvailability["read"] = (pointer) => {
      reads += 1;
      return da.read(pointer);
    };
    const result = await verify(
      { da: { kind: 0, commit: (payload) => da.commit(payload), read } },
      () => undefined,
    );
    expect(result).toMatchObject({ lastBlock: 16n, voids: 0 });
    expect(reads).toBe(3);
  });

  it("is void when it does not begin where the state stands, and the next one may", async () => {
    published.batches.push(appended(0, 2));
    published.chain.number += 1;
    published.chain.timestamp += 2_000;
    published.batches.push(appended(published.inbox.length - 2, 2));
    expect(await verify({}, () => undefined)).toMatchObject({ lastBlock: 17n, voids: 1 });
  });

  it("asks for messages that are held no more, and believes only those that L1 computed the root of", async () => {
    const from = published.inbox.length - 2;
    published.batches.push(appended(from, 2));
    const right = published.inbox.slice(from);
    const wrong = right.map((message) => ({ ...message, l1Time: 5n }));
    expect(await verify({ oldMessages: async () => right }, () => undefined)).toMatchObject({ voids: 0 });
    const lied = verify({ oldMessages: async () => wrong }, () => undefined);
    await expect(lied).rejects.toMatchObject({ code: "L1_MISMATCH" });
  });
});

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

function following(
  chain: NodeChain,
  overrides: Partial<DeriveDependencies> = {},
  onVoid: FollowerDependencies["onVoid"] = () => {},
) {
  return follow(
    { fromBatch: 0, signal: never },
    {
      ...dependencies(overrides),
      head: () => chain.tip.number,
      header: () => chain.machine.view.header(),
      fill: (slot) => chain.fill(slot),
      onVoid,
    },
  );
}

describe("a follower", () => {
  it("stores the sequencer's blocks with the same root at every height, and goes on where it stopped", async () => {
    const folder = path();
    const first = await node(folder);
    await following(first.chain, {
      batches: async function* () {
        yield* published.batches.slice(0, 2);
      },
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
