import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorCode } from "../../primitives/error.ts";
import type { DaPointer, DataAvailability } from "../port.ts";
import { testDataAvailability } from "../suite.ts";
import { openLocalDa } from "./local-da.ts";
import { openLocalHarness } from "./testing/harness.ts";

let root: string;
let files = 0;
const file = () => join(root, `da-${files++}.log`);
const open = (path: string) => openLocalDa({ path, chainId: 31_337n, pollInterval: 2 });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-da-"));
});
afterAll(() => rm(root, { recursive: true }));

testDataAvailability("the local file", () => openLocalHarness(file()));

const numbered = (i: number) => new Uint8Array(300 + i).fill(i + 1);

async function submitted(da: DataAvailability, count: number): Promise<DaPointer[]> {
  const pointers: DaPointer[] = [];
  for (let i = 0; i < count; i++) {
    const outcome = await da.submit(numbered(i));
    if (outcome.status === "included") pointers.push(outcome.pointer);
  }
  expect(pointers).toHaveLength(count);
  return pointers;
}

/** What a fresh reader of the file makes of each pointer: the payload was right, or a code. */
async function readings(path: string, pointers: readonly DaPointer[]): Promise<string[]> {
  const da = await open(path);
  try {
    const each = pointers.map((pointer, i) =>
      da
        .read(pointer)
        .then((bytes) => (Buffer.compare(bytes, numbered(i)) === 0 ? "right" : "wrong"), errorCode),
    );
    return await Promise.all(each);
  } finally {
    await da.close();
  }
}

describe("the local DA file", () => {
  it("refuses every chain id but a development network's", async () => {
    for (const chainId of [1n, 10n, 42_161n, 11_155_111n, 0n]) {
      await expect(openLocalDa({ path: file(), chainId })).rejects.toMatchObject({
        code: "DA_LOCAL_NOT_DEVNET",
      });
    }
    for (const chainId of [31_337n, 1_337n]) await (await openLocalDa({ path: file(), chainId })).close();
  });

  it("refuses a file of another chain, and one that is something else", async () => {
    const path = file();
    await (await open(path)).close();
    await expect(openLocalDa({ path, chainId: 1_337n })).rejects.toMatchObject({ code: "DA_WRONG_FILE" });
    const other = file();
    await writeFile(other, "these are the notes of somebody");
    await expect(open(other)).rejects.toMatchObject({ code: "DA_WRONG_FILE" });
    expect(await readFile(other, "utf8")).toBe("these are the notes of somebody");
  });

  it("drops a torn last record wherever it was cut, and takes it again", async () => {
    const path = file();
    const da = await open(path);
    await submitted(da, 2);
    const whole = (await stat(path)).size;
    const pointers = await submitted(da, 3);
    await da.close();
    const size = (await stat(path)).size;
    for (let cut = whole; cut < size; cut += 31) {
      const copy = file();
      await copyFile(path, copy);
      await truncate(copy, cut);
      expect(await readings(copy, pointers)).toEqual(["right", "right", "DA_UNAVAILABLE"]);
      const writer = await open(copy);
      const again = await submitted(writer, 3);
      expect(await writer.read(again[2]!)).toEqual(numbered(2));
      await writer.close();
      expect(await readings(copy, again)).toEqual(["right", "right", "right"]);
    }
  });

  it("never returns wrong bytes, calls damage absent, or renames another record, whichever byte is flipped", async () => {
    const path = file();
    const da = await open(path);
    const pointers = await submitted(da, 5);
    await da.close();
    const bytes = await readFile(path);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 16, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const copy = file();
          const damaged = Buffer.from(bytes);
          damaged[at]! ^= mask;
          await writeFile(copy, damaged);
          const hit = pointers.findLastIndex((pointer) => Number(pointer.height) <= at);
          const found = await readings(copy, pointers);
          expect(["DA_MISMATCH", "DA_UNAVAILABLE"]).toContain(found[hit]);
          expect(found.filter((_, i) => i !== hit)).toEqual(["right", "right", "right", "right"]);
          await rm(copy);
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it("says absent of a pointer into the middle of a record", async () => {
    const path = file();
    const da = await open(path);
    const [first, second] = await submitted(da, 2);
    for (const height of [first!.height + 5n, 3n, second!.height - 1n]) {
      await expect(da.read({ ...first!, height })).rejects.toMatchObject({ code: "DA_ABSENT" });
    }
    await da.close();
  });

  const child = fileURLToPath(new URL("./testing/submit-until-killed.ts", import.meta.url));

  it("loses nothing included when its writers are killed, while another process reads along", async () => {
    const path = file();
    const reader = await open(path);
    const abort = new AbortController();
    const streamed: string[] = [];
    const following = (async () => {
      for await (const { payload } of reader.subscribe(0n, abort.signal)) {
        streamed.push(
          new TextDecoder()
            .decode(payload)
            .split("\0")[0]!
            .match(/^\w+:\d+/)?.[0] ?? "?",
        );
      }
    })();
    const acknowledged: [height: bigint, label: string][] = [];
    for (let run = 0; run < 2; run++) {
      const writers = ["a", "b"].map((name) =>
        spawn(process.execPath, [child, path, `${name}${run}`], { stdio: ["ignore", "pipe", "inherit"] }),
      );
      await Promise.all(
        writers.map(async (writer, w) => {
          let lines = "";
          const closed = once(writer, "close");
          for await (const chunk of writer.stdout) {
            lines += chunk;
            if (lines.split("\n").length > 10 + run * 13) writer.kill("SIGKILL");
          }
          await closed;
          for (const line of lines.split("\n").slice(0, -1)) {
            const [height, i] = line.split(" ");
            acknowledged.push([BigInt(height!), `${"ab"[w]}${run}:${i}`]);
          }
        }),
      );
    }
    const last = await reader.submit(new Uint8Array(8).fill(9));
    expect(last.status).toBe("included");
    while (streamed.length < acknowledged.length + 1) await new Promise((resolve) => setTimeout(resolve, 2));
    abort.abort();
    await following;
    expect(new Set(streamed).size).toBe(streamed.length);
    for (const [, label] of acknowledged) expect(streamed).toContain(label);
    await reader.close();
  });
});
