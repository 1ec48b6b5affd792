/** What a chain of a million accounts costs: its root, its restart, its memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashInto } from "@chainsafe/hashtree";
import { NodeChain } from "../node/sequencer/index.ts";
import { createStateMachine, type StateMachine } from "../node/state-machine/index.ts";
import { accountLayout as ACCOUNT, addresses } from "../node/state-machine/layout/generated.ts";
import { StateTree } from "../node/state-machine/state-tree.ts";
import { openBlockStore } from "../node/store/open.ts";
import { openSnapshotFolder } from "../node/store/snapshots.ts";
import { depositBlocks } from "./chain/deposits.ts";
import { benchGenesis, GENESIS_TIME } from "./chain/genesis.ts";
import { bytesPerTradingAccount } from "./chain/memory.ts";
import type { Figure } from "./figure.ts";
import { median, rounded } from "./figure.ts";

const ACCOUNTS = 1_000_000;
const TOUCHED = 10_000;
const RUNS = 15;
const MEGABYTE = 1e6;

/** Chunk numbers of records spread over the accounts' region. */
function randomChunks(machine: StateMachine): Uint32Array {
  const { accountTop } = machine.view.header();
  const { base, size } = ACCOUNT;
  const chosen = new Set<number>();
  for (let state = 7; chosen.size < TOUCHED; ) {
    state = (state * 48_271) % 2_147_483_647;
    const record = 1 + (state % (accountTop - 1));
    chosen.add(Math.floor((base + record * size - addresses.STATE) / addresses.CHUNK_BYTES));
  }
  return Uint32Array.from(chosen);
}

/** Milliseconds to bring the root up to date, and to hash as many pairs as that takes in one go. */
function rootTimes(machine: StateMachine): { readonly root: number; readonly floor: number } {
  const tree = new StateTree(machine.memory);
  const chunks = randomChunks(machine);
  const hashes = hashesFor(chunks);
  const input = new Uint8Array(64 * hashes);
  const output = new Uint8Array(32 * hashes);
  const roots: number[] = [];
  const floors: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    let begin = performance.now();
    tree.update(chunks.slice());
    roots.push(performance.now() - begin);
    begin = performance.now();
    hashInto(input, output);
    floors.push(performance.now() - begin);
  }
  return { root: median(roots), floor: median(floors) };
}

/** Pairs that have to be hashed when these chunks change: three in each chunk, then each parent once. */
function hashesFor(chunks: Uint32Array): number {
  let level = new Set(chunks);
  let hashes = 3 * level.size;
  while (level.size > 1) {
    level = new Set([...level].map((index) => index >>> 1));
    hashes += level.size;
  }
  return hashes;
}

async function build(folder: string): Promise<StateMachine> {
  const genesisBlock = await benchGenesis();
  const { stateRoot } = (await createStateMachine()).applyBlock(genesisBlock);
  const store = await openBlockStore({ path: join(folder, "blocks") });
  const chain = await NodeChain.open(
    { genesisBlock, genesisRoot: stateRoot, snapshotInterval: 1_000_000_000 },
    {
      store,
      snapshots: await openSnapshotFolder(join(folder, "snapshots")),
      createMachine: () => createStateMachine(),
    },
  );
  for (const block of depositBlocks(ACCOUNTS, { genesisTime: GENESIS_TIME })) {
    await chain.room();
    const executed = chain.execute(block);
    if (executed.status === "void") throw new Error(`expected a valid block, got ${executed.outcome.code}`);
  }
  await chain.settled();
  await chain.snapshot();
  await store.close();
  return chain.machine;
}

/** Seconds from opening the files to a chain that can go on. */
async function restart(folder: string): Promise<number> {
  const begin = performance.now();
  const store = await openBlockStore({ path: join(folder, "blocks") });
  const first = await store.get(0n);
  const chain = await NodeChain.open(
    { genesisBlock: first!.bytes, genesisRoot: first!.stateRoot, snapshotInterval: 1_000_000_000 },
    {
      store,
      snapshots: await openSnapshotFolder(join(folder, "snapshots")),
      createMachine: () => createStateMachine(),
    },
  );
  const seconds = (performance.now() - begin) / 1_000;
  if (chain.machine.view.header().accountTop <= ACCOUNTS) throw new Error("expected every account again");
  await store.close();
  return seconds;
}

export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "novate-bench-"));
  try {
    const machine = await build(folder);
    const { root, floor } = rootTimes(machine);
    const seconds = await restart(folder);
    const memory = bytesPerTradingAccount();
    return [
      {
        name: "state root of a block that touched 10,000 random records of 1M accounts",
        value: rounded(root),
        unit: "ms",
        target: 20,
        better: "less",
        peer: `hashtree on as many pairs in one call: ${rounded(floor)} ms`,
        ratio: rounded(root / floor),
      },
      {
        name: "restart of a chain of 1M accounts, files to ready",
        value: rounded(seconds),
        unit: "s",
        target: 10,
        better: "less",
        peer: null,
        ratio: null,
      },
      {
        name: "memory of an account with 4 positions and 4 orders",
        value: rounded(memory),
        unit: "bytes",
        target: 1_000,
        better: "less",
        peer: `this process: ${rounded(process.memoryUsage().rss / MEGABYTE)} MB with 1M accounts`,
        ratio: null,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
