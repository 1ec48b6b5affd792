import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { connect } from "../sdk/index.ts";
import { batchEvidence, describeBatch } from "./batch-evidence.ts";
import type { DevnetDa } from "./folder.ts";
import { type NetworkOptions, startNetwork } from "./network.ts";
import { type Child, freePort, startChild } from "./process.ts";
import { followEvidence } from "./testing/follow-evidence.ts";

const folder = mkdtempSync(join(tmpdir(), "novate-rebuild-"));
const novate = join(import.meta.dirname, "..", "bin", "novate");
const BATCHES = 2;
const LAYERS: readonly DevnetDa[] = ["local", "celestia-mock", "ethereum"];

/**
 * Everything runs at once on one machine: what no promise here depends on is left out or made quicker. Proofs of blobs take a second of
 * computing each, so that batches there come no faster than the devnet's own.
 */
const SPARING: Readonly<Record<string, string>> = { shadow: "0", "idle-interval": "500" };
const paceOf = (da: DevnetDa) => ({ ...SPARING, "batch-interval": da === "ethereum" ? "4000" : "500" });

const flagsOf = (flags: Readonly<Record<string, string>>) =>
  Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);

/** The last line of a command under `--json`. */
async function run(...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(novate, [...args, "--json"], { timeout: 120_000 });
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Record<string, unknown>;
}

/** `novate archive serve`, and where it serves. */
async function serve(path: string): Promise<{ readonly child: Child; readonly url: string }> {
  let child: Child | undefined;
  const url = await new Promise<string>((resolve, reject) => {
    const onLine = (line: string) => resolve((JSON.parse(line) as { url: string }).url);
    child = startChild(novate, ["archive", "serve", "--path", path, "--port", "0", "--json"], onLine);
    void child.ended.then(() => reject(new Error(child?.tail())));
  });
  return { child: child!, url };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(LAYERS)("a chain published to %s", { timeout: 240_000 }, (da) => {
  it("is there behind each batch's link, and is made again from the layer, or from archives alone, and goes on as follower and as sequencer", async () => {
    const root = join(folder, da);
    const ports = { port: await freePort(), l1Port: await freePort() };
    const options: NetworkOptions = {
      ...{ root, fresh: true, da, daPort: await freePort(), ...ports },
      ...{ l1MinesAtOnce: true, nodeFlags: paceOf(da) },
    };
    let network = await startNetwork(options, () => {});
    const children: Child[] = [];
    try {
      const count = async () => (await batchEvidence(network).catch(() => [])).length;
      await expect.poll(count, { timeout: 40_000, interval: 300 }).toBeGreaterThanOrEqual(BATCHES + 1);
      for (const batch of (await batchEvidence(network)).slice(0, BATCHES)) {
        expect(batch.height).toBeGreaterThan(0);
        expect(await followEvidence(batch)).toContain(batch.commitment);
        const told = describeBatch(batch);
        const { commitment, evidence, height, layer } = batch;
        for (const part of [`${layer} height ${height},`, commitment.slice(0, 18), evidence])
          expect(told).toContain(part);
      }
      const chain = flagsOf({ genesis: network.folder.genesis, l1: network.l1.url, ...network.daFlags });
      const rootOf = async (block: unknown) =>
        (await network.client.info({ type: "block", number: Number(block) })) as { stateRoot: string };

      const own = await serve(join(network.folder.nodeData, "archive"));
      children.push(own.child);
      const [fromLayer, fetched] = await Promise.all([
        run("rebuild", "--data", join(root, "again"), ...chain),
        run("archive", "fetch", "--path", join(root, "fetched"), "--from", own.url, "--no-layer", ...chain),
      ]);
      expect(Number(fromLayer.batches)).toBeGreaterThanOrEqual(BATCHES);
      expect((await rootOf(fromLayer.lastBlock)).stateRoot).toBe(fromLayer.stateRoot);
      expect(fetched.missing).toBe(0);
      expect(Number(fetched.fetched)).toBeGreaterThanOrEqual(BATCHES);

      // What was fetched serves others; batches since then come from the next archive in the list.
      const second = await serve(join(root, "fetched"));
      children.push(second.child);
      const other = join(root, "from-archives");
      const urls = ["--archive", second.url, own.url];
      const fromArchives = await run("rebuild", "--data", other, "--no-layer", ...chain, ...urls);
      expect((await rootOf(fromArchives.lastBlock)).stateRoot).toBe(fromArchives.stateRoot);

      // A follower on what was rebuilt goes on behind it.
      const port = await freePort();
      const follower = startChild(novate, [
        ...["node", "--follow", "--data", other, "--port", String(port), "--confirmations", "1"],
        ...["--workers", "1", "--log-level", "warn", ...chain],
      ]);
      children.push(follower);
      const beyond = Number(fromArchives.lastBlock) + 1;
      await expect
        .poll(() => followed(port, beyond).catch(() => undefined), { timeout: 40_000, interval: 300 })
        .toBe((await rootOf(beyond)).stateRoot);

      // So does the sequencer, when its own folder is gone.
      const before = await count();
      await network.stop();
      network = await startNetwork(
        { ...options, fresh: false, nodeFlags: { ...paceOf(da), data: join(root, "again") } },
        () => {},
      );
      await expect.poll(count, { timeout: 40_000, interval: 300 }).toBeGreaterThan(before);
    } catch (error) {
      for (const child of children) process.stderr.write(child.tail());
      throw error;
    } finally {
      for (const child of children.reverse()) await child.stop();
      await network.stop();
    }
  });
});

async function followed(port: number, block: number): Promise<string> {
  const client = await connect(`http://127.0.0.1:${port}`);
  try {
    return ((await client.info({ type: "block", number: block })) as { stateRoot: string }).stateRoot;
  } finally {
    client.close();
  }
}
