import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "../node/store/folder-lock.ts";
import { openBlockStore } from "../node/store/open.ts";
import { openDevnetFolder } from "./folder.ts";
import { startNetwork } from "./network.ts";
import { freePort, startChild } from "./process.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "novate-devnet-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = () => ["genesis.json", "devnet.json", "l1-state.json"].map((name) => join(root, name));
const fill = () => {
  for (const file of files()) writeFileSync(file, "{}");
};
const kept = () => files().every(existsSync);

test("a fresh start on the folder of a running devnet is refused by name, and touches nothing", async () => {
  const folder = await openDevnetFolder(root, { fresh: false });
  fill();
  await expect(openDevnetFolder(root, { fresh: true })).rejects.toMatchObject({
    code: "DEVNET_RUNNING",
    message: expect.stringContaining(`process ${process.pid}`),
  });
  expect(kept()).toBe(true);
  await folder.release();
  await (await openDevnetFolder(root, { fresh: true })).release();
  expect(files().some(existsSync)).toBe(false);
});

test("so is one where a node outlived its devnet", async () => {
  fill();
  const store = await openBlockStore({ path: join(root, "node", "blocks") });
  await expect(openDevnetFolder(root, { fresh: true })).rejects.toMatchObject({ code: "DEVNET_RUNNING" });
  expect(kept()).toBe(true);
  await store.close();
  await (await openDevnetFolder(root, { fresh: true })).release();
});

test("a lock ends with its process, however that ends", async () => {
  const script = `import(${JSON.stringify(join(import.meta.dirname, "../node/store/folder-lock.ts"))}).then(({ lockFolder }) => lockFolder(${JSON.stringify(root)})).then(() => { console.log("locked"); setInterval(() => {}, 1000); })`;
  let locked: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    locked = resolve;
  });
  const child = startChild(process.execPath, ["-e", script], (line) => line === "locked" && locked());
  await ready;
  await expect(lockFolder(root)).rejects.toMatchObject({ code: "FOLDER_LOCKED", data: { pid: child.pid } });
  process.kill(child.pid, "SIGKILL");
  await child.ended;
  await (await lockFolder(root)).release();
});

test("ports that are taken are named before anything is removed or started", async () => {
  fill();
  const free = await freePort();
  const taken = await freePort();
  const child = startChild(process.execPath, [
    "-e",
    `require("net").createServer().listen(${taken}, "127.0.0.1", () => console.log("up"))`,
  ]);
  try {
    await expect.poll(() => child.tail()).toContain("up");
    for (const ports of [
      { port: taken, l1Port: free },
      { port: free, l1Port: taken },
    ]) {
      const said: string[] = [];
      const starting = startNetwork({ root, fresh: true, ...ports }, (text) => said.push(text));
      await expect(starting).rejects.toMatchObject({ code: "PORT_IN_USE", data: { port: taken } });
      expect([said, kept()]).toEqual([[], true]);
    }
  } finally {
    await child.stop();
  }
});
