import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { errorCode, NovateError } from "../../primitives/error.ts";
import { openLocalDa } from "../local/local-da.ts";
import { openLocalHarness } from "../local/testing/harness.ts";
import type { DaPointer, DataAvailability } from "../port.ts";
import { testDataAvailability } from "../suite.ts";
import { archived } from "./archived.ts";
import { createArchiveClient } from "./client.ts";
import { type Archive, digestOf, openArchive, payloadName } from "./folder.ts";
import { createArchiveReader } from "./reader.ts";
import { serveArchive } from "./server.ts";

let root: string;
let folders = 0;
const closers: (() => Promise<unknown>)[] = [];
const path = () => join(root, `${folders++}`);
const payload = (length: number, fill = 7) => new Uint8Array(length).map((_, i) => (i * 31 + fill) % 251);
const nameOf = (bytes: Uint8Array): DaPointer => ({
  ...{ kind: 0, commitment: digestOf(bytes), height: 9n, start: 9, length: bytes.length },
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-archive-"));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
afterAll(() => rm(root, { recursive: true }));

async function local(file = path()): Promise<DataAvailability> {
  const da = await openLocalDa({ path: file, chainId: 31_337n, pollInterval: 2 });
  closers.push(() => da.close());
  return da;
}

const client = (url: string, overrides: object = {}) =>
  createArchiveClient({ url, timeoutMs: 5_000, maxBytes: 1 << 20, partBytes: 1_000, ...overrides });

/** An HTTP server that answers as told. */
async function imposter(answer: (from: number, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) =>
    answer(Number(/bytes=(\d+)/.exec(request.headers.range ?? "")?.[1] ?? 0), response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function part(response: ServerResponse, from: number, bytes: Uint8Array, digest = digestOf(bytes)): void {
  const body = bytes.subarray(from, from + 1_000);
  response.writeHead(206, {
    etag: `"${Buffer.from(digest).toString("hex")}"`,
    "repr-digest": `sha-256=:${Buffer.from(digest).toString("base64")}:`,
    "content-range": `bytes ${from}-${from + body.length - 1}/${bytes.length}`,
  });
  response.end(body);
}

testDataAvailability("the local file behind an archive", async () => {
  const { da, reopen, ...layer } = await openLocalHarness(path());
  const behind = async (of: DataAvailability) =>
    archived(of, {
      archive: await openArchive({ path: path() }),
      onError(error) {
        throw error;
      },
    });
  return { ...layer, da: await behind(da), reopen: async () => behind(await reopen()) };
});

describe("an archive", () => {
  it("keeps payloads over a restart, and drops what was cut off or damaged", async () => {
    const folder = path();
    const archive = await openArchive({ path: folder });
    const kept = payload(5_000);
    const damaged = payload(3_000, 9);
    await archive.put(nameOf(kept), kept);
    await archive.put(nameOf(kept), kept);
    await archive.put(nameOf(damaged), damaged);
    const hex = payloadName(nameOf(damaged));
    const file = join(folder, "0", hex.slice(0, 2), hex);
    await writeFile(`${file}.part`, "half a payload");
    const again = await openArchive({ path: folder });
    expect(await readdir(join(folder, "0", hex.slice(0, 2)))).toEqual([hex]);
    expect(again.bytes).toBe(5_032 + 3_032);
    expect((await again.get(nameOf(kept)))?.payload).toEqual(kept);
    for (const at of [0, 40, 3_031]) {
      await again.put(nameOf(damaged), damaged);
      const bytes = await readFile(file);
      bytes[at]! ^= 1;
      await writeFile(file, bytes);
      expect(await again.get(nameOf(damaged))).toBeUndefined();
      await expect(stat(file)).rejects.toThrow();
    }
    expect(again.bytes).toBe(5_032);
  });

  it("leaves alone what another process writes", async () => {
    const folder = path();
    const bytes = payload(500);
    await (await openArchive({ path: folder })).put(nameOf(bytes), bytes);
    const draft = join(folder, "0", payloadName(nameOf(bytes)).slice(0, 2), "unfinished.part");
    await writeFile(draft, "half a payload");
    const shared = await openArchive({ path: folder, isShared: true });
    expect((await shared.get(nameOf(bytes)))?.payload).toEqual(bytes);
    expect(await readFile(draft, "utf8")).toBe("half a payload");
  });

  it("drops the oldest beyond its bound, and never the newest", async () => {
    const archive = await openArchive({ path: path(), maxBytes: 2_500 });
    const each = [1, 2, 3, 4].map((fill) => payload(1_000, fill));
    for (const bytes of each) {
      await archive.put(nameOf(bytes), bytes);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await Promise.all(each.map((bytes) => archive.has(nameOf(bytes))))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const huge = payload(9_000);
    await archive.put(nameOf(huge), huge);
    expect(archive.bytes).toBe(9_032);
  });

  it("answers for the layer when the layer has forgotten", async () => {
    const file = path();
    const da = await local(file);
    const archive = await openArchive({ path: path() });
    const both = archived(da, { archive, onError: () => {} });
    const outcome = await both.submit(payload(700));
    const { pointer } = outcome as { pointer: DaPointer };
    const forgetful = archived(
      {
        ...da,
        kind: 0,
        maxPayloadBytes: 1,
        commit: digestOf,
        read: async () => Promise.reject(new Error("gone")),
      },
      { archive, onError: () => {} },
    );
    expect(await forgetful.read(pointer)).toEqual(payload(700));
  });
});

describe("a payload under a wrong commitment", () => {
  /** A layer that has these bytes everywhere, until it answers with a code. */
  function layerOf(kind: DaPointer["kind"], bytes: Uint8Array) {
    const state: { code?: string } = {};
    const read = async () => {
      if (state.code !== undefined) throw new NovateError(state.code, "no");
      return bytes;
    };
    const layer = { kind, commit: digestOf, read, maxPayloadBytes: 1 } as unknown as DataAvailability;
    return { layer, state };
  }
  const bytes = payload(700);
  const misnamed = (kind: DaPointer["kind"]) => ({
    ...nameOf(bytes),
    kind,
    commitment: digestOf(payload(9)),
  });
  const readers = [
    [
      "a node",
      (layer: DataAvailability, archive: Archive) => archived(layer, { archive, onError: () => {} }),
    ],
    [
      "a rebuild",
      (layer: DataAvailability, archive: Archive) =>
        createArchiveReader({ layer, archive, others: [], reads: true }),
    ],
  ] as const;

  for (const [who, over] of readers) {
    it(`is kept by ${who} where the place alone counts, and answers while the layer does not`, async () => {
      const { layer, state } = layerOf(1, bytes);
      const archive = await openArchive({ path: path() });
      const reader = over(layer, archive);
      expect(await reader.read(misnamed(1))).toEqual(bytes);
      expect((await archive.get(misnamed(1)))?.payload).toEqual(bytes);
      state.code = "DA_UNAVAILABLE";
      expect(await reader.read(misnamed(1))).toEqual(bytes);
      // The layer's own word goes before what was kept: nothing but it knows the place.
      for (const code of ["DA_ABSENT", "DA_MISMATCH"]) {
        state.code = code;
        expect(await reader.read(misnamed(1)).catch(errorCode)).toBe(code);
      }
    });

    it.each([0, 2] as const)(`is not kept by ${who} on a layer that commits to it (%i)`, async (kind) => {
      const { layer, state } = layerOf(kind, bytes);
      const archive = await openArchive({ path: path() });
      const reader = over(layer, archive);
      await reader.read(misnamed(kind));
      expect(await archive.has(misnamed(kind))).toBe(false);
      state.code = "DA_UNAVAILABLE";
      await archive.put(misnamed(kind), bytes);
      expect(await reader.read(misnamed(kind)).catch(errorCode)).toBe("DA_UNAVAILABLE");
    });
  }

  it("is taken from nobody else's archive, on any layer", async () => {
    const archive = await openArchive({ path: path() });
    await archive.put(misnamed(1), bytes);
    const server = await serveArchive({ host: "127.0.0.1", port: 0 }, { archive });
    closers.push(() => server.close());
    const { layer } = layerOf(1, bytes);
    const faults: string[] = [];
    const reader = createArchiveReader({
      ...{ layer, archive: await openArchive({ path: path() }), others: [client(server.url)], reads: false },
      onFault: ({ code }) => faults.push(code),
    });
    expect(await reader.read(misnamed(1)).catch(errorCode)).toBe("DA_UNAVAILABLE");
    expect(faults).toEqual(["ARCHIVE_LIES"]);
  });
});

describe("archives over HTTP", () => {
  async function serving(...payloads: Uint8Array[]) {
    const archive = await openArchive({ path: path() });
    for (const bytes of payloads) await archive.put(nameOf(bytes), bytes);
    const server = await serveArchive({ host: "127.0.0.1", port: 0 }, { archive });
    closers.push(() => server.close());
    return server.url;
  }

  it("give whole payloads, ranges, digests, and nothing else", async () => {
    const bytes = payload(2_500);
    const url = await serving(bytes);
    const place = `${url}/v1/0/${payloadName(nameOf(bytes))}`;
    const whole = await fetch(place);
    expect([whole.status, new Uint8Array(await whole.arrayBuffer())]).toEqual([200, bytes]);
    const digest = `sha-256=:${Buffer.from(digestOf(bytes)).toString("base64")}:`;
    expect(whole.headers.get("repr-digest")).toBe(digest);
    const ranged = await fetch(place, { headers: { range: "bytes=2000-9999" } });
    expect([ranged.status, ranged.headers.get("content-range")]).toEqual([206, "bytes 2000-2499/2500"]);
    expect(new Uint8Array(await ranged.arrayBuffer())).toEqual(bytes.slice(2_000));
    const stale = await fetch(place, { headers: { range: "bytes=5-6", "if-range": '"other"' } });
    expect(stale.status).toBe(200);
    for (const range of ["bytes=2500-", "bytes=9-3", "bytes=-5", "lines=1-2"]) {
      expect((await fetch(place, { headers: { range } })).status).toBe(416);
    }
    expect((await fetch(place, { method: "HEAD" })).headers.get("content-length")).toBe("2500");
    expect((await fetch(place, { method: "POST" })).status).toBe(405);
    for (const wrong of [
      "/",
      "/v1/0/00",
      `/v1/9/${"00".repeat(32)}`,
      `/v1/0/${"00".repeat(32)}`,
      "/v1/0/../../etc",
    ]) {
      expect((await fetch(url + wrong)).status).toBe(404);
    }
  });

  it("fetch a payload in parts, and only what a broken transfer still lacks", async () => {
    const bytes = payload(7_300);
    const drafts = path();
    const asked: number[] = [];
    const flaky = await imposter((from, response) => {
      asked.push(from);
      if (asked.length === 4) response.destroy();
      else part(response, from, bytes);
    });
    const fetcher = client(flaky, { drafts });
    await expect(fetcher.fetch(nameOf(bytes))).rejects.toMatchObject({ code: "ARCHIVE_UNAVAILABLE" });
    const restarted = client(flaky, { drafts });
    expect(await restarted.fetch(nameOf(bytes))).toEqual(bytes);
    expect(asked).toEqual([0, 1_000, 2_000, 3_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
    expect(await readdir(drafts)).toEqual([]);
    expect(await client(await serving(bytes)).fetch(nameOf(bytes))).toEqual(bytes);
    expect(await client(await serving()).fetch(nameOf(bytes))).toBeUndefined();
  });

  it("that send other bytes, other lengths or other tags than they state are found out", async () => {
    const bytes = payload(2_500);
    const flipped = bytes.slice();
    flipped[2_400]! ^= 1;
    const fetched = async (answer: Parameters<typeof imposter>[0]) =>
      client(await imposter(answer))
        .fetch(nameOf(bytes))
        .then(() => "fetched", errorCode);
    expect(await fetched((from, response) => part(response, from, flipped, digestOf(bytes)))).toBe(
      "ARCHIVE_DIGEST",
    );
    const unsound: Parameters<typeof imposter>[0][] = [
      (from, response) => part(response, from, bytes, digestOf(payload(1, from))),
      (_, response) => part(response, 0, bytes),
      (_, response) => response.writeHead(200).end(bytes),
      (_, response) => response.writeHead(206, { etag: "x" }).end(bytes),
      (_, response) => response.writeHead(500).end(),
      (from, response) => part(response, from, payload(2_000_000)),
    ];
    for (const answer of unsound) expect(await fetched(answer)).toBe("ARCHIVE_UNAVAILABLE");
  });

  it("are asked in turn until one gives the payload itself; a liar is named", async () => {
    const bytes = payload(2_500);
    const lie = payload(2_500, 8);
    const faults: string[] = [];
    const liar = await imposter((from, response) => part(response, from, lie));
    const broken = await imposter((_, response) => response.destroy());
    const layer = await local();
    const archive = await openArchive({ path: path() });
    const others = [liar, broken, await serving(), await serving(bytes)].map((url) => client(url));
    const reader = (list = others) =>
      createArchiveReader({
        ...{ archive, others: list, layer, reads: false },
        onFault: ({ url, code }) => faults.push(`${url} ${code}`),
      });
    const pointer = nameOf(bytes);
    expect(await reader().read(pointer)).toEqual(bytes);
    expect(faults).toEqual([`${liar} ARCHIVE_LIES`, `${broken} ARCHIVE_UNAVAILABLE`]);
    expect(await reader([]).read(pointer)).toEqual(bytes);
    const missing = { ...pointer, commitment: digestOf(payload(9)) };
    await expect(reader().read(missing)).rejects.toMatchObject({ code: "DA_UNAVAILABLE" });
  });
});
