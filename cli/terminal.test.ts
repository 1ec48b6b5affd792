/** What people see, on a real terminal. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTerminal, type Terminal } from "./testing/tmux.ts";

const ROOT = join(import.meta.dirname, "..");
const SIZE = { columns: 60, rows: 12 };
/** A bound for a busy machine. */
const PATIENCE = { timeout: 60_000, interval: 100 };

let folder: string;
let terminal: Terminal | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novate-tty-"));
});
afterEach(async () => {
  await terminal?.close();
  await rm(folder, { recursive: true });
});

test("a step longer than the terminal is wide stays one line while it runs, and is told whole at its end", async () => {
  const script = `
    const { createProgress } = await import(${JSON.stringify(join(ROOT, "devnet/progress.ts"))});
    const write = (text) => process.stdout.write(text);
    const progress = createProgress({ write, interactive: true, total: 1 });
    const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    await progress.step("a title", async (say) => { say("waiting for a long thing ".repeat(8)); await wait(3_000); }, () => "done");
  `;
  terminal = await openTerminal(folder, [process.execPath, "--input-type=module", "-e", script], SIZE);
  const painted = async () => (await terminal!.screen()).filter((line) => line !== "");
  await expect
    .poll(async () => (await painted()).join("\n"), PATIENCE)
    .toMatch(/a title waiting.* [12]\.\d s$/);
  const [line, ...others] = await painted();
  expect([line!.length < SIZE.columns, others]).toEqual([true, []]);
  const whole = async () => (await terminal!.history()).join("\n");
  await expect.poll(whole, PATIENCE).toMatch(/^\+ \[ 1\/1\] a title: done/m);
  const all = (await terminal.history()).filter((text) => text.includes("a title"));
  expect(all).toHaveLength(1);
});

test("a watch repaints in place, fits any size, and leaves the last picture when it is stopped", async () => {
  let blocks = 0;
  const heights = { soft: 5, published: 4, asserted: 3, final: 2 };
  const server = createServer((_request, response) => {
    blocks += 1;
    const head = { number: blocks, time: Date.now(), stateRoot: `0x${"ab".repeat(32)}` };
    const others = {
      phase: "trading",
      finality: heights,
      mempool: null,
      l1: {},
      da: {},
      ready: true,
      issues: [],
    };
    const versions = { node: "0", runtime: "0" };
    response.end(JSON.stringify({ head, ...others, versions, role: "follower", chainId: 1 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const command = [join(ROOT, "bin", "novate"), "status", "--watch", "--url", url];
    terminal = await openTerminal(folder, command, SIZE);
    const head = async () => Number(/block (\d+)/.exec((await terminal!.screen()).join("\n"))?.[1] ?? 0);
    await expect.poll(head, PATIENCE).toBeGreaterThanOrEqual(3);
    const seen = await terminal.history();
    expect(seen.filter((line) => line.includes("head"))).toHaveLength(1);
    expect(seen[0]).toMatch(/^follower of chain 1/);
    expect(seen.every((line) => line.length <= SIZE.columns)).toBe(true);
    await terminal.press("C-c");
    await expect
      .poll(async () => (await terminal!.history()).join("\n"), PATIENCE)
      .toMatch(/issues\n\s*none/);
    expect((await terminal.history()).filter((line) => line.includes("head "))).toHaveLength(1);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
