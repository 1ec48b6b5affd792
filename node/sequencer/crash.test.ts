import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toHex } from "../primitives/bytes.ts";
import { decodeBlock } from "../primitives/codec/index.ts";
import { transactionDigest } from "../primitives/eip712/index.ts";
import { createStateMachine } from "../state-machine/index.ts";
import { LiveNode, separator } from "./testing/live-node.ts";

const KILLS = 3;
const child = fileURLToPath(new URL("./testing/trade-until-killed.ts", import.meta.url));
let path: string;

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "novate-crash-"));
});
afterAll(() => rm(path, { recursive: true }));

/** Runs the child until it acknowledged `enough` transactions, kills it, returns what it acknowledged. */
async function runAndKill(genesisTime: number, enough: number): Promise<string[]> {
  const node = spawn(process.execPath, [child, path, `${genesisTime}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  node.stdout.on("data", (chunk) => {
    printed += chunk;
    if (printed.split("\n").length > enough) node.kill("SIGKILL");
  });
  await once(node, "close");
  return printed.split("\n").slice(0, -1);
}

it("a node killed under load loses nothing it acknowledged and comes back to the same root as a run without the crash", async () => {
  const genesisTime = Date.now() - 60_000;
  const acknowledged = new Map<string, bigint>();
  for (let kill = 0; kill < KILLS; kill++) {
    const lines = await runAndKill(genesisTime, 40 + 57 * kill);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) {
      const [block, status, hash] = line.split(" ");
      expect(status).toBe("0");
      acknowledged.set(`0x${hash}`, BigInt(block!));
    }
  }
  const node = await LiveNode.open({ path, genesisTime, snapshotInterval: 7 });
  const { number: head } = node.chain.head;
  const replica = await createStateMachine();
  const found = new Set<string>();
  for await (const block of node.store.range(0n, head)) {
    const outcome = replica.applyBlock(block.bytes);
    expect(toHex(outcome.stateRoot)).toBe(toHex(block.stateRoot));
    for (const bytes of decodeBlock(block.bytes).transactions) {
      const hash = toHex(transactionDigest(bytes, separator));
      expect(found.has(hash)).toBe(false);
      found.add(hash);
      if (acknowledged.has(hash)) expect(acknowledged.get(hash)).toBe(block.number);
    }
  }
  for (const hash of acknowledged.keys()) expect(found.has(hash)).toBe(true);
  expect(toHex(node.chain.machine.stateRoot)).toBe(toHex(replica.stateRoot));
  await node.close();
});
