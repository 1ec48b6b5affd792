import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toHex } from "../primitives/bytes.ts";
import { LiveNode } from "./testing/live-node.ts";

let path: string;
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "novate-recover-"));
});
afterAll(() => rm(path, { recursive: true }));

it("a snapshot of which one byte was changed, or whose end is missing, is dropped, and the state is the same", async () => {
  const options = { path, genesisTime: Date.now() - 60_000, snapshotInterval: 1_000_000, idleIntervalMs: 20 };
  const folder = join(path, "snapshots");
  const damages = [
    (bytes: Buffer) => bytes.fill(bytes[0]! ^ 1, 0, 1),
    (bytes: Buffer) => bytes.fill(bytes[bytes.length >> 1]! ^ 4, bytes.length >> 1, (bytes.length >> 1) + 1),
    (bytes: Buffer) => bytes.fill(bytes.at(-1)! ^ 128, bytes.length - 1),
    (bytes: Buffer) => bytes.subarray(0, bytes.length - 100),
    () => Buffer.alloc(0),
  ];
  let root: string | undefined;
  for (const damage of damages) {
    const node = await LiveNode.open(options);
    if (root !== undefined) expect(toHex(node.chain.machine.stateRoot)).toBe(root);
    const { number } = node.chain.head;
    node.sequencer.run().catch(() => undefined);
    await node.until(() => node.chain.head.number > number + 2n);
    await node.sequencer.stop();
    await node.chain.snapshot();
    const height = node.chain.head.number;
    root = toHex(node.chain.machine.stateRoot);
    await node.close();
    const file = join(folder, `${height}.snapshot`);
    await writeFile(file, damage(await readFile(file)));
    const again = await LiveNode.open(options);
    expect(toHex(again.chain.machine.stateRoot)).toBe(root);
    expect(await readdir(folder)).not.toContain(`${height}.snapshot`);
    await again.close();
  }
});
