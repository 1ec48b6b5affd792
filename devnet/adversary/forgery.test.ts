import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { encodeBlock } from "../../node/primitives/codec/index.ts";
import { errorCode } from "../../node/primitives/error.ts";
import { BlockTrace, blockImage } from "../../node/state-machine/dispute/index.ts";
import { SignerCache } from "../../node/state-machine/index.ts";
import { Machine } from "../../node/state-machine/machine/machine.ts";
import { programImage } from "../../node/state-machine/program/release.ts";
import { TestChain } from "../../node/state-machine/testing/test-chain.ts";
import { engineFromFile, givingEngine } from "./engine.ts";
import { forge } from "./forgery.ts";
import { checkAdversary, parseAdversary } from "./index.ts";

const LEVELS = { blocksHeight: 26, blockHeight: 17, stretchHeight: 17 };
const ENGINE = fileURLToPath(new URL("../../node/state-machine/engine/engine.wasm", import.meta.url));

const codeOf = async (work: () => unknown) => {
  try {
    await work();
    return "NO_ERROR";
  } catch (error) {
    return errorCode(error);
  }
};

describe("a forged history", () => {
  it("ends at the root that the dishonest engine gave, and is honest before the record it forges is written last", async () => {
    const chain = await TestChain.open();
    const signers = new SignerCache();
    const giving = (await givingEngine({ skip: 0, amount: 7n }))(signers);
    await giving.restore([...chain.machine.snapshot().frames()]);
    for (const user of [0, 1]) chain.deposit(user, 20_000_000n);
    const machine = new Machine();
    const bytes = encodeBlock(chain.draft());
    const loaded = blockImage(programImage(), bytes, chain.machine);
    giving.applyBlock(bytes);
    const tampering = forge(machine, loaded, { applied: true, state: giving });
    const honest = new BlockTrace(LEVELS, { machine: new Machine(), image: loaded });
    const forged = new BlockTrace(LEVELS, { machine, image: loaded, tampering });
    expect(forged.end.applied).toBe(true);
    expect(forged.end.stateRoot).toEqual(giving.stateRoot);
    expect(forged.end.stateRoot).not.toEqual(honest.end.stateRoot);
    expect(tampering.step).toBeGreaterThan(1);
    expect(tampering.step).toBeLessThan(honest.end.steps);
    const void_ = forge(machine, loaded, { applied: false, state: giving });
    expect(new BlockTrace(LEVELS, { machine, image: loaded, tampering: void_ }).end.applied).toBe(false);
  });
});

describe("who attacks", () => {
  it("is named by a kind that exists", async () => {
    expect(parseAdversary("liar")).toEqual({ kind: "liar", count: 1 });
    expect(parseAdversary("sybil:16")).toEqual({ kind: "sybil", count: 16 });
    expect(parseAdversary("colluder").count).toBe(2);
    for (const text of ["", "sybil", "sybil:0", "sybil:65", "sybil:1:2", "liar:2", "toString", "Liar"])
      expect(await codeOf(() => parseAdversary(text))).toBe("ADVERSARY_KIND");
  });

  it("runs an engine, and nothing else", async () => {
    const folder = mkdtempSync(join(tmpdir(), "novate-adversary-"));
    const empty = join(folder, "empty.wasm");
    writeFileSync(empty, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    try {
      for (const path of [empty, join(folder, "missing.wasm"), fileURLToPath(import.meta.url)])
        expect(await codeOf(() => engineFromFile(path))).toBe("ADVERSARY_ENGINE");
      expect(await codeOf(() => engineFromFile(ENGINE))).toBe("NO_ERROR");
      expect(await codeOf(() => checkAdversary(parseAdversary("sybil:4"), ENGINE))).toBe("ADVERSARY_ENGINE");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
