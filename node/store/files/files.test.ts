/** The reader of LevelDB's files against files that LevelDB wrote. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Level } from "level";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { equalBytes } from "../../primitives/bytes.ts";
import { seededRng } from "../../primitives/rng.ts";
import { discardDamaged } from "../discard.ts";
import { checkFiles } from "./check.ts";
import { maskedCrc32c } from "./crc32c.ts";
import { readLog } from "./log.ts";
import { intactRows } from "./rows.ts";

const ROWS = 36;
const FLIP = fc.integer({ min: 1, max: 255 });

let root: string;
let database: string;
let copies = 0;

/** Row `i`: from nothing to several pages of the log. */
function row(i: number): { readonly key: string; readonly value: Uint8Array } {
  const rng = seededRng(i);
  const length = i % 12 === 0 ? 70_000 : (i % 5) * 700;
  return { key: `row-${String(i).padStart(4, "0")}`, value: Uint8Array.from({ length }, () => rng.uint32()) };
}

/** A database in tables and a log, made by being opened three times. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "novate-files-"));
  database = join(root, "database");
  for (let first = 0; first < ROWS; first += ROWS / 3) {
    const db = new Level<string, Uint8Array>(database, { valueEncoding: "view", compression: false });
    for (let i = first; i < first + ROWS / 3; i++) {
      const { key, value } = row(i);
      await db.put(key, value, { sync: true });
    }
    await db.close();
  }
});
afterAll(() => rm(root, { recursive: true }));

async function copied(): Promise<string> {
  const copy = join(root, `copy-${copies++}`);
  await cp(database, copy, { recursive: true });
  return copy;
}

async function named(pattern: RegExp): Promise<{ readonly names: string[]; readonly bytes: Uint8Array[] }> {
  const names = (await readdir(database)).filter((name) => pattern.test(name)).sort();
  expect(names.length).toBeGreaterThan(0);
  return { names, bytes: await Promise.all(names.map((name) => readFile(join(database, name)))) };
}

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at]! ^= mask;
  return changed;
}

async function rowsIn(folder: string): Promise<Map<string, Uint8Array>> {
  const rows = new Map<string, Uint8Array>();
  for await (const { key, value } of intactRows(folder))
    rows.set(Buffer.from(key).toString(), Uint8Array.from(await value()));
  return rows;
}

/** What checking says: nothing, or the damage. */
const checked = (folder: string) =>
  checkFiles(folder).then(
    () => undefined,
    (error) =>
      ({ code: error.code, ...error.data }) as { code: string; file: string; from: number; to: number },
  );

describe("LevelDB's files", () => {
  it("are summed as CRC-32C says", () => {
    const unmasked = (masked: number) => {
      const turned = (masked - 0xa282_ead8) >>> 0;
      return ((turned >>> 17) | (turned << 15)) >>> 0;
    };
    expect(unmasked(maskedCrc32c(Buffer.from("123456789")))).toBe(0xe306_9283);
    // RFC 3720, B.4.
    expect(unmasked(maskedCrc32c(new Uint8Array(32)))).toBe(0x8a91_36aa);
    expect(unmasked(maskedCrc32c(new Uint8Array(32).fill(0xff)))).toBe(0x62a8_ab43);
  });

  it("are sound as they were written, and give every row", async () => {
    expect(await checked(database)).toBeUndefined();
    const rows = await rowsIn(database);
    expect(rows.size).toBe(ROWS);
    expect([...rows.values()].every((value, i) => equalBytes(value, row(i).value))).toBe(true);
  });

  it("are named with the bytes around whichever byte of a table, or of the manifest's name, was changed", async () => {
    const copy = await copied();
    const { names, bytes } = await named(/\.ldb$|^CURRENT$/);
    await fc.assert(
      fc.asyncProperty(fc.nat(names.length - 1), fc.nat(), FLIP, async (which, place, mask) => {
        const file = names[which]!;
        const at = place % bytes[which]!.length;
        await writeFile(join(copy, file), flipped(bytes[which]!, at, mask));
        const damage = await checked(copy);
        expect(damage).toMatchObject({ code: "STORE_CORRUPT", file });
        expect(damage!.from <= at && at < damage!.to).toBe(true);
        await writeFile(join(copy, file), bytes[which]!);
      }),
      { numRuns: 400 },
    );
    expect(await checked(copy)).toBeUndefined();
  });

  it("are named for each of the last 400 bytes of a table: index, filter, footer", async () => {
    const copy = await copied();
    const { names, bytes } = await named(/\.ldb$/);
    const [file, whole] = [names[0]!, bytes[0]!];
    for (let at = whole.length - 400; at < whole.length; at++) {
      await writeFile(join(copy, file), flipped(whole, at, 1 << (at % 8)));
      expect(await checked(copy)).toMatchObject({ code: "STORE_CORRUPT", file });
    }
  });

  it("give every row of the blocks that were not changed", async () => {
    const copy = await copied();
    const sound = await rowsIn(copy);
    const { names, bytes } = await named(/\.(ldb|log)$/);
    await fc.assert(
      fc.asyncProperty(fc.nat(names.length - 1), fc.nat(), FLIP, async (which, place, mask) => {
        const whole = bytes[which]!;
        // Without its index nothing of a table can be found.
        const at = place % (whole.length - 600);
        await writeFile(join(copy, names[which]!), flipped(whole, at, mask));
        const rows = await rowsIn(copy);
        for (const [key, value] of rows) expect(equalBytes(value, sound.get(key)!)).toBe(true);
        expect(rows.size).toBeGreaterThanOrEqual(ROWS - 8);
        expect(rows.size).toBeLessThanOrEqual(ROWS);
        await writeFile(join(copy, names[which]!), whole);
      }),
      { numRuns: 60 },
    );
  });

  it("are damaged when one is missing or of another length, and when none is named", async () => {
    const { names, bytes } = await named(/\.ldb$/);
    for (const size of [undefined, 0, bytes[0]!.length - 1]) {
      const copy = await copied();
      if (size === undefined) await rm(join(copy, names[0]!));
      else await truncate(join(copy, names[0]!), size);
      expect(await checked(copy)).toMatchObject({ code: "STORE_CORRUPT", file: names[0] });
    }
    const copy = await copied();
    await rm(join(copy, "CURRENT"));
    expect(await checked(copy)).toMatchObject({ code: "STORE_CORRUPT", file: "CURRENT" });
    expect((await rowsIn(copy)).size).toBe(ROWS);
  });

  it("of a process that died while it wrote one more table or manifest are sound", async () => {
    const copy = await copied();
    const { bytes } = await named(/\.ldb$/);
    await writeFile(join(copy, "000999.ldb"), bytes[0]!.subarray(0, 5_000));
    await writeFile(join(copy, "MANIFEST-000998"), bytes[0]!.subarray(0, 50));
    await writeFile(join(copy, "000001.log"), bytes[0]!.subarray(0, 50));
    expect(await checked(copy)).toBeUndefined();
    const empty = join(root, "empty");
    expect(await checked(empty)).toBeUndefined();
    const db = new Level(empty);
    await db.open();
    await db.close();
    await rm(join(empty, "CURRENT"));
    for (const name of await readdir(empty)) if (/\.log$/.test(name)) await rm(join(empty, name));
    expect(await checked(empty)).toBeUndefined();
  });
});

