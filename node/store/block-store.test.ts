import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NovateError } from "../primitives/error.ts";
import { intactBlocks } from "./intact.ts";
import { openBlockStore } from "./open.ts";
import type { BatchRecord, BlockStore, StoredBlock } from "./port.ts";
import { blockOn, chainOf, voidOn } from "./testing/chain.ts";
import { all, blocksOf, digestOf } from "./testing/digest.ts";

let root: string;
let folders = 0;
const folder = () => join(root, `store-${folders++}`);
const open = (path: string): Promise<BlockStore> => openBlockStore({ path });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "resolved",
    (error) => error.code as string,
  );

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-store-"));
});
afterAll(() => rm(root, { recursive: true }));

async function filled(blocks: readonly StoredBlock[]): Promise<string> {
  const path = folder();
  const store = await open(path);
  for (const block of blocks) await store.append(block);
  await store.close();
  return path;
}

/** The newest write-ahead log of the database. */
async function logOf(path: string): Promise<string> {
  const logs = (await readdir(join(path, "blocks"))).filter((name) => name.endsWith(".log")).sort();
  return join(path, "blocks", logs.at(-1)!);
}

/** What is put aside still gives every block before the first hole, and none that is changed. */
async function expectIntact(path: string, blocks: readonly StoredBlock[], hole: bigint | undefined) {
  const intact = await all(intactBlocks(path, blocks[0]!));
  expect(digestOf(intact)).toBe(digestOf(blocks.slice(1, 1 + intact.length)));
  if (hole !== undefined && hole > 0n) expect(intact.length).toBeGreaterThanOrEqual(Number(hole) - 1);
}

async function flip(file: string, at: number, mask: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[at]! ^= mask;
  await writeFile(file, bytes);
}

