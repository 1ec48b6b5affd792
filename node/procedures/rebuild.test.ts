import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createTestClient, http, publicActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deploy, vote } from "../../cli/testing/network.ts";
import { type Anvil, startAnvil } from "../../contracts/testing/anvil.ts";
import type { Genesis } from "../../genesis/index.ts";
import { digestOf, openArchive } from "../da/archive/folder.ts";
import { type ArchiveServer, serveArchive } from "../da/archive/server.ts";
import { startNode } from "../index.ts";
import { toHex } from "../primitives/bytes.ts";
import { errorCode } from "../primitives/error.ts";
import { openBlockStore } from "../store/open.ts";
import { type RebuildOptions, rebuildFromL1 } from "./rebuild.ts";
import { verifyFromL1 } from "./verify.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const account = (index: number) => mnemonicToAccount(MNEMONIC, { addressIndex: index });

let root: string;
let folders = 0;
let anvil: Anvil;
let genesis: Genesis;
let server: ArchiveServer;
const path = (name = "") => join(root, `${folders++}${name}`);
const layerPath = () => join(root, "layer");
const archivePath = () => join(root, "node", "archive");

async function until(what: string, done: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`expected ${what} within a minute`);
}

/** A sequencer that published some batches, had a state confirmed, and is gone; its archive is served. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-rebuild-"));
  anvil = await startAnvil(Math.floor(Date.now() / 1_000));
  const l1 = createTestClient({ mode: "anvil", chain: foundry, transport: http(anvil.url) }).extend(
    publicActions,
  );
  genesis = await deploy(anvil.url, l1);
  await l1.setIntervalMining({ interval: 1 });
  const node = await startNode(
    {
      role: "sequencer",
      data: join(root, "node"),
      genesis,
      l1Url: anvil.url,
      confirmations: 0,
      da: { kind: "local", path: layerPath() },
      rpc: { host: "127.0.0.1", port: 0, rateWeightPerMinute: 100_000 },
      blockIntervalMs: 50,
      idleIntervalMs: 200,
      batchIntervalMs: 500,
      assertIntervalSeconds: 1,
      signatureWorkers: 1,
      shadowRate: 0,
      snapshotInterval: 1_000,
    },
    { sequencer: account(1), proposer: account(2) },
    { logger: pino({ level: "silent" }) },
  );
  await vote(node.address);
  const finality = async () => {
    const response = await fetch(`${node.address}/info`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"type":"finality"}',
    });
    return (await response.json()) as Record<string, number>;
  };
  await until("a final block and some published behind it", async () => {
    const { final = 0, published = 0 } = await finality();
    return final > 3 && published > final + 8;
  });
  await node.close();
  // What was on its way to L1 arrives.
  const blockNumber = await l1.getBlockNumber();
  await until(
    "two more L1 blocks",
    async () => (await l1.getBlockNumber({ cacheTime: 0 })) > blockNumber + 1n,
  );
  server = await serveArchive(
    { host: "127.0.0.1", port: 0 },
    { archive: await openArchive({ path: archivePath() }) },
  );
}, 180_000);

afterAll(async () => {
  await server?.close();
  await anvil?.stop();
  await rm(root, { recursive: true, force: true });
});

const rebuild = (overrides: Partial<RebuildOptions> = {}) =>
  rebuildFromL1({
    genesis,
    l1Url: anvil.url,
    confirmations: 0,
    data: path(),
    da: { kind: "local", path: layerPath() },
    readLayer: true,
    archives: [],
    signatureWorkers: 1,
    snapshotInterval: 1_000,
    signal: AbortSignal.timeout(60_000),
    ...overrides,
  });

/** What stands in a node's store at a block. */
async function stored(data: string, number: bigint) {
  const store = await openBlockStore({ path: join(data, "blocks") });
  const { hash, stateRoot } = (await store.get(number))!;
  await store.close();
  return { hash: toHex(hash), stateRoot: toHex(stateRoot) };
}

