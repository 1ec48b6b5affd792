import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { L1Batch } from "../../node/bridge/port.ts";
import { SignerCache } from "../../node/state-machine/index.ts";
import { TestChain } from "../../node/state-machine/testing/test-chain.ts";
import { BLOCK_LIMIT_MS, runForeign } from "./foreign-engine.ts";
import { checkAdversary } from "./index.ts";
import { parseAdversary } from "./kinds.ts";
import { type ToldChainData, toldChain } from "./told-chain.ts";

const ENGINE = fileURLToPath(new URL("../../node/state-machine/engine/engine.wasm", import.meta.url));
const BLOCKS = 3;
/** Only what has been started counts, so even a slow machine needs no more. */
const SHORT = { blockMs: 300 };
const PATIENT = { blockMs: BLOCK_LIMIT_MS };

/** A WebAssembly module that exports `applyBlock`, function 0, as the code `body`; `started`: runs function 1, an endless loop, first. */
function engineOf(body: readonly number[], started = false): Uint8Array {
  const section = (id: number, ...content: number[]) => [id, content.length, ...content];
  const code = (instructions: readonly number[]) => [instructions.length + 2, 0, ...instructions, 0x0b];
  const name = [...Buffer.from("applyBlock")];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 2, 0x60, 0, 1, 0x7f, 0x60, 0, 0),
    ...(started ? section(3, 2, 0, 1) : section(3, 1, 0)),
    ...section(7, 1, name.length, ...name, 0, 0),
    ...(started ? section(8, 1) : []),
    ...(started ? section(10, 2, ...code(body), ...code(LOOP)) : section(10, 1, ...code(body))),
  ]);
}

/** `(loop (br 0))` */
const LOOP = [0x03, 0x40, 0x0c, 0x00, 0x0b];
const UNREACHABLE = 0x00;
/** `i32.const 3`: the block is void. */
const VOID = [0x41, 0x03];

let folder: string;
let chain: ToldChainData;
const story = () => ({ chain, first: 1n, last: BigInt(BLOCKS) });

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "novate-foreign-"));
  const source = await TestChain.open();
  const roots = [source.machine.stateRoot];
  for (let i = 0; i < BLOCKS; i++) {
    source.vote(970_000 + i, 350_000);
    source.seal();
    roots.push(source.machine.stateRoot);
  }
  const batch = { lastBlock: BigInt(BLOCKS), lastTimestamp: BigInt(source.timestamp), inboxCursor: 0n };
  chain = {
    blocks: source.blocks.map((bytes, i) => ({ bytes, stateRoot: roots[i]! })),
    batches: [batch as L1Batch],
    ...{ messages: [], forceDelay: 10n },
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("somebody else's engine", () => {
  it("tells nothing wrong where it runs the rules", async () => {
    expect(await runForeign({ path: ENGINE, story: story() }, PATIENT)).toBeUndefined();
  });

  it("tells its story from another thread, down to the step that makes a machine end there", async () => {
    const lie = await runForeign({ path: file("void.wasm", engineOf(VOID)), story: story() }, PATIENT);
    const genesis = toldChain(chain, new SignerCache()).blocks[0]!.stateRoot;
    expect(lie).toMatchObject({ first: 1n, last: BigInt(BLOCKS), block: 1n });
    expect([...lie!.roots.values()]).toEqual(Array.from({ length: BLOCKS }, () => genesis));
    expect(lie!.tampering.step).toBeGreaterThan(0);
  });

  it("that never ends a block costs its time limit, and has a name", async () => {
    const path = file("endless.wasm", engineOf([...LOOP, UNREACHABLE]));
    const error = await runForeign({ path, story: story() }, SHORT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ADVERSARY_ENGINE_TIME", data: { path } });
  });

  it("that never even starts is refused before anything else is started", async () => {
    const path = file("start.wasm", engineOf(VOID, true));
    await expect(runForeign({ path }, SHORT)).rejects.toMatchObject({ code: "ADVERSARY_ENGINE_TIME" });
    const empty = file("empty.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    const tried = checkAdversary(parseAdversary("liar"), empty);
    await expect(tried).rejects.toMatchObject({ code: "ADVERSARY_ENGINE" });
    await expect(checkAdversary(parseAdversary("liar"), ENGINE)).resolves.toBeUndefined();
  });

  it("ends when nobody wants its story any more", async () => {
    const path = file("endless.wasm", engineOf([...LOOP, UNREACHABLE]));
    const stop = new AbortController();
    const running = runForeign({ path, story: story() }, { ...PATIENT, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(running).rejects.toThrow("stopped");
  });
});
