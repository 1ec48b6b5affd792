/** A devnet as a person starts and stops it: by Ctrl-C, at a moment of its choosing. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort, isListening } from "../../devnet/process.ts";
import { start } from "../testing/run.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-ctrl-c-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What was said last when Ctrl-C is pressed. */
const MOMENTS = ["starting L1", "deploying contracts", "starting the node", "chain started", "[ 1/9]"];
/** A bound for a busy machine: the deployment alone took thirty seconds to give up. */
const SOON_MS = 15_000;

test.each(MOMENTS)(
  "Ctrl-C after '%s' ends it soon, and leaves nothing behind",
  { timeout: 180_000 },
  async (moment) => {
    const [port, l1Port] = [await freePort(), await freePort()];
    const ports = ["--port", String(port), "--l1-port", String(l1Port)];
    const devnet = start(["devnet", "--fresh", "--data", join(folder, "net"), ...ports]);
    await expect.poll(() => devnet.stdout(), { timeout: 120_000, interval: 20 }).toContain(moment);
    const pressed = Date.now();
    devnet.child.kill("SIGINT");
    const { code, stderr, stdout } = await devnet.ended;
    expect([code, stderr]).toEqual([0, ""]);
    expect(Date.now() - pressed).toBeLessThan(SOON_MS);
    expect(stdout).toMatch(/\. stopped( while starting)?\n$/);
    expect([await isListening(port), await isListening(l1Port)]).toEqual([false, false]);
  },
);