describe("the files of a compressed database", () => {
  it("are removed when one is damaged, and kept when all are sound", async () => {
    const folder = join(root, "compressed");
    for (let run = 0; run < 2; run++) {
      const db = new Level(folder);
      for (let i = 0; i < 2_000; i++) await db.put(`a key of some length ${i}`, "value ".repeat(i % 50));
      await db.close();
    }
    expect(await discardDamaged(folder)).toBeUndefined();
    const name = (await readdir(folder)).find((file) => file.endsWith(".ldb"))!;
    const bytes = await readFile(join(folder, name));
    // Compressed, index and all.
    expect(bytes.length).toBeLessThan(2_000 * 50);
    for (let part = 0; part < 40; part++) {
      const copy = join(root, `copy-${copies++}`);
      await cp(folder, copy, { recursive: true });
      await writeFile(join(copy, name), flipped(bytes, Math.floor((bytes.length * part) / 40), 0x40));
      expect(await discardDamaged(copy)).toMatchObject({ code: "STORE_CORRUPT", data: { file: name } });
      await expect(readdir(copy)).rejects.toMatchObject({ code: "ENOENT" });
    }
    const open = new Level(folder);
    await open.open();
    await expect(discardDamaged(folder)).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await open.close();
  });
});

const child = fileURLToPath(new URL("./testing/write-until-killed.ts", import.meta.url));

describe("the files of a process that is killed while it makes tables", () => {
  it("are sound at every moment", async () => {
    const folder = join(root, "killed");
    let tables = 0;
    for (let run = 0; run < 12; run++) {
      const writing = spawn(process.execPath, [child, folder, "plain"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(writing, "close");
      await once(writing.stdout, "data");
      await new Promise((resolve) => setTimeout(resolve, 17 * run));
      writing.kill("SIGKILL");
      await closed;
      expect(await checked(folder)).toBeUndefined();
      tables += (await readdir(folder)).filter((name) => name.endsWith(".ldb")).length;
    }
    expect(tables).toBeGreaterThan(12);
  });
});

describe("LevelDB's log", () => {
  let log: Uint8Array;
  beforeAll(async () => {
    log = (await named(/\.log$/)).bytes[0]!;
    expect(readLog(log).records).toHaveLength(ROWS / 3);
  });

  it("is torn, not damaged, wherever it ends", () => {
    const records = readLog(log).records.length;
    fc.assert(
      fc.property(fc.nat(log.length), fc.boolean(), (end, isFilled) => {
        const torn = isFilled ? new Uint8Array(log.length) : new Uint8Array(end);
        torn.set(log.subarray(0, end));
        const content = readLog(torn);
        expect(content.damage).toBeUndefined();
        expect(content.records.length).toBeLessThanOrEqual(records);
      }),
      { numRuns: 200 },
    );
  });

  it("is damaged by a change before its last record, which is the only one that is lost", () => {
    const { records } = readLog(log);
    const lastBytes = records.at(-1)!.length + 7;
    fc.assert(
      fc.property(fc.nat(log.length - lastBytes - 1), FLIP, (at, mask) => {
        const content = readLog(flipped(log, at, mask));
        if (content.damage === undefined) return expect(content.records).toHaveLength(records.length);
        expect(content.damage.from <= at && at < content.damage.to).toBe(true);
        expect(content.records).toHaveLength(records.length - 1);
      }),
      { numRuns: 300 },
    );
  });

  it("is damaged, not torn, when the length of its last record is changed", () => {
    const start = log.length - readLog(log).records.at(-1)!.length - 7;
    for (const at of [start + 4, start + 5]) {
      for (let mask = 1; mask < 256; mask++)
        expect(readLog(flipped(log, at, mask)).damage).toEqual({ from: start, to: log.length });
    }
  });
});
