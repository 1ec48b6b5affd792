import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorCode } from "../primitives/error.ts";
import type { BlockStore } from "../store/port.ts";
import { HeaderArchive, RECENT_HEADERS } from "./header-archive.ts";
import {
  decodeHeaderProof,
  encodeHeaderProof,
  HEADER_RECORD_BYTES,
  type HeaderProof,
  readHeaderProof,
} from "./header-proof.ts";
import { SyntheticChain } from "./testing/synthetic-chain.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-headers-"));
  path = join(folder, "bridge", "headers.bin");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const nowhere = { append: async () => {} } as unknown as BlockStore;

/** Headers of blocks 0..count - 1. */
async function headersOf(count: number): Promise<HeaderProof[]> {
  const chain = await SyntheticChain.begin(31_337n, nowhere);
  const headers = [readHeaderProof(chain.machine.stateRoot, chain.machine.proveHeader())];
  while (headers.length < count) {
    const block = await chain.seal({ timestamp: BigInt(headers.length) });
    headers.push(readHeaderProof(block.stateRoot, chain.machine.proveHeader()));
  }
  return headers;
}

describe("the header archive", () => {
  it("gives back what was kept after a restart, and only the newest of what was not", async () => {
    const headers = await headersOf(RECENT_HEADERS + 50);
    const archive = await HeaderArchive.open({ path });
    for (const header of headers) {
      archive.observe(header);
      if (header.blockNumber % 10n === 0n) await archive.keep(header.blockNumber);
    }
    const newest = BigInt(headers.length - 1);
    expect(archive.newest(0n, newest)).toBe(newest);
    expect(archive.get(41n)).toBe(undefined);
    expect(archive.newest(41n, 49n)).toBe(undefined);
    expect(archive.get(newest - 1n)).toEqual(headers.at(-2));
    await archive.close();

    const again = await HeaderArchive.open({ path });
    for (const header of headers) {
      expect(again.get(header.blockNumber)).toEqual(header.blockNumber % 10n === 0n ? header : undefined);
    }
    expect(again.newest(0n, 45n)).toBe(40n);
    await expect(again.keep(41n)).rejects.toMatchObject({ code: "HEADER_MISSING" });
    await again.close();
  });

  it("survives a torn last record and drops a damaged one, keeping the others", async () => {
    const headers = await headersOf(4);
    const archive = await HeaderArchive.open({ path });
    for (const header of headers) {
      archive.observe(header);
      await archive.keep(header.blockNumber);
    }
    await archive.close();
    for (const torn of [1, 31, HEADER_RECORD_BYTES - 1]) {
      await appendFile(path, encodeHeaderProof(headers[3]!).subarray(0, torn));
      const opened = await HeaderArchive.open({ path });
      expect(headers.every((header) => opened.get(header.blockNumber) !== undefined)).toBe(true);
      opened.observe(headers[3]!);
      await opened.close();
      expect((await stat(path)).size).toBe(4 * HEADER_RECORD_BYTES);
    }
    const bytes = await readFile(path);
    bytes[HEADER_RECORD_BYTES + 100]! ^= 1;
    await writeFile(path, bytes);
    const damaged = await HeaderArchive.open({ path });
    expect([0n, 1n, 2n, 3n].map((number) => damaged.get(number) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
    await damaged.close();
  });

  it("forgets what is final once that is most of it", async () => {
    const headers = await headersOf(100);
    const archive = await HeaderArchive.open({ path });
    for (const header of headers) {
      archive.observe(header);
      await archive.keep(header.blockNumber);
    }
    await archive.prune(10n);
    expect((await stat(path)).size).toBe(100 * HEADER_RECORD_BYTES);
    await archive.prune(80n);
    expect((await stat(path)).size).toBe(20 * HEADER_RECORD_BYTES);
    await archive.close();
    const again = await HeaderArchive.open({ path });
    expect([79n, 80n].map((number) => again.get(number) !== undefined)).toEqual([false, true]);
    await again.close();
  });

  it("takes no proof of another root, and no changed byte of a right one", async () => {
    const [, header] = await headersOf(2);
    const bytes = encodeHeaderProof(header!);
    expect(decodeHeaderProof(bytes)).toEqual(header);
    for (let at = 0; at < bytes.length; at += 13) {
      const changed = bytes.slice();
      changed[at]! ^= 1;
      let code = "NO_ERROR";
      try {
        decodeHeaderProof(changed);
      } catch (error) {
        code = errorCode(error);
      }
      expect(code, `byte ${at}`).toBe("HEADER_PROOF");
    }
    expect(() => decodeHeaderProof(bytes.subarray(1))).toThrow();
  });
});