describe("a rebuilt node", () => {
  it("has the sequencer's blocks and roots, from genesis, L1 and the layer alone, however often it was interrupted", async () => {
    const data = path();
    let interruptions = 0;
    for (const stopAfter of [0, 1]) {
      const abort = new AbortController();
      const onProgress = ({ batch }: { batch: number }) => batch >= stopAfter && abort.abort();
      await rebuild({ data, signal: abort.signal, onProgress }).catch(() => interruptions++);
    }
    expect(interruptions).toBe(2);
    const seen: number[] = [];
    const result = await rebuild({ data, onProgress: ({ batch }) => seen.push(batch) });
    expect(seen[0]).toBeGreaterThanOrEqual(1);
    expect(seen.at(-1)).toBe(result.batches - 1);
    expect(result.confirmed?.lastBlock).toBeGreaterThan(0n);
    expect(result.voidBlocks).toBe(0);
    const own = await stored(data, result.lastBlock);
    expect(own.stateRoot).toBe(toHex(result.stateRoot));
    expect(await stored(join(root, "node"), result.lastBlock)).toEqual(own);
  });

  it("comes from an archive when the layer has forgotten everything; an archive that lies is found out", async () => {
    const asked: string[] = [];
    const liar = createServer((request, response) => {
      asked.push(request.url ?? "");
      const lie = Buffer.from("NVBT nothing of the kind");
      const digest = Buffer.from(digestOf(lie)).toString("base64");
      response.writeHead(206, {
        etag: '"lie"',
        "repr-digest": `sha-256=:${digest}:`,
        "content-range": `bytes 0-${lie.length - 1}/${lie.length}`,
      });
      response.end(lie);
    });
    await new Promise<void>((resolve) => liar.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const faults: string[] = [];
    const data = path();
    const result = await rebuild({
      data,
      da: { kind: "local", path: path("-empty-layer") },
      readLayer: false,
      archives: [url, server.url],
      onFault: (fault) => faults.push(`${fault.url} ${fault.code}`),
    });
    liar.closeAllConnections();
    liar.close();
    expect(new Set(faults)).toEqual(new Set([`${url} ARCHIVE_LIES`]));
    expect(asked).toHaveLength(result.batches);
    expect(await stored(data, result.lastBlock)).toEqual(await stored(join(root, "node"), result.lastBlock));
  });

  it("waits for a payload of which one byte was flipped, and takes it from elsewhere", async () => {
    // Every one: the archive may also hold a payload that L1 never heard of.
    for (const entry of await readdir(join(archivePath(), "0"), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file);
      bytes[bytes.length - 1]! ^= 1;
      await writeFile(file, bytes);
    }
    const data = path();
    const abort = new AbortController();
    const waiting: string[] = [];
    const options = { data, archives: [server.url], readLayer: false };
    const stuck = rebuild({
      ...options,
      signal: abort.signal,
      onWaiting: (trouble) => {
        if (trouble === undefined) return;
        waiting.push(trouble.code);
        abort.abort();
      },
    });
    await expect(stuck).rejects.toThrow();
    expect(waiting).toEqual(["DA_UNAVAILABLE"]);
    const result = await rebuild({ ...options, readLayer: true });
    expect(toHex(result.stateRoot)).toBe((await stored(data, result.lastBlock)).stateRoot);
  });

  it("may begin with a state that L1 has confirmed, and with no other", async () => {
    const snapshot = path(".snapshot");
    const whole = await rebuild({ snapshotOut: snapshot });
    const batches: number[] = [];
    const short = await rebuild({ snapshot, onProgress: ({ batch }) => batches.push(batch) });
    expect(toHex(short.stateRoot)).toBe(toHex(whole.stateRoot));
    expect(short.lastBlock).toBe(whole.lastBlock);
    expect(batches.length).toBeLessThan(whole.batches);
    const verify = (start?: string) => {
      const source = { genesis, l1Url: anvil.url, da: { kind: "local", path: layerPath() } } as const;
      const signal = AbortSignal.timeout(60_000);
      const common = { ...source, signal, confirmations: 0, signatureWorkers: 1 };
      const claimedRoot = async () => undefined;
      return verifyFromL1({ ...common, claimedRoot, ...(start === undefined ? {} : { snapshot: start }) });
    };
    const [all, rest] = [await verify(), await verify(snapshot)];
    expect([toHex(rest.stateRoot), rest.lastBlock]).toEqual([toHex(all.stateRoot), all.lastBlock]);
    expect([rest.batches > 0, rest.blocks < all.blocks]).toEqual([true, true]);
    const bytes = await readFile(snapshot);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(snapshot, bytes);
    expect(await rebuild({ snapshot }).catch(errorCode)).toBe("SNAPSHOT_CORRUPT");
    expect(await verify(snapshot).catch(errorCode)).toBe("SNAPSHOT_CORRUPT");
    // A sound snapshot of a state that is nobody's: the node's own newest one, which L1 has not confirmed.
    const [newest] = (await readdir(join(root, "node", "snapshots"))).sort();
    const own = join(root, "node", "snapshots", newest!);
    expect(await rebuild({ snapshot: own }).catch(errorCode)).toBe("SNAPSHOT_UNPROVEN");
    expect(await verify(own).catch(errorCode)).toBe("SNAPSHOT_UNPROVEN");
  });
});