describe("the block store", () => {
  it("gives back every block, batch and value it was given, also after it was opened again", async () => {
    const blocks = chainOf(50);
    const path = await filled(blocks);
    const batch: BatchRecord = {
      index: 7,
      firstBlock: 1n,
      lastBlock: 49n,
      commitment: new Uint8Array(32).fill(1),
      batchRoot: new Uint8Array(32).fill(2),
      stage: "included",
      pointer: { kind: 1, height: 9n, start: 3, length: 4, commitment: new Uint8Array(32).fill(5) },
      l1Transaction: `0x${"ab".repeat(32)}`,
    };
    const {
      pointer: _p,
      l1Transaction: _t,
      ...prepared
    } = { ...batch, index: 8, stage: "prepared" as const };
    let store = await open(path);
    await store.putBatch(batch);
    await store.putBatch(prepared);
    await store.putMeta("bridge/inbox", Uint8Array.of(1, 2, 3));
    await store.close();
    store = await open(path);
    expect(await blocksOf(store)).toEqual(blocks);
    expect(await store.get(17n)).toEqual(blocks[17]);
    expect(await store.get(50n)).toBeUndefined();
    expect(await all(store.batches(0))).toEqual([batch, prepared]);
    expect(await all(store.batches(8))).toEqual([prepared]);
    expect(await store.getMeta("bridge/inbox")).toEqual(Uint8Array.of(1, 2, 3));
    expect(await store.getMeta("bridge/poster")).toBeUndefined();
    await store.close();
  });

  it("knows how many blocks of the chain are void, before and after it was opened again", async () => {
    const path = folder();
    let store = await open(path);
    expect(store.voidBlocks).toEqual({ count: 0, newest: undefined });
    for (const isVoid of [false, true, false, true, true, false]) {
      const { head } = store;
      await store.append(isVoid ? voidOn(head!) : blockOn(head));
    }
    expect(store.voidBlocks).toEqual({ count: 3, newest: 4n });
    await store.close();
    store = await open(path);
    expect(store.voidBlocks).toEqual({ count: 3, newest: 4n });
    await store.close();
  });

  it("refuses a block that does not follow, an unknown key and every write after close", async () => {
    const blocks = chainOf(3);
    const store = await open(folder());
    expect(await codeOf(store.append(blocks[1]!))).toBe("STORE_NOT_NEXT");
    await store.append(blocks[0]!);
    expect(await codeOf(store.append(blocks[0]!))).toBe("STORE_NOT_NEXT");
    expect(await codeOf(store.append({ ...blocks[1]!, parentHash: blocks[1]!.hash }))).toBe("STORE_NOT_NEXT");
    expect(await codeOf(store.putMeta("unknown" as "bridge/inbox", blocks[0]!.hash))).toBe(
      "STORE_UNKNOWN_KEY",
    );
    await store.close();
    expect(await codeOf(store.append(blocks[1]!))).toBe("STORE_CLOSED");
  });

  it("makes blocks durable in the order of the calls and shows none before it is durable", async () => {
    const store = await open(folder());
    const resolved: bigint[] = [];
    const blocks = chainOf(40, 20_000);
    const appended = blocks.map((block) =>
      store.append(block).then(() => {
        resolved.push(block.number);
        expect(store.head?.number).toBe(block.number);
      }),
    );
    expect(store.head).toBeUndefined();
    await Promise.all(appended);
    expect(resolved).toEqual(blocks.map((block) => block.number));
    await store.close();
  });

  it("refuses a second opening of the same folder", async () => {
    const path = folder();
    const store = await open(path);
    expect(await codeOf(open(path))).toBe("STORE_LOCKED");
    await store.close();
  });

  it("names the hole when a byte of the log is flipped, and never serves a shortened or changed history", async () => {
    const blocks = chainOf(120, 400);
    const path = await filled(blocks);
    const logSize = (await stat(await logOf(path))).size;
    expect(logSize).toBeGreaterThan(100_000);
    let named = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(logSize - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const copy = folder();
        await cp(path, copy, { recursive: true });
        await flip(await logOf(copy), at, mask);
        const outcome = await open(copy).catch((error) => error);
        if (outcome instanceof Error) {
          expect((outcome as { code?: string }).code).toBe("STORE_CORRUPT");
          named += "block" in (outcome as unknown as { data: object }).data ? 1 : 0;
        } else {
          expect(digestOf(await blocksOf(outcome))).toBe(digestOf(blocks));
          await outcome.close();
        }
        await rm(copy, { recursive: true });
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(named).toBeGreaterThan(20);
  });

  it("names a flipped byte in any file of the folder, or is not affected by it", async () => {
    const blocks = chainOf(60, 300_000 / 60);
    const path = folder();
    // Opening again turns the log into a table, so that tables are hit as well.
    for (let first = 0; first < 60; first += 15) {
      const store = await open(path);
      for (const block of blocks.slice(first, first + 15)) await store.append(block);
      await store.close();
    }
    const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const files = names.map((entry) => join(entry.parentPath, entry.name).slice(path.length));
    expect(files.filter((name) => name.endsWith(".ldb")).length).toBeGreaterThan(1);
    const sound = digestOf(blocks);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.nat(1_000_000),
        fc.integer({ min: 1, max: 255 }),
        async (file, place, mask) => {
          const copy = folder();
          await cp(path, copy, { recursive: true });
          const { size } = await stat(copy + file);
          const at = place % Math.max(size, 1);
          if (size > 0) await flip(copy + file, at, mask);
          const opened = await open(copy).catch((error: unknown) => error as NovateError);
          if (opened instanceof NovateError) {
            expect(opened.code).toBe("STORE_CORRUPT");
            await expectIntact(copy, blocks, opened.data.block as bigint | undefined);
          } else {
            expect(file).not.toMatch(/ldb$|CURRENT$/);
            expect(digestOf(await blocksOf(opened))).toBe(sound);
            await opened.close();
          }
          if (file.endsWith(".ldb")) {
            expect((opened as NovateError).data).toMatchObject({ file: file.split("/").at(-1) });
            const { from, to } = (opened as NovateError).data as { from: number; to: number };
            expect(from <= at && at < to).toBe(true);
          }
          await rm(copy, { recursive: true });
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it("drops a last write that was torn before it was acknowledged, wherever it was cut", async () => {
    const blocks = chainOf(10);
    const before = await filled(blocks.slice(0, 9));
    const store = await open(before);
    const whole = folder();
    const log = await logOf(before);
    const acknowledged = (await stat(log)).size;
    await cp(before, whole, { recursive: true });
    await store.append(blocks[9]!);
    await cp(log, await logOf(whole));
    await store.close();
    const written = (await stat(await logOf(whole))).size;
    expect(written).toBeGreaterThan(acknowledged);
    const cuts = Array.from(
      { length: 40 },
      (_, i) => acknowledged + Math.floor(((written - acknowledged) * i) / 40),
    );
    for (const cut of [...cuts, written - 1]) {
      const copy = folder();
      await cp(whole, copy, { recursive: true });
      await truncate(await logOf(copy), cut);
      const opened = await open(copy);
      expect(opened.head?.number).toBe(8n);
      await opened.append(blocks[9]!);
      await opened.close();
    }
    const opened = await open(whole);
    expect(digestOf(await blocksOf(opened))).toBe(digestOf(blocks));
    await opened.close();
  });

  it("says so when an acknowledged end of the log is gone", async () => {
    const path = await filled(chainOf(20));
    await truncate(await logOf(path), (await stat(await logOf(path))).size - 500);
    expect(await codeOf(open(path))).toBe("STORE_CORRUPT");
  });
});

const child = fileURLToPath(new URL("./testing/append-until-killed.ts", import.meta.url));

/** Runs the child until `until` says so, kills it, returns what it printed. */
async function runChild(
  path: string,
  kill: (lines: () => number) => Promise<void>,
  shell = "exec",
): Promise<string[]> {
  const command = `${shell} '${process.execPath}' '${child}' '${path}' 3000`;
  const running = spawn("bash", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  running.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const exited = once(running, "close");
  await Promise.race([kill(() => printed.split("\n").length), exited]);
  running.kill("SIGKILL");
  await exited;
  return printed.trim().split("\n");
}

describe("a process that dies", () => {
  it("loses nothing it acknowledged, killed at any moment under load", async () => {
    const path = folder();
    let acknowledged = -1n;
    for (let run = 0; run < 6; run++) {
      const lines = await runChild(path, async (count) => {
        const enough = 1 + ((run * 37) % 60);
        while (count() <= enough) await new Promise((resolve) => setTimeout(resolve, 1));
      });
      acknowledged = BigInt(lines.at(-1)!);
      const store = await open(path);
      expect(store.head!.number).toBeGreaterThanOrEqual(acknowledged);
      expect(await store.get(acknowledged)).toEqual(blockOn(await store.get(acknowledged - 1n), 3000));
      await store.close();
    }
    expect(acknowledged).toBeGreaterThan(60n);
  });

  it("stops acknowledging at the first write the disk refuses, and keeps what it acknowledged", async () => {
    const path = folder();
    const lines = await runChild(path, () => new Promise(() => {}), "ulimit -f 512; exec");
    expect(lines.at(-1)).toBe("failed STORE_FAILED");
    const acknowledged = BigInt(lines.at(-2)!);
    expect(acknowledged).toBeGreaterThan(10n);
    const store = await open(path);
    expect(store.head!.number).toBeGreaterThanOrEqual(acknowledged);
    await store.append(blockOn(store.head, 3000));
    await store.close();
  });
});
